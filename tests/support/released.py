"""Shops as released programs left them, one dump a schema; ``tests/storage/released`` has them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, create_engine, insert, inspect, select

from storage import schema
from storage.engine import make_engine
from storage.sqlite import sqlite3
from storage.url import SqlitePlace, parse_place

if TYPE_CHECKING:
    from sqlalchemy import Connection

    State = dict[str, tuple[list[str], list[tuple[Any, ...]]]]

_DUMPS = Path(__file__).parent.parent / "storage/released"
SCHEMAS = sorted(dump.stem for dump in _DUMPS.glob("*.sql"))
"""Every schema that was released before this program's."""


def bring_back(url: str, version: str) -> None:
    """Make the shop of schema ``version`` in the empty database at ``url``."""
    place = parse_place(url)
    if isinstance(place, SqlitePlace):
        place.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.path.touch(mode=0o600)
        with closing(sqlite3.connect(place.path)) as file:
            file.executescript((_DUMPS / f"{version}.sql").read_text(encoding="utf-8"))
        return
    engine = make_engine(place)
    with engine.connect() as connection:
        _migrate(connection, version)
        _copy_dump(version, connection)
        connection.commit()
    engine.dispose()


def state_of(url: str) -> State:
    """Return every table that is in the database at ``url``, with its columns and rows."""
    engine = make_engine(parse_place(url))
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:  # nothing hurries this
            tables = MetaData()
            tables.reflect(connection)
            return {
                name: (
                    [repr(column.type) for column in table.columns],
                    sorted((tuple(row) for row in connection.execute(select(table))), key=repr),
                )
                for name, table in tables.tables.items()
            }
    finally:
        engine.dispose()


def _migrate(connection: Connection, version: str) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(schema.MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, version)


def _copy_dump(version: str, target: Connection) -> None:
    """Put the rows of a dump into the tables of a server, which has them empty, and go on numbering after them."""
    source = create_engine("sqlite://")
    with source.connect() as dump:
        raw: Any = dump.connection.driver_connection
        raw.executescript((_DUMPS / f"{version}.sql").read_text(encoding="utf-8"))
        theirs, ours = MetaData(), MetaData()
        theirs.reflect(dump)
        ours.reflect(target)
        for table in ours.sorted_tables:
            rows = [dict(row) for row in dump.execute(select(theirs.tables[table.name])).mappings()]
            if rows and table.name != "alembic_version":
                target.execute(insert(table), rows)
            counted = inspect(target).get_columns(table.name)[0]
            if counted.get("default") and rows:
                highest = max(row[counted["name"]] for row in rows)
                target.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', '{counted['name']}'), {highest})"
                )
    source.dispose()
