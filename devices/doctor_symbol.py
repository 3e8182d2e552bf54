"""The doctor's test symbol as lines for a terminal of 80 columns and 24 rows.

A row of the PDF417 symbol is a line of text and two of its modules are a cell, so that nothing depends on how a
terminal draws the upper and lower halves of a cell. A module is then some four times as high as wide.
"""

from __future__ import annotations

from typing import Final

import pdf417gen

_COLUMNS: Final = 5
_SECURITY_LEVEL: Final = 2
_QUIET: Final = "00"  # ISO/IEC 15438, 5.8.3: two modules of light around the symbol
_CELLS: Final = {"00": " ", "10": "▌", "01": "▐", "11": "█"}


def lines_of(text: str) -> list[str]:
    """Return the symbol of ``text``, dark on light, with its quiet zone; every line is equally wide."""
    rows = pdf417gen.encode(text.encode(), columns=_COLUMNS, security_level=_SECURITY_LEVEL)
    lines = [_line("".join(format(code, "b") for code in row)) for row in rows]
    blank = " " * len(lines[0])
    return [blank, *lines, blank]


def _line(modules: str) -> str:
    padded = _QUIET + modules + _QUIET
    padded += "0" * (len(padded) % 2)
    return "".join(_CELLS[padded[at : at + 2]] for at in range(0, len(padded), 2))
