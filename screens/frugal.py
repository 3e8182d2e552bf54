"""Widgets that paint and lay out no more than changes; Textual's own do more, which is felt on a large screen.

Each stands behind the widget that it is mixed into, for styles are inherited along the first base only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.containers import Horizontal, Vertical
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.widget import Widget

if TYPE_CHECKING:
    from typing import Self

    from rich.style import Style
    from textual.strip import Strip


class Ground(Widget):
    """What other widgets stand on: without a border above or below all its lines are alike, and one is painted for all.

    Those lines are most of what a screen of panes consists of.
    """

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of ``crop``."""
        return super().render_lines(Region(crop.x, 0, crop.width, 1)) * crop.height


class Across(Horizontal, Ground):
    """Holds widgets side by side."""


class Down(Vertical, Ground):
    """Holds widgets under each other."""


class QuietFocus(Widget):
    """A widget that no style tells whether it has the focus: it is neither styled nor painted anew for that."""

    def show_focus(self) -> None:
        """Paint what looks different with the focus: nothing, if nothing is said here."""

    def focus(self, scroll_visible: bool = True) -> Self:
        """Ask for the focus, at once."""
        self.screen.set_focus(self, scroll_visible)
        return self

    def on_focus(self, event: events.Focus) -> None:
        """Take the focus."""
        event.prevent_default()
        self._turn(True, events.DescendantFocus(self))

    def on_blur(self, event: events.Blur) -> None:
        """Lose it."""
        event.prevent_default()
        self._turn(False, events.DescendantBlur(self))

    def _turn(self, has_focus: bool, news: events.Event) -> None:
        self.set_reactive(Widget.has_focus, has_focus)
        self.show_focus()
        if isinstance(self.parent, Widget):
            self.parent.post_message(news)


class FixedSize(ScrollView):
    """A widget whose size on the screen does not depend on what it holds: nothing is laid out when that changes."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)

    @property
    def rich_style(self) -> Style:
        """The style of the whole, which Textual would work out anew for every line."""
        return self.visual_style.rich_style

    def watch_virtual_size(self, size: Size) -> None:
        """Fit the scroll bar and the place scrolled to."""
        self._scroll_update(size)

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        """Take the size from a layout, which knows nothing of what is held; Textual would paint the scroll bar too."""
        del virtual_size
        return super()._size_updated(size, self.virtual_size, container_size, layout)
