"""The table of the queue pane: redraws only what changed, and rows can be dragged."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any, ClassVar, Final

from rich.text import Text
from textual.binding import Binding
from textual.coordinate import Coordinate
from textual.message import Message
from textual.widgets import DataTable

from screens.text import cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style
    from textual import events
    from textual.binding import BindingType

    from screens.queue_rows import QueueRow

_CHIP: Final = 4
_GAP: Final = 1
_LEAST_NAME: Final = 12
_CROSS: Final = "×"
_CROSS_COLUMN: Final = 4


class QueueTable(DataTable[Text]):
    """Shows ``QueueRow``s. Row i of the table is always row i of the list, so cells change and rows seldom move."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Open", id="queue.open", tooltip="Open the profile, or go on with a draft"),
        Binding("home", "scroll_top", "First", show=False),
        Binding("end", "scroll_bottom", "Last", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"queue--waiting", "queue--draft", "queue--marks", "queue--quiet"}

    class Dragged(Message):
        """A row was dragged to where another one is."""

        def __init__(self, start: int, end: int) -> None:
            super().__init__()
            self.start = start
            self.end = end

    class CrossClicked(Message):
        """The cross of a row was clicked."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

    def __init__(self) -> None:
        super().__init__(cursor_type="row", show_header=False, cell_padding=0, zebra_stripes=False)
        self.rows_shown: list[QueueRow] = []
        self._drawn: list[QueueRow] = []
        self._widths: tuple[int, ...] = ()
        self._held: int | None = None
        self._dragged = False

    @property
    def chosen(self) -> QueueRow | None:
        """The row under the cursor."""
        return self._drawn[self.cursor_row] if self.cursor_row < len(self._drawn) else None

    def on_resize(self) -> None:
        """Fit the columns to the room."""
        self.show_rows(self.rows_shown)

    def repaint_all(self) -> None:
        """Paint every row anew, as after a change of colors."""
        self._widths = ()
        self.show_rows(self.rows_shown)

    def show_rows(self, rows: Sequence[QueueRow]) -> None:
        """Show ``rows``; the cursor stays with its person, or else where it was, and nothing scrolls.

        A table that is out of sight has no size; it is drawn once it comes into sight.
        """
        chosen, top = self.chosen, self.scroll_offset.y
        self.rows_shown = list(rows)
        if not self.size.width:
            return
        if (widths := self._fitting(rows)) != self._widths:
            self._make_columns(widths)
        for index, (old, new) in enumerate(zip_longest(self._drawn, rows)):
            self._change(index, old, new)
        for _ in range(len(self._drawn) - len(rows)):
            self.remove_row(self.coordinate_to_cell_key(Coordinate(self.row_count - 1, 0)).row_key)
        self._drawn = self.rows_shown
        self._follow(chosen, top)

    def _change(self, index: int, old: QueueRow | None, new: QueueRow | None) -> None:
        """Bring row ``index`` from ``old`` to ``new``, where ``None`` is no row."""
        if new is None:
            return
        cells = self._cells(new)
        if old is None:
            self.add_row(*cells)
            return
        for column, (before, after) in enumerate(zip(self._cells(old), cells, strict=True)):
            if before != after or before.style != after.style:
                self.update_cell_at(Coordinate(index, column), after)

    def _cells(self, row: QueueRow) -> tuple[Text, ...]:
        _, name_width, wait_width, _, _ = self._widths
        chip = cell(f"{row.chip:>3} ", self._style("waiting" if row.entry else "draft"))
        name = cell(f" {row.name}")
        name.truncate(name_width - _GAP, overflow="ellipsis")
        wait = cell(row.wait.rjust(wait_width - _GAP), self._style("quiet"))
        wait.truncate(wait_width - _GAP, overflow="ellipsis")
        marks = cell(row.marks, self._style("marks"))
        return chip, name, wait, marks, cell(_CROSS if row.entry else "", self._style("quiet"))

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"queue--{part}", partial=True)

    def _fitting(self, rows: Sequence[QueueRow]) -> tuple[int, ...]:
        """Return the widths of the columns; the name takes what the others leave."""
        wait = max((len(row.wait) for row in rows), default=0) + _GAP
        marks = max((len(row.marks) for row in rows), default=0) + _GAP
        room = self.size.width - self.styles.scrollbar_size_vertical - _CHIP - len(_CROSS)
        name = max(_LEAST_NAME, room - min(wait, room // 3) - marks)
        return (_CHIP, name, min(wait, room // 3), marks, len(_CROSS))

    def _make_columns(self, widths: tuple[int, ...]) -> None:
        self._widths, self._drawn = widths, []
        self.clear(columns=True)
        for width in widths:
            self.add_column("", width=width)

    def _follow(self, chosen: QueueRow | None, top: int) -> None:
        keys = [row.key for row in self.rows_shown]
        if not keys:
            return
        index = keys.index(chosen.key) if chosen and chosen.key in keys else min(self.cursor_row, len(keys) - 1)
        if index != self.cursor_row:
            self.move_cursor(row=index, animate=False, scroll=False)
        if self.scroll_offset.y != top:
            self.scroll_to(y=top, animate=False, force=True)

    # -- mouse

    def _row_under(self, event: events.MouseEvent) -> int | None:
        row: Any = event.style.meta.get("row")
        return row if isinstance(row, int) and 0 <= row < len(self.rows_shown) else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a row."""
        self._held, self._dragged = self._row_under(event), False

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go of it; over another row that is a move."""
        row = self._row_under(event)
        if self._held is not None and row is not None and row != self._held:
            self._dragged = True
            self.post_message(self.Dragged(self._held, row))
        self._held = None

    async def on_click(self, event: events.Click) -> None:
        """Remove by the cross; the click that ends a drag opens nothing."""
        row = self._row_under(event)
        on_cross = event.style.meta.get("column") == _CROSS_COLUMN and row is not None and self.rows_shown[row].entry
        if self._dragged or on_cross:
            event.stop()
            event.prevent_default()
        if on_cross and row is not None and not self._dragged:
            self.post_message(self.CrossClicked(row))
        self._dragged = False
