"""The project with one of everything, for all pages' tests."""

from __future__ import annotations

from tests.web.rows import world

__all__ = ["world"]
