"""A codebook as typed records: what the editor sends, exports carry and imports read.

The default codebook is data of this form: `default_codebook.json` beside this file.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from annotator.errors import Invalid

DEFAULT = Path(__file__).with_name("default_codebook.json")

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
KINDS = ("ordinal", "nominal", "multi", "text")
# Names of tokens in static/css/tokens.css: a codebook picks from a palette whose contrast is tested.
COLOURS = ("certain", "probable", "possible", "unclear", "cue", "attribution", "bias", "ink", "rose", "moss")
PATTERNS = ("solid", "long-dash", "dash", "dotted", "wavy", "double")


@dataclass(frozen=True, slots=True)
class CodeRecord:
    """An answer to a dimension."""

    key: str
    label: str
    definition: str = ""
    use_when: str = ""
    not_when: str = ""
    examples: list[str] = field(default_factory=list)
    counterexamples: list[str] = field(default_factory=list)
    shortcut: str = ""
    colour: str = ""
    pattern: str = ""
    level: int | None = None
    maps_to: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DimensionRecord:
    """A question that a layer asks."""

    key: str
    label: str
    kind: str
    definition: str = ""
    required: bool = False
    counts_for_agreement: bool = True
    codes: list[CodeRecord] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LayerRecord:
    """A kind of passage."""

    key: str
    label: str
    colour: str
    pattern: str
    definition: str = ""
    shortcut: str = ""
    dimensions: list[DimensionRecord] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CodebookRecord:
    """A whole codebook, in the order in which it is shown."""

    layers: list[LayerRecord]

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON-able data; `parse` reads it back to an equal record."""
        return asdict(self)


def default() -> CodebookRecord:
    """Return the codebook that a new project starts with."""
    return parse(json.loads(DEFAULT.read_text(encoding="utf-8")))


def parse(data: object) -> CodebookRecord:
    """Read a codebook from JSON-able data.

    Raises :class:`Invalid` whose `field` is the path of the first thing that is wrong,
    such as `layers[0].dimensions[1].codes[2].label`.
    """
    record = _record(LayerRecord, _list(_mapping(data, ""), "layers", ""), "layers")
    if not record:
        raise Invalid("A codebook has at least one layer.", field="layers")
    _unique([layer.key for layer in record], "layers", "key")
    _unique([layer.shortcut for layer in record if layer.shortcut], "layers", "shortcut")
    return CodebookRecord(layers=record)


_T = TypeVar("_T", LayerRecord, DimensionRecord, CodeRecord)
_CHILDREN: dict[type, tuple[str, type]] = {
    LayerRecord: ("dimensions", DimensionRecord),
    DimensionRecord: ("codes", CodeRecord),
}
_CHOICES: dict[tuple[type, str], tuple[str, ...]] = {
    (LayerRecord, "colour"): COLOURS,
    (LayerRecord, "pattern"): PATTERNS,
    (DimensionRecord, "kind"): KINDS,
    (CodeRecord, "colour"): ("", *COLOURS),
    (CodeRecord, "pattern"): ("", *PATTERNS),
}
_LONGEST = {"label": 60, "shortcut": 1, "key": 40}


def _record(kind: type[_T], items: list[Any], path: str) -> list[_T]:
    made = []
    for number, item in enumerate(items):
        here = f"{path}[{number}]"
        made.append(_one(kind, _mapping(item, here), here))
    return made


def _one(kind: type[_T], data: dict[str, Any], path: str) -> _T:
    known = {each.name for each in fields(kind)}
    for name in data:
        if name not in known:
            raise Invalid(f"A codebook has no field {name!r} here.", field=f"{path}.{name}")
    values: dict[str, Any] = {}
    child_field, child_kind = _CHILDREN.get(kind, ("", CodeRecord))
    for name in known & set(data):
        where = f"{path}.{name}"
        if name == child_field:
            children = _record(child_kind, _list(data, name, path), where)  # type: ignore[type-var]
            _unique([each.key for each in children], where, "key")
            values[name] = children
        else:
            values[name] = _value(name, data[name], where)
    for name in ("key", "label"):
        if not values.get(name):
            raise Invalid(f"Each {_noun(kind)} needs a {name}.", field=f"{path}.{name}")
    if not KEY.fullmatch(values["key"]):
        raise Invalid("A key is made of a-z, 0-9, - and _, at most 40 of them.", field=f"{path}.key")
    for (owner, name), choices in _CHOICES.items():
        if owner is kind and (name in values or name in {"kind"}) and values.get(name) not in choices:
            raise Invalid(f"{name} is one of: {', '.join(c for c in choices if c)}.", field=f"{path}.{name}")
    made = kind(**({"colour": "ink", "pattern": "solid"} | values if kind is LayerRecord else values))
    _check_codes(made, path)
    return made


def _check_codes(made: LayerRecord | DimensionRecord | CodeRecord, path: str) -> None:
    if not isinstance(made, DimensionRecord):
        return
    if made.kind == "text" and made.codes:
        raise Invalid("A dimension of words has no codes.", field=f"{path}.codes")
    if made.kind != "text" and not made.codes:
        raise Invalid("This dimension needs at least one code.", field=f"{path}.codes")
    if made.kind == "ordinal":
        levels = [code.level for code in made.codes]
        if None in levels or len(set(levels)) != len(levels):
            raise Invalid("Each code of a scale has a level of its own.", field=f"{path}.codes")


def _value(name: str, value: object, path: str) -> object:
    match name:
        case "examples" | "counterexamples":
            if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
                raise Invalid("This is a list of sentences.", field=path)
            return [each.strip() for each in value if each.strip()]
        case "maps_to":
            if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
                raise Invalid("This maps the name of a framework to a value.", field=path)
            return {str(k): v for k, v in value.items()}
        case "required" | "counts_for_agreement":
            if not isinstance(value, bool):
                raise Invalid("This is true or false.", field=path)
            return value
        case "level":
            if value is not None and (not isinstance(value, int) or not -99 <= value <= 99):  # noqa: PLR2004
                raise Invalid("A level is a whole number from -99 to 99.", field=path)
            return value
        case _:
            if not isinstance(value, str):
                raise Invalid("This is text.", field=path)
            value = value.strip()
            if len(value) > _LONGEST.get(name, 4000):
                raise Invalid(f"At most {_LONGEST.get(name, 4000)} characters.", field=path)
            return value


def _mapping(data: object, path: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise Invalid("This is an object with named fields.", field=path or "codebook")
    return data


def _list(data: dict[str, Any], name: str, path: str) -> list[Any]:
    value = data.get(name, [])
    if not isinstance(value, list):
        raise Invalid("This is a list.", field=f"{path}.{name}".strip("."))
    return value


def _unique(keys: list[str], path: str, name: str) -> None:
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise Invalid(f"The {name} {twice!r} is used twice.", field=path)


def _noun(kind: type) -> str:
    return kind.__name__.removesuffix("Record").lower()
