"""A dry run: what there is in somebody's file, without a trace in the project.

Counts labels, attributes, values and people, places each mark, and keeps the first ones to be shown. Memory
grows with the labels and people, which are limited, and not with the marks.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.formats.interchange.incoming import Incoming, Mark, Place, Proposition, Refused, Unreadable
from annotator.formats.interchange.keeping import clean, keepable, plain
from annotator.formats.interchange.placing import Decided, Evidence, Placed, decided, evidence
from annotator.formats.interchange.standing import (
    LONGEST_WORD,
    each_refused,
    ground,
    too_long,
    unit_of,
    unsound,
    unsound_tie,
)

if TYPE_CHECKING:
    from annotator.formats.interchange.incoming import Relation, Unit

MOST_LABELS = 300  # and as many kinds of relations
MOST_VALUES = 100  # of an attribute: more are words of their own, and are counted only
MOST_PEOPLE = 1_000
FIRST = 20  # marks and claims that are kept to be shown
_SHOWN = 200  # code points of a value, quote or note of those

Item = Incoming | Proposition | Refused


@dataclass
class _Label:
    count: int = 0
    attributes: dict[str, Counter[str]] = field(default_factory=dict)
    more: Counter[str] = field(default_factory=Counter)  # of attributes: values beyond those that are listed

    def take(self, mark: Mark) -> None:
        self.count += 1
        for name, values in mark.codes.items():
            known = self.attributes.setdefault(name, Counter())
            for value in values:
                if len(value) <= LONGEST_WORD and (value in known or len(known) < MOST_VALUES):
                    known[value] += 1
                else:
                    self.more[name] += 1


@dataclass
class Finder:
    """What was found so far.

    :param answered: the unit that a person stated for documents of which nothing tells it
    """

    answered: Unit | None = None
    counts: Counter[str] = field(default_factory=Counter)
    labels: dict[str, _Label] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)  # of relations
    people: Counter[str] = field(default_factory=Counter)
    further: Counter[str] = field(default_factory=Counter)
    units: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: list[dict[str, Any]] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    seen: Evidence = field(default_factory=Evidence)

    def take(self, each: Item, *, about: str | None = None, homeless: Refused | None = None) -> list[Refused]:
        """Count one thing of a file; return what of it can't go in.

        Raises :class:`Unreadable` for too many labels, kinds of relations or people.

        :param about: the text of the article that a document without text was found to be about
        :param homeless: why no such article was found
        """
        if isinstance(each, Refused):
            refused = [each]
            self.counts["unread"] += 1
        elif isinstance(each, Proposition):
            refused = self._claim(each)
        else:
            refused = self._document(each, about, homeless)
        self.counts["refused"] += len(refused)
        return refused

    def told(self) -> dict[str, Any]:
        """Return all of it as JSON-able data: what `models.intakes.Intake.found` holds."""
        together = decided(self.seen, None)
        by_quotes = together.unit if together.basis == "quotes" else None
        unknown = self.units[_UNKNOWN]
        return {
            **{key: self.counts[key] for key in _COUNTED},
            "labels": {
                label: {
                    "count": each.count,
                    "attributes": {name: dict(values) for name, values in each.attributes.items()},
                    "more": dict(each.more),
                }
                for label, each in sorted(self.labels.items())
            },
            "kinds": dict(sorted(self.kinds.items())),
            "people": dict(sorted(self.people.items())),
            "further": dict(sorted(self.further.items())),
            "units": [
                {"unit": unit, "basis": basis, "documents": count}
                for (unit, basis), count in sorted(self.units.items())
            ],
            "unit": by_quotes,
            "ask_unit": bool(unknown) and by_quotes is None and self.answered is None,
            "first": self.first,
            "first_claims": self.claims,
        }

    def _claim(self, each: Proposition) -> list[Refused]:
        if not keepable(each.wording):
            return [Refused(each.place, "This claim has a character that can't be kept.")]
        self.counts["claims"] += 1
        if len(self.claims) < FIRST:
            self.claims.append(each.wording[:_SHOWN])
        return []

    def _document(self, document: Incoming, about: str | None, homeless: Refused | None) -> list[Refused]:
        self.counts["documents"] += 1
        self.counts["with_story"] += bool(document.facts.get("story"))
        if document.text is None:
            self.counts["without_text"] += 1
        homeless = homeless or too_long(document)
        standing = None if homeless else ground(document, self._unit(document).unit, about)
        refused = []
        for mark in document.marks:
            wrong = unsound(mark)
            if wrong is None:
                self._mark(mark)
                wrong = self._placed(standing.placed(mark) if standing else None) if not homeless else None
                self._keep(document, mark, wrong or homeless)
            if wrong is not None:
                refused.append(wrong)
        refused += filter(None, map(self._relation, document.relations))
        return each_refused(document, homeless) if homeless else refused

    def _relation(self, each: Relation) -> Refused | None:
        self.counts["relations"] += 1
        wrong = unsound_tie(each)
        if wrong is None:
            self.kinds[each.kind] += 1
            if len(self.kinds) > MOST_LABELS:
                raise Unreadable(
                    Refused(
                        each.place, "There are more than %(most)s kinds of relations.", {"most": MOST_LABELS}
                    )
                )
        return wrong

    def _unit(self, document: Incoming) -> Decided:
        if document.text is None:
            return Decided(None, "no difference")
        self.seen += evidence(document)
        found = unit_of(document, self.answered)
        self.units[found.unit or "", found.basis] += 1
        return found

    def _mark(self, mark: Mark) -> None:
        self.counts["marks"] += 1
        self.labels.setdefault(mark.label, _Label()).take(mark)
        if mark.person:
            self.people[mark.person] += 1
        else:
            self.counts["nameless"] += 1
        self.further.update(mark.further.keys())
        if len(self.labels) > MOST_LABELS:
            raise Unreadable(
                Refused(
                    mark.place,
                    "There are more than %(most)s labels: this may not be what says the kind of a mark.",
                    {"most": MOST_LABELS},
                )
            )
        if len(self.people) > MOST_PEOPLE:
            raise Unreadable(
                Refused(mark.place, "There are more than %(most)s people in it.", {"most": MOST_PEOPLE})
            )

    def _placed(self, found: Placed | Refused | None) -> Refused | None:
        if found is None:
            self.counts["unplaced"] += 1
            return None
        if isinstance(found, Refused):
            return found
        self.counts["placed"] += 1
        self.counts["repaired"] += found.repaired
        self.counts["unchecked"] += not found.checked
        return None

    def _keep(self, document: Incoming, mark: Mark, wrong: Refused | None) -> None:
        if len(self.first) < FIRST:
            self.first.append(_shown(document, mark, wrong))


_UNKNOWN = ("", "unknown")
_COUNTED = (
    "documents", "without_text", "with_story", "marks", "placed", "unplaced", "repaired", "unchecked",
    "refused", "unread", "relations", "nameless", "claims",
)  # fmt: skip


def _shown(document: Incoming, mark: Mark, wrong: Refused | None) -> dict[str, Any]:
    """Return a mark as it is kept to be shown; :func:`shown_again` makes a mark of it."""
    quotes = [_quote(document, each.quote, each.start, each.end) for each in mark.spans]
    return {
        "document": clean(document.name[:_SHOWN]),
        "file": mark.place.file,
        "line": mark.place.line,
        "path": mark.place.path[:_SHOWN],
        "quote": " \u2026 ".join(each for each in quotes if each)[:_SHOWN],
        "label": mark.label,
        "codes": {name: [each[:_SHOWN] for each in values] for name, values in mark.codes.items()},
        "note": mark.note[:_SHOWN],
        "person": mark.person,
        "why": wrong.why if wrong else "",
        "facts": plain(wrong.facts) if wrong else {},
    }


def _quote(document: Incoming, quote: str | None, start: int | None, end: int | None) -> str:
    if quote is None and document.text and start is not None and end is not None and 0 <= start < end:
        quote = document.text[start:end]
    return clean((quote or "")[:_SHOWN])


def shown_again(row: dict[str, Any]) -> Mark:
    """Return the mark that a row of `first` was made of, but for its ranges."""
    return Mark(
        Place(row["file"], row["line"], row["path"]), (), row["label"], codes=row["codes"], note=row["note"]
    )
