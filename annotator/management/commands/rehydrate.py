"""`manage.py rehydrate`: put the texts back into a release that was made without them."""

from __future__ import annotations

import hashlib
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, cast

import orjson
from django.core.management.base import BaseCommand, CommandError

from annotator import http
from annotator.errors import Refusal, TextUnreadable
from annotator.formats import documents
from annotator.formats.datasets import OFFSET_UNIT, VERSION, Archive, line
from annotator.formats.interchange import own
from annotator.formats.interchange.incoming import Unreadable
from annotator.formats.interchange.packed import Packed
from annotator.formats.interchange.releasing.rehydrating import STATES, rehydrate
from annotator.services import fetching
from annotator.text.normalise import fingerprint, normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.formats.interchange.releasing.rehydrating import Told
    from annotator.formats.interchange.source import Record

_BLOCK = 1 << 20  # bytes of a file that are held at once


class Command(BaseCommand):
    """Write a dataset with texts beside the release, and say of each text and place what became of it."""

    help = "Put texts back into a release without them: from a folder, or from where they were published."

    def add_arguments(self, parser: Any) -> None:
        """Take the release, where the texts are, and where the dataset goes."""
        parser.add_argument("release", help="the zip of a release without texts, or its data.jsonl")
        parser.add_argument("--to", required=True, help="the zip to write; it must not be there yet")
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument(
            "--texts",
            help="a folder with the texts: known by what they say, or named <revision_id>.txt (.html, .pdf)",
        )
        where.add_argument("--fetch", action="store_true", help="fetch each text from its address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, put back, write; nothing is left behind where that fails."""
        texts = self._fetched if options["fetch"] else Folder(Path(options["texts"])).text
        target = Path(options["to"])
        try:
            with Path(options["release"]).open("rb") as file, target.open("xb") as out:
                try:
                    counts = self._write(Packed(Path(options["release"]).name, file), out, texts)
                except BaseException:
                    target.unlink()
                    raise
        except Unreadable as error:
            raise CommandError(error.refused.why % error.refused.facts) from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        for kind, found in counts.items():
            told = ", ".join(f"{found[state]} {state}" for state in STATES if found[state])
            self.stdout.write(f"{kind}: {told}")
        self.stdout.write(f"{target} has the dataset, and in rehydrated.jsonl what became of each.")

    def _write(
        self, packed: Packed, out: IO[bytes], texts: Callable[[Record], str | None]
    ) -> dict[str, Counter[str]]:
        """Write the archive; return how many of each type came to which state."""
        counts: dict[str, Counter[str]] = {}
        with TemporaryFile() as report:

            def tell(told: Told) -> None:
                counts.setdefault(told.kind, Counter())[told.state] += 1
                report.write(line(told.as_dict()))

            archive = Archive(out)
            try:
                archive.write("data.jsonl", map(line, rehydrate(_records(packed), texts, tell)))
                report.seek(0)
                rows = sum(each.total() for each in counts.values())
                archive.add("rehydrated.jsonl", cast("IO[bytes]", report), rows)
                archive.close(
                    {
                        "format": "jsonl",
                        "form_version": VERSION,
                        "offset_unit": OFFSET_UNIT,
                        "made_of": {"file": packed.name, "sha256": _checksum(packed.file)},
                        "rehydrated": {kind: dict(found) for kind, found in counts.items()},
                        "files": archive.members,
                    }
                )
            finally:
                archive.leave()
        return counts

    def _fetched(self, revision: Record) -> str | None:
        """Return the text at a revision's address, or None, saying why."""
        if not revision["url"]:
            self.stderr.write(f"{revision['revision_id']}: it has no address.")
            return None
        try:
            page = fetching.fetch(revision["url"])
            return fetching.read(page).raw
        except Refusal as refusal:
            self.stderr.write(f"{revision['url']}: {http.said(refusal)}")
            return None


@dataclass
class Folder:
    """Texts of a folder, found by the checksum of their canonical text, else by the revision's id as name."""

    path: Path
    by_checksum: dict[str, Path] = field(default_factory=dict)
    by_name: dict[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read each file once; texts are not kept."""
        if not self.path.is_dir():
            raise CommandError(f"{self.path} is no folder.")
        for each in sorted(self.path.rglob("*")):
            if each.is_file():
                with suppress(TextUnreadable):
                    self.by_checksum.setdefault(fingerprint(normalise(_read(each))), each)
                    self.by_name.setdefault(each.stem, each)

    def text(self, revision: Record) -> str | None:
        """Return the text for a revision, or None where the folder has none."""
        path = self.by_checksum.get(revision["sha256"]) or self.by_name.get(revision["revision_id"])
        return _read(path) if path else None


def _read(path: Path) -> str:
    return documents.read(path.name, path.read_bytes()).raw


def _records(packed: Packed) -> Iterator[Record]:
    """Yield the records of a release. They are ours, so a line that is none ends it."""
    name = own.file_of(packed)
    if name is None:
        raise CommandError(f"There is no {own.NAME} in it.")
    for number, told in enumerate(packed.lines(name), 1):
        try:
            record = orjson.loads(told)
            record["type"]
        except (orjson.JSONDecodeError, TypeError, KeyError):
            raise CommandError(f"Line {number} of {name} is no record.") from None
        yield record


def _checksum(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()
