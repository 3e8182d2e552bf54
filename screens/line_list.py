"""A list with a cursor, painted line by line: long ones show at once, and only rows that changed are painted again."""

from __future__ import annotations

from abc import abstractmethod
from itertools import zip_longest
from typing import TYPE_CHECKING, Generic, TypeVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip

from intake.text import presentable
from screens.frugal import FixedSize, QuietFocus

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from rich.style import Style
    from textual import events

R = TypeVar("R")


class LineList(FixedSize, QuietFocus, Generic[R], can_focus=True):
    """Rows of one line each; what a row is and how it looks is said by the lists built on this."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[R] = []
        self.cursor = 0
        self._height = 0
        """The lines it has, or had when it was last on the screen."""

    @abstractmethod
    def key_of(self, row: R) -> Hashable:
        """Return what stays the same of a row as long as it is about the same person."""

    @abstractmethod
    def cells(self, row: R, width: int) -> Sequence[tuple[str, Style]]:
        """Return the texts of a row, together about as wide as ``width``, with what is special in their styles."""

    @abstractmethod
    def action_open(self) -> None:
        """Open what stands under the cursor."""

    @property
    def chosen(self) -> R | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def show(self, rows: Sequence[R], *, first: int = 0) -> None:
        """Show ``rows``; the cursor stays with its person, or where it was when that one is gone.

        It begins in the row ``first``. Where it could be seen it stays in sight, and else nothing scrolls.
        """
        before, chosen = self.rows, self.chosen
        if rows == before:
            return
        is_followed = chosen is not None and self._is_in_sight
        keys = [self.key_of(row) for row in rows]
        mine = self.key_of(chosen) if chosen is not None else None
        self.rows = rows
        other = self.cursor if before else first
        self._place_cursor(keys.index(mine) if mine in keys else min(other, max(0, len(rows) - 1)))
        self.virtual_size = Size(0, len(rows))
        for place, (old, new) in enumerate(zip_longest(before, rows)):
            if old != new:
                self.refresh_line(place)
        if is_followed:
            self._keep_in_sight()
        self.refresh_bindings()

    def begin(self, rows: Sequence[R]) -> None:
        """Show ``rows`` as another list, from its top."""
        if [self.key_of(row) for row in rows] != [self.key_of(row) for row in self.rows]:
            self.rows, self.cursor, self.virtual_size = [], 0, Size(0, 0)
            self.scroll_to(y=0, animate=False, force=True)
            self.refresh()
            self.refresh_bindings()
        self.move_to(0)
        self.show(rows)

    # -- painting

    def show_focus(self) -> None:
        """Paint the row under the cursor, which looks different without the focus."""
        self.refresh_line(self.cursor)

    def render_line(self, y: int) -> Strip:
        """Paint the row on line ``y``."""
        place, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        style = self.rich_style
        if place >= len(self.rows):
            return Strip.blank(width, style)
        if place == self.cursor and self.has_focus:
            style += self.get_component_rich_style("list--cursor")
        strip = Strip([Segment(text, style + more) for text, more in self.cells(self.rows[place], width)])
        return strip.adjust_cell_length(width, style).simplify()

    # -- keys and mouse

    def row_under(self, event: events.MouseEvent) -> int | None:
        """Return the place of the row under the mouse."""
        place = event.y + self.scroll_offset.y
        return place if place < len(self.rows) and self.size.region.contains(event.x, event.y) else None

    def action_go(self, by: int) -> None:
        """Go ``by`` rows on."""
        self.move_to(self.cursor + by)

    def action_page(self, direction: int) -> None:
        """Go a page on."""
        self.move_to(self.cursor + direction * max(1, self.size.height - 1))

    def action_end(self, place: int) -> None:
        """Go to the first row, or to the last."""
        self.move_to(place % max(1, len(self.rows)))

    def move_to(self, place: int) -> None:
        """Put the cursor on the row at ``place``, or on the nearest there is."""
        self._place_cursor(min(max(place, 0), max(0, len(self.rows) - 1)))
        self._keep_in_sight()

    def _place_cursor(self, place: int) -> None:
        before, self.cursor = self.cursor, place
        if before != place:
            self.refresh_line(before)
            self.refresh_line(place)

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in sight if it was; a list that is not on the screen has no lines."""
        if event.size.height:
            is_followed, self._height = self._is_in_sight, event.size.height
            if is_followed:
                self._keep_in_sight()

    @property
    def _is_in_sight(self) -> bool:
        return 0 <= self.cursor - self.scroll_offset.y < self._height

    def _keep_in_sight(self) -> None:
        top, height = self.scroll_offset.y, self._height
        if height and not self._is_in_sight:
            wanted = self.cursor if self.cursor < top else self.cursor - height + 1
            self.scroll_to(y=wanted, animate=False, force=True)


def fitted(text: str, cells: int) -> str:
    """Return ``text`` on one line of exactly ``cells`` cells, cut with an ellipsis."""
    shown = presentable(text).replace("\n", " ")
    return set_cell_size(shown, cells) if cell_len(shown) <= cells else set_cell_size(shown, cells - 1) + "…"
