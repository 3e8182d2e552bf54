"""Clocks for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo


@dataclass
class StandingClock:
    """A clock that stands at 10:00 in California on November 21, 2026, until a test moves it."""

    instant: datetime = datetime(2026, 11, 21, 18, tzinfo=UTC)
    frozen: bool = False

    def now(self) -> datetime:
        """Return the present instant."""
        return self.instant

    def pass_time(self, **time: float) -> None:
        """Move the clock, by the arguments of ``timedelta``."""
        self.instant += timedelta(**time)


@dataclass
class WrongHost:
    """Tells what ``datetime.now`` tells on a host whose clock is ``ahead``."""

    ahead: timedelta = timedelta()

    def now(self, zone: tzinfo) -> datetime:
        """Return the present instant by that host."""
        return datetime.now(zone) + self.ahead
