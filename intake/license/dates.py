"""Dates as licenses write them.

The order is told by the string itself: MMDDCCYY begins with 01 to 12, CCYYMMDD with 18 to 21. Cards do not keep to
the order that their version and country ask for, and the two ranges never meet.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_YEAR = 4  # digits
_EARLIEST, _TOO_LATE = "1800", "2200"  # years


def date_of(raw: str | None) -> date | None:
    """Return the calendar date that ``raw`` holds, else ``None`` (empty, NONE, 00000000, 99999999, no such day)."""
    if not raw:
        return None
    digits = raw[:8]
    if not (digits.isdigit() and len(digits) == 8 and digits.isascii()):
        digits = _digits(raw)
    if digits < _EARLIEST:
        digits = digits[4:] + digits[:4]
    if not _EARLIEST <= digits < _TOO_LATE:
        return None
    try:
        return date.fromisoformat(digits)
    except ValueError:
        return None


def _digits(raw: str) -> str:
    """Return the eight digits of a date written with dashes or slashes, or without its leading zero."""
    parted = re.match(r"\s*([0-9]{1,4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,4})(?![0-9])", raw)
    if parted:
        parts = parted.groups()
        return "".join(part.zfill(2) for part in parts) if max(map(len, parts)) == _YEAR else ""
    plain = re.match(r"\s*(?:([0-9]{8})|([0-9]{3}(?:19|20)[0-9]{2}))(?![0-9])", raw)
    return (plain[1] or "0" + plain[2]) if plain else ""


def month_end(year: int, month: int) -> date | None:
    """Return the last day of a month, ``None`` where there is no such month."""
    if not 1 <= month <= 12:
        return None
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
