r"""The head of a WebAnno TSV file: which columns are which, and how a value stands in them.

A column holds `_` (nothing), or values joined by `|`, each `*` (no value) or a text, with `[n]` behind it
where it needs telling apart. `\` takes the meaning from what follows it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["value", "role", "target", "base", "chain"]

FORMAT = "#FORMAT="
_HEAD = re.compile(r"#FORMAT=WebAnno TSV 3(?:\.\d+)?\s*")
_LAYER = re.compile(r"#T_(SP|CH|RL)=(.+)")
_ESCAPED = re.compile(r"\\(->|.)", re.DOTALL)
_SIGNS = re.compile(r"\\.|.", re.DOTALL)
_LETTERS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "b": "\b"}
# Up to the bracket that nothing takes the meaning from; what is in it tells apart.
_VALUE = re.compile(r"((?:\\.|[^\\\[])*)(?:\[(\d{1,9}(?:_\d{1,9})?)\])?", re.DOTALL)


@dataclass(frozen=True)
class Column:
    """One column behind id, offsets and token.

    :param layer: the type of what it tells of
    :param form: `SP` span, `CH` chain, `RL` relation
    :param name: the feature's, or "" of a layer without any
    :param other: of a slot or a relation, the type at its other end
    """

    layer: str
    form: str
    kind: Kind
    name: str
    other: str = ""


@dataclass(frozen=True)
class Value:
    """One value of a column. `text` is None for `*`; `number` is what stands in brackets, or ""."""

    text: str | None
    number: str = ""


def is_head(line: str) -> bool:
    """Say whether a line begins a file of this format."""
    return _HEAD.fullmatch(line) is not None


def columns_of(line: str) -> list[Column]:
    """Return the columns of a line that declares a layer; of another line none."""
    found = _LAYER.fullmatch(line.rstrip())
    if found is None:
        return []
    layer, *fields = [each for each in found[2].split("|") if each]
    made: list[Column] = []
    for each in fields or [""]:
        made.append(_column(layer, found[1], each, made[-1] if made else None))
    return made


def _column(layer: str, form: str, field: str, before: Column | None) -> Column:
    if form == "RL" and field.startswith("BT_"):
        return Column(layer, form, "base", "", field.removeprefix("BT_"))
    if form == "CH":
        return Column(layer, form, "chain", field)
    if form == "SP" and field.startswith("ROLE_"):  # ROLE_<layer>:<feature>_<type of the link>
        return Column(layer, form, "role", field.partition(":")[2].rpartition("_")[0])
    if form == "SP" and before is not None and before.kind == "role":
        return Column(layer, form, "target", before.name, field)
    return Column(layer, form, "value", field)


def values_of(field: str, joint: str = "|") -> list[Value]:
    """Return the values of a column; of `_` none."""
    if field in {"_", ""}:
        return []
    return [_value(each) for each in split(field, joint)]


def split(field: str, joint: str) -> list[str]:
    """Return what stands between joints that nothing takes the meaning from."""
    parts = [""]
    for each in _SIGNS.findall(field):
        if each == joint:
            parts.append("")
        else:
            parts[-1] += each
    return parts


def _value(told: str) -> Value:
    found = _VALUE.fullmatch(told)
    text, number = (found[1], found[2] or "") if found else (told, "")
    return Value(None if text == "*" else plain(text), number)


def plain(text: str) -> str:
    """Return a text without the signs that take the meaning from others."""
    return _ESCAPED.sub(lambda found: _LETTERS.get(found[1], found[1]), text)
