"""The idle lock: rings once, when nobody has touched the station for so long, and never ticks in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from screens.idle import IdleLock

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 300.0


class FakeTime:
    """A clock with timers, which a test can wind forward."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.timers: dict[int, tuple[float, Callable[[], None]]] = {}
        self.made = 0

    def set_timer(self, delay: float, callback: Callable[[], None]) -> FakeTimer:
        self.made += 1
        self.timers[self.made] = (self.now + delay, callback)
        return FakeTimer(self, self.made)

    def wind(self, seconds: float) -> None:
        """Let time pass, and ring what is due."""
        end = self.now + seconds
        while due := [(at, key) for key, (at, _) in self.timers.items() if at <= end]:
            self.now, key = min(due)
            _, callback = self.timers.pop(key)
            callback()
        self.now = end


class FakeTimer:
    def __init__(self, time: FakeTime, key: int) -> None:
        self._time = time
        self._key = key

    def stop(self) -> None:
        self._time.timers.pop(self._key, None)


@given(st.lists(st.floats(0.5, SECONDS - 0.5), max_size=30))
def test_it_locks_exactly_so_long_after_the_last_touch(pauses: list[float]) -> None:
    time, locked = FakeTime(), []
    idle = IdleLock(time, SECONDS, lambda: locked.append(time.now), lambda: time.now)
    idle.start()
    for pause in pauses:
        time.wind(pause)
        idle.touch()
        assert locked == []
    last = time.now
    time.wind(SECONDS * 2)
    assert len(locked) == 1
    assert abs(locked[0] - last - SECONDS) < 0.001


def test_touching_costs_no_timer() -> None:
    time = FakeTime()
    idle = IdleLock(time, SECONDS, lambda: None, lambda: time.now)
    idle.start()
    for _ in range(1000):
        idle.touch()
    assert time.made == 1


def test_a_stopped_lock_does_not_ring() -> None:
    time, locked = FakeTime(), []
    idle = IdleLock(time, SECONDS, lambda: locked.append(time.now), lambda: time.now)
    idle.start()
    idle.stop()
    time.wind(SECONDS * 2)
    assert locked == []
