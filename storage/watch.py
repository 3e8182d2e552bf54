"""Hearing of what any station has changed on SQLite, and the choice between the two kinds of watch."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from storage.engine import connect_file
from storage.url import SqlitePlace

if TYPE_CHECKING:
    from intake.ports import Watch
    from storage.transactions import Transactions

_EVERY_SECONDS = 0.1
"""How often the counter of changes is read; reading it takes some 20 µs."""


def make_watch(transactions: Transactions) -> Watch:
    """Return a watch that counts from now on; raises ``StorageFailed``."""
    place = transactions.place
    if isinstance(place, SqlitePlace):
        return FileWatch(transactions, place)
    from storage.listen import ServerWatch  # noqa: PLC0415 - needs the driver of PostgreSQL

    return ServerWatch(transactions, place)


class FileWatch:
    """Watches SQLite's own counter of other connections' commits, on a connection that never writes."""

    def __init__(self, transactions: Transactions, place: SqlitePlace) -> None:
        self._transactions = transactions
        self._in_use = threading.Lock()
        self._closed = threading.Event()
        self._connection = transactions.persistently(lambda _: connect_file(place))
        self._seen = self._version()

    def wait(self, seconds: float) -> bool:
        """Return whether anything was changed since the last call, at the latest after ``seconds``."""
        deadline = time.monotonic() + seconds
        with self._in_use:
            while not self._closed.is_set():
                if (version := self._version()) != self._seen:
                    self._seen = version
                    return True
                if (left := deadline - time.monotonic()) <= 0:
                    break
                self._closed.wait(min(left, _EVERY_SECONDS))
            return False

    def close(self) -> None:
        """Stop; a ``wait`` in another thread returns."""
        self._closed.set()
        with self._in_use:
            self._connection.close()

    def _version(self) -> int:
        row = self._transactions.persistently(lambda _: self._connection.execute("PRAGMA data_version").fetchone())
        return int(row[0])
