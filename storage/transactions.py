"""Transactions on either engine: how they begin, how writers queue, and what happens when it does not work."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from storage import tables
from storage.engine import make_engine, make_standby_engine
from storage.faults import DriverError, fault_of, is_missing, passes, storage_failed
from storage.open_file import OpenFile
from storage.shared_time import SharedTime
from storage.standby import Standby
from storage.tables import table
from storage.turn import TooLongError, pause, turn
from storage.url import SqlitePlace
from storage.wal import begin_writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection, Engine

    from storage.url import Place

T = TypeVar("T")
WAIT_SECONDS = 5.0
"""How long an action waits for a busy or vanished database before it fails."""

CHANNEL = "intake"
"""Where PostgreSQL tells of every commit."""

_HEAD = table(tables.ChainHead)
_SHORTEST, _LONGEST = 0.005, 0.05


_BEGIN_ALONE = f"BEGIN; SELECT seq, pg_notify('{CHANNEL}', '') FROM {_HEAD.name} FOR UPDATE"  # noqa: S608 - names of ours
"""What begins a transaction, makes it wait for its turn on a server and tells of its commit, in one exchange."""


@dataclass(frozen=True, slots=True)
class Transactions:
    """The transactions of one database; ``wait`` is in seconds.

    Reads go to the ``standby``, where there is one, while no server takes changes; it is not asked for the ``time``.
    """

    place: Place
    engine: Engine
    wait: float = WAIT_SECONDS
    standby: Standby | None = None
    time: SharedTime = field(default_factory=SharedTime)
    file: OpenFile | None = field(init=False)

    def __post_init__(self) -> None:
        """Note which file it is."""
        object.__setattr__(self, "file", OpenFile(self.place) if isinstance(self.place, SqlitePlace) else None)

    @property
    def engines(self) -> Sequence[Engine]:
        """Its own engine, and the standby's where there is one."""
        return (self.engine,) if self.standby is None else (self.engine, self.standby.engine)

    def dispose(self) -> None:
        """Let go of all connections."""
        for engine in self.engines:
            engine.dispose()

    def persistently(self, once: Callable[[float], T]) -> T:
        """Run ``once`` until it is through or time is up, and say in plain words what a driver reports.

        ``once`` gets the deadline by the monotonic clock. Raises ``StorageFailed``.
        """
        deadline = time.monotonic() + self.wait
        while True:
            try:
                return once(deadline)
            except TooLongError:
                raise storage_failed("locked", self.place) from None
            except DriverError as error:
                if moved := self.file and self.file.fault():
                    raise moved from None
                if not passes(error, self.place) or time.monotonic() > deadline:
                    raise fault_of(error, self.place) from None
            pause(_SHORTEST, _LONGEST)

    def check_file(self) -> None:
        """Raise ``StorageFailed`` (``gone``, ``replaced``) when the file that was opened is no longer in its place."""
        if moved := self.file and self.file.fault():
            raise moved

    def read(self, reader: Callable[[Connection], T]) -> T:
        """Return what ``reader`` reads of one snapshot; raises ``StorageFailed``."""
        return self.persistently(lambda _: self._read_where_possible(reader))

    def _read_where_possible(self, reader: Callable[[Connection], T]) -> T:
        standby = self.standby
        if standby is None:
            return self._read(self.engine, reader)
        if not standby.stands_in:
            try:
                return self._read(self.engine, reader)
            except DriverError as error:
                if not is_missing(error, self.place):
                    raise
                standby.stand_in()
        return self._read(standby.engine, reader)

    def _read(self, engine: Engine, reader: Callable[[Connection], T]) -> T:
        self.check_file()
        with engine.connect() as connection:
            if isinstance(self.place, SqlitePlace):
                connection.exec_driver_sql("BEGIN")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ")
                if engine is self.engine:
                    self.time.ask(connection)
            return reader(connection)

    @contextlib.contextmanager
    def writing(self, deadline: float) -> Iterator[Connection]:
        """Open a transaction that is alone among writers; what is not committed is taken back.

        Readers never wait for it on PostgreSQL; there, writers queue for the end of the history, and those who watch
        hear of the commit.
        """
        self.check_file()
        if isinstance(self.place, SqlitePlace):
            with turn(self.place.lock_path, deadline), self.engine.connect() as connection:
                begin_writing(connection)
                yield connection
        else:
            with self.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT")  # so that the driver begins nothing itself
                with self._answering(connection):
                    self.time.ask(connection)
                    connection.exec_driver_sql(_BEGIN_ALONE)
                if self.standby is not None:
                    self.standby.step_back()
                yield connection

    def commit(self, connection: Connection) -> None:
        """Make what was written durable; nobody knows whether it is when the server does not answer."""
        self.check_file()
        with self._answering(connection):
            connection.commit()

    def _answering(self, connection: Connection) -> contextlib.AbstractContextManager[None]:
        """Hold a server to answering in half the time that an action waits, so that it can be asked once more."""
        driver = connection.connection.driver_connection
        if driver is None or isinstance(self.place, SqlitePlace):
            return contextlib.nullcontext()
        answering: contextlib.AbstractContextManager[None] = driver.answering(self.wait / 2)
        return answering


def reading_anywhere(place: Place, wait: float = WAIT_SECONDS) -> Transactions:
    """Return transactions at ``place`` that read from any of several servers while none takes changes."""
    followers = make_standby_engine(place)
    return Transactions(place, make_engine(place), wait, Standby(followers) if followers else None)
