"""Taking turns: writers of one SQLite file queue fairly, across processes and threads."""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SHORTEST, _LONGEST = 0.0005, 0.003


class TooLongError(Exception):
    """Another writer did not finish in time."""


def pause(shortest: float, longest: float) -> None:
    """Sleep a random time between two numbers of seconds, so that those who wait do not wake together."""
    time.sleep(random.uniform(shortest, longest))  # noqa: S311 - nothing secret hangs on it


@contextlib.contextmanager
def turn(lock_path: Path, deadline: float) -> Iterator[None]:
    """Hold the lock file (0600) while writing; raises ``TooLongError`` past ``deadline`` on the monotonic clock.

    SQLite alone keeps the data right; its waiting starves writers under load, which this file prevents. Where no
    lock can be had, as on a read-only disk, writing goes on without and SQLite says what is wrong.
    """
    descriptor = _open(lock_path)
    try:
        while descriptor is not None and not _lock(descriptor):
            if time.monotonic() > deadline:
                raise TooLongError
            pause(_SHORTEST, _LONGEST)
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _open(path: Path) -> int | None:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError:
        return None


def _lock(descriptor: int) -> bool:
    """Return whether the lock is held now, or cannot be had on this kind of disk."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
