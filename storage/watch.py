"""Hearing of what any station has changed on SQLite, and the choice between the two kinds of watch."""

from __future__ import annotations

import os
import select
import threading
import time
from typing import TYPE_CHECKING

from storage.engine import connect_file
from storage.url import SqlitePlace

if TYPE_CHECKING:
    from intake.ports import Watch
    from storage.transactions import Transactions

_EVERY_SECONDS = 0.15
"""How often the file is glanced at, which takes some 80 µs with waking up."""
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
            self._glanced, self._reads = glanced, _AFTERWARDS
        if not self._reads:
            return False
        self._reads -= 1
        before, self._seen = self._seen, self._version()
        return self._seen != before

    def _glance(self) -> list[tuple[int, int]]:
        """Return what changes about the files whenever somebody writes to them."""
        return [_stamp(file) for file in self._files]

    def _version(self) -> int:
        row = self._transactions.persistently(lambda _: self._connection.execute("PRAGMA data_version").fetchone())
        return int(row[0])


def _stamp(file: str) -> tuple[int, int]:
    try:
        found = os.stat(file)  # noqa: PTH116 - a third of the time of a path
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
