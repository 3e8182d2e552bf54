"""What a shop's database consists of: its tables and indexes, the guards of its history, and nothing else.

A trigger, rule or view that somebody else put in could change or hide what is stored, later and unseen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint, inspect

from intake.errors import StorageFailed
from storage.columns import made_otherwise
from storage.guards import GUARDED, guards_of
from storage.schema import VERSION
from storage.tables import complete_metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection, Index, Inspector, Table

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

_Shape = tuple[bool, list[str], str]
"""Whether an index is unique, its columns in order, and the condition of the rows in it."""

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


def loosened_parts(connection: Connection) -> list[Part]:
    """Return the columns, constraints and indexes that are not as they were made, and what is not unique any more.

    All tables must be there. How a guarantee is called, or whether an index or a constraint gives it, is all one.
    """
    seen = inspect(connection)
    return sorted(part for table in complete_metadata().sorted_tables for part in _loosened_in(table, seen))


def _loosened_in(table: Table, seen: Inspector) -> Iterator[Part]:
    yield from (Part(kind, name, table.name) for kind, name in made_otherwise(table, seen))
    indexes = {str(each["name"]): _shape_seen(each) for each in seen.get_indexes(table.name)}
    unique = {frozenset(shape[1]) for shape in indexes.values() if shape[0] and not shape[2]}
    unique |= {frozenset(each["column_names"]) for each in seen.get_unique_constraints(table.name)}
    unique |= {frozenset(seen.get_pk_constraint(table.name)["constrained_columns"])}
    for index in table.indexes:
        if indexes.get(str(index.name)) != _shape_of(index):
            yield Part("index", str(index.name), table.name)
    for constraint in table.constraints:
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint) and _columns_of(constraint) not in unique:
            yield Part("constraint", str(constraint.name), table.name)


def _columns_of(constraint: PrimaryKeyConstraint | UniqueConstraint) -> frozenset[str]:
    return frozenset(column.name for column in constraint.columns)


def _shape_of(index: Index) -> _Shape:
    condition = index.dialect_options["sqlite"]["where"]
    return index.unique, [column.name for column in index.columns], _plain(condition)


def _shape_seen(index: Mapping[str, Any]) -> _Shape:
    """Return the shape of an index as it is in the database."""
    options = index.get("dialect_options", {})
    condition = options.get("sqlite_where", options.get("postgresql_where"))
    return bool(index["unique"]), [*index["column_names"]], _plain(condition)


def _plain(condition: object) -> str:
    """Return the condition of an index as it was written, which each engine puts down in its own way."""
    return "" if condition is None else " ".join(str(condition).strip("() ").lower().split())


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
    if loosened := loosened_parts(connection):
        raise StorageFailed(
            "foreign_parts",
            f"Parts of the shop do not hold what they were made for any more ({listed(loosened)}): restore a backup.",
        )
    return "all parts of a shop are there, and nothing else"


def listed(parts: Iterable[Part | str]) -> str:
    """Return ``parts``, or numbers of customers, in words: the first few and how many more."""
    names = [*map(str, parts)]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def _present(connection: Connection) -> set[Part]:
    rows = connection.exec_driver_sql(_IN_FILE if connection.dialect.name == "sqlite" else _ON_SERVER)
    return {Part(*map(str, row)) for row in rows}


def _tables_and_indexes() -> set[Part]:
    tables = complete_metadata().sorted_tables
    indexes = {Part("index", str(index.name), table.name) for table in tables for index in table.indexes}
    return indexes | {Part("table", name, name) for name in (VERSION.name, *(table.name for table in tables))}
