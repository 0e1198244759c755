"""The XML of a labelling page for a codebook: layers are labels, dimensions are asked of each region."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from annotator.formats.interchange.label_studio.words import LAYER, NOTE, PART, TEXT, control
from annotator.formats.interchange.relating import LINKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from annotator.formats.interchange.layers import Dimension, Layer

# Without it spaces at line ends are trimmed in the page, and offsets count another text.
_STYLE = ".htx-text { white-space: pre-wrap; }"


def config(layers: Mapping[str, Layer]) -> Iterator[bytes]:
    """Yield the configuration.

    Keys stand in the results. Choices are shown by their labels and stored by their `alias`. What is asked of
    a region depends on what its label is called, so that is the layer's key, with its label as a hint.
    """
    yield from (f"{line}\n".encode() for line in _lines(layers))


def _lines(layers: Mapping[str, Layer]) -> Iterator[str]:
    yield "<View>"
    yield f"  <Style>{_STYLE}</Style>"
    yield f'  <Labels name="{LAYER}" toName="{TEXT}">'
    for key, layer in layers.items():
        hotkey = f" hotkey={quoteattr(layer.shortcut)}" if layer.shortcut else ""
        told = f"value={quoteattr(key)} hint={quoteattr(layer.label)} background={quoteattr(layer.colour)}"
        yield f"    <Label {told}{hotkey}/>"
    yield "  </Labels>"
    yield f'  <Text name="{TEXT}" value="${TEXT}" granularity="symbol"/>'
    yield "  <Relations>"
    for kind in (*LINKS, PART):
        yield f"    <Relation value={quoteattr(kind)}/>"
    yield "  </Relations>"
    for layer in layers.values():
        shown = f'visibleWhen="region-selected" whenTagName="{LAYER}" whenLabelValue={quoteattr(layer.key)}'
        for dimension in layer.dimensions.values():
            yield f"  <View {shown}>"
            yield f'    <Header value={quoteattr(dimension.label)} size="6"/>'
            yield from _asking(control(layer.key, dimension.key), dimension)
            yield "  </View>"
    yield f'  <TextArea name="{NOTE}" toName="{TEXT}" perRegion="true" editable="true" placeholder="Note"/>'
    yield "</View>"


def _asking(name: str, dimension: Dimension) -> Iterator[str]:
    tied = f'name={quoteattr(name)} toName="{TEXT}" perRegion="true"'
    if not dimension.codes:
        yield f'    <TextArea {tied} maxSubmissions="1"/>'
        return
    choice = "multiple" if dimension.kind == "multi" else "single"
    yield f'    <Choices {tied} choice="{choice}" showInline="true">'
    for key, label in dimension.codes.items():
        yield f"      <Choice value={quoteattr(label)} alias={quoteattr(key)}/>"
    yield "    </Choices>"
