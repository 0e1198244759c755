"""A workbook (XLSX) that is written row by row: text alone, nothing in it is a formula."""

from __future__ import annotations

import re
import zipfile
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.formats.interchange.losses import Losses

_LONGEST: Final = 32_767  # characters of a cell, says Excel
_NAME: Final = 31  # characters of a sheet's name
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WIDE: Final = 40  # characters of a column
_TIME = (1980, 1, 1, 0, 0, 0)
# When it was made, and last saved: the same data give the same bytes.
_WHEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


class Book:
    """Sheets of text, one after the other. Memory does not grow with the number of rows."""

    def __init__(self, losses: Losses) -> None:
        self.rows = 0
        self._book = Workbook(write_only=True)
        self._losses = losses
        self._names: set[str] = set()
        self._sheet: Any = None

    def begin(self, title: str, *, columns: int) -> None:
        """Begin a sheet; its first row and column stay in sight."""
        self._sheet = self._book.create_sheet(self._name(title))
        self._sheet.freeze_panes = "B2"
        for number in range(1, columns + 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = _WIDE

    def write(self, ident: str, values: Iterable[str], *, bold: bool = False) -> None:
        """Write a row; what it can't hold is lost of `ident`."""
        cells = []
        for value in values:
            cell = WriteOnlyCell(self._sheet, self._fitting(ident, value))
            cell.data_type = "s"  # also what begins with "="
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if bold:
                cell.font = Font(bold=True)
            cells.append(cell)
        self._sheet.append(cells)
        self.rows += 1

    def end(self) -> None:
        """End the sheet."""
        self._sheet.close()

    def save(self, file: IO[bytes]) -> None:
        """Write the workbook: the same rows give the same bytes."""
        if not self._names:
            self._book.create_sheet(self._name("Matrix"))
        with TemporaryFile() as made:
            self._book.save(made)
            with zipfile.ZipFile(made) as read, zipfile.ZipFile(file, "w") as packed:
                for name in read.namelist():
                    info = zipfile.ZipInfo(name, _TIME)
                    info.compress_type = zipfile.ZIP_DEFLATED
                    with read.open(name) as member, packed.open(info, "w", force_zip64=True) as out:
                        if name == "docProps/core.xml":
                            out.write(_WHEN.sub(rb"\g<1>1980-01-01T00:00:00Z", member.read()))
                        else:
                            while block := member.read(1 << 20):
                                out.write(block)

    def _fitting(self, ident: str, value: str) -> str:
        clean = ILLEGAL_CHARACTERS_RE.sub("", value)
        if clean != value:
            self._losses.lose("control_character", ident, "XLSX has no control characters: left out.")
        if len(clean.encode("utf-16-le")) // 2 > _LONGEST:
            self._losses.lose(
                "long_cell", ident, "A cell of XLSX has at most 32,767 characters. matrix.csv has it whole."
            )
            clean = clean.encode("utf-16-le")[: _LONGEST * 2].decode("utf-16-le", "ignore")
        return str(clean)

    def _name(self, title: str) -> str:
        """Return a name that no sheet has yet, as short as it must be."""
        base = _NO_NAME.sub(" ", title).strip(" '") or "Story"
        number, name = 1, base[:_NAME]
        while name.lower() in self._names:
            number += 1
            end = f" ({number})"
            name = base[: _NAME - len(end)] + end
        self._names.add(name.lower())
        return name
