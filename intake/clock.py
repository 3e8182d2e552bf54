"""Now: the running clock, the frozen one of training, and the shop's civil date."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from intake.errors import Misused

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


APART = timedelta(minutes=2)
"""By how much two clocks may differ before somebody is told."""

_YEARS = range(1900, 9000)
"""What a frozen clock may tell."""

_BOOT = Path("/proc/sys/kernel/random/boot_id")
"""Where a host says which of its starts this one is."""


class Clock(Protocol):
    """Tells the present instant."""

    @property
    def frozen(self) -> bool:
        """Whether this clock stands still, as in training; such a station says so on the screen."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""


class SharedClock(Clock, Protocol):
    """A running clock that all stations of a shop go by."""

    @property
    def owner(self) -> str:
        """Whose clock it is, as ``of this computer``."""


@dataclass(frozen=True, slots=True)
class RunningClock:
    """The clock of the host."""

    frozen: bool = False

    def now(self) -> datetime:
        """Return the host's present instant in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FrozenClock:
    """A clock that always tells the same instant."""

    instant: datetime
    frozen: bool = True

    def now(self) -> datetime:
        """Return the frozen instant in UTC."""
        return self.instant


def clock_from(setting: str | None) -> Clock:
    """Return the clock that ``INTAKE_CLOCK`` asks for: an ISO 8601 instant with offset freezes it.

    Raises ``Misused`` for anything else, and for a year so near to the ends of the calendar that no age can be told.
    """
    if not setting:
        return RunningClock()
    try:
        instant: datetime | None = datetime.fromisoformat(setting)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None or instant.year not in _YEARS:
        raise Misused(
            "bad_clock",
            "INTAKE_CLOCK must be an ISO 8601 instant with offset, as 2026-11-21T10:00:00-08:00, of the years "
            f"{_YEARS.start} to {_YEARS.stop - 1}.",
        )
    return FrozenClock(instant.astimezone(UTC))


def civil_date(instant: datetime, zone: ZoneInfo) -> date:
    """Return the calendar date that people in ``zone`` have at ``instant``; ages and expiry go by it."""
    return instant.astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class HostTime:
    """A moment by two clocks: ``wall`` in UTC, and seconds since the start ``boot`` of the host.

    The second one cannot be set, so a wait measured by both never ends early when somebody sets the date.
    """

    wall: datetime
    boot: str
    uptime: float


def jump(before: HostTime, now: HostTime) -> timedelta:
    """Return by how much somebody set the wall clock ahead between two moments, nothing where that cannot be told."""
    if not before.boot or before.boot != now.boot:
        return timedelta()
    return now.wall - before.wall - timedelta(seconds=now.uptime - before.uptime)


def uptime() -> float:
    """Return seconds that nobody can set; those that the host slept count, where it can tell them."""
    try:
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    except (OSError, AttributeError):
        return time.monotonic()


def host_time(wall: datetime) -> HostTime:
    """Return the present moment of this host, where the instant is ``wall``."""
    try:
        boot = _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        boot = ""
    return HostTime(wall, boot, uptime())
