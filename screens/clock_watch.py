"""Telling that the clock is wrong: ages, expiry and waits go by it, and nobody is held up by that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from intake.checks import events_to_come
from intake.clock import APART, host_time, jump
from screens.plain import waited

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake.clock import HostTime
    from intake.desk import Desk
    from screens.idle import Timers
    from screens.seat import Seat

_EVERY: Final = 60.0
"""Seconds between two looks at the clock."""


class ClockWatch:
    """Calls ``tell`` with a sentence whenever somebody has set the clock of this computer, by the moments ``now``."""

    def __init__(self, timers: Timers, tell: Callable[[str], object], now: Callable[[], HostTime] = host_time) -> None:
        self._timers = timers
        self._tell = tell
        self._now = now
        self._before: HostTime | None = None

    async def begin(self, seat: Seat) -> None:
        """Watch from now on, and tell when the shop's newest event is still to come by the clock here.

        One that stands, for training, is never wrong. Raises ``IntakeError``.
        """
        if (await seat.desk()).shop.clock.frozen:
            return
        if self._before is None:
            self.start()
        if words := await seat.ask(_to_come):
            self._tell(words)

    def start(self) -> None:
        """Watch from now on."""
        self._before = self._now()
        self._timers.set_timer(_EVERY, self._look)

    def _look(self) -> None:
        before, self._before = self._before, self._now()
        by = jump(before, self._before).total_seconds() if before else 0.0
        if abs(by) >= APART.total_seconds():
            direction = "ahead" if by > 0 else "back"
            self._tell(f"The clock of this computer was set {direction} by {waited(int(abs(by)))}: is it right now?")
        self._timers.set_timer(_EVERY, self._look)


def _to_come(desk: Desk) -> str | None:
    shop = desk.shop
    return events_to_come(shop.store.look(lambda view: view.last_event()), shop.now(), shop.zone)
