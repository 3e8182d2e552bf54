"""Thrift with bytes: colors that a terminal has already are not sent again, which halves what a slow line carries.

Textual writes every run of characters as *set all colors, text, reset*. Neighbours mostly share their colors.
"""

from __future__ import annotations

import re
from typing import Final

from screens.driver import StationDriver

_PARTS: Final = re.compile(r"(\x1b\[[0-9;]*m)|(\x1b\[[0-9;]*H|\r\n)|(\x1b)")
_COLOR: Final = re.compile(r"(?:^|;)([34]8;(?:2;\d+;\d+;\d+|5;\d+)|[349]\d|10[0-7])(?=;|$)")
_RESET: Final = "\x1b[0m"


class _Pen:
    """The colors and attributes that a terminal writes with."""

    def __init__(self, parameters: str) -> None:
        self.front = self.back = ""
        for color in _COLOR.findall(parameters):
            if color.startswith(("3", "9")):
                self.front = color
            else:
                self.back = color
        self.rest = _COLOR.sub("", parameters).strip(";")

    def change(self, wanted: _Pen) -> str:
        """Return the shortest sequence that turns this pen into ``wanted``."""
        parts = [part for part in (wanted.rest, wanted.front, wanted.back) if part]
        whole = ";".join(["0", *parts])
        dropped = (self.front and not wanted.front) or (self.back and not wanted.back)
        if self.rest != wanted.rest or dropped:
            return f"\x1b[{whole}m"
        news = [new for old, new in ((self.front, wanted.front), (self.back, wanted.back)) if old != new]
        return f"\x1b[{';'.join(news)}m" if news else ""


_BLANK: Final = _Pen("")


def slim(output: str) -> str:
    """Return output that paints the same with fewer bytes. It begins and ends with a pen that is reset.

    Sequences that set colors come after a reset each, as Textual writes them; unknown ones pass as they are.
    """
    parts: list[str] = []
    pen = wanted = _BLANK
    place = 0
    for match in _PARTS.finditer(output):
        if text := output[place : match.start()]:
            parts += (pen.change(wanted), text)
            pen = wanted
        place = match.end()
        colors, move, _ = match.groups()
        if colors:
            wanted = _BLANK if colors == _RESET else _Pen(colors[2:-1])
            continue
        if not move:
            parts.append(pen.change(_BLANK))
            pen = _BLANK
        parts.append(match[0])
    parts += (pen.change(wanted), output[place:]) if place < len(output) else ()
    last = wanted if place < len(output) else pen
    return "".join([*parts, last.change(_BLANK)])


class ThriftyDriver(StationDriver):
    """The driver of a station on any line."""

    def write(self, data: str) -> None:
        """Write what paints the same with fewer bytes."""
        super().write(slim(data) if _RESET in data else data)
