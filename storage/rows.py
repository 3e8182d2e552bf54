"""Copying a whole shop row by row, from one engine to the other or to the same."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, func, insert, inspect, select, text

from intake.errors import StorageFailed
from storage.engine import make_engine
from storage.faults import DriverError, fault_of, is_unreadable, storage_failed
from storage.schema import VERSION
from storage.tables import complete_metadata
from storage.url import SqlitePlace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, RowMapping, Table

    from storage.url import Place

_AT_ONCE = 1000


def copy_rows(place: Place, target: Connection) -> None:
    """Put every row of ``place``, as it is at one moment, into the empty tables that ``target`` is open on.

    Raises ``StorageFailed`` for what goes wrong at ``place``, and what drivers raise for ``target``.
    """
    with one_moment(place) as source:
        _copy(source, target, place, [(table, table) for table in complete_metadata().sorted_tables])


def copy_rows_as_they_are(source: Connection, target: Connection, place: Place) -> None:
    """Put every row that ``source`` sees at ``place`` into the empty tables of ``target``, which has the same schema.

    That schema may be an older one than this program's. Raises as ``copy_rows`` does.
    """
    ours = MetaData()
    ours.reflect(target)
    tables = [table for table in ours.sorted_tables if table.name != VERSION.name]
    theirs = _tables_at(place, source, [table.name for table in tables])
    _copy(source, target, place, [(theirs[table.name], table) for table in tables])


def _tables_at(place: Place, source: Connection, names: Sequence[str]) -> Mapping[str, Table]:
    """Return the tables of those ``names`` at ``place``; raises ``StorageFailed`` where one is missing."""
    found = MetaData()
    try:
        if not set(names) <= set(inspect(source).get_table_names()):
            raise storage_failed("damaged", place)
        found.reflect(source, only=names)
    except DriverError as error:
        raise fault_of(error, place) from None
    return found.tables


def _copy(source: Connection, target: Connection, place: Place, tables: Sequence[tuple[Table, Table]]) -> None:
    """Put the rows of each first table, at ``place``, into the second."""
    put = _stream if target.dialect.name == "postgresql" else _insert
    copied = {ours.name: put(target, ours, _parts(source, theirs, place)) for theirs, ours in tables}
    if copied != _count_rows(target, [ours for _, ours in tables]):
        raise StorageFailed("failed", "Not every row arrived in the copy: nothing was kept of it.")


def settle(connection: Connection) -> None:
    """Let PostgreSQL number new rows past those that were put in with their numbers, and learn how many there are."""
    connection.exec_driver_sql("ANALYZE")
    for table in complete_metadata().sorted_tables:
        for column in table.primary_key:
            named = {"table": table.name, "column": column.name}
            counter = connection.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), named).scalar_one()
            highest = connection.execute(select(func.max(column))).scalar_one() if counter else None
            if highest is not None:
                advance = text("SELECT setval(CAST(:counter AS regclass), :highest)")
                connection.execute(advance, {"counter": counter, "highest": highest})


@contextlib.contextmanager
def one_moment(place: Place) -> Iterator[Connection]:
    """Open a snapshot of the whole database, which holds up nobody on PostgreSQL."""
    engine = make_engine(place)
    try:
        with engine.connect() as connection:
            if isinstance(place, SqlitePlace):
                connection.exec_driver_sql("BEGIN")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection
    finally:
        engine.dispose()


def _parts(source: Connection, table: Table, place: Place) -> Iterator[Sequence[RowMapping]]:
    """Yield the rows of ``table`` part by part; what goes wrong here is not the fault of the copy."""
    statement = select(table).order_by(*table.primary_key).execution_options(yield_per=_AT_ONCE)
    try:
        yield from source.execute(statement).mappings().partitions()
    except DriverError as error:
        if is_unreadable(error):
            raise StorageFailed(
                "damaged",
                f"The table {table.name} at {place} holds what cannot be read: run intake history verify and intake "
                "doctor, which name it, and restore a backup.",
            ) from None
        raise fault_of(error, place) from None


def _insert(target: Connection, table: Table, parts: Iterator[Sequence[RowMapping]]) -> int:
    """Put rows in and return how many."""
    count = 0
    for rows in parts:
        target.execute(insert(table), [dict(row) for row in rows])
        count += len(rows)
    return count


def _stream(target: Connection, table: Table, parts: Iterator[Sequence[RowMapping]]) -> int:
    """Put rows in by PostgreSQL's COPY, which is many times faster; raises what psycopg raises."""
    from psycopg import Connection as Driver  # noqa: PLC0415 - who has only files has no driver
    from psycopg import sql  # noqa: PLC0415

    driver = target.connection.driver_connection
    if not isinstance(driver, Driver):
        raise TypeError(type(driver))
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    count = 0
    with driver.cursor() as cursor, cursor.copy(command) as copy:
        for rows in parts:
            for row in rows:
                copy.write_row(tuple(row.values()))
            count += len(rows)
    return count


def _count_rows(connection: Connection, tables: Sequence[Table]) -> dict[str, Any]:
    return {each.name: connection.execute(select(func.count()).select_from(each)).scalar_one() for each in tables}
