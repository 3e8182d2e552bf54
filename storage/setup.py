"""Making a shop's database, and bringing an older one up to this program's schema."""

from __future__ import annotations

import contextlib
import errno
import os
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import insert, inspect, text

from intake.errors import Misused, Refused, StorageFailed
from intake.history import START, Event, holds_at_end, next_head
from storage import schema, tables
from storage.before_upgrade import keep_copy
from storage.end import read_head
from storage.engine import journal_mode, make_engine
from storage.faults import storage_failed
from storage.guards import guard
from storage.journal import check_journal
from storage.open_file import check_nothing_left
from storage.presence import stations_closed
from storage.schema import VERSION, ShopRecord, check_not_newer, check_secret, migrate, read_shop
from storage.secret import create_secret, fingerprint, load_secret, make_private_folder
from storage.tables import table
from storage.transactions import WAIT_SECONDS, Transactions
from storage.turn import turn
from storage.url import PostgresPlace, SqlitePlace, parse_place, size_of, without_password
from storage.wal import begin_writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from storage.secret import Secret
    from storage.url import Place

T = TypeVar("T")
_WAIT_SECONDS = 30.0
"""How long an init waits for another one that is at work."""

_LOCK = 0x696E74616B65
"""PostgreSQL's number for the lock that inits of one database queue for: "intake" in ASCII."""

_FOREIGN = (
    "The database at {place} is another program's, or a damaged shop's: nothing was changed. "
    "Name another one, or restore a backup."
)
_CODES = {errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EROFS: "read_only"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A database that is ready: its URL without a password, its schema, its market, its ``backup`` if upgraded.

    ``holds`` tells whether its history ends as it was sealed.
    """

    database: str
    schema: str
    market: str
    backup: Path | None = None
    holds: bool = True


def prepare(url: str, secret_path: Path, market: str | None, copies: Path | None = None) -> Prepared:
    """Make the shop's secret and database where they are missing and upgrade an older one.

    ``copies`` is the folder for the backup of a server's shop before its upgrade. Raises ``Misused`` (``no_secret``)
    when the database is there and its secret is not, and what ``create_or_upgrade`` raises.
    """
    secret = _secret(url, secret_path)
    shop, backup, holds = _create_or_upgrade(url, secret, market, copies)
    return Prepared(without_password(url), shop.schema, shop.market, backup, holds)


def create_or_upgrade(url: str, secret: Secret, market: str | None, copies: Path | None = None) -> ShopRecord:
    """Return the shop at ``url``, made for ``market`` or upgraded if need be; an existing shop keeps its market.

    All of it happens in one transaction, or nothing. Before an upgrade the shop is backed up: a file beside itself, a
    server's in the folder ``copies``. Raises ``StorageFailed`` for a newer schema, an upgrade while stations are open
    (``in_use``), a database of another program (``foreign``) and all that can go wrong on a disk; ``Misused`` for a
    wrong secret, (``no_market``) for a new shop without a market and (``no_copies``) for an upgrade without a folder.
    """
    return _create_or_upgrade(url, secret, market, copies)[0]


def _create_or_upgrade(
    url: str, secret: Secret, market: str | None, copies: Path | None
) -> tuple[ShopRecord, Path | None, bool]:
    place = parse_place(url)
    check_nothing_left(place)
    _check_sides(place)
    transactions = _reached(place)
    folder = place.path.parent if isinstance(place, SqlitePlace) else copies
    try:
        return transactions.persistently(lambda deadline: _prepare(transactions, deadline, secret, market, folder))
    finally:
        transactions.dispose()


def make_and_fill(place: Place, fill: Callable[[Connection], T]) -> T:
    """Make all tables in an empty database and return what ``fill`` says that put rows in, all in one transaction.

    Raises ``Refused`` (``exists``) when there is a shop already, and what ``create_or_upgrade`` raises.
    """
    transactions = _reached(place)

    def once(deadline: float) -> T:
        with _alone(transactions, deadline) as connection:
            if _present_shop(connection, place):
                raise Refused("exists", f"There is a shop in the database at {place} already: name an empty database.")
            migrate(connection)
            filled = fill(connection)
            guard(connection)
            connection.commit()
            return filled

    try:
        return transactions.persistently(once)
    finally:
        transactions.engine.dispose()


def _reached(place: Place) -> Transactions:
    """Return transactions that wait long for other inits, of a server only once it was found to take changes."""
    transactions = Transactions(place, make_engine(place), _WAIT_SECONDS)
    if isinstance(place, PostgresPlace):
        replace(transactions, wait=WAIT_SECONDS).read(lambda _: None)
    return transactions


def _secret(url: str, path: Path) -> Secret:
    if path.exists() or path.is_symlink():
        return load_secret(path)
    if has_shop(parse_place(url)):
        raise Misused("no_secret", f"The shop's secret file is missing: bring it to {path}.")
    try:
        return create_secret(path)
    except Misused as error:
        if error.code != "secret_exists":
            raise
        return load_secret(path)


def has_shop(place: Place) -> bool:
    """Return whether there is a database with a shop in it."""
    if isinstance(place, SqlitePlace) and not (place.path.is_file() and place.path.stat().st_size):
        return False
    _check_sides(place)
    engine = make_engine(place)
    try:
        return Transactions(place, engine).read(lambda connection: "shop" in inspect(connection).get_table_names())
    finally:
        engine.dispose()


def _check_sides(place: Place) -> None:
    if isinstance(place, SqlitePlace) and size_of(place.path):
        check_journal(place)


def _prepare(
    transactions: Transactions, deadline: float, secret: Secret, market: str | None, copies: Path | None
) -> tuple[ShopRecord, Path | None, bool]:
    """Return the shop once it is ready, the copy that was made of it if it was older, and whether the history holds."""
    kept = None
    with _alone(transactions, deadline) as connection:
        shop = _present_shop(connection, transactions.place)
        if shop:
            check_not_newer(shop.schema, transactions.place)
            check_secret(shop, secret)
        elif market is None:
            raise Misused("no_market", "Say whose law holds in the new shop with --market.")
        if shop is None:
            migrate(connection)
            _add_shop(connection, secret, market or "")
        with contextlib.ExitStack() as until_committed:
            if shop and shop.schema != schema.SCHEMA:
                until_committed.enter_context(stations_closed(transactions.place, connection))
                kept = _kept(connection, transactions.place, shop, secret, copies)
                migrate(connection)
            prepared = read_shop(connection)
            holds = holds_at_end(secret.history_key, read_head(connection))
            guard(connection)
            connection.commit()
        if isinstance(transactions.place, SqlitePlace):
            connection.exec_driver_sql(f"PRAGMA journal_mode = {journal_mode()}")
    if prepared is None:
        raise storage_failed("damaged", transactions.place)
    return prepared, kept, holds


def _kept(connection: Connection, place: Place, shop: ShopRecord, secret: Secret, copies: Path | None) -> Path:
    if copies is None:
        raise Misused("no_copies", "Say in which folder the shop is to be backed up before its upgrade.")
    return keep_copy(connection, place, shop, secret, copies)


@contextlib.contextmanager
def _alone(transactions: Transactions, deadline: float) -> Iterator[Connection]:
    """Open a writing transaction that other inits wait for, on a database that may be empty."""
    place = transactions.place
    if isinstance(place, SqlitePlace):
        _make_folder(place)
        with turn(place.lock_path, deadline), _file(place), transactions.engine.connect() as connection:
            begin_writing(connection)
            yield connection
    else:
        with transactions.engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            if connection.execute(text("SHOW server_encoding")).scalar_one() != "UTF8":
                raise Misused("bad_encoding", f"The database {place} must have the encoding UTF8.")
            yield connection


def _make_folder(place: SqlitePlace) -> None:
    try:
        make_private_folder(place.path.parent)
    except OSError as error:
        raise storage_failed(_CODES.get(error.errno or 0, "no_access"), place) from None


@contextlib.contextmanager
def _file(place: SqlitePlace) -> Iterator[None]:
    """Make the empty file (0600) if it is missing; one that was made and is still empty at the end goes again."""
    try:
        os.close(os.open(place.path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        made = True
    except FileExistsError:
        made = False
        if not place.path.is_file():
            raise StorageFailed("foreign", f"There is something else than a file at {place}: look there.") from None
    except OSError as error:
        raise storage_failed(_CODES.get(error.errno or 0, "no_access"), place) from None
    try:
        yield
    finally:
        if made and not place.path.stat().st_size:
            place.path.unlink()


def _present_shop(connection: Connection, place: Place) -> ShopRecord | None:
    names = set(inspect(connection).get_table_names())
    if not names:
        return None
    if "shop" in names and VERSION.name not in names:
        raise storage_failed("damaged", place)
    if "shop" not in names:
        raise StorageFailed("foreign", _FOREIGN.format(place=place))
    shop = read_shop(connection)
    if shop is None:
        raise storage_failed("damaged", place)
    return shop


def _add_shop(connection: Connection, secret: Secret, market: str) -> None:
    """Put in the shop's row and the sealed beginning of its history."""
    shop = {"id": str(uuid.uuid4()), "market": market, "secret_fingerprint": fingerprint(secret)}
    connection.execute(insert(table(tables.Shop)).values(shop | {"next_number": 1, "customers": 0}))
    beginning = Event(datetime.now(UTC), "", "", "", "", seq=0, mac=START)
    seal = next_head(secret.history_key, beginning).seal
    connection.execute(insert(table(tables.ChainHead)).values(id=1, seq=0, mac=START, seal=seal))
