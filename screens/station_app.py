"""The app of the station: scans, what is heard from the shop, help and palette."""

from __future__ import annotations

import asyncio
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import SystemCommand
from textual.binding import Binding
from textual.command import CommandList, CommandPalette

from screens.attended import LOCK_SECONDS, AttendedApp
from screens.clock_watch import ClockWatch
from screens.confirm import Passing
from screens.help import Help
from screens.messages import Scanned, ShopChanged
from screens.sign_in import SignIn
from screens.telling import telling
from screens.themes import choose_theme
from screens.thrift import ThriftyDriver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from textual.binding import BindingType
    from textual.driver import Driver
    from textual.screen import Screen

    from intake.errors import StorageFailed
    from intake.ports import Store
    from screens.first_run import FoundShop
    from screens.gate import Gate
    from screens.messages import Listen
    from screens.seat import Seat
    from screens.station import StationScreen
    from screens.watching import Watcher


class StationApp(AttendedApp):
    """The station at one ``seat``; the shop is heard from as soon as it is open.

    ``keys`` maps ids of bindings to the keys that they shall have instead, ``listen`` begins to hear a scanner that is
    read directly. What else it is given is told by ``AttendedApp``.
    """

    TITLE = "Intake"
    CSS_PATH = "station.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", id="station.help", priority=True, tooltip="What can be done here"),
        Binding("f8", "lock", "Lock", id="station.lock", priority=True, tooltip="Lock, or switch employee"),
        Binding("f10", "quit", "Quit", id="station.quit", priority=True, tooltip="Close this station"),
        Binding(
            "ctrl+p", "command_palette", id="station.palette", priority=True, tooltip="Search for what can be done"
        ),
        Binding("ctrl+l", "redraw", "Redraw", id="station.redraw", show=False, tooltip="Draw the whole screen again"),
        Binding("ctrl+q", "quit_on_yes", show=False),
    ]

    def __init__(
        self,
        make_gate: Callable[[], Gate],
        seat: Seat,
        *,
        report: Callable[[BaseException], str],
        found_shop: FoundShop,
        place: Callable[[], str],
        preferred: str | None = None,
        remark: str = "",
        note: str = "",
        lock_seconds: float = LOCK_SECONDS,
        theme: str | None = None,
        keys: Mapping[str, str] | None = None,
        listen: Listen | None = None,
        driver_class: type[Driver] = ThriftyDriver,
    ) -> None:
        super().__init__(
            make_gate,
            seat,
            report=report,
            found_shop=found_shop,
            place=place,
            preferred=preferred,
            remark=remark,
            note=note,
            lock_seconds=lock_seconds,
            driver_class=driver_class,
        )
        self._wanted_theme = theme
        self._clock = ClockWatch(self, partial(self.notify, severity="warning", timeout=30))
        self._watcher: Watcher | None = None
        self._listen = listen
        self._stop_listening: Callable[[], None] | None = None
        self._kept_scan: str | bytes | None = None
        self._followed = (0, 0.0)
        self._keys = dict(keys or {})
        self.leaving_keys = self._keys.get("station.quit", "f10").split(",")
        self.set_keymap(self._keys)

    def on_mount(self) -> None:
        """Choose the colors, and listen to the scanner."""
        choose_theme(self, self._wanted_theme)
        if self._listen is not None:
            self._stop_listening = self._listen(
                partial(self.call_later, self._hear), partial(self.call_later, self._tell)
            )

    async def on_unmount(self) -> None:
        """Stop listening to the shop and the scanner."""
        if self._stop_listening is not None:
            await asyncio.to_thread(self._stop_listening)
        if self._watcher is not None:
            await asyncio.to_thread(self._watcher.stop)

    # -- scans

    def _hear(self, payload: str) -> None:
        """Take a scan that came past the keyboard."""
        self._idle.touch()
        self.screen.post_message(Scanned(payload))

    def _tell(self, words: str, good: bool) -> None:
        """Tell how the scanner is that is read directly."""
        self.notify(words, severity="information" if good else "warning")

    async def on_scanned(self, message: Scanned) -> None:
        """Show whom a card means, whatever is in front; where somebody is asked something, as soon as that is answered.

        A scan answers no question and throws nothing away that was typed; one that opens nothing leaves all as it is.
        """
        station = self._station
        if station is None or self.seat.actor is None:
            self.notify("Sign in first, then scan again.", severity="warning")
        elif self.screen is station or await self._opens(message.payload):
            while _may_go(self.screen):
                await self.screen.dismiss(None)
            await self._follow(station, message)

    async def _opens(self, payload: str | bytes) -> bool:
        """Tell whether a card opens something, and say why where it does not."""
        with telling(self):
            await self.seat.ask(lambda desk: desk.scans.look(payload))
            return True
        return False

    async def _follow(self, station: StationScreen, scan: Scanned) -> None:
        if self.screen is station:
            self._kept_scan = None
            if await station.follow(scan.payload):
                self._tell_covered(scan)
        else:
            self._kept_scan = scan.payload
            self.notify("Answer this first: the scanned card opens then.", severity="warning")

    def _tell_covered(self, scan: Scanned) -> None:
        """Tell when ``scan`` came before the other card was shown that it has just covered."""
        (before, shown_at), card = self._followed, hash(scan.payload)
        self._followed = card, monotonic()
        if scan.time < shown_at and card != before:
            self.notify(
                "Another card was scanned right before this one and was not seen: scan it again.", severity="warning"
            )

    def on_uncovered(self) -> None:
        """Follow the card that was scanned over a question; of a station that is locked by now nothing is shown."""
        payload, self._kept_scan = self._kept_scan, None
        if payload is None or self._station is None:
            return
        if self.seat.actor is None:
            self.notify("A card that waited was not opened: scan it again.", severity="warning")
            return
        self.clear_notifications()  # what they asked for is done
        self._station.post_message(Scanned(payload))

    # -- the shop

    async def _make_station(self) -> StationScreen:
        """Listen to the shop as well."""
        if self._watcher is None:
            self._watcher = await asyncio.to_thread(self._make_watcher, (await self.seat.desk()).shop.store)
        return await super()._make_station()

    def _make_watcher(self, store: Store) -> Watcher:
        """Listen to the shop; runs in a thread."""
        from screens.watching import Watcher  # noqa: PLC0415 - not before the first frame

        return Watcher(store, lambda: self.post_message(ShopChanged()), self._shop_lost)

    def attended(self) -> None:
        """Look at the clock."""
        self.run_worker(self.told(self._clock.begin(self.seat)), group="clock")

    def on_shop_changed(self) -> None:
        """Let the station read anew, unless it is locked or who sits there may not work here any more."""
        if self._station is not None and self.seat.actor is not None:
            self._station.post_message(ShopChanged())
            self.run_worker(self.lock_who_is_disabled, group="employee", exclusive=True)  # type: ignore[arg-type] # mypy mistakes a method

    def _shop_lost(self, error: StorageFailed | None) -> None:
        """Tell, from the watching thread, that the database is away or back."""
        self.call_later(self._tell_lost, error)

    def _tell_lost(self, error: StorageFailed | None) -> None:
        self._is_lost = error is not None
        if self._station is not None:
            self._station.reconnecting(self._is_lost)
        for screen in self.screen_stack:
            if isinstance(screen, SignIn):
                screen.reconnecting(self._is_lost)
        words = error.message if error else "The database answers again."
        if not error:
            self.clear_notifications()  # what they said is over
        self.notify(words, severity="error" if error else "information")

    # -- help and palette

    def action_help(self) -> None:
        """Show what can be done with what has the focus."""
        if not isinstance(self.screen, Help):
            self.push_screen(Help(self.screen))

    def on_command_palette_opened(self) -> None:
        """Name the keys of the palette below its list."""
        self.screen.query_one(CommandList).border_subtitle = "↑↓ choose, Enter does it, Esc closes"

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer what can be done anywhere."""
        if self._station is not None and screen is self._station:
            from screens.palette import commands_at  # noqa: PLC0415 - when somebody asks for it

            yield from commands_at(self._station)
            yield SystemCommand("Lock", "Lock this station, or switch employee", self.action_lock)
        yield SystemCommand("Help", "What can be done here", self.action_help)
        yield from super().get_system_commands(screen)


def _may_go(screen: Screen[Any]) -> bool:
    """Tell whether ``screen`` only tells something, and holds nothing that was typed."""
    return isinstance(screen, CommandPalette) or (isinstance(screen, Passing) and not screen.in_use)
