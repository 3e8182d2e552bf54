"""Taking turns: writers of one SQLite file queue fairly, across processes and threads."""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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
        if descriptor is not None and not (_lock_now(descriptor) or _lock_by(descriptor, deadline)):
            raise TooLongError
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _open(path: Path) -> int | None:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError:
        return None


def _lock_now(descriptor: int) -> bool:
    """Return whether the lock is held now, or cannot be had on this kind of disk."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _lock_by(descriptor: int, deadline: float) -> bool:
    """Wait in the kernel's queue, first come first served, and return whether the lock is held by ``deadline``.

    The waiting is done by a thread, for it knows no deadline: one that comes too late lets go of the lock at once,
    because the caller has closed its own descriptor by then.
    """
    held = threading.Event()
    waiting = os.dup(descriptor)

    def wait() -> None:
        with contextlib.suppress(OSError):
            fcntl.flock(waiting, fcntl.LOCK_EX)
        held.set()
        os.close(waiting)

    threading.Thread(target=wait, daemon=True).start()
    return held.wait(max(0.0, deadline - time.monotonic()))
