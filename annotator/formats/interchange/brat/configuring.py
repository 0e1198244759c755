"""`annotation.conf`, `visual.conf` and `kb_shortcuts.conf` of a codebook, as brat's manual describes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.formats.interchange.brat.words import attribute, flag
from annotator.formats.interchange.relating import LINKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from annotator.formats.interchange.layers import Dimension, Layer

_BOTH_WAYS = {"same": "symmetric-transitive", "contradicts": "symmetric"}
# What would end a label in a configuration's line, or its section.
_UNFIT = re.compile(r"[\s|\[\]]+")


def annotation_conf(layers: Mapping[str, Layer]) -> Iterator[bytes]:
    """Yield the types: a layer is an entity, a code an attribute's value, a link a relation."""
    yield b"[entities]\n\n"
    for key in layers:
        yield f"{key}\n".encode()
    yield b"\n[relations]\n\n"
    for kind in LINKS:
        rules = f", <REL-TYPE>:{_BOTH_WAYS[kind]}" if kind in _BOTH_WAYS else ""
        yield f"{kind}\tArg1:<ENTITY>, Arg2:<ENTITY>{rules}\n".encode()
    yield b"\n[events]\n\n[attributes]\n\n"
    for layer, dimension in _asked(layers):
        if dimension.kind == "multi":
            for code in dimension.codes:
                yield f"{flag(layer, dimension.key, code)}\tArg:{layer}\n".encode()
        elif dimension.codes:
            values = "|".join(dimension.codes)
            yield f"{attribute(layer, dimension.key)}\tArg:{layer}, Value:{values}\n".encode()


def visual_conf(layers: Mapping[str, Layer]) -> Iterator[bytes]:
    """Yield how they are called and drawn: the codebook's labels and the colours of its layers."""
    yield b"[labels]\n\n"
    for key, layer in layers.items():
        yield _label(key, layer.label)
    for kind in LINKS:
        yield _label(kind, kind.replace("_", " "))
    for layer_key, dimension in _asked(layers):
        if dimension.kind == "multi":
            for code, label in dimension.codes.items():
                yield _label(flag(layer_key, dimension.key, code), f"{dimension.label}: {label}")
        elif dimension.codes:
            yield _label(attribute(layer_key, dimension.key), dimension.label)
    yield b"\n[drawing]\n\nSPAN_DEFAULT\tfgColor:white, bgColor:#514c47, borderColor:darken\n"
    yield b"ARC_DEFAULT\tcolor:black, dashArray:-, arrowHead:triangle-5\n"
    for key, layer in layers.items():
        yield f"{key}\tfgColor:white, bgColor:{layer.colour}, borderColor:darken\n".encode()
    for kind in _BOTH_WAYS:
        yield f"{kind}\tdashArray:3-3, arrowHead:none\n".encode()


def shortcuts_conf(layers: Mapping[str, Layer]) -> Iterator[bytes]:
    """Yield the codebook's keys for its layers."""
    for key, layer in layers.items():
        if layer.shortcut.isalnum() and layer.shortcut.isascii():
            yield f"{layer.shortcut} {key}\n".encode()


def _asked(layers: Mapping[str, Layer]) -> Iterator[tuple[str, Dimension]]:
    for key, layer in layers.items():
        for dimension in layer.dimensions.values():
            yield key, dimension


def _label(key: str, label: str) -> bytes:
    return f"{key} | {_UNFIT.sub(' ', label).strip() or key}\n".encode()
