"""A whole release: the records, tables, parts and cards of one dataset, as one archive.

The same dataset under the same plan gives the same bytes, by whomever and whenever it is written: no clock,
no number of an instance and no chance is in it.
"""

from __future__ import annotations

import csv
import io
import zlib
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import orjson
import pyarrow as pa

from annotator.formats.datasets import OFFSET_UNIT, VERSION, line
from annotator.formats.interchange.losses import Losses
from annotator.formats.interchange.parquet import ParquetSink
from annotator.formats.interchange.releasing.cards import citation, licence
from annotator.formats.interchange.releasing.changes import Changes
from annotator.formats.interchange.releasing.croissant import croissant
from annotator.formats.interchange.releasing.datasheet import blanks, datasheet
from annotator.formats.interchange.releasing.facts import facts
from annotator.formats.interchange.releasing.leakage import leakage
from annotator.formats.interchange.releasing.readme import readme, sizes
from annotator.formats.interchange.releasing.splits import COLUMNS, SHARES, split
from annotator.formats.interchange.releasing.stand_off import WithoutTexts, row_without_text
from annotator.formats.interchange.source import records_of
from annotator.formats.interchange.tabulating import spooled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from annotator.formats.datasets import Archive
    from annotator.formats.interchange.releasing.cards import Terms
    from annotator.formats.interchange.releasing.leakage import Leakage
    from annotator.formats.interchange.releasing.splits import Splits
    from annotator.formats.interchange.source import Record, Source

STEPS: Final = ("splits", "leakage", "data", "tables", "changes", "cards")
"""What is told while it is written, in this order."""


def _as_it_is(record: Record) -> Record:
    return record


def _nothing(_step: str) -> None:
    pass


@dataclass(frozen=True)
class Earlier:
    """The release before: what it is called, and what was in it.

    :param as_here: what its records go through to be of this release's kind
    :param as_there: what this release's records go through to be of its kind
    """

    version: str
    sha256: str
    with_texts: bool
    source: Source
    as_here: Callable[[Record], Record] = _as_it_is
    as_there: Callable[[Record], Record] = _as_it_is


@dataclass(frozen=True)
class Plan:
    """What people said of a release before it is written.

    :param answers: to questions of the datasheet, by their key
    :param scope: what of the project is in it, as the manifest tells it
    """

    terms: Terms
    seed: int = 1
    shares: Mapping[str, int] = field(default_factory=lambda: dict(SHARES))
    answers: Mapping[str, str] = field(default_factory=dict)
    scope: Mapping[str, Any] = field(default_factory=dict)
    earlier: Earlier | None = None


def write(
    source: Source, plan: Plan, archive: Archive, told: Callable[[str], None] = _nothing
) -> dict[str, Any]:
    """Write a release of a dataset with all its texts and end the archive; return the report on it.

    The source is read some ten times, and must not change meanwhile: it is to be a
    :class:`annotator.formats.interchange.releasing.snapshot.Snapshot`.
    """
    terms = plan.terms
    told("splits")
    splits = split(source, seed=plan.seed, shares=plan.shares)
    told("leakage")
    leaks = leakage(source, splits.part_of)
    counted = facts(source)
    told("data")
    with closing(Losses()) as losses:
        given = source if terms.with_texts else WithoutTexts(source, losses=losses)
        archive.write("data.jsonl", map(line, records_of(given)))
        archive.write("loss.json", losses.chunks(), rows=sum(losses.counts.values()))
        lost = {what: {"count": n, "why": losses.sentences[what]} for what, n in losses.counts.items()}
    told("tables")
    rows = _tables(source, archive, with_texts=terms.with_texts)
    _parts(archive, splits, leaks)
    told("changes")
    changes = _changes(source, plan, archive)
    told("cards")
    newest = _book(source, archive)
    cards = {
        "LICENSE": licence(terms),
        "CITATION.cff": citation(terms),
        "DATASHEET.md": datasheet(counted, terms, splits, plan.answers),
        "README.md": readme(counted, terms, splits, leaks, rows, str(newest)),
    }
    for name, lines in cards.items():
        archive.write(name, (f"{each}\n".encode() for each in lines))
    archive.write("croissant.json", [croissant(counted, terms, dict(archive.members), splits=splits)])
    report = {
        "counts": {kind: n for kind, n in sorted(counted.records.items()) if n},
        "layers": dict(sorted(counted.layers.items())),
        "people": len(counted.people),
        "codebook": newest,
        "splits": {"seed": splits.seed, "shares": dict(splits.shares), "parts": sizes(splits)},
        "leakage": _leaks(leaks),
        "changes": changes,
        "losses": lost,
        "blanks": blanks(counted, terms, plan.answers),
        "files": len(archive.members) + 1,  # with the manifest
    }
    archive.close(_manifest(plan, archive, report, next(iter(source.header()), {})))
    return report


def _tables(source: Source, archive: Archive, *, with_texts: bool) -> dict[str, int]:
    rows = {}
    with spooled(source, ParquetSink, _as_it_is if with_texts else row_without_text) as sinks:
        for name, sink in sinks:
            archive.add(f"tables/{name}.parquet", sink.file, sink.rows, packed=True)
            rows[name] = sink.rows
    return rows


def _parts(archive: Archive, splits: Splits, leaks: Leakage) -> None:
    archive.write("splits.csv", _csv([COLUMNS, *splits.rows()]), rows=len(splits.part_of))
    told = {"seed": splits.seed, "shares": splits.shares, "parts": splits.counts, "leakage": leaks.as_dict()}
    archive.write("splits.json", [orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)])


def _csv(rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    for row in rows:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerow(row)
        yield out.getvalue().encode()


def _leaks(leaks: Leakage) -> dict[str, Any]:
    """Return the leakage by numbers alone: the archive has the ids."""
    told = leaks.as_dict().items()
    numbers = {key: len(value) if isinstance(value, list) else value for key, value in told}
    return {"found": bool(leaks), "lines": list(leaks.lines()), **numbers}


def _changes(source: Source, plan: Plan, archive: Archive) -> dict[str, dict[str, int]] | None:
    """Write what changed since the release before; return the numbers, or None where there is none."""
    earlier = plan.earlier
    if earlier is None:
        first = f"# {plan.terms.version}\n\nThe first release: there is none before it.\n"
        archive.write("CHANGES.md", [first.encode()])
        return None
    here: Source = source
    there = earlier.source
    if not (plan.terms.with_texts and earlier.with_texts):  # what one of them has not can't differ
        here, there = WithoutTexts(here), WithoutTexts(there)
    records = map(earlier.as_here, records_of(there)), map(earlier.as_there, records_of(here))
    with closing(Changes(*records)) as changes:
        told = changes.lines(plan.terms.version, earlier.version)
        archive.write("CHANGES.md", (f"{each}\n".encode() for each in told))
        archive.write("changes.json", changes.chunks(), rows=len(changes.counts))
        return changes.counts


def _book(source: Source, archive: Archive) -> int:
    """Write the newest codebook and guidelines to be read by themselves; return the codebook's version."""
    newest: dict[str, Record] = {}
    for record in source.header():
        if record["type"] in {"codebook", "guidelines"}:
            newest[record["type"]] = record
    if book := newest.get("codebook"):
        told = {"layers": book["layers"]}
        archive.write("codebook.json", [orjson.dumps(told, option=orjson.OPT_INDENT_2)])
    if guidelines := newest.get("guidelines"):
        archive.write("guidelines.md", [guidelines["body"].encode()])
    return int(newest["codebook"]["version"]) if "codebook" in newest else 0


def _manifest(
    plan: Plan, archive: Archive, report: Mapping[str, Any], project: Mapping[str, Any]
) -> dict[str, Any]:
    terms, earlier = plan.terms, plan.earlier
    return {
        "format": "release",
        "form_version": VERSION,
        "project": {"id": project.get("id"), "name": project.get("name")},
        "title": terms.title,
        "version": terms.version,
        "released": terms.released,
        "licence": terms.licence,
        "authors": [{"family": each.family, "given": each.given} for each in terms.authors],
        "people": "pseudonyms" if terms.pseudonyms else "names",
        "texts": terms.with_texts,
        "scope": dict(plan.scope),
        "codebook_version": report["codebook"],
        "offset_unit": OFFSET_UNIT,
        "counts": report["counts"],
        "losses": report["losses"],
        "splits": report["splits"],
        "previous": {"version": earlier.version, "sha256": earlier.sha256} if earlier else None,
        "files": archive.members,
        # Other versions of these may pack the same rows into other bytes.
        "made_with": {"pyarrow": pa.__version__, "zlib": zlib.ZLIB_RUNTIME_VERSION},
    }
