"""The station: directory, profile and queue, side by side or one at a time (F1, F48)."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.reactive import Reactive
from textual.screen import Screen

from screens.check_in import check_in
from screens.directory import Directory
from screens.fields import takes_text
from screens.frugal import Across, Ground
from screens.in_order import in_order
from screens.key_bar import KeyBar
from screens.messages import Pane, PaneWanted, ShopChanged, Uncovered
from screens.profile import Profile
from screens.queue_pane import QueuePane
from screens.scanning import follow_scan
from screens.station_bar import StationBar
from screens.telling import telling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import ScreenResume
    from textual.widget import Widget

    from screens.messages import (
        CheckedIn,
        CheckInWanted,
        CustomerChosen,
        DraftChosen,
        ProfileSaved,
        SearchWanted,
        SignUpWanted,
    )
    from screens.seat import Seat

_TWO: Final = 110
"""Columns from which the queue stands beside the directory or the profile."""
_ALL_THREE: Final = 150
"""Columns from which all three panes stand side by side."""
_SOON: Final = 3.0
"""Seconds for which good news stands over the panes."""
_PAINTED: Final = 0.1
"""Seconds in which what was read is painted, unless the screen has gone behind another meanwhile."""
_WIDTHS: Final = [(0, "-one"), (_TWO, "-two"), (_ALL_THREE, "-three")]


class StationScreen(Screen[None], Ground):
    """The three panes of one employee; ``remark`` must be seen all the time, as that the clock stands.

    Panes talk to each other through messages, which end here.
    """

    AUTO_FOCUS = ""
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """Widgets paint their own focus; Textual would paint the whole screen as well."""

    HORIZONTAL_BREAKPOINTS = _WIDTHS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f2",
            "show('directory')",
            "Directory",
            id="station.directory",
            show=False,
            tooltip="Last check-ins and search",
        ),
        Binding(
            "f3", "show('profile')", "Profile", id="station.profile", show=False, tooltip="The customer who is open"
        ),
        Binding("f4", "show('queue')", "Queue", id="station.queue", show=False, tooltip="Everyone in the building"),
        Binding("f6", "sign_up", "New", id="station.sign_up", tooltip="Sign up a customer without a card"),
        Binding("slash", "search", "Find", id="station.search", tooltip="Find a customer"),
        Binding("ctrl+f", "search", "Find", id="station.find", show=False, tooltip="Find a customer"),
        Binding("escape", "back", "Back", id="station.back", show=False, tooltip="Back to the directory"),
    ]

    def __init__(self, seat: Seat, remark: str = "") -> None:
        width = self.app.size.width
        super().__init__(classes=[name for least, name in _WIDTHS if width >= least][-1])
        self._seat = seat
        self._remark = remark
        self._at: Pane = "directory"
        self._beside_queue: Pane = "directory"
        self._stale = False
        self._refreshing = False

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        yield StationBar(self._remark)
        with Across(id="panes"):
            yield Directory(self._seat, id="directory")
            yield Profile(self._seat, id="profile")
            yield QueuePane(self._seat, id="queue")
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin in the directory."""
        self.show_pane("directory")

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Come to the front as it is: nothing that styles depend on changes behind another screen."""
        event.refresh_styles = False
        self.query_one(KeyBar).cover(False)
        self.post_message(Uncovered())

    def on_screen_suspend(self) -> None:
        """Let a pop-up have the keys."""
        self.query_one(KeyBar).cover(True)

    @property
    def directory(self) -> Directory:
        """The pane of all customers."""
        return self.query_one(Directory)

    @property
    def profile(self) -> Profile:
        """The pane of one customer."""
        return self.query_one(Profile)

    @property
    def queue(self) -> QueuePane:
        """The pane of everyone in the building."""
        return self.query_one(QueuePane)

    async def look_ahead(self) -> None:
        """Fill the panes behind what is shown, so that the first picture has rows; raises ``IntakeError``."""
        for pane in (self.directory, self.queue):
            await pane.refresh_from_shop()

    def seat_employee(self, who: str) -> None:
        """Say which station this is and who sits here."""
        self.query_one(StationBar).seat(who)

    def reconnecting(self, lost: bool) -> None:
        """Keep in sight that the database does not answer, as long as it does not."""
        self.query_one(StationBar).warn("RECONNECTING" if lost else "")

    # -- panes

    def show_pane(self, pane: Pane) -> None:
        """Show a pane, if it is not seen anyway, and put the cursor into it."""
        self._at = pane
        if pane != "queue":
            self._beside_queue = pane
        self.query_one(StationBar).show_pane(pane)
        self._lay_out()
        match pane:
            case "directory":
                self.directory.take_focus()
            case "profile":
                self.profile.take_focus()
            case "queue":
                self.queue.take_focus()

    def _lay_out(self) -> None:
        """Show as many panes as there is room for; by style rather than by class, which would restyle everything."""
        width = self.app.size.width
        if width >= _ALL_THREE:
            seen = {"directory", "profile", "queue"}
        else:
            seen = {self._at, self._beside_queue, "queue"} if width >= _TWO else {self._at}
        for name, pane in (("directory", self.directory), ("profile", self.profile), ("queue", self.queue)):
            pane.display = name in seen

    def on_resize(self) -> None:
        """Fit the panes to the room."""
        self._lay_out()

    def action_show(self, pane: Pane) -> None:
        """Show a pane by key."""
        self.show_pane(pane)

    def action_search(self) -> None:
        """Begin a search."""
        self.show_pane("directory")
        self.directory.focus_search()

    def action_back(self) -> None:
        """Go back to the directory, where work begins."""
        self.show_pane("directory")

    async def action_sign_up(self) -> None:
        """Open an empty form."""
        with telling(self.app):
            await self.profile.start_sign_up()
            self.show_pane("profile")

    async def follow(self, payload: str | bytes) -> bool:
        """Show whom a scanned card means, or tell ``False``; until that is known, no key can mean somebody else."""
        before = self.focused
        self.set_focus(None)
        pane: Pane | None = None
        with telling(self.app):
            pane = await follow_scan(payload, self._seat, self.directory, self.profile)
        if pane is None:
            self.set_focus(before)
            return False
        self.show_pane(pane)
        return True

    async def save_draft(self) -> None:
        """Keep what is typed; raises ``IntakeError``."""
        await self.profile.save_draft_now()

    # -- what the panes say

    def on_pane_wanted(self, message: PaneWanted) -> None:
        """Show it."""
        self.show_pane(message.pane)

    def on_search_wanted(self, _message: SearchWanted) -> None:
        """Go to the search box."""
        self.action_search()

    async def on_customer_chosen(self, message: CustomerChosen) -> None:
        """Show the profile."""
        with telling(self.app):
            await self.profile.show(message.number, message.payload)
            self.show_pane("profile")

    async def on_sign_up_wanted(self, _message: SignUpWanted) -> None:
        """Open an empty form."""
        await self.action_sign_up()

    async def on_draft_chosen(self, message: DraftChosen) -> None:
        """Go on with the draft."""
        with telling(self.app):
            await self.profile.open_draft(message.draft_id)
            self.show_pane("profile")

    async def on_check_in_wanted(self, message: CheckInWanted) -> None:
        """Check the customer in; keys wait for what comes of it, unless the shop takes long to answer."""
        await in_order(self, check_in(self, self._seat, message.number, message.payload))

    async def on_checked_in(self, message: CheckedIn) -> None:
        """Say so, and make ready for the next customer: the search ends, and who was checked in stands on top.

        Who types by then, because the shop took long to answer, is not interrupted.
        """
        self.app.notify(f"{message.entry.name} is checked in.", timeout=_SOON)
        if not takes_text(self.focused):
            self.show_pane("directory")
            await self.directory.action_last()

    def on_profile_saved(self, _message: ProfileSaved) -> None:
        """Show it in the other panes too."""
        self.post_message(ShopChanged())

    def on_queue_pane_counted(self, message: QueuePane.Counted) -> None:
        """Keep the headcount in sight."""
        self.query_one(StationBar).count(message.people)

    # -- what other stations do

    def on_shop_changed(self, message: ShopChanged) -> None:
        """Read all panes anew; what changes meanwhile is read once more."""
        message.stop()
        self._stale = True
        if not self._refreshing:
            self._refreshing = True
            self.run_worker(self._refresh(), group="refresh")

    async def _refresh(self) -> None:
        try:
            while self._stale:
                self._stale = False
                panes: list[Directory | QueuePane | Profile] = [self.directory, self.queue, self.profile]
                in_sight = [pane for pane in panes if pane.display]
                with telling(self.app):
                    await _read(in_sight)
                    with suppress(TimeoutError):  # that is painted before anything else is done
                        await asyncio.wait_for(self.wait_for_refresh(), _PAINTED)
                    if not self._stale:
                        await _read([pane for pane in panes if pane not in in_sight])
        finally:
            self._refreshing = False


async def _read(panes: Sequence[Directory | QueuePane | Profile]) -> None:
    for pane in panes:
        await pane.refresh_from_shop()
