"""What a format could not hold: counted, and by id, as `loss.json` and the export's page tell it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_MEMORY = 1 << 16  # bytes of ids of one reason, before they go to a file


def _spool() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(IN_MEMORY)


@dataclass
class _Reason:
    why: str
    count: int = 0
    ids: IO[bytes] = field(default_factory=_spool)


@dataclass
class Losses:
    """What is lost, by what it is (`note`, `overlap`, ...). Memory does not grow with the number of ids."""

    _reasons: dict[str, _Reason] = field(default_factory=dict)

    def lose(self, what: str, ident: object, why: str) -> None:
        """Count one loss.

        :param what: a short key for what is lost, the same for all of its kind: `overlapping_span`, `comment`
        :param ident: the id of the record that lost it, as it stands in `data.jsonl`
        :param why: one English sentence that says what the format cannot hold, and what was written instead
        """
        reason = self._reasons.get(what)
        if reason is None:
            reason = self._reasons[what] = _Reason(why)
        reason.count += 1
        reason.ids.write(orjson.dumps(str(ident), option=orjson.OPT_APPEND_NEWLINE))

    def close(self) -> None:
        """Let go of the files that hold the ids. Counts and sentences stay."""
        for reason in self._reasons.values():
            reason.ids.close()

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind; empty when nothing was lost."""
        return {what: reason.count for what, reason in sorted(self._reasons.items())}

    @property
    def sentences(self) -> dict[str, str]:
        """Why, of each kind."""
        return {what: reason.why for what, reason in sorted(self._reasons.items())}

    def chunks(self) -> Iterator[bytes]:
        """Yield `loss.json`: of each kind `count`, `why` and `ids`."""
        yield b"{"
        for number, (what, reason) in enumerate(sorted(self._reasons.items())):
            head = orjson.dumps({"count": reason.count, "why": reason.why})[1:-1]
            yield b'%s\n%s: {%s, "ids": [' % (b"," if number else b"", orjson.dumps(what), head)
            reason.ids.seek(0)
            for place, line in enumerate(reason.ids):
                yield (b", " if place else b"") + line.rstrip(b"\n")
            yield b"]}"
        yield b"\n}\n" if self._reasons else b"}\n"
