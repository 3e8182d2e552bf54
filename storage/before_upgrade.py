"""The copy of an older shop that is made before its upgrade, and without which there is none."""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from intake.errors import StorageFailed
from intake.private_files import new_private, not_written, sync
from storage import tables
from storage.backup import damage_told_as
from storage.engine import make_engine
from storage.faults import storage_failed
from storage.pages import copy_file
from storage.secret import make_private_folder
from storage.snapshot import check_pages, contents_of, copy_shop, read_snapshot
from storage.tables import table
from storage.transactions import Transactions
from storage.url import SqlitePlace

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from storage.schema import ShopRecord
    from storage.secret import Secret
    from storage.url import Place, PostgresPlace

_WITHOUT_HURRY = text("SET LOCAL idle_in_transaction_session_timeout = 0")
_HEAD = table(tables.ChainHead)


def keep_copy(connection: Connection, place: Place, shop: ShopRecord, secret: Secret, folder: Path) -> Path:
    """Write the older ``shop`` that ``connection`` may change to a new file in ``folder`` (0600), and return that.

    It is a backup as ``intake backup`` makes it, and has its name once it is whole and checked. Raises
    ``StorageFailed`` and ``Misused`` for what is wrong with the shop or the disk.
    """
    name = f"{_name(place)}.schema-{shop.schema}"
    copy, draft = folder / f"{name}.{datetime.now(UTC):%Y%m%dT%H%M%S%f}", folder / f"{name}.unfinished"
    try:
        make_private_folder(folder)
        draft.unlink(missing_ok=True)
        if isinstance(place, SqlitePlace):
            _copy_file(place, SqlitePlace(draft))
        else:
            _copy_server(connection, place, shop, secret, SqlitePlace(draft))
        sync(draft)
        draft.rename(copy)
        sync(folder)
    except OSError as error:
        raise not_written(error, copy) from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    return copy


def _name(place: Place) -> str:
    return place.path.name if isinstance(place, SqlitePlace) else re.sub(r"[^\w.-]", "_", place.database)


def _copy_file(place: SqlitePlace, copy: SqlitePlace) -> None:
    new_private(copy.path).close()
    copy_file(place, copy.path)
    transactions = Transactions(copy, make_engine(copy))
    try:
        with damage_told_as(storage_failed("damaged", place)):
            transactions.read(lambda connection: check_pages(connection, copy))
    finally:
        transactions.dispose()


def _copy_server(
    connection: Connection, place: PostgresPlace, shop: ShopRecord, secret: Secret, copy: SqlitePlace
) -> None:
    """Copy what ``connection`` sees while writers wait; what is wrong with its history must be so in the copy."""
    connection.execute(_WITHOUT_HURRY)
    connection.execute(select(_HEAD.c.seq).with_for_update())
    copy_shop(connection, place, shop.schema, copy)
    if read_snapshot(copy, secret) != contents_of(connection, place, secret):
        raise StorageFailed("failed", f"The copy of the database at {place} holds something else: nothing was changed.")
