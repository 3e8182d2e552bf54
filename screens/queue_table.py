"""The list of the queue pane, whose rows can be dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.style import NULL_STYLE, Style
from textual.binding import Binding
from textual.message import Message

from screens.line_list import LineList, fitted
from screens.queue_rows import QueueRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType

_CHIP: Final = 4
_LEAST_NAME: Final = 12
_CROSS: Final = "×"
_GOAL: Final = "▸"


class QueueTable(LineList[QueueRow]):
    """Everyone in the building: chip, name, wait, marks and a cross."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "list--cursor",
        "queue--waiting",
        "queue--draft",
        "queue--marks",
        "queue--quiet",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="queue.open", tooltip="Open the profile, or go on with a draft"),
        Binding("up", "go(-1)", "Up", show=False, id="queue.before", tooltip="Go to the one before"),
        Binding("down", "go(1)", "Down", show=False, id="queue.next", tooltip="Go to the next"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="queue.page_up", tooltip="Go a page up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="queue.page_down", tooltip="Go a page down"),
        Binding("home", "end(0)", "First", show=False, id="queue.first", tooltip="Go to the first"),
        Binding("end", "end(-1)", "Last", show=False, id="queue.last", tooltip="Go to the last"),
    ]

    class Opened(Message):
        """A row was chosen by Enter or a click."""

        def __init__(self, row: QueueRow) -> None:
            super().__init__()
            self.row = row

    class Dragged(Message):
        """A row was dragged to where another one is."""

        def __init__(self, row: QueueRow, goal: QueueRow) -> None:
            super().__init__()
            self.row = row
            self.goal = goal

    class CrossClicked(Message):
        """The cross of a row was clicked."""

        def __init__(self, row: QueueRow) -> None:
            super().__init__()
            self.row = row

    def __init__(self) -> None:
        super().__init__()
        self._wait = self._marks = 0
        self._held: QueueRow | None = None
        self._goal: QueueRow | None = None
        self._dragged = False

    def key_of(self, row: QueueRow) -> str:
        """Return the person's key."""
        return row.key

    def show_rows(self, rows: Sequence[QueueRow]) -> None:
        """Show ``rows``; the cursor begins with the first who waits."""
        widths = self._wait, self._marks
        self._wait = max((len(row.wait) for row in rows), default=0)
        self._marks = max((len(row.marks) for row in rows), default=0)
        self.show(rows, first=_first_waiting(rows))
        if widths != (self._wait, self._marks):
            self.refresh()

    def go_to_first(self) -> None:
        """Put the cursor on the first who waits."""
        self.move_to(_first_waiting(self.rows))

    def cells(self, row: QueueRow, width: int) -> list[tuple[str, Style]]:
        """Return the texts of a row; the name takes what the others leave."""
        room = width - _CHIP - len(_CROSS)
        wait = min(self._wait, room // 3)
        name = max(_LEAST_NAME, room - wait - self._marks - 4)
        chip = self._style("waiting" if row.entry else "draft")
        return [
            (f"{_GOAL if self._goal and row.key == self._goal.key else row.chip:>3} ", chip),
            (f" {fitted(row.name, name)}", NULL_STYLE),
            (f" {fitted(row.wait.rjust(wait), wait)} ", self._style("quiet")),
            (fitted(row.marks, self._marks) + " ", self._style("marks")),
            (_CROSS if row.entry else " ", self._style("quiet")),
        ]

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"queue--{part}", partial=True)

    def action_open(self) -> None:
        """Tell which row was chosen."""
        if row := self.chosen:
            self.post_message(self.Opened(row))

    # -- mouse

    def _row_at(self, event: events.MouseEvent) -> QueueRow | None:
        place = self.row_under(event)
        return None if place is None else self.rows[place]

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of somebody who waits, and follow the mouse wherever it goes with them."""
        row, self._dragged = self._row_at(event), False
        self._held = row if row and row.entry else None
        self.capture_mouse(self._held is not None)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show where the row would go that is held."""
        if self._held is not None:
            self._aim_at(self._goal_at(event))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go of them; over another row that is a move, above all who wait one to the first place."""
        goal = self._goal_at(event)
        if self._held is not None and goal is not None:
            self._dragged = True
            self.post_message(self.Dragged(self._held, goal))
        self.release_mouse()

    def on_mouse_release(self) -> None:
        """Hold nothing any more."""
        self._held = None
        self._aim_at(None)

    def _goal_at(self, event: events.MouseEvent) -> QueueRow | None:
        if self._held is None or not self.rows or not 0 <= event.x < self.size.width:
            return None
        place = 0 if event.y < 0 else self.row_under(event)
        goal = self.rows[-1 if place is None else max(place, _first_waiting(self.rows))]
        return None if goal.key == self._held.key else goal

    def _aim_at(self, goal: QueueRow | None) -> None:
        before, self._goal = self._goal, goal
        if before != goal:
            for row in filter(None, (before, goal)):
                if row in self.rows:
                    self.refresh_line(self.rows.index(row))

    def on_click(self, event: events.Click) -> None:
        """Open a row, or remove by its cross; the click that ends a drag does neither."""
        dragged, self._dragged = self._dragged, False
        place = self.row_under(event)
        if dragged or place is None:
            return
        row = self.rows[place]
        if row.entry and event.x == self.scrollable_content_region.width - len(_CROSS):
            self.post_message(self.CrossClicked(row))
        else:
            self.move_to(place)
            self.action_open()


def _first_waiting(rows: Sequence[QueueRow]) -> int:
    """Return where the first stands who waits, or else the first draft."""
    return next((place for place, row in enumerate(rows) if row.entry), 0)
