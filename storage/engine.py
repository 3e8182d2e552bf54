"""Engines for both databases, set up so that what is said to be saved survives a power cut."""

from __future__ import annotations

import importlib.util
import sqlite3
from typing import TYPE_CHECKING

from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

from intake.errors import Misused
from storage.url import PostgresPlace

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from storage.url import Place, SqlitePlace

_BUSY_SECONDS = 0.1
"""How long SQLite itself waits; longer waits are ours, because its back-off starves writers."""

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16000",
)
_SERVER_ARGUMENTS = {
    "application_name": "intake",
    "client_encoding": "utf8",
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
"""In seconds; a server that vanished is noticed after half a minute."""

_SERVER_LIMITS = "-c lock_timeout=5s -c idle_in_transaction_session_timeout=60s -c timezone=UTC"


def make_engine(place: Place) -> Engine:
    """Return an engine for ``place`` that opens nothing yet; raises ``Misused`` without a PostgreSQL driver."""
    return _server_engine(place) if isinstance(place, PostgresPlace) else _file_engine(place)


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
        f"{place.path.as_uri()}?mode=rw",
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
    return connection


def _leave_unsafe_wal(connection: sqlite3.Connection) -> None:
    """Turn WAL off where another SQLite turned it on and this one could damage the file by it."""
    if not wal_is_safe() and connection.execute("PRAGMA journal_mode").fetchone() == ("wal",):
        connection.execute("PRAGMA journal_mode = DELETE")


def _file_engine(place: SqlitePlace) -> Engine:
    return create_engine(
        "sqlite://", creator=lambda: connect_file(place), poolclass=QueuePool, max_overflow=-1, hide_parameters=True
    )


def _server_engine(place: PostgresPlace) -> Engine:
    if importlib.util.find_spec("psycopg") is None:
        raise Misused("no_driver", "PostgreSQL needs its driver: install intake-station[postgresql].")
    given = place.url.query.get("options", "")
    options = f"{_SERVER_LIMITS} {given if isinstance(given, str) else ' '.join(given)}".strip()
    try:
        return create_engine(
            place.url.difference_update_query(["options"]),
            connect_args=_SERVER_ARGUMENTS | {"options": options},
            pool_size=2,
            max_overflow=-1,
            hide_parameters=True,
        )
    except ImportError:
        raise Misused(
            "no_driver", "The PostgreSQL driver cannot be loaded: install libpq or psycopg[binary]."
        ) from None
