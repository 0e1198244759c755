"""Gamma (Mathet, Widlöcher and Métivier 2015), where `pygamma-agreement` is installed.

It aligns the markings of all raters at once and compares how far they lie apart with markings at random; a
solver and a compiler come with it, so it is no requirement. It is imported when it is asked for, by name.
"""

from __future__ import annotations

import logging
import random
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from annotator.agreement.records import Caution, Estimate, Note, order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

    from annotator.agreement.records import Document, Marking

LIBRARY: Final = "pygamma-agreement"
MOST: Final = 400  # markings of one document: above, one document takes minutes
_MODULE: Final = "pygamma_agreement"


def installed() -> bool:
    """Return whether gamma can be had. Loads nothing."""
    return find_spec(_MODULE) is not None


def gamma(markings: Iterable[Marking], document: Document, *, seed: int = 1) -> Estimate:
    """Return gamma of one document, at the library's default precision. No interval: it is a sampling itself.

    A marking in several ranges is taken from its first to its last code point. Takes seconds, where alpha-U
    takes milliseconds: for a job, never for a page.
    """
    found = [each for each in markings if each.document == document.id and each.rater in document.raters]
    counts = (1, len(document.raters), int(len(document.raters) > 1))

    def none(caution: Caution, **figures: str | int) -> Estimate:
        return Estimate("gamma", None, *counts, notes=(Note(caution, figures),))

    if len(document.raters) < 2:  # noqa: PLR2004 - agreement takes two
        return none(Caution.ONE_RATER)
    if not found:
        return none(Caution.NOTHING_MARKED)
    if not installed():
        return none(Caution.NOT_INSTALLED, library=LIBRARY)
    if len(found) > MOST:
        return none(Caution.TOO_LARGE, markings=len(found), most=MOST)
    return Estimate("gamma", _computed(found, document, seed), *counts)


def _computed(markings: list[Marking], document: Document, seed: int) -> float:
    library, segments, numpy = (import_module(each) for each in (_MODULE, "pyannote.core", "numpy"))
    continuum = library.Continuum()
    for rater in sorted(document.raters, key=order):
        continuum.add_annotator(str(rater))  # also who marked nothing
    for each in sorted(
        markings, key=lambda marking: (marking.ranges, str(marking.rater), str(marking.label))
    ):
        segment = segments.Segment(each.ranges[0][0], each.ranges[-1][1])
        continuum.add(str(each.rater), segment, str(each.label))
    with _seeded(numpy, seed):
        return float(continuum.compute_gamma(library.CombinedCategoricalDissimilarity()).gamma)


@contextmanager
def _seeded(numpy: ModuleType, seed: int) -> Iterator[None]:
    """Draw from a seed: the library uses the global generators, and says at each draw which solver it has."""
    numbers, chance, disabled = numpy.random.get_state(), random.getstate(), logging.root.manager.disable
    numpy.random.seed(seed)
    random.seed(seed)
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        numpy.random.set_state(numbers)
        random.setstate(chance)
        logging.disable(disabled)
