"""CSV of others: a row a mark, with columns that a person, or their names, say the meaning of."""

from __future__ import annotations

from annotator.formats.interchange.csv_rows.looking import Table, look
from annotator.formats.interchange.csv_rows.reading import read
from annotator.formats.interchange.csv_rows.roles import ROLES, guessed

__all__ = ["ROLES", "Table", "guessed", "look", "read"]
