"""How the words of somebody's file become the layers, dimensions and codes of a codebook.

A mapping is data, which a person makes in the browser or writes as a file::

    {"labels": {"Speculation": {"layer": "cue",
                                "attributes": {"strength": {"dimension": "class",
                                                            "codes": {"weak": "hedge", "odd": null}}},
                                "otherwise": {"class": "hedge"}}},
     "relations": {"Refines": {"link": "more_specific"}},
     "nobody": "Team of 2019"}

A label with no layer, an attribute with no dimension, a value with no code and a relation with no link are
left out, and counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.errors import Invalid
from annotator.formats.interchange import relating
from annotator.formats.interchange.relating import RelationRule, table, word

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Table

    from annotator.formats.codebook import CodebookRecord, CodeRecord, DimensionRecord, LayerRecord
    from annotator.formats.interchange.incoming import Mark

LONGEST_NAME = 80  # code points of who made the marks that name nobody
_APART = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """Which dimension an attribute answers, and its values' codes.

    A value that `codes` does not name is the code of the same name; on a dimension of words it is the words.
    """

    dimension: str | None = None
    codes: Table[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LabelRule:
    """The layer of a label, and what its attributes become.

    :param otherwise: of dimensions the code that a mark has which the file gives none
    """

    layer: str | None = None
    attributes: Table[str, AttributeRule] = field(default_factory=dict)
    otherwise: Table[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mapping:
    """What each label becomes; `nobody` is who made the marks of which the file does not say it.

    :param relations: what kinds of relations become; those that are not named are left out
    """

    labels: Table[str, LabelRule] = field(default_factory=dict)
    nobody: str = ""
    relations: Table[str, RelationRule] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON-able data; `parse` reads it back to an equal mapping."""
        return {
            "labels": {label: _rule_as_dict(rule) for label, rule in self.labels.items()},
            "nobody": self.nobody,
            "relations": relating.as_dict(self.relations),
        }


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of a mapped mark: a code, or words."""

    dimension: str
    code: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a mark becomes. `left_out` names what of it does not go in: `attribute`, `value`."""

    layer: str
    answers: tuple[Answered, ...]
    left_out: tuple[str, ...] = ()


def _rule_as_dict(rule: LabelRule) -> dict[str, Any]:
    return {
        "layer": rule.layer,
        "attributes": {
            name: {"dimension": each.dimension, "codes": dict(each.codes)}
            for name, each in rule.attributes.items()
        },
        "otherwise": dict(rule.otherwise),
    }


def parse(data: object) -> Mapping:
    """Read a mapping from data. Raises :class:`Invalid` with `field` where it is none."""
    told = table(data, "mapping")
    labels = {
        label: _rule(each, f"labels.{label}") for label, each in table(told.get("labels"), "labels").items()
    }
    nobody = " ".join((word(told.get("nobody"), "nobody") or "").split())
    if len(nobody) > LONGEST_NAME or not nobody.isprintable():
        raise Invalid("A name has at most %(most)s characters.", field="nobody", most=LONGEST_NAME)
    return Mapping(labels, nobody, relating.parsed(told.get("relations")))


def _rule(data: object, where: str) -> LabelRule:
    told = table(data, where)
    attributes = {}
    for name, each in table(told.get("attributes"), f"{where}.attributes").items():
        here = f"{where}.attributes.{name}"
        row = table(each, here)
        codes = table(row.get("codes"), f"{here}.codes")
        attributes[name] = AttributeRule(
            word(row.get("dimension"), f"{here}.dimension"),
            {value: word(code, f"{here}.codes.{value}") for value, code in codes.items()},
        )
    otherwise = {
        dimension: found
        for dimension, code in table(told.get("otherwise"), f"{where}.otherwise").items()
        if (found := word(code, f"{where}.otherwise.{dimension}"))
    }
    return LabelRule(word(told.get("layer"), f"{where}.layer"), attributes, otherwise)


def check(mapping: Mapping, labels: Iterable[str], codebook: CodebookRecord) -> None:
    """Raise :class:`Invalid` for a label that is not mapped, and for what the codebook does not have."""
    for label in labels:
        if label not in mapping.labels:
            raise Invalid(
                "The mapping does not say what becomes of the label \u201c%(label)s\u201d.",
                field=f"labels.{label}",
                label=label,
            )
    for label, rule in mapping.labels.items():
        if rule.layer is not None:
            _check_rule(rule, f"labels.{label}", codebook)


def _check_rule(rule: LabelRule, where: str, codebook: CodebookRecord) -> None:
    layer = layer_of(codebook, rule.layer)
    if layer is None:
        raise Invalid("The codebook has no layer '%(key)s'.", field=f"{where}.layer", key=rule.layer)
    asked = [
        (name, each.dimension, [code for code in each.codes.values() if code])
        for name, each in rule.attributes.items()
        if each.dimension is not None
    ]
    asked += [("otherwise", dimension, [code]) for dimension, code in rule.otherwise.items()]
    for name, key, codes in asked:
        dimension = dimension_of(layer, key)
        if dimension is None:
            raise Invalid(
                "The layer %(layer)s has no dimension '%(key)s'.",
                field=f"{where}.{name}",
                layer=layer.key,
                key=key,
            )
        for code in codes:
            if dimension.kind != "text" and code not in {each.key for each in dimension.codes}:
                raise Invalid(
                    "The dimension %(dimension)s has no code '%(key)s'.",
                    field=f"{where}.{name}",
                    dimension=dimension.key,
                    key=code,
                )


def layer_of(codebook: CodebookRecord, key: str | None) -> LayerRecord | None:
    """Return a layer by its key."""
    return next((each for each in codebook.layers if each.key == key), None)


def dimension_of(layer: LayerRecord | None, key: str | None) -> DimensionRecord | None:
    """Return a dimension of a layer by its key."""
    return next((each for each in layer.dimensions if each.key == key), None) if layer else None


def mapped(mark: Mark, mapping: Mapping, codebook: CodebookRecord) -> Mapped | None:
    """Return what a mark becomes, or None where its label is left out.

    Whether the codebook takes these answers is not asked here: its services say so, and why not.
    """
    rule = mapping.labels.get(mark.label, LabelRule())
    layer = layer_of(codebook, rule.layer)
    if layer is None:
        return None
    answers: list[Answered] = []
    left_out: list[str] = []
    for name, values in mark.codes.items():
        each = rule.attributes.get(name, AttributeRule())
        dimension = dimension_of(layer, each.dimension)
        if dimension is None:
            left_out += ["attribute"] * bool(values)
            continue
        for value in values:
            answer = _answer(dimension, each, value)
            if answer is None:
                left_out.append("value")
            elif answer not in answers:
                answers.append(answer)
    given = {each.dimension for each in answers}
    for key, code in rule.otherwise.items():
        dimension = dimension_of(layer, key)
        if dimension is not None and key not in given:
            words = dimension.kind == "text"
            answers.append(Answered(key, None if words else code, code if words else ""))
    return Mapped(layer.key, tuple(answers), tuple(left_out))


def _answer(dimension: DimensionRecord, rule: AttributeRule, value: str) -> Answered | None:
    if dimension.kind == "text":
        words = rule.codes.get(value, value)
        return Answered(dimension.key, words=words) if words and words.strip() else None
    code = rule.codes[value] if value in rule.codes else like(value, dimension.codes)
    return Answered(dimension.key, code) if code else None


def like(
    name: str, rows: Iterable[LayerRecord] | Iterable[DimensionRecord] | Iterable[CodeRecord]
) -> str | None:
    """Return the key of the row that has this key or label, whatever its case and signs between words."""
    wanted = _folded(name)
    if not wanted:
        return None
    return next((each.key for each in rows if wanted in {_folded(each.key), _folded(each.label)}), None)


def _folded(name: str) -> str:
    return _APART.sub(" ", name.casefold()).strip()


def suggested(labels: Table[str, Table[str, Table[str, int]]], codebook: CodebookRecord) -> Mapping:
    """Return a mapping by names alone: what the codebook calls the same.

    :param labels: of each label its attributes, of each of those its values with their number
    """
    return Mapping({label: _suggested(label, codes, codebook) for label, codes in labels.items()})


def _suggested(label: str, attributes: Table[str, Table[str, int]], codebook: CodebookRecord) -> LabelRule:
    layer = layer_of(codebook, like(label, codebook.layers))
    return LabelRule(layer.key, fitting(layer, attributes)) if layer else LabelRule()


def fitting(layer: LayerRecord, attributes: Table[str, Table[str, int]]) -> dict[str, AttributeRule]:
    """Return which dimensions of a layer are called as attributes are, and their codes as their values."""
    found = {}
    for name, values in attributes.items():
        dimension = dimension_of(layer, like(name, layer.dimensions))
        if dimension is not None:
            codes = (
                {} if dimension.kind == "text" else {value: like(value, dimension.codes) for value in values}
            )
            found[name] = AttributeRule(dimension.key, codes)
    return found
