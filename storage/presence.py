"""Who has a shop's SQLite file open: a restore replaces the file, so it must be the only one."""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import TYPE_CHECKING

from intake.errors import StorageFailed
from storage.url import SqlitePlace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.url import Place


class Presence:
    """A shared lock on a file beside the database, held while a store is open; the system frees it at any end."""

    def __init__(self, place: Place) -> None:
        self._descriptor = _open(presence_path(place)) if isinstance(place, SqlitePlace) else None
        if self._descriptor is not None:
            with contextlib.suppress(OSError):  # not every disk has locks
                fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def end(self) -> None:
        """Let go."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def presence_path(place: SqlitePlace) -> Path:
    """Return the file that is locked."""
    return place.path.with_name(f"{place.path.name}.open")


@contextlib.contextmanager
def alone(place: SqlitePlace) -> Iterator[None]:
    """Keep stations and commands from opening the file meanwhile.

    Raises ``StorageFailed`` (``in_use``) when one has it open.
    """
    descriptor = _open(presence_path(place))
    try:
        if descriptor is not None and not _lock_alone(descriptor):
            raise StorageFailed(
                "in_use", f"A station or a command has the database open at {place}: close them all, then restore."
            )
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _lock_alone(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # not every disk has locks
        return True
    return True


def _open(path: Path) -> int | None:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError:
        return None
