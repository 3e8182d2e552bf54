"""The open database of a shop: ``intake.ports.Store`` on SQLite or PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import inspect

from intake.errors import StorageFailed
from storage.engine import enter_wal
from storage.faults import storage_failed
from storage.given import refuse_impossible_texts
from storage.journal import check_journal
from storage.open_file import check_nothing_left
from storage.presence import Presence
from storage.schema import check_schema, check_secret, read_shop
from storage.transactions import WAIT_SECONDS, reading_anywhere
from storage.url import SqlitePlace, parse_place
from storage.view import SqlView
from storage.watch import make_watch
from storage.work import SqlWork

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake.ports import View, Watch, Work
    from storage.schema import ShopRecord
    from storage.secret import Secret
    from storage.transactions import Transactions

T = TypeVar("T")
_SERVER_SECONDS = 1.0
"""How long opening waits for a server that does not answer; one that restarts later is waited for longer."""


class SqlStore:
    """The database of one ``shop``. Threads may share it; each action takes a connection of its own."""

    def __init__(self, transactions: Transactions, secret: Secret, shop: ShopRecord, presence: Presence) -> None:
        self.shop = shop
        self.time = transactions.time
        self._presence = presence
        self._transactions = transactions
        self._history_key = secret.history_key

    def look(self, view: Callable[[View], T]) -> T:
        """Return what ``view`` reads in one transaction; raises ``StorageFailed``."""
        return self._transactions.read(lambda connection: view(SqlView(connection)))

    def act(self, work: Callable[[Work], T]) -> T:
        """Run ``work`` in one writing transaction, alone among writers, and return its result once it is durable.

        It runs again when the database was busy or the connection was lost, also when nobody knows whether the
        commit arrived: ``work`` asks for its own request first, so nothing is done twice. Raises ``StorageFailed``.
        """

        def once(deadline: float) -> T:
            with self._transactions.writing(deadline) as connection:
                result = work(SqlWork(connection, self._history_key))
                self._transactions.commit(connection)
                return result

        return self._transactions.persistently(once)

    def watch(self) -> Watch:
        """Return a new watch that counts from now on, for use by one thread at a time."""
        return make_watch(self._transactions)

    def close(self) -> None:
        """Let go of all connections."""
        self._transactions.dispose()
        self._presence.end()


def open_store(url: str, secret: Secret, wait: float = WAIT_SECONDS) -> SqlStore:
    """Return the store at ``url``; an action on it waits ``wait`` seconds for a busy database.

    Raises ``StorageFailed`` when it cannot be opened, is no shop's or of another schema, and ``Misused`` for a URL
    or a secret that is wrong.
    """
    place = parse_place(url)
    if isinstance(place, SqlitePlace):
        check_file(place)
    presence = Presence(place)
    transactions = reading_anywhere(place, wait)
    for engine in transactions.engines:
        refuse_impossible_texts(engine)
    first_wait = wait if isinstance(place, SqlitePlace) else min(wait, _SERVER_SECONDS)
    try:
        shop = checked_shop(replace(transactions, wait=first_wait), secret)
        if isinstance(place, SqlitePlace):
            enter_wal(transactions.engine)
    except BaseException:
        transactions.dispose()
        presence.end()
        raise
    return SqlStore(transactions, secret, shop, presence)


def checked_shop(transactions: Transactions, secret: Secret) -> ShopRecord:
    """Return the shop's record once its schema and ``secret`` are found right."""
    shop = present_shop(transactions)
    check_schema(shop.schema, transactions.place)
    check_secret(shop, secret)
    return shop


def present_shop(transactions: Transactions) -> ShopRecord:
    """Return what the database says of its shop.

    Raises ``StorageFailed``: ``missing`` where the database is empty, ``damaged`` where something else is in it.
    """
    try:
        shop = transactions.read(read_shop)
    except StorageFailed as failed:
        if failed.code == "damaged" and not transactions.read(lambda connection: inspect(connection).get_table_names()):
            raise storage_failed("missing", transactions.place) from None
        raise
    if shop is None:
        raise storage_failed("damaged", transactions.place)
    return shop


def check_present(url: str) -> None:
    """Raise ``StorageFailed`` when the file that ``url`` names is no database; a server is asked when it is opened."""
    place = parse_place(url)
    if isinstance(place, SqlitePlace):
        check_file(place)


def check_file(place: SqlitePlace) -> None:
    """Raise ``StorageFailed`` when there is no file that could be a database, or beside it what is not its own."""
    try:
        status = place.path.stat()
    except PermissionError:
        raise storage_failed("no_access", place) from None
    except OSError:
        check_nothing_left(place)
        raise storage_failed("missing", place) from None
    if place.path.is_dir():
        raise StorageFailed("missing", f"There is a folder at {place}, not a shop database.")
    if not status.st_size:
        check_nothing_left(place)
        raise storage_failed("missing", place)
    check_journal(place)
