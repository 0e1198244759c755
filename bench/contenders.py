"""What `bench/text.py` measures: for each operation our way and the obvious others.

Each contender is a name, what prepares its input for a size (not measured), and what runs. What the
latter returns is shown as found: the share of the text in per cent, or a number of things.
"""

from __future__ import annotations

import difflib
import random
import re
from collections import Counter
from itertools import accumulate
from math import log, sqrt
from typing import TYPE_CHECKING, Any

import blingfire
import fast_diff_match_patch
from diff_match_patch import diff_match_patch
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from annotator.text.alignment import align
from annotator.text.anchoring import reanchor
from annotator.text.comparing import compare
from annotator.text.redline import redline
from annotator.text.reuse import shared
from annotator.text.segments import sentences
from annotator.text.spans import Span
from annotator.text.stories import Article, Record, place
from annotator.text.storing import MemoryIndex
from bench.corpus import sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.corpus import Sample

SIZES = (1, 10, 100)
_SPANS = 20  # ranges to anchor again
_INDEXED = 1000  # articles in the index at size 1
_TERMS = 24  # of an indexed article
_QUOTE = 120  # code points
_LIKE = 60  # of rapidfuzz's 100


def _percent(kept: int, words: int) -> str:
    return f"{100 * kept / words:.0f} % kept"


def _difflib(made: Sample, other: str) -> str:
    a, b = made.text.split(), other.split()
    blocks = difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return _percent(sum(block.size for block in blocks), made.words)


def _rapidfuzz(made: Sample, other: str) -> str:
    kept = [code for code in Indel.opcodes(made.text.split(), other.split()) if code.tag == "equal"]
    return _percent(sum(code.src_end - code.src_start for code in kept), made.words)


def _python_patch(made: Sample, other: str) -> str:
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    return _kept_letters(made, engine.diff_main(made.text, other))


def _fast_patch(made: Sample, other: str) -> str:
    found = fast_diff_match_patch.diff(
        made.text, other, timelimit=0, checklines=False, cleanup="No", counts_only=False
    )
    return _kept_letters(made, [(0 if sign == "=" else 1, part) for sign, part in found])


def _kept_letters(made: Sample, parts: list[tuple[int, str]]) -> str:
    return _percent(sum(len(part) for sign, part in parts if sign == 0), len(made.text))


def _our_diff(made: Sample) -> str:
    return f"{len(redline(made.text, made.revision).changes)} changes"


def _our_reuse(made: Sample) -> str:
    return _percent(sum(run.words for run in shared(made.text, made.swapped)), made.words)


def _brute_force(made: Sample) -> str:
    sides = [[Counter(_split(line)) for line in _lines(text)] for text in (made.text, made.account)]
    seen = Counter(word for side in sides for bag in side for word in bag)
    total = sum(map(len, sides))
    one, other = (
        [_unit({w: n * log(1 + total / seen[w]) for w, n in bag.items()}) for bag in side] for side in sides
    )
    pairs = [sum(weight * b.get(word, 0) for word, weight in a.items()) for a in one for b in other]
    return f"{sum(score > 0.3 for score in pairs)} links"  # noqa: PLR2004 - shown, not used


def _unit(vector: dict[str, float]) -> dict[str, float]:
    norm = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {word: weight / norm for word, weight in vector.items()}


def _split(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _lines(text: str) -> list[str]:
    return [line for line in re.split(r"(?<=[.!?])\s+", text) if line]


def _spans(size: int) -> tuple[Sample, list[Span]]:
    made = sample(size)
    step = len(made.text) // (_SPANS + 1)
    return made, [Span(at * step, at * step + _QUOTE) for at in range(1, _SPANS + 1)]


def _our_anchors(prepared: tuple[Sample, list[Span]]) -> str:
    made, spans = prepared
    found = reanchor(made.text, made.revision, spans)
    return f"{sum(one.state != 'orphan' for one in found)} of {_SPANS}"


def _fuzzy_anchors(prepared: tuple[Sample, list[Span]]) -> str:
    made, spans = prepared
    found = [fuzz.partial_ratio_alignment(span.of(made.text), made.revision) for span in spans]
    return f"{sum(one is not None and one.score >= _LIKE for one in found)} of {_SPANS}"


def _index(size: int) -> tuple[MemoryIndex, list[Record], Article]:
    """Return an index of 1,000 articles for each article's size, and the article to place in it."""
    rng = random.Random(size)
    vocabulary = [f"term{number}" for number in range(60_000)]
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(vocabulary))))
    index, records = MemoryIndex(), []
    for key in range(size * _INDEXED):
        terms = tuple(dict.fromkeys(rng.choices(vocabulary, cum_weights=weights, k=_TERMS)))
        record = Record(key, key, None, dict.fromkeys(terms, _TERMS**-0.5), terms)
        index.add(record)
        records.append(record)
    text = " ".join(rng.choices(vocabulary, cum_weights=weights, k=150))
    return index, records, Article("new", text[:60], text, None)


def _our_candidates(prepared: tuple[MemoryIndex, list[Record], Article]) -> str:
    index, _, article = prepared
    return f"{len(place(article, index).candidates)} candidates"


def _all_cosines(prepared: tuple[MemoryIndex, list[Record], Article]) -> str:
    _, records, article = prepared
    vector = _unit(dict(Counter(_split(article.text))))
    scores = [
        sum(weight * vector.get(term, 0) for term, weight in record.vector.items()) for record in records
    ]
    return f"{sum(score > 0 for score in scores)} candidates"


Contender = tuple[str, Any, Any]


def _against(name: str, run: Callable[[Sample, str], object], shape: str) -> Contender:
    return (name, sample, lambda made: run(made, getattr(made, shape)))


def _alternatives(shape: str) -> list[Contender]:
    return [
        _against("difflib on words", _difflib, shape),
        _against("rapidfuzz on words", _rapidfuzz, shape),
        _against("diff-match-patch, Python, letters", _python_patch, shape),
        _against("diff-match-patch, C++, letters", _fast_patch, shape),
    ]


OPERATIONS: dict[str, list[Contender]] = {
    "sentences": [
        ("annotator", sample, lambda made: len(sentences(made.text))),
        ("blingfire", sample, lambda made: len(blingfire.text_to_sentences_and_offsets(made.text)[1])),
        ("a regular expression", sample, lambda made: len(_lines(made.text))),
    ],
    "diff": [("annotator", sample, _our_diff), *_alternatives("revision")],
    "reuse": [("annotator", sample, _our_reuse), *_alternatives("swapped")],
    "align": [
        ("annotator", sample, lambda made: f"{len(align(made.text, made.account))} links"),
        ("brute-force TF-IDF", sample, _brute_force),
    ],
    "compare": [
        ("two accounts", sample, lambda made: f"{len(compare(made.text, made.account).passages)} passages"),
        ("halves swapped", sample, lambda made: f"{len(compare(made.text, made.swapped).passages)} passages"),
    ],
    "anchors": [
        ("annotator", _spans, _our_anchors),
        ("rapidfuzz, the quote alone", _spans, _fuzzy_anchors),
    ],
    "stories": [
        ("annotator, among 1,000 x size", _index, _our_candidates),
        ("all cosines", _index, _all_cosines),
    ],
}
