"""Faults of the program itself: a number for people; number, type and places for the log; a value for nobody."""

from __future__ import annotations

import secrets
import traceback
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final

_MOST_PLACES: Final = 24


def log_fault(path: Path, error: BaseException) -> str:
    """Append one line about ``error`` to the log at ``path`` (0600, folder 0700); return what to tell a person of it.

    That is a number of six letters and digits, by which the line is found again; it says so when the log could not be
    written to, since the person must hear of the fault all the same.
    """
    number = secrets.token_hex(3).upper()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {number} {told(error)}\n")
    except OSError:
        return f"{number}, not logged"
    return number


def told(error: BaseException) -> str:
    """Return the type of ``error``, and of the one it came after, with the places it came through, innermost first.

    Messages and values are left out, because they may hold personal data.
    """
    frames = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), lookup_lines=False)
    through = (f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    places = " < ".join(islice(through, _MOST_PLACES)) or "no place"
    cause = error.__cause__ or error.__context__
    after = f" after {type(cause).__name__}" if cause else ""
    return f"{type(error).__name__}{after} at {places}"
