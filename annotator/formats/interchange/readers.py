"""The formats of others that are read, and which of them a file is in: told by names and first words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from annotator.formats.interchange.incoming import Place, Refused, Unreadable
from annotator.formats.interchange.json_files import OURS
from annotator.formats.interchange.keeping import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from annotator.formats.interchange.finding import Item
    from annotator.formats.interchange.packed import Packed

TABLE = "csv"
"""The format of which a person may say what its columns are."""
_ROWS, _MOST_COLUMNS, _CELL = 3, 60, 80  # of a table that is shown: rows, columns, code points of a cell
_LOOKED_AT = 12  # files
_HEAD = 1 << 16  # bytes of each


@dataclass(frozen=True)
class Glance:
    """What is seen of an upload at once: names in small letters, and how the first files begin."""

    names: tuple[str, ...]
    heads: tuple[str, ...]

    def ends(self, *suffixes: str) -> bool:
        """Say whether a file is called so."""
        return any(name.endswith(suffixes) for name in self.names)

    def says(self, *words: str) -> bool:
        """Say whether a file begins with all of these words somewhere in what is seen of it."""
        return any(all(word in head for word in words) for head in self.heads)

    def looks(self, pattern: str) -> bool:
        """Say whether a regular expression is found in what is seen of a file."""
        return any(re.search(pattern, head, re.MULTILINE) for head in self.heads)


@dataclass(frozen=True)
class Reader:
    """A format that is read.

    :param name: as its makers call it; the same in every language
    :param module: where `read` is, beside this file
    """

    key: str
    name: str
    module: str
    fits: Callable[[Glance], bool]

    def read(self, packed: Packed, columns: Mapping[str, str] | None = None) -> Iterator[Item]:
        """Yield what the reader finds, and the members of an upload that could not be opened.

        :param columns: of a table what its columns are, where a person said so
        """
        yield from packed.refused
        module = import_module(f"annotator.formats.interchange.{self.module}")
        try:
            found = module.read(packed, columns) if self.key == TABLE else module.read(packed)
            yield from cast("Iterator[Item]", found)
        except Unreadable as error:
            yield error.refused


_COLUMNS = r"^\S+(?:[\t ]\S+)*[\t ](?:[BI]-\S+|O)\s*$"

# The most special first: what fits is taken.
_ALL = (
    Reader(
        "jsonl",
        "Annotator JSONL",
        "own_marks",
        lambda seen: seen.ends("data.jsonl") or seen.looks(r'\A\{.*"type":"project"'),
    ),
    Reader("xmi", "UIMA CAS XMI", "cas", lambda seen: seen.ends(".xmi") or seen.says("xmi:XMI")),
    Reader("json_cas", "UIMA JSON CAS", "cas", lambda seen: seen.says('"%FEATURE_STRUCTURES"')),
    Reader("webanno_tsv", "WebAnno TSV 3", "webanno_tsv", lambda seen: seen.says("#FORMAT=WebAnno TSV 3")),
    Reader("brat", "brat", "brat", lambda seen: seen.ends(".ann", ".a1", ".a2")),
    Reader("tei", "TEI", "tei", lambda seen: seen.says("<TEI", "tei-c.org")),
    Reader("basil", "BASIL", "basil", lambda seen: seen.says('"phrase-level-annotations"')),
    Reader("claim_review", "ClaimReview", "claim_review", lambda seen: seen.says("ClaimReview")),
    Reader(
        "hypothesis",
        "Hypothesis",
        "hypothesis",
        lambda seen: (
            seen.looks(r'"(?:TextQuote|TextPosition|Range)Selector"')
            and (seen.says('"uri"', '"target"') or seen.says('"rows"', '"target"'))
        ),
    ),
    Reader(
        "web_annotation",
        "W3C Web Annotation",
        "web_annotation",
        lambda seen: (
            seen.says("ns/anno.jsonld") or (seen.looks(r'"(?:bodies|body)"\s*:') and seen.says('"target"'))
        ),
    ),
    Reader(
        "label_studio",
        "Label Studio",
        "label_studio",
        lambda seen: (
            seen.says('"data"') and seen.looks(r'"(?:annotations|completions|predictions)"\s*:\s*\[')
        ),
    ),
    Reader(
        "doccano",
        "doccano",
        "doccano",
        lambda seen: (
            seen.ends(".jsonl", ".json") and seen.looks(r'"(?:label|labels|entities|spans|annotations)"\s*:')
        ),
    ),
    Reader(
        "conll",
        "CoNLL",
        "conll",
        lambda seen: seen.ends(".conll", ".conllup", ".iob", ".bio") or seen.looks(_COLUMNS),
    ),
    Reader(TABLE, "CSV", "csv_rows", lambda seen: seen.ends(".csv", ".tsv")),
)

READERS: Mapping[str, Reader] = {each.key: each for each in _ALL}


def glance(packed: Packed) -> Glance:
    """Look at an upload: all names, and how its first files of each kind begin."""
    # What is in each of our archives says nothing of a format, and stands before what does.
    names = [name for name in packed.names() if name not in OURS]
    by_ending: dict[str, list[str]] = {}
    for name in names:
        by_ending.setdefault(name.rpartition(".")[2].lower(), []).append(name)
    chosen = [found[place] for place in range(2) for found in by_ending.values() if place < len(found)]
    heads = []
    for name in chosen[:_LOOKED_AT]:
        try:
            with packed.open(name) as file:
                head = file.read(_HEAD)
        except Unreadable:
            continue
        utf_16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
        heads.append(head.decode("utf-16" if utf_16 else "utf-8-sig", "replace"))
    return Glance(tuple(name.lower() for name in names), tuple(heads))


def recognised(packed: Packed, readers: Mapping[str, Reader] = READERS) -> Reader:
    """Return the reader of an upload. Raises :class:`Unreadable` when it is in no format that is read."""
    seen = glance(packed)
    found = next((each for each in readers.values() if each.fits(seen)), None)
    if found is None:
        raise Unreadable(
            Refused(
                Place(packed.name),
                "This is in no format that can be read here. These can: %(known)s.",
                {"known": [each.name for each in readers.values()]},
            )
        )
    return found


def table(packed: Packed) -> dict[str, Any] | None:
    """Return what the first table of an upload is like, to be shown; None where none can be read."""
    looking = import_module("annotator.formats.interchange.csv_rows")
    for name in packed.names():
        if name.lower().endswith((".csv", ".tsv", ".tab", ".txt")) or len(packed.names()) == 1:
            try:
                found = looking.look(packed, name, rows=_ROWS)
            except Unreadable:
                continue
            return {
                "name": found.name,
                "encoding": found.encoding,
                "is_guessed": found.is_guessed,
                "columns": list(found.columns)[:_MOST_COLUMNS],
                "roles": dict(found.roles),
                "rows": [[clean(cell[:_CELL]) for cell in row[:_MOST_COLUMNS]] for row in found.rows],
            }
    return None
