"""The form in which a person maps the labels of somebody's file to the codebook. It works without scripts.

Its fields have numbers for names, since labels are anybody's words: `layer-0`, `attribute-0-1`, `code-0-1-2`,
and `was-...` for what stood there when the page was made: what hangs on something that was changed meanwhile
is suggested anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.formats.interchange.mapping import (
    AttributeRule,
    LabelRule,
    Mapping,
    dimension_of,
    fitting,
    layer_of,
    like,
)
from annotator.formats.interchange.relating import RelationRule
from annotator.models import Link
from annotator.models.links import INVERSE, UNDIRECTED

if TYPE_CHECKING:
    from collections.abc import Mapping as Table

    from annotator.formats.codebook import CodebookRecord, CodeRecord, DimensionRecord, LayerRecord

NOBODY = "nobody"
_TURNED = "-turned"  # behind the kind of a link that leads from a relation's second end to its first


@dataclass(frozen=True, slots=True)
class ValueShown:
    """A value of an attribute, and the code that it becomes; empty: none."""

    field: str
    value: str
    count: int
    code: str


@dataclass(frozen=True, slots=True)
class AttributeShown:
    """An attribute of a label, and the dimension that it answers; empty: none.

    :param more: values beyond those that are listed; they are the codes that are called the same
    """

    field: str
    was: str
    name: str
    dimension: str
    values: list[ValueShown]
    codes: list[CodeRecord]
    more: int


@dataclass(frozen=True, slots=True)
class OtherwiseShown:
    """A dimension of the chosen layer, and the code of marks that the file gives none."""

    field: str
    dimension: DimensionRecord
    code: str


@dataclass(frozen=True, slots=True)
class LabelShown:
    """A label of the file, and the layer that it becomes; empty: it is left out."""

    field: str
    was: str
    label: str
    count: int
    layer: LayerRecord | None
    attributes: list[AttributeShown]
    otherwise: list[OtherwiseShown]


@dataclass(frozen=True, slots=True)
class RelationShown:
    """A kind of relation, and the link that it becomes; empty: it is left out."""

    field: str
    kind: str
    count: int
    link: str
    links: list[tuple[str, str]]


def relations_shown(found: Table[str, Any], mapping: Mapping) -> list[RelationShown]:
    """Return the kinds of relations in a file as the form shows them."""
    links = [(kind.value, str(kind.label)) for kind in Link.Kind]
    links += [(f"{kind.value}{_TURNED}", str(INVERSE[kind])) for kind in Link.Kind if kind not in UNDIRECTED]
    return [
        RelationShown(f"relation-{number}", kind, count, _sent(mapping.relations.get(kind)), links)
        for number, (kind, count) in enumerate(found.get("kinds", {}).items())
    ]


def _sent(rule: RelationRule | None) -> str:
    return f"{rule.link}{_TURNED if rule.turned else ''}" if rule and rule.link else ""


def _relations_in(data: Table[str, str], found: Table[str, Any]) -> dict[str, RelationRule]:
    sent = {kind: data.get(f"relation-{number}", "") for number, kind in enumerate(found.get("kinds", {}))}
    return {
        kind: RelationRule(each.removesuffix(_TURNED), each.endswith(_TURNED))
        for kind, each in sent.items()
        if each
    }


def shown(found: Table[str, Any], mapping: Mapping, codebook: CodebookRecord) -> list[LabelShown]:
    """Return the labels of a file as the form shows them."""
    return [
        _label(number, label, told, mapping.labels.get(label, LabelRule()), codebook)
        for number, (label, told) in enumerate(found.get("labels", {}).items())
    ]


def _label(
    number: int, label: str, told: Table[str, Any], rule: LabelRule, codebook: CodebookRecord
) -> LabelShown:
    layer = layer_of(codebook, rule.layer)
    return LabelShown(
        field=f"layer-{number}",
        was=f"was-{number}",
        label=label,
        count=told["count"],
        layer=layer,
        attributes=_attributes(number, told, rule, layer),
        otherwise=[
            OtherwiseShown(f"otherwise-{number}-{place}", each, rule.otherwise.get(each.key, ""))
            for place, each in enumerate(layer.dimensions if layer else [])
            if each.kind != "text"
        ],
    )


def _attributes(
    number: int, told: Table[str, Any], rule: LabelRule, layer: LayerRecord | None
) -> list[AttributeShown]:
    found = []
    for place, (name, values) in enumerate(told["attributes"].items() if layer else ()):
        each = rule.attributes.get(name, AttributeRule())
        dimension = dimension_of(layer, each.dimension)
        codes = dimension.codes if dimension and dimension.kind != "text" else []
        rows = [
            ValueShown(
                field=f"code-{number}-{place}-{at}",
                value=value,
                count=count,
                code=(each.codes[value] if value in each.codes else like(value, codes)) or "",
            )
            for at, (value, count) in enumerate(values.items())
        ]
        found.append(
            AttributeShown(
                field=f"attribute-{number}-{place}",
                was=f"was-{number}-{place}",
                name=name,
                dimension=dimension.key if dimension else "",
                values=rows if codes else [],
                codes=codes,
                more=told["more"].get(name, 0),
            )
        )
    return found


def mapping_in(data: Table[str, str], found: Table[str, Any], codebook: CodebookRecord) -> Mapping:
    """Return the mapping that was sent. What the codebook does not have is refused where it is stored."""
    labels = {
        label: _rule(data, number, told, codebook)
        for number, (label, told) in enumerate(found.get("labels", {}).items())
    }
    return Mapping(labels, " ".join(data.get(NOBODY, "").split()), _relations_in(data, found))


def _rule(data: Table[str, str], number: int, told: Table[str, Any], codebook: CodebookRecord) -> LabelRule:
    key = data.get(f"layer-{number}") or None
    layer = layer_of(codebook, key)
    if layer is None:
        return LabelRule(key)
    if data.get(f"was-{number}", "") != key:
        return LabelRule(key, fitting(layer, told["attributes"]))
    attributes = {
        name: rule
        for place, (name, values) in enumerate(told["attributes"].items())
        if (rule := _attribute(data, f"{number}-{place}", list(values), layer)) is not None
    }
    otherwise = {
        each.key: code
        for place, each in enumerate(layer.dimensions)
        if (code := data.get(f"otherwise-{number}-{place}"))
    }
    return LabelRule(key, attributes, otherwise)


def _attribute(
    data: Table[str, str], where: str, values: list[str], layer: LayerRecord
) -> AttributeRule | None:
    key = data.get(f"attribute-{where}")
    if not key:
        return None
    dimension = dimension_of(layer, key)
    if dimension is None or dimension.kind == "text":
        return AttributeRule(key)
    if data.get(f"was-{where}", "") != key:
        return AttributeRule(key, {value: like(value, dimension.codes) for value in values})
    return AttributeRule(
        key, {value: data.get(f"code-{where}-{at}") or None for at, value in enumerate(values)}
    )
