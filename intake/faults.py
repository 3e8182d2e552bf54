"""Faults of the program itself: an id for the person, type and place for the log, never a value."""

from __future__ import annotations

import secrets
import traceback
from datetime import UTC, datetime
from pathlib import Path


def fault_id() -> str:
    """Return a short id by which a person can speak of one fault."""
    return secrets.token_hex(4)


def fault_line(fault: str, error: BaseException) -> str:
    """Return one log line: which id, what type of error, and the places it came through.

    Messages and values are left out, because they may hold personal data.
    """
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    cause = error.__cause__ or error.__context__
    after = f" after {type(cause).__name__}" if cause else ""
    return f"{fault} {type(error).__name__}{after} at {places}"


def log_fault(path: Path, error: BaseException) -> str:
    """Append ``error`` to the log at ``path`` and return its id; a log that cannot be written to is passed over, since
    the person must still hear of the fault itself.
    """
    fault = fault_id()
    return fault if log_line(path, fault_line(fault, error)) else f"{fault}, not logged"


def log_line(path: Path, line: str) -> bool:
    """Append the time and ``line`` to the log at ``path`` (0600, folder 0700); return whether that was possible."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {line}\n")
    except OSError:
        return False
    return True
