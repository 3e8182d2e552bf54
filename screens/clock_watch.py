"""Telling that the clock is wrong: ages, expiry and waits go by it, and nobody is held up by that."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from intake.checks import events_to_come
from intake.clock import APART, jump
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
    """Calls ``tell`` with a sentence whenever somebody has set the clock that the shop's stations go by."""

    def __init__(self, timers: Timers, tell: Callable[[str], object]) -> None:
        self._timers = timers
        self._tell = tell
        self._before: HostTime | None = None

    async def begin(self, seat: Seat) -> None:
        """Watch from now on, and tell when the shop's newest event is still to come.

        One that stands, for training, is never wrong. Raises ``IntakeError``.
        """
        shop = (await seat.desk()).shop
        if shop.clock.frozen:
            return
        if self._before is None:
            self.watch(shop.moment, lambda: shop.store.time.owner)
        if words := await seat.ask(_to_come):
            self._tell(words)

    def watch(self, now: Callable[[], HostTime], owner: Callable[[], str]) -> None:
        """Watch the moments ``now`` of the ``owner``'s clock from now on."""
        before, self._before = self._before, now()
        by = jump(before, self._before).total_seconds() if before else 0.0
        if abs(by) >= APART.total_seconds():
            direction = "ahead" if by > 0 else "back"
            self._tell(f"The clock {owner()} was set {direction} by {waited(int(abs(by)))}: is it right now?")
        self._timers.set_timer(_EVERY, partial(self.watch, now, owner))


def _to_come(desk: Desk) -> str | None:
    shop = desk.shop
    return events_to_come(shop.store.look(lambda view: view.last_event()), shop.now(), shop.zone, shop.store.time.owner)
