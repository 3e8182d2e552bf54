"""Who sits at the station: signing in, the lock, switching, the first run, and leaving."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.screen import ModalScreen, SystemModalScreen
from textual.widgets import Input

from intake.employee import signed_out
from intake.errors import IntakeError, NotFound, Refused, StorageFailed
from screens.app import IntakeApp
from screens.garbage import collect_often
from screens.idle import IdleLock
from screens.leave import LeavingQuestion
from screens.messages import ShopChanged, TypedTogether
from screens.sign_in import SignIn
from screens.telling import telling
from screens.too_small import is_too_small

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual.driver import Driver

    from intake.employee import Actor, Employee
    from intake.market import Market
    from screens.first_run import FirstRun, FoundShop
    from screens.gate import Gate
    from screens.seat import Seat
    from screens.station import StationScreen

_TITLE: Final = "Intake station"
_ASK_AGAIN: Final = 2.0
"""Seconds until the shop is asked again that could not say whether who sits here may work."""
_TYPED_AWAY: Final = "The lock closed a pop-up: what was typed there is not kept, so do it once more."
_LONG: Final = 30
"""Seconds for which that is told."""
LOCK_SECONDS: Final = 5 * 60.0
"""How long a station may stand unused before it locks, if nothing else is set."""


def _load_panes() -> None:
    """Load the panes, and what the PIN is checked with; runs in a thread."""
    import screens.station  # noqa: F401, PLC0415
    from intake import pin  # noqa: PLC0415

    pin.get_ready()


class AttendedApp(IntakeApp):
    """An app at whose ``seat`` somebody is signed in, or else nobody sees anything of the shop.

    ``found_shop`` makes a shop where there is none, ``place`` says where that would be. ``preferred`` is the name that
    is chosen at first, ``note`` is for the sign-in, and ``remark`` must be in sight all the time.
    """

    SIGNED_IN_ONLY: ClassVar[frozenset[str]] = frozenset({"lock"})

    def __init__(
        self,
        make_gate: Callable[[], Gate],
        seat: Seat,
        *,
        report: Callable[[BaseException], str],
        found_shop: FoundShop,
        place: Callable[[], str],
        preferred: str | None,
        remark: str,
        note: str,
        lock_seconds: float,
        driver_class: type[Driver],
    ) -> None:
        super().__init__(make_gate, report=report, driver_class=driver_class)
        self.seat = seat
        self._found_shop = found_shop
        self._place = place
        self._preferred = preferred
        self._remark = remark
        self._note = f"{remark} {note}".strip()
        self._idle = IdleLock(self, lock_seconds, self._lock_unused)
        self._is_lost = False
        self._typed_away = False
        self._trouble: IntakeError | None = None
        self._station: StationScreen | None = None
        self._next_station: asyncio.Task[StationScreen] | None = None
        self._employee: Employee | None = None

    def on_mount(self) -> None:
        """Ask who is there."""
        self.push_screen(self._sign_in(_TITLE, self._preferred))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what needs somebody signed in only then."""
        if action in self.SIGNED_IN_ONLY and self.seat.actor is None:
            return False
        return super().check_action(action, parameters)

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody is here."""
        if isinstance(event, events.InputEvent | TypedTogether) and not event.is_forwarded:
            self._idle.touch()
            if isinstance(event, events.MouseEvent) and is_too_small(self.size):
                return
        await super().on_event(event)

    async def _deliver(self, event: events.Event) -> None:
        """Let no key act where nobody sees what it does, but the one that closes the station; scans are followed."""
        if not is_too_small(self.size):
            await super()._deliver(event)
        elif isinstance(event, events.Key) and event.key in self.leaving_keys:
            await self._leave_unseen()

    # -- signing in

    def _sign_in(self, title: str, name: str | None, news: str = "") -> SignIn:
        return SignIn(self.seat, title, name, f"{self._note} {news}".strip(), lost=self._is_lost)

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
        if goes_on and self._typed_away:
            self.notify(_TYPED_AWAY, severity="warning", timeout=_LONG)
        self.attended()

    def attended(self) -> None:
        """Somebody has signed in, and their station is shown."""

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
            if self._station is not None:
                self._station.post_message(ShopChanged())

    def _fresh_station(self) -> asyncio.Task[StationScreen]:
        """Return the task that makes a station which nobody has used; one that failed is begun anew."""
        if self._next_station is None or (self._next_station.done() and self._next_station.exception()):
            self._next_station = asyncio.create_task(self._make_station())
        return self._next_station

    async def _make_station(self) -> StationScreen:
        """Lay out a station behind what is shown."""
        await asyncio.to_thread(_load_panes)
        from screens.station import StationScreen  # noqa: PLC0415 - loaded by the thread just before

        if self._station is None:
            collect_often()
        station = StationScreen(self.seat, self._remark)
        _, mounted = self._get_screen(station)
        await mounted
        with suppress(IntakeError):  # it is asked again by the sign-in, which tells
            await station.look_ahead()
        return station

    # -- the lock

    async def action_lock(self) -> None:
        """Lock the station at once, so that anybody can sign in; what is typed stays with its author."""
        if self._employee is not None:
            await self._lock(f"Locked by {self._employee.name}", self._employee.name)

    async def _lock(self, title: str, name: str | None, news: str = "") -> None:
        """Put the sign-in in front of the station, with ``name`` chosen."""
        if self.seat.actor is not None and self._station is not None:
            self._typed_away = await self._put_pop_ups_away()
            self.seat.actor = None
            self._idle.stop()
            self.clear_notifications()
            await self.push_screen(self._sign_in(title, name, news))
            self.run_worker(self.told(self._station.save_draft()), group="lock")

    async def lock_who_is_disabled(self) -> None:
        """Lock the station if who sits here may not work in the shop any more; ask until the shop answers."""
        actor = self.seat.actor
        while actor is not None and self.seat.actor is actor:
            try:
                await self.seat.ask(lambda desk: desk.employees.trusted(actor.name))
            except StorageFailed:  # which the panes tell of
                await asyncio.sleep(_ASK_AGAIN)
            except (NotFound, Refused):
                self.call_later(self._sign_out, actor)
                return
            else:
                return

    async def _sign_out(self, actor: Actor) -> None:
        """Lock the station of ``actor``, who was disabled, unless somebody else sits here by now."""
        if self.seat.actor is actor:
            await self._lock(f"{actor.name} is signed out", None, f"{signed_out().message} Drafts are kept.")

    async def told(self, work: Awaitable[None]) -> None:
        """Wait for ``work`` and tell why it failed."""
        with telling(self):
            await work

    def _lock_unused(self) -> None:
        self.call_later(self.action_lock)

    async def _put_pop_ups_away(self) -> bool:
        """Answer every dialog with nothing; tell whether something went with it that was typed as an answer."""
        typed = False
        while isinstance(self.screen, ModalScreen):
            is_asked = not isinstance(self.screen, SystemModalScreen)
            typed |= is_asked and any(field.value for field in self.screen.query(Input))
            await self.screen.dismiss(None)
        return typed

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

    # -- leaving

    async def action_quit(self) -> None:
        """Close the station; ask when something is unsaved."""
        if self._station is None and self._trouble is not None:
            self.exit(return_code=self._trouble.status)
        elif self._station is None or not self._station.profile.dirty:
            await self._leave_if(True)
        elif not isinstance(self.screen, LeavingQuestion):
            self.clear_notifications()  # they would lie over the answers on a small screen
            words = "Something is not saved. Closing keeps it as a draft of yours. Close this station?"
            self.push_screen(LeavingQuestion(words), self._leave_if)

    async def _leave_unseen(self) -> None:
        """Close the station on a terminal too small for a question; where that one is open already, this is the yes."""
        if isinstance(self.screen, LeavingQuestion):
            self.screen.dismiss(True)
        elif self._station is None:
            await self.action_quit()
        else:
            await self._leave_if(True)

    async def action_quit_on_yes(self) -> None:
        """Ask, and close on yes; the byte behind ctrl+q is easily sent by something that is no person."""
        await super().action_quit()

    async def before_leaving(self) -> None:
        """Keep what is typed; raises ``IntakeError`` when that is impossible."""
        if self._station is not None:
            await self._station.save_draft()
