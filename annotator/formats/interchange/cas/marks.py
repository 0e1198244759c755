"""The annotations of a CAS as marks, and what ties them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.formats.interchange.cas.names import (
    BESIDE,
    ID,
    KIND,
    LINK,
    MADE_AT,
    NOTE,
    OUR_FEATURES,
    PART,
    PERSON,
    dimension_of,
    layer_of,
)
from annotator.formats.interchange.incoming import Mark, Place, Refused, Relation, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cassis import Cas

_BUILT_IN = {"begin", "end", "sofa"}
# How a text is cut, and what is told of it as a whole: no marks of anybody.
_NO_MARKS = (
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.",
)
_CUT = {"Token", "Sentence"}
_ABOUT = "uima.tcas.DocumentAnnotation"


@dataclass(frozen=True)
class Fragment:
    """One annotation of a CAS: a mark, or one range of one."""

    place: Place
    label: str
    ident: str
    span: Span
    part: int
    values: dict[str, list[str]]
    ours: bool


def fragments(place: Place, view: Cas, length: int) -> Iterator[Fragment | Refused]:
    """Yield each annotation in the order of the text; those that mark nothing are refused."""
    for each in view.select_all_annotations():
        if _cuts(view, each) or each.type.name == LINK:
            continue
        here = Place(place.file, path=f"{place.path} xmi:id={each.xmiID}".lstrip())
        begin, end = each.begin, each.end
        if begin is None or end is None or not 0 <= begin <= end <= length:
            yield Refused(here, "This annotation lies outside of the text.")
        elif begin == end:
            yield Refused(here, "This annotation is a place between two characters, and marks nothing.")
        else:
            yield _fragment(here, each)


def _cuts(view: Cas, each: Any) -> bool:  # noqa: ANN401 - cassis makes these classes
    kind = each.type.name
    if not hasattr(each, "begin") or kind.startswith(_NO_MARKS) or kind.rpartition(".")[2] in _CUT:
        return True
    types = view.typesystem
    return bool(types.contains_type(_ABOUT) and types.is_instance_of(kind, _ABOUT))


def _fragment(place: Place, each: Any) -> Fragment:  # noqa: ANN401 - as above
    layer = layer_of(each.type.name)
    values = {
        feature.name.removesuffix("_") if feature.name in {"self_", "type_"} else feature.name: found
        for feature in each.type.all_features
        if feature.name not in _BUILT_IN and (found := _values(getattr(each, feature.name, None)))
    }
    return Fragment(
        place=place,
        label=layer or each.type.name,
        ident=values.get(ID, [""])[0] if layer else str(each.xmiID),
        span=Span(each.begin, each.end),
        part=int(values[PART][0]) if layer and PART in values else 0,
        values=values,
        ours=layer is not None,
    )


def _values(value: object) -> list[str]:
    """Return a feature's value as texts; a reference is none."""
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, str | int | float):
        return [str(value)]
    elements = getattr(value, "elements", None)
    if not isinstance(elements, list | tuple):
        return []
    return ["" if each is None else str(each) for each in elements if isinstance(each, str | int | None)]


def mark_of(parts: Sequence[Fragment], person: str | None) -> Mark:
    """Return a mark of its ranges."""
    first = parts[0]
    spans = [each.span for each in sorted(parts, key=lambda one: one.part)]
    if not first.ours:
        return Mark(first.place, spans, first.label, first.ident, first.values, person=person)
    told = {name: values[0] for name, values in first.values.items() if name in OUR_FEATURES}
    return Mark(
        place=first.place,
        spans=spans,
        label=first.label,
        ident=first.ident,
        codes={
            dimension_of(name): list(values)
            for name, values in first.values.items()
            if name not in OUR_FEATURES
        },
        note=told.get(NOTE, ""),
        person=told.get(PERSON, person),
        made_at=told.get(MADE_AT),
        further=_beside(told),
    )


def _beside(told: dict[str, str]) -> dict[str, Any]:
    numbers = {"confidence", "codebook", "version"}
    return {
        key: int(told[name]) if key in numbers else told[name] for key, name in BESIDE.items() if name in told
    }


def relations_of(place: Place, view: Cas) -> Iterator[Relation]:
    """Yield the ties between annotations: relations by their two ends, slots and references by their name."""
    for each in view.select_all_annotations():
        if _cuts(view, each):
            continue
        one, other = getattr(each, "Governor", None), getattr(each, "Dependent", None)
        if one is not None and other is not None:
            kind = each.get(KIND) if each.type.name == LINK else None
            yield Relation(place, str(kind or each.type.name), _ident(one), _ident(other))
            continue
        for feature in each.type.all_features:
            if feature.name in _BUILT_IN:
                continue
            for role, target in _targets(getattr(each, feature.name, None)):
                kind = f"{each.type.name}.{feature.name}" + (f":{role}" if role else "")
                yield Relation(place, kind, _ident(each), _ident(target))


def _ident(each: Any) -> str:  # noqa: ANN401 - as above
    """Return what a mark is known by: ours by its own id, others by what the file calls them."""
    return str(getattr(each, ID, None) or each.xmiID)


def _targets(value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - as above
    """Yield the annotations that a feature's value refers to, each with its role."""
    elements = getattr(value, "elements", None)
    for each in elements if isinstance(elements, list | tuple) else [value]:
        if hasattr(each, "begin"):
            yield "", each
        elif hasattr(getattr(each, "target", None), "begin"):
            yield str(getattr(each, "role", None) or ""), each.target
