"""A list of customers, one a line, painted line by line: a search shows its results at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import NULL_STYLE, Style
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from intake.text import presentable
from screens.messages import CustomerChosen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType

_BORN, _NUMBER, _MARKS, _GAP = 10, 7, 13, 2
"""Cells of the columns that keep their width, the least of the marks, and what stands between all."""
_WITH_NUMBERS: Final = 64
"""Cells of the list from which on it has room for the numbers."""


@dataclass(frozen=True)
class Row:
    """A customer as the list shows them; ``matched`` is the text by which a search found them."""

    number: str
    name: str
    born: str
    marks: tuple[str, ...]
    matched: str = ""


class CustomerList(ScrollView, can_focus=True):
    """Rows of customers; ``CustomerChosen`` tells of Enter or a click, ``Left`` of going up from the first one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"customers--cursor", "customers--marks", "customers--quiet"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="directory.open", tooltip="Open this profile"),
        Binding("up", "go(-1)", "Up", show=False, id="directory.up", tooltip="Go up, from the first into the search"),
        Binding("down", "go(1)", "Down", show=False, id="directory.down", tooltip="Go to the next"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="directory.page_up", tooltip="Go a page up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="directory.page_down", tooltip="Go a page down"),
        Binding("home", "end(0)", "First", show=False, id="directory.first", tooltip="Go to the first"),
        Binding("end", "end(-1)", "Last", show=False, id="directory.end", tooltip="Go to the last"),
    ]

    class Left(Message):
        """Somebody went up from the first row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Row] = []
        self._cursor = 0

    @property
    def chosen(self) -> str | None:
        """The number of the customer under the cursor."""
        return self.rows[self._cursor].number if self.rows else None

    def show(self, rows: Sequence[Row]) -> None:
        """Show ``rows``; the cursor stays with its customer where that one is still there, and goes up else."""
        if rows == self.rows:
            return
        chosen, numbers = self.chosen, [row.number for row in rows]
        self.rows = rows
        self._cursor = numbers.index(chosen) if chosen in numbers else 0
        self.virtual_size = Size(0, len(rows))
        self._keep_in_sight()
        self.refresh()
        self.refresh_bindings()

    def begin(self, rows: Sequence[Row]) -> None:
        """Show ``rows`` as another list, from its top."""
        if [row.number for row in rows] != [row.number for row in self.rows]:
            self.rows, self._cursor = [], 0
            self.scroll_to(y=0, animate=False, force=True)
        self._move(0)
        self.show(rows)

    # -- painting

    def render_line(self, y: int) -> Strip:
        """Paint the row on line ``y``."""
        place, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        style = self.rich_style
        if place >= len(self.rows):
            return Strip.blank(width, style)
        if place == self._cursor and self.has_focus:
            style += self.get_component_rich_style("customers--cursor")
        strip = Strip([Segment(text, style + more) for text, more in self._cells(self.rows[place], width)])
        return strip.adjust_cell_length(width, style).simplify()

    def _cells(self, row: Row, width: int) -> list[tuple[str, Style]]:
        """Return the texts of a row, each as wide as its column, with what is special in their styles."""
        marks = self.get_component_rich_style("customers--marks", partial=True)
        quiet = self.get_component_rich_style("customers--quiet", partial=True)
        fixed = [(row.born, _BORN, quiet)]
        if width >= _WITH_NUMBERS:
            fixed.append((f"#{row.number}", _NUMBER, quiet))
        room = max(0, width - 1 - sum(cells + _GAP for _, cells, _ in fixed) - _GAP)
        what = max(_MARKS, room // 2 if len(fixed) > 1 else 0)
        said = ", ".join(row.marks)
        told = f"{said}, {row.matched}" if said and row.matched else said or row.matched
        columns = [(row.name, max(1, room - what), NULL_STYLE), *fixed, (told, what, marks if said else quiet)]
        return [(" ", NULL_STYLE), *((_fitted(text, cells) + " " * _GAP, style) for text, cells, style in columns)]

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh_line(self._cursor)

    def on_blur(self) -> None:
        """Hide it."""
        self.refresh_line(self._cursor)

    # -- keys and mouse

    def action_go(self, by: int) -> None:
        """Go ``by`` rows on; up from the first is out of the list."""
        if by < 0 and self._cursor == 0:
            self.post_message(self.Left())
        else:
            self._move(self._cursor + by)

    def action_page(self, direction: int) -> None:
        """Go a page on."""
        self._move(self._cursor + direction * max(1, self.size.height - 1))

    def action_end(self, place: int) -> None:
        """Go to the first row, or to the last."""
        self._move(place % max(1, len(self.rows)))

    def action_open(self) -> None:
        """Tell who was chosen."""
        if number := self.chosen:
            self.post_message(CustomerChosen(number))

    def on_click(self, event: events.Click) -> None:
        """Choose the row under the mouse."""
        place = event.y + self.scroll_offset.y
        if place < len(self.rows):
            self._move(place)
            self.action_open()

    def _move(self, place: int) -> None:
        before, self._cursor = self._cursor, min(max(place, 0), max(0, len(self.rows) - 1))
        self.refresh_line(before)
        self.refresh_line(self._cursor)
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        top, height = self.scroll_offset.y, self.size.height
        if height and not top <= self._cursor < top + height:
            wanted = self._cursor if self._cursor < top else self._cursor - height + 1
            self.scroll_to(y=wanted, animate=False, force=True)


def _fitted(text: str, cells: int) -> str:
    """Return ``text`` on one line of exactly ``cells`` cells, cut with an ellipsis."""
    shown = presentable(text).replace("\n", " ")
    return set_cell_size(shown, cells) if cell_len(shown) <= cells else set_cell_size(shown, cells - 1) + "…"
