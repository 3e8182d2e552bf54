"""The lock of a station that nobody uses: one timer, which is set anew only when it runs out."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Stoppable(Protocol):
    """A timer that is running."""

    def stop(self) -> None:
        """Stop it."""


class Timers(Protocol):
    """What makes timers, as every Textual widget does."""

    def set_timer(self, delay: float, callback: Callable[[], None]) -> Stoppable:
        """Call ``callback`` once, after ``delay`` seconds."""


class IdleLock:
    """Calls ``lock`` once nobody has touched the station for ``seconds``, by the clock ``now``."""

    def __init__(
        self, timers: Timers, seconds: float, lock: Callable[[], object], now: Callable[[], float] = monotonic
    ) -> None:
        self._timers = timers
        self._seconds = seconds
        self._lock = lock
        self._now = now
        self._touched = now()
        self._timer: Stoppable | None = None

    def start(self) -> None:
        """Count from now on."""
        self._touched = self._now()
        self._wait(self._seconds)

    def stop(self) -> None:
        """Count no longer."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def touch(self) -> None:
        """Somebody is here."""
        self._touched = self._now()

    def _wait(self, seconds: float) -> None:
        self.stop()
        self._timer = self._timers.set_timer(seconds, self._ring)

    def _ring(self) -> None:
        left = self._touched + self._seconds - self._now()
        if left > 0:
            self._wait(left)
        else:
            self._timer = None
            self._lock()
