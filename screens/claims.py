"""What escape sequences claim of the terminal, and whether it can be true.

A barcode can hold every sequence that a terminal may send. Sizes and places are checked against the terminal itself.
"""

from __future__ import annotations

import re
from typing import Final

_ANSWER: Final = "\x1b[?2048;"
_SIZE: Final = re.compile(r"\x1b\[48;.*t", re.DOTALL)
_SIZES: Final = re.compile(r"\x1b\[48" + r";(\d{1,6})(?::\d*)?" * 4 + "t")
_MOUSE: Final = "\x1b[<"
_PLACE: Final = re.compile(r"\x1b\[<\d{1,4};(\d{1,6});(\d{1,6})[Mm]")
_MODIFIER: Final = re.compile(r"\x1b\[(?:5735[89]|57360|574(?:4[1-9]|5[0-4]))(?:;[0-9:;]*)?u")
"""The kitty protocol's keys CapsLock, ScrollLock and NumLock, and Shift, Ctrl, Alt and others of both sides."""
_LARGEST_CELL: Final = 200


def is_answer(sequence: str) -> bool:
    """Tell whether this claims to answer that the terminal can report its size in the stream."""
    return sequence.startswith(_ANSWER)


def is_size(sequence: str) -> bool:
    """Tell whether this claims to report the size of the terminal."""
    return _SIZE.fullmatch(sequence) is not None


def is_mouse(sequence: str) -> bool:
    """Tell whether this claims to come from the mouse."""
    return sequence.startswith(_MOUSE)


def is_modifier(sequence: str) -> bool:
    """Tell whether this is the press or release of a key that types nothing by itself, as Shift on the way to a @."""
    return _MODIFIER.fullmatch(sequence) is not None


def is_true_size(sequence: str, size: tuple[int, int]) -> bool:
    """Tell whether the reported size is ``size`` (columns and rows) with cells of a possible number of pixels."""
    match = _SIZES.fullmatch(sequence)
    if match is None:
        return False
    rows, columns, height, width = map(int, match.groups())
    cells = rows <= height <= rows * _LARGEST_CELL and columns <= width <= columns * _LARGEST_CELL
    return (columns, rows) == size and cells


def is_on_screen(sequence: str, size: tuple[int, int]) -> bool:
    """Tell whether the reported place lies within ``size`` (width and height, in cells or pixels)."""
    match = _PLACE.fullmatch(sequence)
    return match is not None and 1 <= int(match[1]) <= size[0] and 1 <= int(match[2]) <= size[1]
