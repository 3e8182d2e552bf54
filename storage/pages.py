"""Copying an SQLite file page by page, as of one moment, while others write to it."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from storage.engine import connect_file
from storage.faults import fault_of
from storage.sqlite import sqlite3
from storage.turn import TooLongError
from storage.url import SqlitePlace

if TYPE_CHECKING:
    from pathlib import Path

_STRIDES = (4096, 4096, 4096, -1)
"""Pages copied between two chances for writers, a try each; the last try takes all at once, and writers wait."""

_PATIENCE = 30.0
"""Seconds without a single page, because others hold the file, after which a copy is given up."""


class _OvertakenError(Exception):
    """Somebody wrote meanwhile, and the copy began anew."""


class _Progress:
    """Follows one try, and ends it when it is overtaken or does not get on."""

    def __init__(self) -> None:
        self._left: int | None = None
        self._until = time.monotonic() + _PATIENCE

    def __call__(self, status: int, remaining: int, _total: int) -> None:
        now = time.monotonic()
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            if now > self._until:
                raise TooLongError
            return
        if self._left is not None and remaining >= self._left:
            raise _OvertakenError
        self._left, self._until = remaining, now + _PATIENCE


def copy_file(place: SqlitePlace, copy: Path) -> None:
    """Write the database at ``place``, as it is at one moment, to the new or empty file ``copy``; it is not synced.

    Raises what drivers raise, ``StorageFailed`` (``full``) where ``copy`` has no room, and ``TooLongError``.
    """
    with (
        contextlib.closing(connect_file(place)) as source,
        contextlib.closing(sqlite3.connect(copy, isolation_level=None)) as target,
    ):
        target.execute("PRAGMA synchronous = OFF")
        target.execute("PRAGMA journal_mode = MEMORY")
        try:
            _copy_pages(source, target)
            target.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            failed = fault_of(error, SqlitePlace(copy))
            if failed.code == "full":
                raise failed from None
            raise


def _copy_pages(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    for stride in _STRIDES:
        with contextlib.suppress(_OvertakenError):
            source.backup(target, pages=stride, progress=_Progress(), sleep=0.01)
            return
    raise TooLongError
