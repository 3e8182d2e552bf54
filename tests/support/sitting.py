"""Sitting at a station in a test: pressing keys, holding cards under the scanner, and reading the screen."""

from __future__ import annotations

import asyncio
import functools
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events

from devices.behind import DEAF
from devices.framing import QUICK, Gate
from screens.messages import TypedTogether
from screens.seat import Seat
from screens.sign_in import SignIn
from screens.station import StationScreen
from screens.station_app import StationApp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from textual.message_pump import MessagePump
    from textual.pilot import Pilot

    from intake.desk import Desk
    from intake.desk.employees import Issued

PIN = "482915"
_TURNS = 10
"""Turns of the loop that the station must be at rest, for what one wakes may wake another."""
_GLANCE = 0.01
"""Seconds from one look at the station to the next."""
_CHARACTERS = {"space": " ", "enter": "\r", "slash": "/", "tab": "\t", "escape": "\x1b", "backspace": "\x7f"}


def piloted(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run an async test in a loop of its own."""

    @functools.wraps(test)
    def run(*args: Any, **named: Any) -> None:
        asyncio.run(test(*args, **named))

    return run


@dataclass
class Sitting:
    """Somebody at a running station."""

    app: StationApp
    pilot: Pilot[None]
    typed_at: float = 0.0
    """When the last letter was typed."""
    scanned_at: float = -DEAF
    """When the last card was held under the scanner."""

    @property
    def station(self) -> StationScreen:
        """The three panes, which must be in front."""
        assert isinstance(self.app.screen, StationScreen)
        return self.app.screen

    @property
    def told(self) -> list[str]:
        """The notifications that are on the screen."""
        return [notification.message for notification in self.app._notifications]

    @property
    def busy(self) -> bool:
        """Whether the gate or a worker has something to do."""
        return self.app.gate.deadline is not None or any(not worker.is_finished for worker in self.app.workers)

    def shown(self) -> str:
        """Return the text of the screen in front, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)

    def line_with(self, text: str) -> str:
        """Return the first line of the screen that holds ``text``."""
        return next(line for line in self.shown().splitlines() if text in line)

    async def settle(self) -> None:
        """Wait until the gate is at rest, no handler or worker is busy and everything is painted."""
        await self._come_to(lambda: not self.busy and self._is_calm())

    async def _come_to(self, rest: Callable[[], bool]) -> None:
        """Wait until the station is at ``rest`` for some turns of the loop, or closed.

        That is told by what is under way and not by the processor's rest: a process that gets no processor on a busy
        machine looks idle.
        """
        turns = 0
        while turns < _TURNS and not self._is_over():
            resting = rest()
            turns = turns + 1 if resting else 0
            await asyncio.sleep(0 if resting else _GLANCE)

    def _is_over(self) -> bool:
        """Tell whether the station was closed, or came down by a fault that the pilot will raise."""
        return self.app._exception is not None or not self.app.is_running or not self.app.screen_stack

    def _is_calm(self) -> bool:
        """Tell whether nobody on the screen does anything but wait for a message, and nothing is to be painted."""
        screen = self.app.screen
        unpainted = (
            screen._dirty_widgets
            or screen._callbacks
            or screen._layout_required
            or screen._scroll_required
            or screen._repaint_required
            or screen._recompose_required
        )
        return not unpainted and all(map(_is_waiting, (self.app, *screen.walk_children(with_self=True))))

    async def press(self, *keys: str) -> None:
        """Press keys as a person does, and wait for what comes of each."""
        for key in keys:
            if key not in _CHARACTERS and len(key) == 1:
                self.typed_at = monotonic()
            else:
                await asyncio.sleep(max(0.0, self.typed_at + QUICK - monotonic()))  # no finger is faster
            if key in {"enter", "tab"}:
                await asyncio.sleep(max(0.0, self.scanned_at + DEAF - monotonic()))  # nor any eye
            self.app.post_message(events.Key(key, _CHARACTERS.get(key, key if len(key) == 1 else None)))
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.press(*("space" if character == " " else character for character in text))

    async def scan(self, payload: str | bytes) -> None:
        """Hold a card under the scanner, which types it, after what was typed by hand."""
        await asyncio.sleep(QUICK)
        text = payload.decode("latin-1") if isinstance(payload, bytes) else payload
        self.app.post_message(TypedTogether(text))
        self.scanned_at = monotonic()
        await self.settle()

    async def open_profile(self, number: str) -> None:
        """Show a customer in the profile pane, without a key."""
        await self.station.profile.show(number)
        self.station.show_pane("profile")

    async def until(self, seen: str | Callable[[], bool], seconds: float = 60.0) -> None:
        """Wait until the screen shows a text, or a condition holds, and all that is shown with it is there."""
        holds = seen if callable(seen) else lambda: seen in self.shown()
        end = monotonic() + seconds
        while not holds():
            assert monotonic() < end, f"waited for {seen!r}; the screen shows:\n{self.shown()}"
            await asyncio.sleep(_GLANCE)
        await self._come_to(self._is_calm)


def _is_waiting(pump: MessagePump) -> bool:
    ready: asyncio.Event = pump._message_queue.ready_event
    return bool(ready._waiters) and not ready.is_set()


def no_shop_wanted(market: str | None, admin: str) -> Issued:
    """Fail: this station has a shop already."""
    raise AssertionError((market, admin))


def no_fault_wanted(error: BaseException) -> str:
    """Return a number; the pilot raises the fault itself when the test ends."""
    return f"of {type(error).__name__}"


def station_at(seat: Seat, kind: type[StationApp] = StationApp, **options: Any) -> StationApp:
    """Return a station, of that ``kind`` and with those options, that wants neither a fault nor a new shop."""
    given: dict[str, Any] = {"report": no_fault_wanted, "found_shop": no_shop_wanted, "place": lambda: "nowhere"}
    return kind(Gate, seat, **given | options)


@asynccontextmanager
async def at_station(
    desk: Desk,
    name: str | None = "Rita",
    size: tuple[int, int] = (80, 24),
    kind: type[StationApp] = StationApp,
    **options: Any,
) -> AsyncIterator[Sitting]:
    """Run a station at ``desk`` and sign ``name`` in, or stay at the sign-in when that is ``None``."""
    app = station_at(Seat(lambda: desk), kind, **options)
    async with app.run_test(size=size) as pilot:
        sitting = Sitting(app, pilot)
        await sitting.until(lambda: "type your PIN" in sitting.shown() or "Choose your name" in sitting.shown())
        if name is not None:
            await sign_in(sitting, desk, name)
        yield sitting


async def sign_in(sitting: Sitting, desk: Desk, name: str) -> None:
    """Sign an employee in past the PIN, which costs time."""
    employee = next(each for each in desk.employees.everyone() if each.name == name)
    screen = sitting.app.screen
    assert isinstance(screen, SignIn)
    screen.post_message(SignIn.SignedIn(screen, employee, desk.employees.trusted(name)))
    await sitting.until(lambda: isinstance(sitting.app.screen, StationScreen))
    await sitting.settle()
