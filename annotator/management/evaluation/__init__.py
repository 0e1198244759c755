"""Engines measured against gold data: one module a task. See docs/datasets.md for the formats."""
