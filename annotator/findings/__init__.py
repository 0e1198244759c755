"""Pure: what the cells and mentions of a story say together, over plain records."""

from __future__ import annotations
