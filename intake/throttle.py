"""Slowing down whoever guesses PINs: growing waits, then a long one (PCI DSS 4.0, 8.3.4; NIST SP 800-63B)."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from intake.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from intake.clock import HostTime

LOCK_SECONDS = 30 * 60


@dataclass(frozen=True, slots=True)
class Limit:
    """How many wrong PINs in a row are free of waiting, and after how many the long lock comes."""

    free: int
    lock_after: int


EMPLOYEE_LIMIT = Limit(free=4, lock_after=10)
STATION_LIMIT = Limit(free=29, lock_after=30)
"""One station trying many employees; a right PIN there starts the count anew."""


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong PINs in a row against one employee, or from one station, and until when the next must wait."""

    count: int = 0
    until: datetime | None = None
    boot: str = ""
    until_uptime: float = 0.0

    def seconds_left(self, now: HostTime) -> int:
        """Return the whole seconds still to wait; the host's uptime counts too, so setting the date frees nobody."""
        if self.until is None:
            return 0
        left = (self.until - now.wall).total_seconds()
        if self.boot and self.boot == now.boot:
            left = max(left, self.until_uptime - now.uptime)
        return max(0, -int(-left // 1))


def are_full(tries: Tries, limit: Limit) -> bool:
    """Return whether tries that are not yet decided use up the limit: the next one must wait for them."""
    return tries.count >= limit.lock_after and tries.until is None


def begun(tries: Tries, now: HostTime, limit: Limit) -> Tries:
    """Return ``tries`` with one more under way, counted before it is checked.

    A try during a short wait counts as wrong; one during the long lock changes nothing, and after it counting starts
    anew.
    """
    waiting = tries.seconds_left(now) > 0
    spent = tries.count >= limit.lock_after
    if waiting and spent:
        return tries
    more = dataclasses.replace(tries, count=1 if spent else tries.count + 1, until=None)
    return wrong(more, now, limit) if waiting else more


def wrong(tries: Tries, now: HostTime, limit: Limit) -> Tries:
    """Return ``tries`` once one of them has proved wrong, with the wait that follows."""
    count = max(1, tries.count)
    wait = _wait_after(count, limit)
    until = now.wall + timedelta(seconds=wait) if wait else None
    return Tries(count, until, now.boot, now.uptime + wait)


def must_wait(seconds: int) -> Refused:
    """Return the refusal of a try that came ``seconds`` too early."""
    after = "a second" if seconds == 1 else f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
    return Refused("locked", f"Too many wrong PINs: wait {after}, or ask an admin for a new PIN.", seconds=seconds)


def _wait_after(count: int, limit: Limit) -> int:
    if count >= limit.lock_after:
        return LOCK_SECONDS
    return 2 ** (count - limit.free - 1) if count > limit.free else 0
