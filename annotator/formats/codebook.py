"""A codebook as typed records: what the editor sends, exports carry and imports read.

The default codebook is data of this form: `default_codebook.json` beside this file.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable

DEFAULT = Path(__file__).with_name("default_codebook.json")
LANGUAGES = frozenset({"de"})  # beside English

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
KINDS = ("ordinal", "nominal", "multi", "text")
# Names of tokens in static/css/tokens.css: a codebook picks from a palette whose contrast is tested.
COLOURS = ("certain", "probable", "possible", "unclear", "cue", "attribution", "bias", "ink", "rose", "moss")
PATTERNS = ("solid", "long-dash", "dash", "dotted", "wavy", "double")
LEVELS = range(-99, 100)

_LONGEST = {"key": 40, "label": 60, "shortcut": 1}
_LONGEST_PROSE = 4000
# What PostgreSQL, UTF-8 or XML refuse: told here, where the place has a name, and not by the database.
_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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
        told: dict[str, Any] = _plain(self)
        return told


def _plain(value: Any) -> Any:  # noqa: ANN401 - records, lists and what is in them
    # `asdict` copies each word deeply, which made it a tenth of an article's page.
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


def default(language: str = "en") -> CodebookRecord:
    """Return the codebook that a new project starts with; in English where it is not written in `language`.

    `default_codebook.<language>.json` has its words by keys, and nothing else: keys, colours and levels are
    the same in all languages, so that datasets are.
    """
    data = json.loads(DEFAULT.read_text(encoding="utf-8"))
    if language in LANGUAGES:
        file = DEFAULT.with_suffix(f".{language}.json")
        _put_words(data["layers"], json.loads(file.read_text(encoding="utf-8")))
    return parse(data)


def _put_words(rows: list[dict[str, Any]], told: dict[str, dict[str, Any]]) -> None:
    for row in rows:
        words = told[row["key"]]
        for part in ("dimensions", "codes"):
            if part in row:
                _put_words(row[part], words[part])
        row |= {name: words[name] for name in words.keys() - {"dimensions", "codes"}}


def parse(data: object) -> CodebookRecord:
    """Read a codebook from JSON-able data.

    Raises :class:`Invalid` whose `field` is the path of the first thing that is wrong,
    such as `layers[0].dimensions[1].codes[2].label`. Beside `layers` the data may say more
    (a version, a note): that is its sender's, and not looked at.
    """
    reader = _reader(data, "")
    layers = [_layer(each) for each in reader.children("layers")]
    if not layers:
        raise Invalid("A codebook has at least one layer.", field="layers")
    _no_two("key", [each.key for each in layers], "layers")
    _no_two("shortcut", [each.shortcut for each in layers], "layers")
    return CodebookRecord(layers=layers)


def _layer(reader: _Reader) -> LayerRecord:
    reader.knows_only(LayerRecord)
    made = LayerRecord(
        key=reader.key(),
        label=reader.label(),
        definition=reader.text("definition"),
        shortcut=reader.text("shortcut"),
        colour=reader.one_of("colour", COLOURS, absent="ink"),
        pattern=reader.one_of("pattern", PATTERNS, absent="solid"),
        dimensions=[_dimension(each) for each in reader.children("dimensions")],
    )
    _no_two("key", [each.key for each in made.dimensions], reader.at("dimensions"))
    return made


def _dimension(reader: _Reader) -> DimensionRecord:
    reader.knows_only(DimensionRecord)
    made = DimensionRecord(
        key=reader.key(),
        label=reader.label(),
        kind=reader.one_of("kind", KINDS),
        definition=reader.text("definition"),
        required=reader.flag("required", absent=False),
        counts_for_agreement=reader.flag("counts_for_agreement", absent=True),
        codes=[_code(each) for each in reader.children("codes")],
    )
    where = reader.at("codes")
    if made.kind == "text" and made.codes:
        raise Invalid("A dimension of words has no codes.", field=where)
    if made.kind != "text" and not made.codes:
        raise Invalid("This dimension needs at least one code.", field=where)
    _no_two("key", [each.key for each in made.codes], where)
    _no_two("shortcut", [each.shortcut for each in made.codes], where)
    if made.kind == "ordinal":
        levels = [each.level for each in made.codes]
        if None in levels or len(set(levels)) != len(levels):
            raise Invalid("Each code of a scale has a level of its own.", field=where)
    return made


def _code(reader: _Reader) -> CodeRecord:
    reader.knows_only(CodeRecord)
    return CodeRecord(
        key=reader.key(),
        label=reader.label(),
        definition=reader.text("definition"),
        use_when=reader.text("use_when"),
        not_when=reader.text("not_when"),
        examples=reader.sentences("examples"),
        counterexamples=reader.sentences("counterexamples"),
        shortcut=reader.text("shortcut"),
        colour=reader.one_of("colour", ("", *COLOURS), absent=""),
        pattern=reader.one_of("pattern", ("", *PATTERNS), absent=""),
        level=reader.level(),
        maps_to=reader.named_words("maps_to"),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """One object of the data and the path to it, so that each refusal names its place."""

    data: dict[object, object]
    path: str

    def at(self, name: object) -> str:
        return f"{self.path}.{name}" if self.path else f"{name}"

    def knows_only(self, kind: type[LayerRecord | DimensionRecord | CodeRecord]) -> None:
        known = {each.name for each in fields(kind)}
        for name in self.data:
            if name not in known:
                raise Invalid("A codebook has no field '%(name)s' here.", field=self.at(name), name=name)

    def key(self) -> str:
        key = self._needed("key")
        if not KEY.fullmatch(key):
            raise Invalid("A key is made of a-z, 0-9, - and _, at most 40 of them.", field=self.at("key"))
        return key

    def label(self) -> str:
        return self._needed("label")

    def _needed(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise Invalid("This needs a %(name)s.", field=self.at(name), name=name)
        return value

    def text(self, name: str) -> str:
        return _words(self.data.get(name, ""), self.at(name), _LONGEST.get(name, _LONGEST_PROSE))

    def one_of(self, name: str, choices: tuple[str, ...], absent: str | None = None) -> str:
        value = self.data.get(name, absent)
        if not isinstance(value, str) or value not in choices:
            known = [each for each in choices if each]
            raise Invalid("%(name)s is one of: %(known)s.", field=self.at(name), name=name, known=known)
        return value

    def flag(self, name: str, *, absent: bool) -> bool:
        value = self.data.get(name, absent)
        if not isinstance(value, bool):
            raise Invalid("This is true or false.", field=self.at(name))
        return value

    def level(self) -> int | None:
        value = self.data.get("level")
        # JSON's true is an int to Python, and no step of a scale.
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value in LEVELS):
            return value
        raise Invalid(
            "A level is a whole number from %(least)s to %(most)s.",
            field=self.at("level"),
            least=LEVELS[0],
            most=LEVELS[-1],
        )

    def sentences(self, name: str) -> list[str]:
        words = (_words(each, f"{self.at(name)}[{i}]") for i, each in enumerate(self._list(name)))
        return [each for each in words if each]

    def named_words(self, name: str) -> dict[str, str]:
        inner = _reader(self.data.get(name, {}), self.at(name))
        return {_words(key, inner.path): _words(value, inner.at(key)) for key, value in inner.data.items()}

    def children(self, name: str) -> list[_Reader]:
        return [_reader(each, f"{self.at(name)}[{i}]") for i, each in enumerate(self._list(name))]

    def _list(self, name: str) -> list[object]:
        value = self.data.get(name, [])
        if not isinstance(value, list):
            raise Invalid("This is a list.", field=self.at(name))
        return value


def _reader(data: object, path: str) -> _Reader:
    if not isinstance(data, dict):
        raise Invalid("This is an object with named fields.", field=path or "codebook")
    return _Reader(data, path)


def _words(value: object, path: str, longest: int = _LONGEST_PROSE) -> str:
    if not isinstance(value, str):
        raise Invalid("This is text.", field=path)
    if _UNKEEPABLE.search(value):
        raise Invalid("This holds a control character that can't be kept.", field=path)
    value = value.strip()
    if len(value) > longest:
        raise Invalid("At most %(most)s characters.", field=path, most=longest)
    return value


def _no_two(name: str, values: Iterable[str], path: str) -> None:
    seen = set()
    for number, value in enumerate(values):
        if value and value in seen:
            raise Invalid(
                "The %(name)s '%(value)s' is used twice.",
                field=f"{path}[{number}].{name}",
                name=name,
                value=value,
            )
        seen.add(value)
