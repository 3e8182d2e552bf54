"""The line at the top: the panes with their keys, who sits here, and what must be in sight all the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.widget import Widget

from screens.key_names import printed
from screens.messages import PaneWanted
from screens.text import plain

if TYPE_CHECKING:
    from textual import events

    from screens.messages import Pane

_TABS: Final[tuple[tuple[Pane, str], ...]] = (("directory", "Directory"), ("profile", "Profile"), ("queue", "Queue"))


class StationBar(Widget):
    """Names the three panes; a click shows one. Who sits here and ``remark`` stand at the right end."""

    ALLOW_SELECT = False

    def __init__(self, remark: str) -> None:
        super().__init__()
        self._who = ""
        self._warning = ""
        self._remark = remark
        self._at: Pane = "directory"
        self._count = 0
        self._ends: list[tuple[int, Pane]] = []

    def seat(self, who: str) -> None:
        """Say which station this is and who sits here."""
        self._who = who
        self.refresh()

    def warn(self, warning: str) -> None:
        """Put ``warning`` before everything else, until it is empty again."""
        if warning != self._warning:
            self._warning = warning
            self.refresh()

    def show_pane(self, pane: Pane) -> None:
        """Mark the pane that has the focus."""
        if pane != self._at:
            self._at = pane
            self.refresh()

    def count(self, people: int) -> None:
        """Say how many are in the building."""
        if people != self._count:
            self._count = people
            self.refresh()

    def render(self) -> Content:
        """Return the line."""
        tabs = self._tabs()
        people = f"{self._count} in the building" if self._count else ""
        remark = " · ".join(part for part in (self._warning, self._remark) if part)
        right = self._fitting(self.size.width - tabs.cell_length, remark, people, self._who)
        return tabs + Content(" " * (self.size.width - tabs.cell_length - right.cell_length)) + right

    def _tabs(self) -> Content:
        line = Content("")
        self._ends = []
        for pane, title in _TABS:
            key = self._key_of(pane)
            style = "$block-cursor-foreground on $block-cursor-background b u" if pane == self._at else ""
            line += Content.assemble((f" {key} {title} ", style), " ")
            self._ends.append((line.cell_length, pane))
        return line

    def _key_of(self, pane: Pane) -> str:
        """Return the key that shows ``pane``, as it is bound just now."""
        wanted = f"station.{pane}"
        active = self.screen.active_bindings.values()
        return next((printed(each.binding) for each in active if each.binding.id == wanted), "")

    @staticmethod
    def _fitting(room: int, remark: str, people: str, who: str) -> Content:
        """Return who sits here, before it the headcount and the remark.

        What does not fit is left out: first the people, then the name of the station, at last a part of the remark.
        """
        name = who.rpartition(" · ")[2]
        for parts in ((remark, people, who), (remark, who), (remark, name)):
            texts = [plain(f" {part} ") for part in parts if part]
            if remark:
                texts[0] = texts[0].stylize("$warning b")
            line = Content("").join(texts)
            if line.cell_length <= room:
                return line
        right = plain(f" {name} ")
        left = plain(f" {remark}").truncate(max(0, room - right.cell_length), ellipsis=True).stylize("$warning b")
        return (left + right).truncate(max(0, room), ellipsis=True)

    def on_click(self, event: events.Click) -> None:
        """Show the pane under the mouse."""
        event.stop()
        pane = next((pane for end, pane in self._ends if event.x < end), None)
        if pane is not None:
            self.post_message(PaneWanted(pane))
