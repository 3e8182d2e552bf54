"""Who has a shop open: a restore replaces its file and an upgrade changes its tables, so each must be the only one."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from typing import TYPE_CHECKING

from sqlalchemy import text

from intake.errors import StorageFailed
from storage.url import SqlitePlace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from storage.url import Place

_LEAVING_SECONDS = 2.0
"""How long a server may take to notice that a session has ended."""

_LOOK_AGAIN = text("SELECT pg_stat_clear_snapshot()")
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND application_name IN ('intake', current_setting('application_name'))"
)


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
    with left_alone(place) as nobody_else:
        if not nobody_else:
            raise _in_use(place)
        yield


@contextlib.contextmanager
def left_alone(place: SqlitePlace) -> Iterator[bool]:
    """Tell whether nobody has the file open; if so, nobody opens it meanwhile."""
    descriptor = _open(presence_path(place))
    try:
        yield descriptor is None or _lock_alone(descriptor)
    finally:
        if descriptor is not None:
            os.close(descriptor)


@contextlib.contextmanager
def stations_closed(place: Place, connection: Connection) -> Iterator[None]:
    """Keep stations and commands from opening the shop until the transaction on ``connection`` has ended.

    Raises ``StorageFailed`` (``in_use``) when one has it open: of an older program, it would go on as if the tables
    were still the old ones.
    """
    if isinstance(place, SqlitePlace):
        with alone(place):
            yield
        return
    connection.execute(text("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE"))
    deadline = time.monotonic() + _LEAVING_SECONDS
    while connection.execute(_OTHERS).scalar_one():
        if time.monotonic() > deadline:
            raise _in_use(place)
        time.sleep(0.02)
        connection.execute(_LOOK_AGAIN)
    yield


def _in_use(place: Place) -> StorageFailed:
    return StorageFailed("in_use", f"A station or a command has the database open at {place}: close them all first.")


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
