"""Whether a mark of somebody's file can go in, and where it stands: asked by the dry run and by the job."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from annotator.formats.interchange.incoming import Refused
from annotator.formats.interchange.keeping import keepable
from annotator.formats.interchange.placing import Decided, Offsets, decided, evidence, placed
from annotator.text.tracing import trace

if TYPE_CHECKING:
    from annotator.formats.interchange.incoming import Incoming, Mark, Relation, Unit
    from annotator.formats.interchange.placing import Placed
    from annotator.text.tracing import Traced

LONGEST_WORD = 200  # code points of a label, attribute or person
LONGEST_TEXT = 2_000_000  # code points, as for any article


def unit_of(document: Incoming, otherwise: Unit | None) -> Decided:
    """Return the unit of a document: by its quotes or its format, else `otherwise`, where it matters."""
    found = decided(evidence(document), document.unit)
    return Decided(otherwise, "unknown") if found.unit is None and otherwise else found


@dataclass(frozen=True)
class Ground:
    """The text that a document's marks stand in, and how its places are counted there.

    :param by_quote: the file has not this text, so that its places count in one that nobody knows
    """

    text: Traced
    offsets: Offsets
    by_quote: bool = False

    def placed(self, mark: Mark) -> Placed | Refused:
        """Return where a mark stands, or why it stands nowhere."""
        if self.by_quote and not all(each.quote for each in mark.spans):
            return Refused(mark.place, "It has no quote, and the file has not the text that it counts in.")
        return placed(mark, self.text, self.offsets)


def ground(document: Incoming, unit: Unit | None, otherwise: str | None = None) -> Ground | None:
    """Return what a document's marks stand in, or None: without text, and without a unit.

    :param otherwise: the text of the article that a document without text was found to be about
    """
    if document.text is None:
        return (
            Ground(trace(otherwise), Offsets(otherwise, "code points"), by_quote=True) if otherwise else None
        )
    return Ground(trace(document.text), Offsets(document.text, unit)) if unit else None


def unsound(mark: Mark) -> Refused | None:
    """Return why a mark can't be stored, or None: what no database keeps, and names without an end."""
    names = [mark.label, *(mark.codes), mark.person or ""]
    words = [
        *names,
        mark.note,
        mark.ident,
        mark.made_at or "",
        *(v for each in mark.codes.values() for v in each),
    ]
    if any(not keepable(each) for each in words):
        return Refused(mark.place, "This mark has a character that can't be kept: NUL, or half of one.")
    if any(len(each) > LONGEST_WORD for each in names):
        return Refused(
            mark.place,
            "A label, an attribute or a person has at most %(most)s characters.",
            {"most": LONGEST_WORD},
        )
    return None


def unsound_tie(relation: Relation) -> Refused | None:
    """Return why a relation can't be stored, or None: as :func:`unsound`."""
    if not all(map(keepable, (relation.kind, relation.one, relation.other))):
        return Refused(
            relation.place, "This relation has a character that can't be kept: NUL, or half of one."
        )
    if len(relation.kind) > LONGEST_WORD:
        return Refused(
            relation.place, "A relation\u2019s name has at most %(most)s characters.", {"most": LONGEST_WORD}
        )
    return None


def too_long(document: Incoming) -> Refused | None:
    """Return that a text is longer than any that can be worked on, or None."""
    if len(document.text or "") <= LONGEST_TEXT:
        return None
    return Refused(document.place, "This text has more than %(most)s characters.", {"most": LONGEST_TEXT})


def each_refused(document: Incoming, why: Refused) -> list[Refused]:
    """Return what keeps a whole document out as said of each of its marks and relations, in their places.

    So each row of a file is accounted for. Of a document that has none, of itself.
    """
    rows: list[Mark | Relation] = [*document.marks, *document.relations]
    return [replace(why, place=each.place) for each in rows] or [why]
