"""A clock that is wrong is told in a sentence, once, and holds nobody up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sitting import at_station, piloted

from intake.clock import HostTime
from screens.clock_watch import ClockWatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from standing import StandingClock

    from intake.customer import Customer
    from intake.desk import Desk

NOON = HostTime(datetime(2026, 11, 21, 20, tzinfo=UTC), "boot", 1000.0)


class FakeHost:
    """A host whose clock can be set, and whose timers ring as time passes."""

    def __init__(self) -> None:
        self.time = NOON
        self._timers: list[Callable[[], None]] = []

    def set_timer(self, _delay: float, callback: Callable[[], None]) -> FakeHost:
        self._timers.append(callback)
        return self

    def stop(self) -> None:
        self._timers.clear()

    def pass_time(self, seconds: float, *, clock_set: timedelta = timedelta(), boot: str = "boot") -> None:
        wall = self.time.wall + timedelta(seconds=seconds) + clock_set
        self.time = HostTime(wall, boot, self.time.uptime + seconds)
        for ring in [self._timers.pop() for _ in range(len(self._timers))]:
            ring()


def told(host: FakeHost) -> list[str]:
    said: list[str] = []
    ClockWatch(host, said.append).watch(lambda: host.time, lambda: "of this computer")
    return said


@pytest.mark.parametrize(
    ("clock_set", "words"),
    [
        (timedelta(hours=-2, minutes=-5), "back by 2 h 05 min"),
        (timedelta(days=1), "ahead by 24 h 00 min"),
        (timedelta(minutes=3), "ahead by 3 min"),
    ],
)
def test_a_clock_that_is_set_is_told_once(clock_set: timedelta, words: str) -> None:
    host = FakeHost()
    said = told(host)
    host.pass_time(60)
    assert said == []
    host.pass_time(60, clock_set=clock_set)
    assert [words in sentence for sentence in said] == [True]
    host.pass_time(60)
    host.pass_time(86400)
    assert len(said) == 1


@pytest.mark.parametrize("correction", [timedelta(seconds=-90), timedelta(seconds=90)])
def test_a_small_correction_and_a_night_asleep_are_nothing(correction: timedelta) -> None:
    host = FakeHost()
    said = told(host)
    host.pass_time(8 * 3600)
    host.pass_time(60, clock_set=correction)
    host.pass_time(60, clock_set=timedelta(days=2), boot="")
    assert said == []


@piloted
async def test_who_signs_in_is_told_of_events_that_are_still_to_come_and_goes_on(
    desk: Desk, clock: StandingClock, signed_up: Callable[..., Customer]
) -> None:
    signed_up("Ann", "Vale")
    clock.pass_time(hours=-3)
    async with at_station(desk) as sitting:
        await sitting.until(lambda: bool(sitting.told))
        assert "of 2026-11-21 10:00 PST, which is still to come: set the clock of " in sitting.told[0]
        assert sitting.app.seat.actor is not None
