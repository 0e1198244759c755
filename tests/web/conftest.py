"""The project with one of everything, for all pages' tests."""

from __future__ import annotations

from tests.web.world import world

__all__ = ["world"]
