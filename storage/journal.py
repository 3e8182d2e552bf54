"""Whether what lies beside a shop's file is its own: SQLite would write any ``-wal`` into it, and then delete that.

Only the first to open a file looks: what stations have open, SQLite itself keeps together.
"""

from __future__ import annotations

import contextlib
import struct
import time
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from intake.history import START
from storage.engine import is_in_wal_mode
from storage.faults import VALUES_OF_A_WRONG_KIND, fault_of, storage_failed
from storage.lost_journal import is_lost
from storage.presence import left_alone
from storage.rollback import is_of
from storage.sqlite import sqlite3
from storage.turn import TooLongError, turn
from storage.url import size_of
from storage.wal import HEADER, Wal, number_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storage.url import SqlitePlace

T = TypeVar("T")
_WAIT_SECONDS = 5.0
_ALONE = "immutable=1"
_WITH_JOURNAL = "mode=ro&vfs=unix-none"
"""How a file is opened without its ``-wal``, and with it but so that nothing can be written and no ``-shm`` is made."""

_FOREIGN, _DAMAGED = "journal_foreign", "journal_damaged"
_UNREADABLE = (sqlite3.Error, *VALUES_OF_A_WRONG_KIND)
_END = (
    "SELECT shop.id, head.seq, head.mac, coalesce(last.mac, ?) FROM shop NOT INDEXED, chain_head AS head"
    " LEFT JOIN event AS last ON last.seq = head.seq"
)
"""The index of shops is not asked: its page never changes, so it is in no ``-wal``."""

_LINK = "SELECT coalesce((SELECT mac FROM event WHERE seq = ?), ?)"


class _End(NamedTuple):
    """Whose history it is and where it ends: as the head says, and as the last event does."""

    shop: str
    seq: int
    mac: str
    last: str


def check_journal(place: SqlitePlace) -> None:
    """Raise ``StorageFailed``, before anything is changed, where what lies beside a file is not its own.

    ``journal_foreign``: it belongs to another shop, or to another state of this one. ``journal_damaged``: SQLite would
    leave out of it what was acknowledged. ``journal_lost``: there is none, but the ``-shm`` that goes with it, which no
    orderly end leaves. ``rollback_foreign``: there is a ``-journal`` of another shop or state.
    """
    path = place.path.resolve()
    journal, rollback = (path.with_name(f"{path.name}{side}") for side in ("-wal", "-journal"))
    _check_alone(rollback, place, lambda: "" if is_of(path, rollback) else "rollback_foreign")
    if is_lost(path):
        with left_alone(place) as nobody_else:
            if nobody_else and is_lost(path) and _needs_journal(path):
                raise storage_failed("journal_lost", place)
    else:
        _check_alone(journal, place, lambda: _fault_in(journal, place))


def _check_alone(beside: Path, place: SqlitePlace, fault_in: Callable[[], str]) -> None:
    """Raise what ``fault_in`` says of the file ``beside``, if that is there and nobody has the database open."""
    if not size_of(beside):
        return
    try:  # in turn: who comes while another looks would take that one for a station
        with turn(beside, time.monotonic() + _WAIT_SECONDS), left_alone(place) as nobody_else:
            if nobody_else and (fault := fault_in()) and size_of(beside):
                raise storage_failed(fault, place)
    except TooLongError:
        raise storage_failed("locked", place) from None


def _needs_journal(path: Path) -> bool:
    try:
        return is_in_wal_mode(path)
    except OSError:
        return False


def _fault_in(journal: Path, place: SqlitePlace) -> str:
    """Return the code of what speaks against the ``-wal``, or nothing.

    SQLite opens it only where it takes something of it: it would delete any other.
    """
    if size_of(journal) <= HEADER:
        return ""
    try:
        with journal.open("rb") as file:
            wal = Wal(file)
            if not wal.is_one:
                return _FOREIGN
            if not wal.header_holds:
                return _DAMAGED
            first, highest, own = wal.first_number(), wal.highest_number(), number_of(place.path)
    except (OSError, struct.error):  # who opens the shop hears of it; one who closes it cuts the -wal
        return ""
    if first is None:
        return _DAMAGED if highest > own + 1 else ""
    return _FOREIGN if first > own + 1 else _fault_in_whole(place, own, highest)


def _fault_in_whole(place: SqlitePlace, own: int, highest: int) -> str:
    """Return the code of what speaks against the ``-wal`` by what SQLite makes of the file with it, or nothing.

    ``own`` is the last transaction in the file itself, ``highest`` that in the ``-wal``. Each is synced before the next
    begins and before it comes into the file: only the ``highest`` may be torn, and is no loss then.
    """
    try:
        taken = _read(place, _WITH_JOURNAL, _number)
        if highest > taken + 1 or taken < own <= highest:
            return _DAMAGED
        return "" if own <= taken and _goes_on_from_file(place) else _FOREIGN
    except _UNREADABLE as error:
        return _FOREIGN if _is_damage(error, place) and _is_sound(place) else ""


def _goes_on_from_file(place: SqlitePlace) -> bool:
    """Return whether the history goes on from the file alone to the file with its ``-wal``.

    Nothing speaks against that where the file alone cannot be read, as after a power cut while it was written.
    """
    try:
        end = _read(place, _ALONE, _end)
    except _UNREADABLE:
        return True
    if end is None or end.last != end.mac:
        return True
    return _read(place, _WITH_JOURNAL, lambda whole: _goes_on(end, whole))


def _read(place: SqlitePlace, how: str, reader: Callable[[sqlite3.Connection], T]) -> T:
    connection = sqlite3.connect(f"{place.path.as_uri()}?{how}", uri=True, isolation_level=None)
    with contextlib.closing(connection):
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # what readers share stays in memory
        return reader(connection)


def _number(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _end(connection: sqlite3.Connection) -> _End | None:
    row = connection.execute(_END, (START,)).fetchone()
    return _End(*row) if row else None


def _goes_on(end: _End, whole: sqlite3.Connection) -> bool:
    later = _end(whole)
    if later is None or later.shop != end.shop or later.seq < end.seq or later.last != later.mac:
        return False
    link: tuple[str] = whole.execute(_LINK, (end.seq, START)).fetchone()
    return link == (end.mac,)


def _is_damage(error: Exception, place: SqlitePlace) -> bool:
    return not isinstance(error, sqlite3.Error) or fault_of(error, place).code == "damaged"


def _is_sound(place: SqlitePlace) -> bool:
    try:
        found: tuple[str] = _read(place, _ALONE, lambda alone: alone.execute("PRAGMA quick_check(1)").fetchone())
    except _UNREADABLE:
        return False
    return found == ("ok",)
