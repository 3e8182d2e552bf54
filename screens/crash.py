"""What may be told of a crash: a number, the kind of error and the place in the code. Never a value."""

from __future__ import annotations

import logging
import os
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from textual.worker import WorkerFailed

_HOUSE: Final = Path(__file__).resolve().parent.parent
_LIBRARIES: Final = "site-packages"
_LOG: Final = logging.getLogger("intake.station")


@dataclass(frozen=True, slots=True)
class Crash:
    """One unexpected error: its ``number`` for people, its ``kind`` (exception class) and its ``place``."""

    number: str
    kind: str
    place: str


def crash_of(error: BaseException) -> Crash:
    """Return what may be told of ``error``, without its message, which may hold data."""
    if isinstance(error, WorkerFailed):
        error = error.error
    return Crash(os.urandom(3).hex().upper(), type(error).__name__, _place(error))


def _place(error: BaseException) -> str:
    """Return file, line and function of the innermost frame in the house, or else of the innermost one."""
    frames = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), lookup_lines=False)
    ours = [frame for frame in frames if _is_ours(frame.filename)]
    frame = next(iter(reversed(ours or frames)), None)
    return "unknown" if frame is None else f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}"


def _is_ours(filename: str) -> bool:
    return _LIBRARIES not in filename and Path(filename).is_relative_to(_HOUSE)


def log_crash(crash: Crash) -> None:
    """Write one line about ``crash`` to the log ``intake.station``."""
    _LOG.error("error %s: %s at %s", crash.number, crash.kind, crash.place)
