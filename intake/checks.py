"""What ``intake doctor`` looks at besides the database: the clock and the terminal."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from intake.clock import APART, clock_from
from intake.errors import Misused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from intake.history import Event

_BUILT = 2026


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, whether it is well, and what was seen or what to do."""

    name: str
    ok: bool
    hint: str


def check_clock(setting: str | None) -> Check:
    """Check that the clock tells a possible year and is not frozen (``setting`` is ``INTAKE_CLOCK``)."""
    try:
        clock = clock_from(setting)
    except Misused as error:
        return Check("clock", False, error.message)
    if clock.frozen:
        return Check("clock", True, "frozen by INTAKE_CLOCK: for training only")
    if datetime.now(UTC).year < _BUILT:
        return Check("clock", False, f"the host's clock is before {_BUILT}: set it, ages and expiry depend on it")
    return Check("clock", True, "running")


def events_to_come(last: Event | None, now: datetime, zone: tzinfo, owner: str) -> str | None:
    """Return what to say when the ``last`` event is still to come ``now``, so that some clock is wrong.

    ``now`` is by the clock of ``owner``, as ``of this computer``.
    """
    if last is None or last.at - now < APART:
        return None
    at = f"{last.at.astimezone(zone):%Y-%m-%d %H:%M %Z}"
    return (
        f"The last event is of {at}, which is still to come: "
        f"set the clock {owner}, or that of the station {last.station}."
    )


def check_terminal(environment: Mapping[str, str]) -> Check:
    """Check that a terminal here could show the station: its kind, its size, UTF-8."""
    kind = environment.get("TERM", "")
    if not os.isatty(1):
        return Check("terminal", True, "none here")
    size = os.get_terminal_size(1)
    if kind in {"", "dumb"}:
        return Check("terminal", False, "TERM names no full-screen terminal: log in with one, as xterm-256color")
    if size.columns < 80 or size.lines < 24:
        return Check("terminal", False, f"{size.columns}×{size.lines} is small: the station wants 80×24")
    return Check("terminal", True, f"{kind}, {size.columns}×{size.lines}")
