"""Thrift with bytes: cells that a terminal shows already are not sent again, nor are colors that it has already.

Textual paints whole widgets anew when a focus moves, and writes every run of characters as *set all colors, text,
reset*. What is left of that here is what a slow line has to carry.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from rich.cells import get_character_cell_size

from screens.driver import StationDriver

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Cell = tuple[str, str]
    """A character and the parameters of the sequence that sets its pen."""
    Piece = tuple[str, str]
    """The parameters of a pen, and a text written with it."""

_TOKEN: Final = re.compile(
    r"\x1b\[(?P<pen>[0-9;]*)m"
    r"|\x1b\[(?P<row>\d+);(?P<column>\d+)H"
    r"|(?P<newline>\r?\n)"
    r"|(?P<escape>\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)?)"
    r"|(?P<text>[^\x1b\r\n]+|\r)",
    re.DOTALL,
)
_HARMLESS: Final = re.compile(r"\x1b(?:\[\?(?!10?4[79])[0-9;]*[hl]|\[[<=>?][0-9;$]*[unp]|\[[0-9 ]*[qt]|\])")
"""Sequences that leave every cell as it is; the alternate screen is none of them."""
_COLOR: Final = re.compile(r"(?:^|;)([34]8;(?:2;\d+;\d+;\d+|5;\d+)|[349]\d|10[0-7])(?=;|$)")
_GAP: Final = 8
"""Cells that cost no more to write again than to step over."""


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


_pen = lru_cache(maxsize=1024)(_Pen)


@lru_cache(maxsize=4096)
def _is_plain(text: str) -> bool:
    """Tell whether each character takes one cell, on any terminal."""
    return (text.isascii() and text.isprintable()) or all(get_character_cell_size(each) == 1 for each in text)


class Canvas:
    """What a terminal shows, as far as it is known from what was written.

    Output is what Textual writes: sequences that set colors stand for themselves alone, and a text is placed by the
    last move before it.
    """

    def __init__(self) -> None:
        self._rows: dict[int, list[Cell | None]] = {}
        self._pen = _pen("")
        self._parts: list[str] = []
        self._cursor: tuple[int, int] | None = None

    def forget(self) -> None:
        """Take nothing for known: everything is sent again."""
        self._rows = {}
        self._cursor = None

    def slim(self, output: str) -> str:
        """Return output that leaves the same picture with fewer bytes: none where that is shown already.

        It begins and ends with a pen that is reset.
        """
        self._parts = []
        place: tuple[int, int] | None = None
        pen = ""
        run: list[Piece] = []
        for token in _TOKEN.finditer(output):
            match token.lastgroup:
                case "pen":
                    pen = "" if token["pen"] == "0" else token["pen"]
                case "text":
                    run.append((pen, token["text"]))
                case kind:
                    self._write(place, run)
                    run, place = [], (int(token["row"]), int(token["column"])) if kind == "column" else None
                    if kind == "escape":
                        self._pass_on(token["escape"])
        self._write(place, run)
        self._set_pen("")
        cursor = None if place is None else (place[0], place[1] + sum(len(text) for _, text in run))
        if cursor is not None and (self._parts or cursor != self._cursor):
            self._parts.append(f"\x1b[{cursor[0]};{cursor[1]}H")
        self._cursor = cursor
        return "".join(self._parts)

    def _pass_on(self, escape: str) -> None:
        self._set_pen("")
        self._parts.append(escape)
        if not _HARMLESS.match(escape):
            self.forget()

    def _set_pen(self, parameters: str) -> None:
        wanted = _pen(parameters)
        if wanted is not self._pen:
            self._parts.append(self._pen.change(wanted))
            self._pen = wanted

    def _write(self, place: tuple[int, int] | None, run: list[Piece]) -> None:
        """Write a run of texts where the last move stands; one that has no place, or odd widths, goes as it is."""
        if not run:
            return
        if place is None:
            self.forget()
            self._draw(run)
        elif all(_is_plain(text) for _, text in run):
            self._compare(*place, [(each, pen) for pen, text in run for each in text])
        else:
            row, column = place
            del self._row(row, column)[column:]
            self._parts.append(f"\x1b[{row};{column}H")
            self._draw(run)

    def _draw(self, pieces: Iterable[Piece]) -> None:
        for pen, text in pieces:
            self._set_pen(pen)
            self._parts.append(text)

    def _row(self, row: int, width: int) -> list[Cell | None]:
        """Return the cells of a row, at least as many as ``width``; the first one stands for no column."""
        cells = self._rows.setdefault(row, [])
        cells.extend([None] * (width - len(cells)))
        return cells

    def _compare(self, row: int, column: int, wanted: list[Cell]) -> None:
        """Write what differs between the cells from ``column`` on and those ``wanted``."""
        end = column + len(wanted)
        cells = self._row(row, end)
        known = cells[column:end]
        if known == wanted:
            return
        for first, last in _differences(known, wanted):
            self._parts.append(f"\x1b[{row};{column + first}H")
            self._draw(
                (pen, "".join(each for each, _ in group))
                for pen, group in groupby(wanted[first : last + 1], key=lambda cell: cell[1])
            )
        cells[column:end] = wanted


def _differences(known: list[Cell | None], wanted: list[Cell]) -> Iterator[tuple[int, int]]:
    """Yield the first and last place of each stretch that differs; stretches with little between them are one."""
    first = last = -1
    for place, (old, new) in enumerate(zip(known, wanted, strict=True)):
        if old == new:
            continue
        if first >= 0 and place - last > _GAP:
            yield first, last
            first = place
        elif first < 0:
            first = place
        last = place
    yield first, last


class ThriftyDriver(StationDriver):
    """The driver of a station on any line."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - Textual's own
        super().__init__(*arguments, **named)
        self._canvas = Canvas()

    def write(self, data: str) -> None:
        """Write what leaves the same picture with fewer bytes."""
        super().write(self._canvas.slim(data))

    def redraw(self) -> None:
        """Send everything again with the next picture, for something else has written to the terminal."""
        self._canvas.forget()

    def _send_size(self) -> None:
        self.redraw()
        super()._send_size()
