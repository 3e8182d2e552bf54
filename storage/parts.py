"""What a shop's database consists of: its tables and indexes, the guards of its history, and nothing else.

A trigger, rule or view that somebody else put in could change or hide what is stored, later and unseen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from intake.errors import StorageFailed
from storage.guards import GUARDED, guards_of
from storage.schema import VERSION
from storage.tables import complete_metadata

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

_IN_FILE = """
SELECT type, name, tbl_name FROM sqlite_master
WHERE sql IS NOT NULL AND NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4', 'sqlite_sequence'))
"""
_ON_SERVER = """
SELECT 'table', tablename, tablename FROM pg_tables WHERE schemaname = current_schema()
UNION ALL SELECT 'index', indexname, tablename FROM pg_indexes WHERE schemaname = current_schema()
UNION ALL SELECT 'trigger', tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal
UNION ALL SELECT 'rule', rulename, tablename FROM pg_rules WHERE schemaname = current_schema()
UNION ALL SELECT 'policy', policyname, tablename FROM pg_policies WHERE schemaname = current_schema()
"""
_HARMLESS = {"sqlite": frozenset[str](), "postgresql": frozenset({"table", "index"})}
"""Kinds of which others may have some on a server, which is often shared: they do nothing by themselves."""

_LONGEST = 40
_NAMED = 5


class Part(NamedTuple):
    """Something in a database: its ``kind`` as the engine calls it, its name, and the table that it is about."""

    kind: str
    name: str
    table: str

    def __str__(self) -> str:
        name = self.name[:_LONGEST]
        return (
            f"{self.kind} {name}"
            if self.kind in {"table", "view"}
            else f"{self.kind} {name} on {self.table[:_LONGEST]}"
        )


def foreign_parts(connection: Connection) -> list[Part]:
    """Return what is in the database and in no shop's, of whatever schema up to this program's."""
    guards = {Part("trigger", name, table) for table in GUARDED for name in guards_of(connection, table)}
    harmless = _HARMLESS[connection.dialect.name]
    foreign = _present(connection) - _tables_and_indexes() - guards
    return sorted(part for part in foreign if part.kind not in harmless)


def missing_parts(connection: Connection) -> list[Part]:
    """Return the tables and indexes of this program's schema that are not in the database."""
    return sorted(_tables_and_indexes() - _present(connection))


def drop_parts(connection: Connection, parts: Iterable[Part]) -> None:
    """Take ``parts`` out of an SQLite file, triggers and views before tables; none of them runs by that."""
    for part in sorted(parts, key=lambda part: part.kind, reverse=True):
        name = part.name.replace('"', '""')
        connection.exec_driver_sql(f'DROP {part.kind.upper()} IF EXISTS "{name}"')


def check_parts(connection: Connection) -> str:
    """Return that a shop of this program's schema has all its parts; raises ``StorageFailed`` (``foreign_parts``)."""
    if foreign := foreign_parts(connection):
        raise StorageFailed(
            "foreign_parts",
            f"Somebody put in what belongs to no shop ({listed(foreign)}): take it out, compare with a backup.",
        )
    if missing := missing_parts(connection):
        raise StorageFailed("foreign_parts", f"Parts of the shop are missing ({listed(missing)}): restore a backup.")
    return "all parts of a shop are there, and nothing else"


def listed(parts: Iterable[Part]) -> str:
    """Return ``parts`` in words."""
    names = [*map(str, parts)]
    more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
    return ", ".join([*names[:_NAMED], *more])


def _present(connection: Connection) -> set[Part]:
    rows = connection.exec_driver_sql(_IN_FILE if connection.dialect.name == "sqlite" else _ON_SERVER)
    return {Part(*map(str, row)) for row in rows}


def _tables_and_indexes() -> set[Part]:
    tables = complete_metadata().sorted_tables
    indexes = {Part("index", str(index.name), table.name) for table in tables for index in table.indexes}
    return indexes | {Part("table", name, name) for name in (VERSION.name, *(table.name for table in tables))}
