"""What ``intake doctor`` looks at in a shop's database and its files; nothing is changed."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from sqlalchemy import select

from intake.checks import Check
from intake.errors import IntakeError, StorageFailed
from intake.history import verify
from storage import tables
from storage.agreement import check_agreement
from storage.drafts import check_drafts
from storage.faults import VALUES_OF_A_WRONG_KIND, storage_failed
from storage.guards import check_guards
from storage.last_backup import last_backup
from storage.parts import check_parts
from storage.schema import check_schema, check_secret
from storage.secret import fingerprint, is_private, load_secret, short_fingerprint
from storage.snapshot import check_pages
from storage.sqlite import sqlite3
from storage.staff import check_staff
from storage.store import check_file, present_shop
from storage.tables import table
from storage.transactions import reading_anywhere
from storage.url import SqlitePlace, parse_place
from storage.view import SqlView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from storage.transactions import Transactions
    from storage.url import Place

_LEAST_FREE = 500_000_000
"""Bytes below which a disk counts as nearly full."""

_FEW = 4_000
"""Customers of a shop whose every row is compared in less time than a station waits for a busy database."""

_LEFT_OUT = "not looked at, for in a large shop that takes minutes: doctor --thorough, or any backup, does"

_CUSTOMERS = select(table(tables.Shop).c.customers)


def check_storage(url: str, secret_path: Path, *, thorough: bool = False) -> Iterator[Check]:
    """Yield every check of the database at ``url``, of the shop's secret file and of its backups, as it is made.

    Every page and row of a large shop is looked at only when it is to be ``thorough``: that takes minutes, and on
    SQLite without WAL nobody can save anything meanwhile. The history is walked as a whole wherever others can go on.
    """
    try:
        place = parse_place(url)
        transactions = reading_anywhere(place)
    except IntakeError as error:
        yield Check("database", ok=False, hint=error.message)
        return
    try:
        yield from _check_all(transactions, secret_path, thorough=thorough)
    finally:
        transactions.dispose()


def _check_all(transactions: Transactions, secret_path: Path, *, thorough: bool) -> Iterator[Check]:
    """Yield the checks; a database that cannot be reached ends those that look inside."""
    place = transactions.place
    reached = _look("database", lambda: _reach(transactions))
    yield reached
    yield _look("secret file", lambda: _secret_file(secret_path))
    if reached.ok:
        matches = _look("secret matches", lambda: _secret_matches(transactions, secret_path))
        yield matches
        schema = _look("schema", lambda: _schema(transactions))
        yield schema
        whole = thorough or _has_few(transactions)
        yield _look("integrity", lambda: transactions.read(lambda connection: _integrity(connection, place, whole)))
        if schema.ok:
            key = load_secret(secret_path).history_key if matches.ok else None
            yield from _compare(transactions, key, whole=whole)
        yield _look("durability", lambda: transactions.read(lambda connection: _durability(connection, place)))
        yield _look("writing", lambda: transactions.read(lambda connection: _writing(connection, place)))
        yield _look("backup", lambda: last_backup(secret_path, present_shop(transactions).id))
    if isinstance(place, SqlitePlace) and place.path.exists():
        yield _look("permissions", lambda: _permissions(place))
        yield _look("disk", lambda: _disk(place))


def _compare(transactions: Transactions, key: bytes | None, *, whole: bool) -> Iterator[Check]:
    """Yield what can be said only of tables that this program knows: of the history, which needs its ``key``."""
    if key is not None:
        walked = key
        yield _look("history", lambda: transactions.read(lambda connection: _history(connection, walked, whole)))
    yield _look("parts", lambda: transactions.read(check_parts))
    yield _look("history guards", lambda: transactions.read(check_guards))
    yield _look("staff", lambda: transactions.read(lambda connection: check_staff(connection, key)))
    yield _look("drafts", lambda: transactions.read(check_drafts))
    yield _look("agreement", lambda: transactions.read(check_agreement) if whole else _LEFT_OUT)


def _look(name: str, seen: Callable[[], str]) -> Check:
    """Return the check ``name``: well with what was ``seen``, or not with the sentence that was raised."""
    try:
        return Check(name, ok=True, hint=seen())
    except IntakeError as error:
        return Check(name, ok=False, hint=error.message)
    except VALUES_OF_A_WRONG_KIND:
        return Check(name, ok=False, hint="What is stored cannot be read: restore a backup.")


def _reach(transactions: Transactions) -> str:
    if isinstance(transactions.place, SqlitePlace):
        check_file(transactions.place)
    return f"{transactions.place}, market {present_shop(transactions).market}"


def _secret_file(path: Path) -> str:
    return f"{path}, fingerprint {short_fingerprint(fingerprint(load_secret(path)))}"


def _secret_matches(transactions: Transactions, path: Path) -> str:
    check_secret(present_shop(transactions), load_secret(path))
    return "the secret file is this shop's"


def _schema(transactions: Transactions) -> str:
    shop = present_shop(transactions)
    check_schema(shop.schema, transactions.place)
    return shop.schema


def _history(connection: Connection, key: bytes, whole: bool) -> str:
    """Walk the chain, event by event as it is read, unless that would keep a large shop's writers waiting."""
    if not whole and connection.dialect.name == "sqlite" and _journal(connection) != "wal":
        return _LEFT_OUT
    view = SqlView(connection)
    found = verify(key, view.events(), view.head())
    if found.broken:
        raise StorageFailed(
            "broken_history",
            f"The history does not hold at event {found.broken} ({found.why}): run intake history verify, with an "
            "anchor if you have one, and restore a backup of before.",
        )
    return f"all {found.events} events hold; the end is {found.anchor}"


def _has_few(transactions: Transactions) -> bool:
    """Tell whether the shop is small; one whose own row cannot be read is looked at as a whole."""
    try:
        count = transactions.read(lambda connection: connection.execute(_CUSTOMERS).scalar_one())
    except (IntakeError, *VALUES_OF_A_WRONG_KIND):
        return True
    return not isinstance(count, int) or count <= _FEW


def _integrity(connection: Connection, place: Place, whole: bool) -> str:
    """Check every page of an SQLite file; PostgreSQL checks pages itself as it reads, where checksums are on."""
    if isinstance(place, SqlitePlace):
        if not whole:
            return _LEFT_OUT
        check_pages(connection, place)
        return "every page, index and reference is in order"
    on = connection.exec_driver_sql("SHOW data_checksums").scalar_one() == "on"
    return "data checksums are on" if on else "data checksums are off: pg_checksums --enable turns them on"


def _durability(connection: Connection, place: Place) -> str:
    """Check that what is said to be saved survives a power cut."""
    if isinstance(place, SqlitePlace):
        return f"journal {_journal(connection)}, synchronous extra, SQLite {sqlite3.sqlite_version}"
    for setting in ("fsync", "synchronous_commit"):
        if connection.exec_driver_sql(f"SHOW {setting}").scalar_one() == "off":
            raise StorageFailed("not_durable", f"The server has {setting} off: check-ins can be lost in a power cut.")
    return "the server writes before it answers"


def _journal(connection: Connection) -> str:
    return str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())


def _writing(connection: Connection, place: Place) -> str:
    """Check that what is done here can be saved at all."""
    if isinstance(place, SqlitePlace):
        if not all(os.access(path, os.W_OK) for path in (place.path, place.path.parent)):
            raise storage_failed("read_only", place)
    elif connection.exec_driver_sql("SHOW transaction_read_only").scalar_one() == "on":
        if not place.has_standby:
            raise storage_failed("read_only", place)
        raise StorageFailed(
            "read_only",
            f"Of the servers {place} only one that follows answers: it can be read, and nothing can be saved or "
            "backed up. Start the first one again, or promote this one: SELECT pg_promote().",
        )
    return "changes can be saved"


def _permissions(place: SqlitePlace) -> str:
    """Check that nobody else may read the database's files or enter their folder."""
    for path in (place.path.parent, place.path, *place.path.parent.glob(f"{place.path.name}[-.]*")):
        if not is_private(path.stat()):
            mode = "700" if path.is_dir() else "600"
            raise StorageFailed("loose", f"Others may open {path}, or it is not yours: chmod {mode}, and chown it.")
    return "only this account may open the files"


def _disk(place: SqlitePlace) -> str:
    free = shutil.disk_usage(place.path.parent).free
    if free < _LEAST_FREE:
        raise StorageFailed("nearly_full", f"The disk has {free // 1_000_000} MB left: free some space soon.")
    return f"{free // 1_000_000} MB free"
