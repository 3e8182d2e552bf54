"""Hearing of what any station has changed on PostgreSQL, which tells of every commit."""

from __future__ import annotations

import os
import select
import threading
import time
from typing import TYPE_CHECKING

import psycopg
from psycopg.conninfo import make_conninfo

from storage.engine import server_arguments
from storage.faults import fault_of
from storage.patience import SILENT_SECONDS, PatientConnection
from storage.transactions import CHANNEL, WAIT_SECONDS

if TYPE_CHECKING:
    from storage.transactions import Transactions
    from storage.url import PostgresPlace


class ServerWatch:
    """Listens on a connection of its own; a pipe wakes it when it is closed."""

    def __init__(self, transactions: Transactions, place: PostgresPlace) -> None:
        self._standby, self._place = transactions.standby, place
        self._in_use = threading.Lock()
        self._connection: PatientConnection | None = self._listen()
        self._waking, self._wake = os.pipe()

    def wait(self, seconds: float) -> bool:
        """Return whether anything was changed since the last call, at the latest after ``seconds``.

        After a lost connection the answer is yes, for nobody knows.
        """
        with self._in_use:
            if self._connection is None:
                self._connection = self._listen()
                return True
            try:
                return self._heard(self._connection, seconds)
            except psycopg.Error as error:
                self._let_go()
                raise fault_of(error, self._place) from None

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

    def _heard(self, connection: PatientConnection, seconds: float) -> bool:
        """Return whether something was told within ``seconds``; told several times counts once.

        A silent server is asked now and then whether it is there: one that is frozen keeps its connections.
        """
        deadline = time.monotonic() + seconds
        while not list(connection.notifies(timeout=0)):
            left = max(0.0, deadline - time.monotonic())
            readable, _, _ = select.select([connection.fileno(), self._waking], [], [], min(left, SILENT_SECONDS))
            if self._waking in readable or not (readable or left):
                return False
            if not readable:
                _do(connection, "SELECT 1")
        return True

    def _listen(self) -> PatientConnection:
        """Return a new connection that hears of every commit; raises ``StorageFailed``."""
        try:
            connection = PatientConnection.connect(make_conninfo(**server_arguments(self._place)), autocommit=True)
        except psycopg.Error as error:
            raise fault_of(error, self._place) from None
        try:
            _do(connection, f"LISTEN {CHANNEL}")
        except psycopg.Error as error:
            connection.close()
            raise fault_of(error, self._place) from None
        if self._standby is not None:
            self._standby.step_back()
        return connection


def _do(connection: PatientConnection, statement: str) -> None:
    """Have a statement done in half the time that an action waits."""
    with connection.answering(WAIT_SECONDS / 2):
        connection.execute(statement.encode())
