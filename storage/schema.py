"""Which schema a database has, and whether it is this program's."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import column, select, true
from sqlalchemy import table as bare_table

from intake.errors import Misused, StorageFailed
from storage import tables
from storage.secret import fingerprint

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.secret import Secret
    from storage.url import Place

SCHEMA = "0004"
"""The newest migration, and the schema that this program works with."""

MIGRATIONS = Path(__file__).with_name("migrations")
"""The folder that Alembic reads."""

VERSION = bare_table("alembic_version", column("version_num"))
_SHOP = tables.table(tables.Shop)


@dataclass(frozen=True, slots=True)
class ShopRecord:
    """What a database says of its shop; ``schema`` is the migration it is at."""

    id: str
    market: str
    schema: str
    secret_fingerprint: str


def read_shop(connection: Connection) -> ShopRecord | None:
    """Return what the database says of its shop, by one cheap statement.

    Raises ``StorageFailed`` (``damaged``) when that is no text, or there is more than one shop.
    """
    columns = (_SHOP.c.id, _SHOP.c.market, VERSION.c.version_num, _SHOP.c.secret_fingerprint)
    rows = connection.execute(select(*columns).join_from(_SHOP, VERSION, true()).limit(2)).all()
    if len(rows) > 1 or not all(isinstance(value, str) for row in rows for value in row):
        raise StorageFailed("damaged", "What the database says of its shop cannot be read: restore a backup.")
    return ShopRecord(*rows[0]) if rows else None


def migrate(connection: Connection, version: str = "head") -> None:
    """Run the migrations up to ``version`` that are missing, inside the open transaction."""
    from alembic import command  # noqa: PLC0415 - 100 ms that only who makes or upgrades a shop pays
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, version)


def check_not_newer(schema: str, place: Place) -> None:
    """Raise ``StorageFailed`` when ``schema`` is newer than this program."""
    if schema > SCHEMA:
        raise StorageFailed("newer_schema", f"The database at {place} is newer than this program: update the program.")


def check_schema(schema: str, place: Place) -> None:
    """Raise ``StorageFailed`` unless ``schema`` is the one that this program works with."""
    check_not_newer(schema, place)
    if schema < SCHEMA:
        raise StorageFailed("older_schema", f"The database at {place} is older: run intake init to upgrade it.")


def check_secret(shop: ShopRecord, secret: Secret) -> None:
    """Raise ``Misused`` (``wrong_secret``) unless ``secret`` is the one that the shop was made with."""
    if not hmac.compare_digest(shop.secret_fingerprint.encode(), fingerprint(secret).encode()):
        raise Misused("wrong_secret", "The secret file is not the one of this shop: bring the shop's own.")
