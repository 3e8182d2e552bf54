"""Engines for both databases, set up so that what is said to be saved survives a power cut."""

from __future__ import annotations

import contextlib
import importlib.util
import os
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from intake.errors import Misused
from intake.text import presentable
from storage.sqlite import sqlite3
from storage.url import PostgresPlace, size_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sqlalchemy import Dialect, Engine, ExceptionContext

    from storage.patience import PatientConnection
    from storage.url import Place, SqlitePlace

_BUSY_SECONDS = 0.1
"""How long SQLite itself waits; longer waits are ours, because its back-off starves writers."""

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = EXTRA",  # FULL lets a deleted journal come back after a power cut, and undo what was told
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -256",  # the system keeps a shop's pages already, once for all stations
    "PRAGMA journal_size_limit = 16777216",  # what a long reading lets the journal grow to is given back
)
_VERSIONS, _IN_WAL = slice(18, 20), b"\x02\x02"
"""Where a database file says who may write and read it, and what it says in WAL mode (sqlite.org/fileformat2.html)."""

_SERVER_OPTIONS = {
    "application_name": "intake",
    "client_encoding": "utf8",
    "connect_timeout": "2",
    "keepalives_idle": "3",
    "keepalives_interval": "1",
    "keepalives_count": "3",
    "tcp_user_timeout": "5000",
}
"""What a URL need not say: a host that does not answer is passed over after two seconds, which is the driver's least,
and one that vanished in the middle is noticed after five or six."""

_SERVER_LIMITS = "-c lock_timeout=2s -c idle_in_transaction_session_timeout=10s -c timezone=UTC -c jit=off"
"""A station that froze while it wrote holds the others up for ten seconds at most. A lock is given up before the server
counts as silent, which would be the wrong thing to say. To compile a search takes longer than the search."""

_TAKES_CHANGES = {"target_session_attrs": "read-write"}
_READ_ONLY = "25006"
_LONGEST_NAME = 40


def make_engine(place: Place) -> Engine:
    """Return an engine for ``place`` that opens nothing yet; raises ``Misused`` without a PostgreSQL driver."""
    return _server_engine(server_arguments(place)) if isinstance(place, PostgresPlace) else _file_engine(place)


def wal_is_safe(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Return whether this SQLite is free of the WAL reset fault that can damage a database shared by processes.

    It is in 3.7.0 to 3.51.2 (sqlite.org/wal.html, "The WAL-Reset Bug"); 3.44.6 and 3.50.7 have the repair too.
    """
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def journal_mode() -> str:
    """Return the journal mode that is safe with this SQLite."""
    return "wal" if wal_is_safe() else "delete"


def connect_file(place: SqlitePlace) -> sqlite3.Connection:
    """Return a connection to the file, which must exist, with no transaction begun but by an explicit ``BEGIN``.

    It falls back to reading only where the file cannot be written to.
    """
    connection = sqlite3.connect(
        f"{place.path.as_uri()}?{'immutable=1' if _is_frozen(place.path) else 'mode=rw'}",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        _leave_unsafe_wal(connection)
    except sqlite3.Error:
        connection.close()
        raise
    except UnicodeDecodeError:  # what is wrong with a damaged schema is told in its own bytes
        connection.close()
        raise sqlite3.DatabaseError("database disk image is malformed") from None
    return connection


def _is_frozen(path: Path) -> bool:
    """Tell whether a shop in WAL mode rests on a disk that can only be read, so that side files cannot be made."""
    sides = (path.with_name(f"{path.name}{side}") for side in ("-wal", "-shm"))
    if not os.statvfs(path).f_flag & os.ST_RDONLY or any(map(size_of, sides)):
        return False
    return is_in_wal_mode(path)


def is_in_wal_mode(path: Path) -> bool:
    """Return whether the database file says that it is in WAL mode; raises ``OSError``."""
    with path.open("rb") as file:
        return file.read(_VERSIONS.stop)[_VERSIONS] == _IN_WAL


def _leave_unsafe_wal(connection: sqlite3.Connection) -> None:
    """Turn WAL off where another SQLite turned it on and this one could damage the file by it."""
    if not wal_is_safe() and connection.execute("PRAGMA journal_mode").fetchone() == ("wal",):
        connection.execute("PRAGMA journal_mode = DELETE")


def enter_wal(engine: Engine) -> None:
    """Turn WAL on where it is safe, as a copy of a backup is without it; others who have it open may hold that up."""
    with contextlib.suppress(DBAPIError, sqlite3.Error):
        if wal_is_safe():
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")


def _file_engine(place: SqlitePlace) -> Engine:
    return create_engine(
        "sqlite://",
        module=sqlite3,
        creator=lambda: connect_file(place),
        poolclass=QueuePool,
        max_overflow=-1,
        hide_parameters=True,
    )


def server_arguments(place: PostgresPlace) -> dict[str, str]:
    """Return what the driver is told; what the URL says goes before what is usual here.

    Of several servers only the one that takes changes will do.
    """
    chosen = _TAKES_CHANGES if place.has_standby else {}
    limits = f"{_SERVER_LIMITS} {place.options.get('options', '')}".strip()
    where = {"dbname": place.database}
    if any(host.name for host in place.hosts):
        where["host"] = ",".join(host.name for host in place.hosts)
    if any(host.port for host in place.hosts):
        where["port"] = ",".join(host.port for host in place.hosts)
    return _SERVER_OPTIONS | chosen | dict(place.options) | where | {"options": limits}


def make_standby_engine(place: Place) -> Engine | None:
    """Return an engine for reading from whichever of several servers answers; None where there is but one."""
    if isinstance(place, PostgresPlace) and place.has_standby:
        return _server_engine(server_arguments(place) | {"target_session_attrs": "any"})
    return None


def _server_engine(arguments: dict[str, str]) -> Engine:
    if importlib.util.find_spec("psycopg") is None:
        raise Misused("no_driver", "PostgreSQL needs its driver: install intake-station[postgresql].")
    try:
        _check_options(arguments)
        engine = create_engine(
            "postgresql+psycopg://", connect_args=arguments, pool_size=2, max_overflow=-1, hide_parameters=True
        )
    except ImportError:
        raise Misused(
            "no_driver", "The PostgreSQL driver cannot be loaded: install libpq or psycopg[binary]."
        ) from None
    event.listen(engine, "do_connect", _connect_server)
    event.listen(engine, "handle_error", _leave_demoted_server)
    return engine


def _check_options(arguments: Mapping[str, str]) -> None:
    """Raise ``Misused`` for an option that libpq does not know; it would say so at every connection."""
    from psycopg.pq import Conninfo  # noqa: PLC0415 - needs the driver of PostgreSQL

    unknown = sorted(arguments.keys() - {option.keyword.decode() for option in Conninfo.get_defaults()})
    if unknown:
        name = presentable(unknown[0]).replace("\n", " ")[:_LONGEST_NAME]
        raise Misused("bad_url", f"The database URL has an option that PostgreSQL does not know: {name}.")


def _connect_server(_dialect: Dialect, _record: object, _given: object, arguments: dict[str, Any]) -> PatientConnection:
    from storage.patience import PatientConnection  # noqa: PLC0415 - needs the driver of PostgreSQL

    return PatientConnection.connect(**arguments)


def _leave_demoted_server(context: ExceptionContext) -> None:
    """Throw pooled connections away when their server takes no changes any more."""
    if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
        context.is_disconnect = True
