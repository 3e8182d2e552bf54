"""Snapshots: a whole shop as of one moment in one new SQLite file, from either engine, and what such a file holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.errors import IntakeError, StorageFailed
from intake.history import verify
from intake.private_files import new_private
from storage.agreement import check_told
from storage.engine import make_engine
from storage.faults import DriverError, fault_of, storage_failed
from storage.pages import copy_file
from storage.parts import listed, loosened_parts, missing_parts
from storage.rows import copy_rows_as_they_are, one_moment
from storage.schema import SCHEMA, check_not_newer, check_secret, migrate, read_shop
from storage.staff import check_staff
from storage.store import present_shop
from storage.transactions import Transactions
from storage.unreadable import disagreeing
from storage.url import SqlitePlace
from storage.view import SqlView

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from intake.history import Finding
    from storage.schema import ShopRecord
    from storage.secret import Secret
    from storage.url import Place


@dataclass(frozen=True, slots=True)
class Contents:
    """What a snapshot was found to hold."""

    shop: ShopRecord
    customers: int
    history: Finding


def take_snapshot(place: Place, secret: Secret, copy: SqlitePlace) -> None:
    """Write the shop at ``place``, of this program's schema or an older one, to the new file ``copy``.

    Others may write meanwhile.
    """
    transactions = Transactions(place, make_engine(place))
    try:
        shop = present_shop(transactions)
        check_not_newer(shop.schema, place)
        check_secret(shop, secret)
        if isinstance(place, SqlitePlace):
            transactions.persistently(lambda _: copy_file(place, copy.path))
        else:
            with one_moment(place) as source:
                copy_shop(source, place, shop.schema, copy)
    except DriverError as error:
        raise fault_of(error, place) from None
    finally:
        transactions.dispose()


def copy_shop(source: Connection, place: Place, version: str, copy: SqlitePlace) -> None:
    """Write what ``source`` sees of the shop at ``place``, of schema ``version``, to the new file ``copy``.

    It is not synced. Raises ``StorageFailed``, and what drivers raise for ``place``.
    """
    new_private(copy.path).close()
    engine = make_engine(copy)
    try:
        with engine.connect() as target:
            target.exec_driver_sql("PRAGMA journal_mode = MEMORY")
            target.exec_driver_sql("BEGIN IMMEDIATE")
            migrate(target, version)
            copy_rows_as_they_are(source, target, place)
            target.commit()
    except DriverError as error:
        raise fault_of(error, copy) from None
    finally:
        engine.dispose()


def read_snapshot(copy: SqlitePlace, secret: Secret) -> Contents:
    """Check that every table and index is there, every page and reference, and the history, and return what is there.

    Raises ``StorageFailed`` (``damaged``); a history that does not hold is told in ``Contents``.
    """
    transactions = Transactions(copy, make_engine(copy))
    try:
        return transactions.read(lambda connection: contents_of(connection, copy, secret))
    finally:
        transactions.dispose()


def disagreement_in(copy: SqlitePlace, secret: Secret) -> str:
    """Return what of a snapshot is not what its history tells, or cannot be held against it, in words.

    It is empty when all is, and for an older schema.
    """

    def check(connection: Connection) -> None:
        shop = read_shop(connection)
        if shop and shop.schema == SCHEMA:
            if loosened := loosened_parts(connection):
                raise disagreeing(f"Parts of the shop are not as they were made ({listed(loosened)})")
            check_staff(connection, secret.history_key)
            check_told(connection)

    transactions = Transactions(copy, make_engine(copy))
    try:
        transactions.read(check)
    except IntakeError as failed:
        return str(failed.detail.get("what") or failed.message.rstrip("."))
    finally:
        transactions.dispose()
    return ""


def contents_of(connection: Connection, place: Place, secret: Secret) -> Contents:
    """Return what the shop on ``connection`` holds once it is found whole."""
    if isinstance(place, SqlitePlace):
        check_pages(connection, place)
    shop = read_shop(connection)
    if shop is None:
        raise storage_failed("missing", place)
    if shop.schema == SCHEMA and missing_parts(connection):
        raise storage_failed("damaged", place)
    view = SqlView(connection)
    finding = verify(secret.history_key, view.events(), view.head())
    return Contents(shop, view.customer_count(), finding)


def check_pages(connection: Connection, place: SqlitePlace) -> None:
    """Raise ``StorageFailed`` (``damaged``) unless SQLite finds every page, index and reference in order."""
    whole = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one() == "ok"
    if not whole or connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StorageFailed("damaged", f"The database at {place} is damaged: restore a backup.")
