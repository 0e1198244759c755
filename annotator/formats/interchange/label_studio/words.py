"""The names in our Label Studio files, for the one who writes them and the one who reads them."""

from __future__ import annotations

from typing import Final

TASKS: Final = "tasks.json"
CONFIG: Final = "config.xml"
TEXT: Final = "text"  # the tag that shows the text, and the key of it in `data`
LAYER: Final = "layer"  # the tag whose labels are the layers
NOTE: Final = "note"
PART: Final = "part_of_one"  # ties a range to the first one of the same mark
_BETWEEN: Final = "-HAS-"  # no key of a codebook has capitals


def control(layer: str, dimension: str) -> str:
    """Return the name of the tag that asks a layer's dimension."""
    return f"{layer}{_BETWEEN}{dimension}"


def asked(name: str) -> str:
    """Return the dimension that a tag of ours asks; another's name is itself."""
    return name.partition(_BETWEEN)[2] or name


def region(annotation: str, number: int) -> str:
    """Return the id of a mark's range: Label Studio's ids are letters, digits, `-` and `_`."""
    return annotation if number == 0 else f"{annotation}_{number + 1}"
