"""Hearing of what any station has changed on SQLite, and the choice between the two kinds of watch."""

from __future__ import annotations

import os
import select
import threading
import time
from typing import TYPE_CHECKING

from storage.engine import connect_file
from storage.faults import storage_failed
from storage.url import SqlitePlace

if TYPE_CHECKING:
    from intake.ports import Watch
    from storage.transactions import Transactions

_EVERY_SECONDS = 0.15
"""How often the file is glanced at, which takes some 80 µs with waking up."""
_WHICH = 2
"""Where in a glance at a file it stands which one it is."""
_AFTERWARDS = 20
"""Glances after a write during which the counter of changes is read as well: the write comes before its commit."""


def make_watch(transactions: Transactions) -> Watch:
    """Return a watch that counts from now on; raises ``StorageFailed``."""
    place = transactions.place
    if isinstance(place, SqlitePlace):
        return FileWatch(transactions, place)
    from storage.listen import ServerWatch  # noqa: PLC0415 - needs the driver of PostgreSQL

    return ServerWatch(transactions, place)


class FileWatch:
    """Watches SQLite's own counter of other connections' commits, on a connection that never writes.

    The counter is read only while somebody writes to the file; a pipe wakes whoever waits when the watch is closed.
    """

    def __init__(self, transactions: Transactions, place: SqlitePlace) -> None:
        self._transactions = transactions
        self._files = (str(place.path), f"{place.path}-wal")
        self._in_use = threading.Lock()
        self._waking, self._wake = os.pipe()
        self._connection = transactions.persistently(lambda _: connect_file(place))
        self._seen = self._version()
        self._glanced = self._glance()
        self._journal = self._glanced[1][_WHICH]
        self._reads = _AFTERWARDS

    def wait(self, seconds: float) -> bool:
        """Return whether anything was changed since the last call, at the latest after ``seconds``."""
        deadline = time.monotonic() + seconds
        with self._in_use:
            while True:
                if self._is_changed():
                    return True
                left = deadline - time.monotonic()
                if left <= 0 or select.select([self._waking], [], [], min(left, _EVERY_SECONDS))[0]:
                    return False

    def close(self) -> None:
        """Stop; a ``wait`` in another thread returns."""
        os.write(self._wake, b"x")
        with self._in_use:
            self._connection.close()
            os.close(self._wake)
            os.close(self._waking)

    def _is_changed(self) -> bool:
        self._transactions.check_file()
        if (glanced := self._glance()) != self._glanced:
            self._check_journal(glanced[1][_WHICH])
            self._glanced, self._reads = glanced, _AFTERWARDS
        if not self._reads:
            return False
        self._reads -= 1
        before, self._seen = self._seen, self._version()
        return self._seen != before

    def _check_journal(self, present: int) -> None:
        """Raise ``StorageFailed`` when the journal of WAL mode was deleted, as SQLite does at the last closing only.

        All who have it open go on with it, and the last one to close it brings what is in it into the database.
        """
        if self._journal and present != self._journal:
            raise storage_failed("journal_gone", self._transactions.place)
        self._journal = present

    def _glance(self) -> list[tuple[int, int, int]]:
        """Return which files there are, and what changes about them whenever somebody writes to them."""
        return [_stamp(file) for file in self._files]

    def _version(self) -> int:
        row = self._transactions.persistently(lambda _: self._connection.execute("PRAGMA data_version").fetchone())
        return int(row[0])


def _stamp(file: str) -> tuple[int, int, int]:
    try:
        found = os.stat(file)  # noqa: PTH116 - a third of the time of a path
    except OSError:
        return 0, 0, 0
    return found.st_mtime_ns, found.st_size, found.st_ino
