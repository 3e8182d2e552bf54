"""The app of the station: who is signed in, the lock, scans, and what is heard from the shop."""

from __future__ import annotations

import asyncio
import gc
import re
from contextlib import nullcontext, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import events
from textual.app import SystemCommand
from textual.binding import Binding
from textual.command import CommandPalette
from textual.filter import Monochrome, NoColor
from textual.keys import format_key
from textual.screen import ModalScreen

from intake.errors import IntakeError
from screens.app import IntakeApp
from screens.clock_watch import ClockWatch
from screens.confirm import Passing, Question
from screens.help import Help
from screens.idle import IdleLock
from screens.messages import Scanned, ShopChanged, TypedTogether
from screens.sign_in import SignIn
from screens.telling import is_there, telling
from screens.themes import choose_theme
from screens.thrift import ThriftyDriver
from screens.too_small import is_too_small, notice

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from rich.console import RenderableType
    from textual.binding import BindingType
    from textual.driver import Driver
    from textual.filter import LineFilter
    from textual.screen import Screen

    from intake.employee import Employee
    from intake.errors import StorageFailed
    from intake.market import Market
    from intake.ports import Store
    from screens.first_run import FirstRun, FoundShop
    from screens.gate import Gate
    from screens.messages import Listen
    from screens.seat import Seat
    from screens.station import StationScreen
    from screens.watching import Watcher

_FUNCTION_KEY: Final = re.compile(r"f[0-9]{1,2}")
_KEY_NAMES: Final = {"enter": "Enter", "escape": "Esc", "delete": "Del", "space": "Space", "home": "Home", "end": "End",
                     "pageup": "PgUp", "pagedown": "PgDn", "tab": "Tab"}  # fmt: skip
_TITLE: Final = "Intake station"
_COLLECT_AFTER: Final = 2_000
"""New objects between two collections: a millisecond's work."""
LOCK_SECONDS: Final = 5 * 60.0
"""How long a station may stand unused before it locks, if nothing else is set."""


def _collect_often() -> None:
    """Collect garbage from now on in many steps that nobody notices, and never look at what stays anyway."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, 10, 10)


def _at(station: StationScreen, do: Callable[[], Any]) -> Any:  # noqa: ANN401 - what a command returns
    """Do what was chosen, unless the station has gone since."""
    return do() if is_there(station) else None


class StationApp(IntakeApp):
    """The station at one ``seat``.

    ``found_shop`` makes a shop where there is none, ``place`` says where that would be. ``remark`` must be in sight all
    the time, as that the clock stands; ``note`` is for the sign-in. ``keys`` maps ids of bindings to the keys that they
    shall have instead.
    """

    TITLE = "Intake"
    CSS_PATH = "station.tcss"
    SIGNED_IN_ONLY: ClassVar[frozenset[str]] = frozenset({"lock"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", id="station.help", priority=True, tooltip="What can be done here"),
        Binding("f8", "lock", "Lock", id="station.lock", priority=True, tooltip="Lock, or switch employee"),
        Binding("f10", "quit", "Quit", id="station.quit", tooltip="Close this station"),
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
        super().__init__(make_gate, report=report, driver_class=driver_class)
        self.seat = seat
        self._found_shop = found_shop
        self._place = place
        self._preferred = preferred
        self._remark = remark
        self._note = f"{remark} {note}".strip()
        self._wanted_theme = theme
        self._idle = IdleLock(self, lock_seconds, self._lock_unused)
        self._clock = ClockWatch(self, partial(self.notify, severity="warning", timeout=30))
        self._watcher: Watcher | None = None
        self._is_lost = False
        self._trouble: IntakeError | None = None
        self._station: StationScreen | None = None
        self._next_station: asyncio.Task[StationScreen] | None = None
        self._employee: Employee | None = None
        self._listen = listen
        self._stop_listening: Callable[[], None] | None = None
        if keys:
            self.set_keymap(dict(keys))

    def on_mount(self) -> None:
        """Ask who is there."""
        choose_theme(self, self._wanted_theme)
        self.push_screen(self._sign_in(_TITLE, self._preferred))
        if self._listen is not None:
            self._stop_listening = self._listen(
                partial(self.call_later, self._hear), partial(self.call_later, self._tell)
            )

    def _hear(self, payload: str) -> None:
        """Take a scan that came past the keyboard."""
        self._idle.touch()
        self.screen.post_message(Scanned(payload))

    def _tell(self, words: str, good: bool) -> None:
        """Tell how the scanner is that is read directly."""
        self.notify(words, severity="information" if good else "warning")

    async def on_unmount(self) -> None:
        """Stop listening to the shop and the scanner."""
        if self._stop_listening is not None:
            await asyncio.to_thread(self._stop_listening)
        if self._watcher is not None:
            await asyncio.to_thread(self._watcher.stop)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Without color, leave the terminal its own two; Textual's grays would be black on black."""
        return [NoColor() if isinstance(each, Monochrome) else each for each in super().get_line_filters()]

    # -- sign-in, lock, switch

    def _sign_in(self, title: str, name: str | None) -> SignIn:
        return SignIn(self.seat, title, name, self._note, lost=self._is_lost)

    async def on_sign_in_shop_opened(self) -> None:
        """Make ready what follows the first sign-in, while the PIN is typed."""
        self._trouble = None
        if self._station is None:
            self._fresh_station()

    async def on_sign_in_signed_in(self, message: SignIn.SignedIn) -> None:
        """Open the station, or go on where this employee left it."""
        goes_on = self._employee is not None and self._employee.name == message.employee.name
        try:
            if self._station is not None and not goes_on:
                await self._station.save_draft()
            fresh = None if self._station is not None and goes_on else await self._fresh_station()
            shop = (await self.seat.desk()).shop
        except IntakeError as error:
            message.sign_in.refuse(error)
            return
        self.seat.actor, self._employee = message.actor, message.employee
        self._idle.start()
        await self._show_station(f"{shop.station} · {message.employee.name}", fresh)
        self.run_worker(self._told(self._clock.begin(self.seat)), group="clock")

    async def _show_station(self, who: str, fresh: StationScreen | None) -> None:
        """Go back to the station behind the lock, or put a fresh one in its place, so that nobody sees another's."""
        # two screens in turn would be seen; of one alone, whatever is painted meanwhile would be thrown away
        with nullcontext() if self._station is None else self.batch_update():
            if self._station is not None:
                await self.pop_screen()
            if fresh is not None:
                self._station, self._next_station = fresh, None
                fresh.seat_employee(who)
                await self.switch_screen(fresh)
            self.on_shop_changed()

    def _fresh_station(self) -> asyncio.Task[StationScreen]:
        """Return the task that makes a station which nobody has used; one that failed is begun anew."""
        if self._next_station is None or (self._next_station.done() and self._next_station.exception()):
            self._next_station = asyncio.create_task(self._make_station())
        return self._next_station

    async def _make_station(self) -> StationScreen:
        """Listen to the shop, and lay out a station behind what is shown."""
        if self._watcher is None:
            self._watcher = await asyncio.to_thread(self._make_watcher, (await self.seat.desk()).shop.store)
        from screens.station import StationScreen  # noqa: PLC0415 - loaded by the thread just before

        station = StationScreen(self.seat, self._remark)
        _, mounted = self._get_screen(station)
        await mounted
        with suppress(IntakeError):  # it is asked again by the sign-in, which tells
            await station.look_ahead()
        _collect_often()
        return station

    def _make_watcher(self, store: Store) -> Watcher:
        """Listen to the shop; runs in a thread, which also loads the panes, and what the PIN is checked with."""
        import screens.station  # noqa: F401, PLC0415
        from intake import pin  # noqa: PLC0415
        from screens.watching import Watcher  # noqa: PLC0415

        pin.get_ready()
        return Watcher(store, lambda: self.post_message(ShopChanged()), self._shop_lost)

    async def action_lock(self) -> None:
        """Lock the station at once, so that anybody can sign in; what is typed stays with its author."""
        if self.seat.actor is not None and self._station is not None and self._employee is not None:
            await self._put_pop_ups_away()
            self.seat.actor = None
            self._idle.stop()
            self.clear_notifications()
            await self.push_screen(self._sign_in(f"Locked by {self._employee.name}", self._employee.name))
            self.run_worker(self._told(self._station.save_draft()), group="lock")

    async def _told(self, work: Awaitable[None]) -> None:
        """Wait for ``work`` and tell why it failed."""
        with telling(self):
            await work

    def _lock_unused(self) -> None:
        self.call_later(self.action_lock)

    async def _put_pop_ups_away(self) -> None:
        """Answer every dialog with nothing."""
        while isinstance(self.screen, ModalScreen):
            await self.screen.dismiss(None)

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody is here."""
        if isinstance(event, events.InputEvent | TypedTogether) and not event.is_forwarded:
            self._idle.touch()
            if is_too_small(self.size):
                return
        await super().on_event(event)

    # -- no shop yet

    async def on_sign_in_nobody_works_here(self) -> None:
        """Offer to make the first admin."""
        await self._offer_shop(())

    async def on_sign_in_cannot_open(self, message: SignIn.CannotOpen) -> None:
        """Offer to make a shop where there is none; let the sign-in say what else is wrong, and try again."""
        if message.error.code == "missing" and self._station is None:
            from intake.market import load_market, market_codes  # noqa: PLC0415 - a first run only

            await self._offer_shop([load_market(code) for code in market_codes()])
        else:
            self._trouble = message.error
            message.sign_in.try_again(message.error)

    async def _offer_shop(self, markets: Sequence[Market]) -> None:
        from screens.first_run import FirstRun  # noqa: PLC0415 - a first run only

        await self._put_pop_ups_away()
        await self.switch_screen(FirstRun(self._found_shop, self._place(), markets))

    async def on_first_run_shop_made(self, message: FirstRun.ShopMade) -> None:
        """Let the admin sign in."""
        await self.switch_screen(self._sign_in(_TITLE, message.admin))

    # -- scans

    async def on_scanned(self, message: Scanned) -> None:
        """Show whom a card means, whatever is in front; a scan answers no question."""
        station = self._station
        if station is None or self.seat.actor is None:
            self.notify("Sign in first, then scan again.", severity="warning")
            return
        while isinstance(self.screen, Passing | CommandPalette):
            await self.screen.dismiss(None)
        if self.screen is station:
            await station.follow(message.payload)
        else:
            self.notify("Answer this first, then scan again.", severity="warning")

    # -- the shop

    def on_shop_changed(self) -> None:
        """Let the station read anew, unless it is locked."""
        if self._station is not None and self.seat.actor is not None:
            self._station.post_message(ShopChanged())

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

    # -- a terminal without room

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Paint, or say how large the terminal must be; everything goes on behind that, and nothing is lost."""
        if not is_too_small(self.size):
            super()._display(screen, renderable)
        elif self._driver is not None and not self.is_headless:
            self._driver.write(notice(self.size))
            self._driver.flush()

    # -- keys, help, palette, leaving

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what needs somebody signed in only then."""
        if action in self.SIGNED_IN_ONLY and self.seat.actor is None:
            return False
        return super().check_action(action, parameters)

    def get_key_display(self, binding: Binding) -> str:
        """Name a key as it is printed on keyboards."""
        if binding.key_display:
            return binding.key_display
        *modifiers, key = binding.key.split("+")
        as_printed = _FUNCTION_KEY.fullmatch(key) or (modifiers and len(key) == 1)
        name = key.upper() if as_printed else _KEY_NAMES.get(key) or format_key(key)
        return "+".join([*(word.title() for word in modifiers), name])

    def action_redraw(self) -> None:
        """Draw everything again, for something else has written to the terminal."""
        if isinstance(self._driver, ThriftyDriver):
            self._driver.redraw()
        self.refresh()

    def action_help(self) -> None:
        """Show what can be done with what has the focus."""
        if not isinstance(self.screen, Help):
            self.push_screen(Help(self.screen))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer what can be done anywhere."""
        station = self._station
        if station is not None and screen is station:
            for title, words, do in (
                ("Search", "Find a customer", station.action_search),
                ("New sign-up", "Sign up a customer without a card", station.action_sign_up),
                ("Directory", "Last check-ins and search", partial(station.show_pane, "directory")),
                ("Profile", "The customer who is open", partial(station.show_pane, "profile")),
                ("Queue", "Everyone in the building", partial(station.show_pane, "queue")),
                ("Undo", "Take back the last check-in, move or removal", station.queue.action_undo),
                ("Lock", "Lock this station, or switch employee", self.action_lock),
            ):
                yield SystemCommand(title, words, partial(_at, station, do))
        yield SystemCommand("Help", "What can be done here", self.action_help)
        yield from super().get_system_commands(screen)

    async def action_quit(self) -> None:
        """Close the station; ask when something is unsaved."""
        if self._station is None and self._trouble is not None:
            self.exit(return_code=self._trouble.status)
        elif self._station is None or not self._station.profile.dirty:
            await self._leave_if(True)
        elif not isinstance(self.screen, Question):
            self.clear_notifications()  # they would lie over the answers on a small screen
            words = "Something is not saved. Closing keeps it as a draft of yours. Close this station?"
            self.push_screen(Question(words, yes="Close", no="Stay"), self._leave_if)

    async def action_quit_on_yes(self) -> None:
        """Ask, and close on yes; the byte behind ctrl+q is easily sent by something that is no person."""
        await super().action_quit()

    async def before_leaving(self) -> None:
        """Keep what is typed; raises ``IntakeError`` when that is impossible."""
        if self._station is not None:
            await self._station.save_draft()
