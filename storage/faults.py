"""What a database driver reports, as one plain sentence: no SQL, no values, no password."""

from __future__ import annotations

import os
import re
import shlex
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from intake.errors import StorageFailed
from intake.text import presentable
from storage.sqlite import sqlite3
from storage.url import PostgresPlace, SqlitePlace, size_of

if TYPE_CHECKING:
    from pathlib import Path

    from storage.url import Place

_SENTENCES = {
    "missing": "There is no shop database at {place}: run intake init.",
    "no_database": "The server has no database {place}: make an empty one there (createdb {name}) and try again.",
    "no_login": "The server does not know the login in the database URL, or refuses it: {place}. Check its name and "
    "password.",
    "gone": "The database file is gone from {place}: nothing was saved. Put it back, or restore a backup.",
    "replaced": "There is another database file at {place} than before: nothing was saved. Open the station again.",
    "journal_gone": "The file {name}-wal beside the database is gone: close all stations (F10), which keeps what was "
    "in it, and open them again.",
    "journal_foreign": "The file {name}-wal beside the database at {place} is of another shop, or of another state of "
    "this one: nothing was changed. Move {name}-wal away, and {name}-shm if there is one.",
    "journal_damaged": "The file {name}-wal beside the database at {place} is damaged, and in it what was saved last: "
    "nothing was changed. Restore a backup; or, to go on without it, move {name}-wal away, and {name}-shm if there is "
    "one.",
    "rollback_foreign": "The file {name}-journal beside the database at {place} is of another shop, or of another "
    "state of this one: nothing was changed. Move {name}-journal away.",
    "journal_lost": "What was saved last is missing at {place}: there is a {name}-shm, but the {name}-wal that goes "
    "with it is gone. Put {name}-wal back, or move {name}-shm away to go on without it.",
    "locked": "The database is busy with another program at {place}: try again in a moment.",
    "full": "The disk is full: nothing was saved to {place}. Free some space and try again.",
    "read_only": "The database can be read only at {place}: nothing was saved.",
    "damaged": "The database at {place} is damaged or is no shop database: restore a backup, or name the shop's own.",
    "no_access": "This account may not open the database at {place}.",
    "unreachable": "The database server does not answer, or refuses this station: {place}.",
    "disk_error": "The disk reports an error at {place}: nothing was saved. Check the disk.",
    "journal_or_disk": "The file {name}-wal beside the database was deleted, or the disk reports an error: close all "
    "stations (F10), which keeps what was in it, and try again. If it stays so, check the disk.",
    "failed": "The database at {place} could not do what was asked.",
}
_NONE_LEADS = (
    "No database server that takes changes answers, or it refuses this station: {place}. Start it again, or promote "
    "one that follows."
)
"""What ``unreachable`` means where there are several servers."""

_SQLITE = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_PROTOCOL: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_CANTOPEN: "no_access",
    sqlite3.SQLITE_PERM: "no_access",
    sqlite3.SQLITE_AUTH: "no_access",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_FORMAT: "damaged",
    sqlite3.SQLITE_SCHEMA: "locked",
    sqlite3.SQLITE_IOERR: "disk_error",
}
_SQLITE_WORDS = {
    "database or disk is full": "full",
    "disk I/O error": "disk_error",
    "database disk image is malformed": "damaged",
    "file is not a database": "damaged",
    "attempt to write a readonly database": "read_only",
    "unable to open database file": "no_access",
    "database is locked": "locked",
}
"""What SQLite says where the driver does not hand on its number, as in a backup."""
_POSTGRES = {
    "40001": "locked",  # serialization failure
    "40P01": "locked",  # deadlock
    "55P03": "locked",  # lock timeout
    "53100": "full",
    "25006": "read_only",
    "25P03": "unreachable",  # put out for doing nothing inside a transaction
    "25P04": "unreachable",  # put out for a transaction that took too long
    "3D000": "no_database",
    "28000": "no_login",
    "28P01": "no_login",
    "42P01": "damaged",  # no such table
    "42501": "no_access",
    "58030": "disk_error",
    "XX001": "damaged",
    "XX002": "damaged",
}
_SHARED_MEMORY = 32 * 1024
"""Bytes of the file beside a database in WAL mode that the first one to open it makes (sqlite.org/walformat.html)."""
_UNDECODABLE = "Could not decode to UTF-8"
"""How SQLite's driver begins to speak of a text that is none."""

_LOST = {"OperationalError", "ConnectionTimeout"}
"""Names of the driver's errors around a connection, which come without a state."""

_LIBPQ_WORDS = {
    "no_database": r'database ".*" does not exist',
    "no_login": r'role ".*" (does not exist|is not permitted to log in)|\w authentication failed for user|'
    "no password supplied|no pg_hba.conf entry for",
}
"""What a server says, by libpq, when it takes no connection; the state is not handed on."""

_POSTGRES_CLASSES = {"08": "unreachable", "53": "unreachable", "57": "unreachable"}

DriverError = (DBAPIError, sqlite3.Error)
"""What the engines raise: wrapped by SQLAlchemy, or bare while a connection is being set up."""

VALUES_OF_A_WRONG_KIND = (AttributeError, KeyError, TypeError, ValueError)
"""What rows come to that a damaged disk made say something impossible: no text, no date, a role that is none."""


def storage_failed(code: str, place: Place) -> StorageFailed:
    """Return the failure of that code at ``place``."""
    name = place.database if isinstance(place, PostgresPlace) else place.path.name
    of_several = code == "unreachable" and isinstance(place, PostgresPlace) and place.has_standby
    sentence = _NONE_LEADS if of_several else _SENTENCES[code]
    return StorageFailed(code, sentence.format(place=place, name=shlex.quote(presentable(name))))


def fault_of(error: Exception, place: Place) -> StorageFailed:
    """Return what ``error``, of SQLAlchemy or of a driver, means to a person."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = _sqlite_code(cause) if isinstance(cause, sqlite3.Error) else _postgres_code(cause)
    if code == "disk_error" and isinstance(place, SqlitePlace):
        code = _disk_code(place.path)
    failed = storage_failed(code, place)
    failed.detail["engine"] = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return failed


def passes(error: Exception, place: Place) -> bool:
    """Return whether trying again may help: the database was busy, a connection was lost, or another server leads."""
    code = fault_of(error, place).code
    return code in {"locked", "unreachable"} or (
        code == "read_only" and isinstance(place, PostgresPlace) and place.has_standby
    )


def is_missing(error: Exception, place: Place) -> bool:
    """Return whether no server took the connection, which is more than one that was lost in use."""
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return fault_of(error, place).code == "unreachable" and not lost


def _disk_code(path: Path) -> str:
    """Tell a full disk, and a deleted journal that others still have open, from an error of the disk.

    Who opens a database without the journal that its readers share makes an empty one, and SQLite reads in vain in it.
    """
    if _is_full(path.parent):
        return "full"
    journal, shared = (path.with_name(f"{path.name}{side}") for side in ("-wal", "-shm"))
    return "journal_or_disk" if size_of(shared) and not size_of(journal) else "disk_error"


def _is_full(folder: Path) -> bool:
    """Tell whether there is no room for what SQLite's readers share in WAL mode; it calls that an error of the disk."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < _SHARED_MEMORY


def is_unreadable(error: Exception) -> bool:
    """Return whether what is wrong is a stored value itself, which no program of ours has written."""
    if isinstance(error, VALUES_OF_A_WRONG_KIND):
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return str(cause).startswith(_UNDECODABLE)
    return type(cause).__name__ == "DataError" and getattr(cause, "sqlstate", None) is None


def _sqlite_code(error: sqlite3.Error) -> str:
    if is_unreadable(error):
        return "damaged"
    number = getattr(error, "sqlite_errorcode", None)
    if number is None:
        return _SQLITE_WORDS.get(str(error), "failed")
    if "no such table" in str(error):
        return "damaged"
    return _SQLITE.get(number & 0xFF, "failed")


def _postgres_code(error: BaseException | None) -> str:
    state = getattr(error, "sqlstate", None)
    if isinstance(error, Exception) and is_unreadable(error):
        return "damaged"
    if state is None:
        return _unreachable_code(str(error)) if type(error).__name__ in _LOST else "failed"
    return _POSTGRES.get(state) or _POSTGRES_CLASSES.get(state[:2], "failed")


def _unreachable_code(message: str) -> str:
    """Tell a missing database and a refused login from a missing server; the driver has no more than libpq's words."""
    return next((code for code, words in _LIBPQ_WORDS.items() if re.search(words, message)), "unreachable")
