"""A comparison's data with its sides exchanged: what comparing the texts the other way round gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.text.comparing import explanations

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIDE = {"a": "b", "b": "a"}
_CHANGE = {
    "added": "removed",
    "removed": "added",
    "weakened": "strengthened",
    "strengthened": "weakened",
}


def turned(result: Mapping[str, Any], a: str, b: str) -> dict[str, Any]:
    """Return the data of `compare(b, a)` from that of `compare(a, b)`. Linear in what was found.

    `a` and `b` are the texts that the result stands for as it is given: what explains a difference says
    "the first" and "the second", and is told anew.
    """
    passages = [_passage(each, a, b) for each in result["passages"]]
    reuse = [_sides(each) for each in result["reuse"]]
    return {
        **result,
        "passages": sorted(passages, key=lambda each: (each["a"], each["b"])),
        "reuse": sorted(reuse, key=lambda each: (each["a"], each["b"])),
        "only_a": result["only_b"],
        "only_b": result["only_a"],
    }


def _passage(passage: Mapping[str, Any], a: str, b: str) -> dict[str, Any]:
    made = _sides(passage)
    found = [_difference(each) for each in passage["differences"]]
    made["differences"] = found
    told = explanations(b, a, made)  # type: ignore[arg-type]  # as JSON gives it: lists for ranges
    if len(told) == len(found):
        made["differences"] = [each | {"explanation": words} for each, words in zip(found, told, strict=True)]
    made["differences"].sort(key=lambda each: (each["a"], each["b"], each["kind"]))
    return made


def _difference(difference: Mapping[str, Any]) -> dict[str, Any]:
    change = difference["change"]
    return _sides(difference) | {"change": _CHANGE.get(change, change)}


def _sides(item: Mapping[str, Any]) -> dict[str, Any]:
    """Exchange "a" and "b", and of a hedge "a_cues", "a_clause" and so on."""
    made = dict(item)
    for key in item:
        if key in _SIDE or key[:2] in {"a_", "b_"}:
            made[f"{_SIDE[key[0]]}{key[1:]}"] = item[key]
    return made
