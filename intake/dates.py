"""Dates as people type them (F26), and ages as the law counts them."""

from __future__ import annotations

import re
from datetime import date

from intake.errors import invalid
from intake.text import clean

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\Z", re.ASCII)
_PLAIN = re.compile(r"(\d{2})(\d{2})(\d{4})\Z", re.ASCII)
_EARLIEST, _LATEST = 1900, 2199


def parse_date(field: str, typed: str) -> date:
    """Return the date in ``typed``: ``2026-11-30``, ``11/30/2026`` or ``11302026`` (F26).

    Raises the error for ``field`` when it is none of these or not in the calendar of 1900 to 2199.
    """
    text = clean(typed)
    if found := _ISO.match(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _SLASHED.match(text) or _PLAIN.match(text):
        month, day, year = (int(part) for part in found.groups())
    else:
        raise invalid(field, "write a date as 2026-11-30, 11/30/2026 or 11302026.")
    if not _EARLIEST <= year <= _LATEST:
        raise invalid(field, f"the year must be between {_EARLIEST} and {_LATEST}.")
    try:
        return date(year, month, day)
    except ValueError:
        raise invalid(field, "there is no such day in the calendar.") from None


def age_on(born: date, day: date) -> int:
    """Return the full years lived on ``day``.

    Who was born on February 29 has the birthday on March 1 in common years.
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def birthday(born: date, age: int) -> date:
    """Return the day on which a person is ``age`` years old for the first time."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)
