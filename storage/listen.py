"""Hearing of what any station has changed on PostgreSQL, which tells of every commit."""

from __future__ import annotations

import os
import select
import threading
import time
from typing import TYPE_CHECKING, Any

import psycopg

from storage.faults import fault_of
from storage.transactions import CHANNEL

if TYPE_CHECKING:
    from storage.transactions import Transactions


class ServerWatch:
    """Listens on a connection of its own; a pipe wakes it when it is closed."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._in_use = threading.Lock()
        self._waking, self._wake = os.pipe()
        self._connection: psycopg.Connection[Any] | None = transactions.persistently(lambda _: self._listen())

    def wait(self, seconds: float) -> bool:
        """Return whether anything was changed since the last call, at the latest after ``seconds``.

        After a lost connection the answer is yes, for nobody knows.
        """
        with self._in_use:
            try:
                if self._connection is None:
                    self._connection = self._listen()
                    return True
                return _heard(self._connection, self._waking, seconds)
            except psycopg.Error as error:
                self._let_go()
                raise fault_of(error, self._transactions.place) from None

    def close(self) -> None:
        """Stop; a ``wait`` in another thread returns."""
        os.write(self._wake, b"x")
        with self._in_use:
            self._let_go()
            os.close(self._wake)
            os.close(self._waking)

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _listen(self) -> psycopg.Connection[Any]:
        pooled = self._transactions.engine.raw_connection()
        connection = pooled.driver_connection
        pooled.detach()
        if not isinstance(connection, psycopg.Connection):
            raise TypeError(type(connection))
        connection.autocommit = True
        connection.execute(f"LISTEN {CHANNEL}".encode())
        return connection


def _heard(connection: psycopg.Connection[Any], waking: int, seconds: float) -> bool:
    """Return whether something was told within ``seconds``; told several times counts once."""
    deadline = time.monotonic() + seconds
    while not list(connection.notifies(timeout=0)):
        left = max(0.0, deadline - time.monotonic())
        readable, _, _ = select.select([connection.fileno(), waking], [], [], left)
        if waking in readable or not readable:
            return False
    return True
