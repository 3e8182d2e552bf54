"""A list of customers, one a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from rich.style import NULL_STYLE, Style
from textual.binding import Binding
from textual.message import Message

from intake.text import presentable
from screens.line_list import LineList, fitted
from screens.messages import CustomerChosen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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

    @property
    def told(self) -> str:
        """What to mind of the customer, and why the search found them."""
        return ", ".join([*self.marks, *filter(None, [self.matched])])


class CustomerList(LineList[Row]):
    """Rows of customers; ``CustomerChosen`` tells of Enter or a click, ``Left`` of going up from the first one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--cursor", "customers--marks", "customers--quiet"}
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
        self._widest = (0, 0)

    def show(self, rows: Sequence[Row], *, first: int = 0) -> None:
        """Show ``rows``; what is told of them gets the room that their names leave."""
        before, self._widest = self._widest, (_longest(row.name for row in rows), _longest(row.told for row in rows))
        super().show(rows, first=first)
        if before != self._widest:
            self.refresh()

    def key_of(self, row: Row) -> str:
        """Return the customer's number."""
        return row.number

    def cells(self, row: Row, width: int) -> list[tuple[str, Style]]:
        """Return the texts of a row, each as wide as its column."""
        marks = self.get_component_rich_style("customers--marks", partial=True)
        quiet = self.get_component_rich_style("customers--quiet", partial=True)
        fixed = [(row.born, _BORN, quiet)]
        if width >= _WITH_NUMBERS:
            fixed.append((f"#{row.number}", _NUMBER, quiet))
        room = max(0, width - 1 - sum(cells + _GAP for _, cells, _ in fixed) - _GAP)
        name, told = self._widest
        what = max(_MARKS, min(told, room - min(name, room // 2)))
        columns = [
            (row.name, max(1, room - what), NULL_STYLE),
            *fixed,
            (row.told, what, marks if row.marks else quiet),
        ]
        return [(" ", NULL_STYLE), *((fitted(text, cells) + " " * _GAP, style) for text, cells, style in columns)]

    def action_go(self, by: int) -> None:
        """Go ``by`` rows on; up from the first is out of the list."""
        if by < 0 and self.cursor == 0:
            self.post_message(self.Left())
        else:
            super().action_go(by)

    def action_open(self) -> None:
        """Tell who was chosen."""
        if row := self.chosen:
            self.post_message(CustomerChosen(row.number))

    def on_click(self, event: events.Click) -> None:
        """Choose the row under the mouse."""
        place = self.row_under(event)
        if place is not None:
            self.move_to(place)
            self.action_open()


def _longest(texts: Iterable[str]) -> int:
    """Return the cells of the longest of ``texts``."""
    return max((cell_len(presentable(text)) for text in texts), default=0)
