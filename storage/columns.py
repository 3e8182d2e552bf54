"""Whether a table is made as this program makes it: its columns, what each takes, and what refers to other tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.types import NullType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Column, Dialect, Inspector, Table

_SAME = {"VARCHAR": "TEXT", "FLOAT": "DOUBLE PRECISION"}
"""Names for one type, as one engine or another writes it down."""


def made_otherwise(table: Table, seen: Inspector) -> Iterator[tuple[str, str]]:
    """Yield the kind and the name of each column and constraint of ``table`` that is not as it was made.

    That is a column that is gone, put in, of another type, filled by itself, or that takes nothing or has to be
    filled when it should not, and a reference or a condition that is gone or put in.
    """
    found = {each["name"]: each for each in seen.get_columns(table.name)}
    ours = {column.name: column for column in table.columns}
    for name in sorted(ours.keys() | found.keys()):
        if name not in ours or name not in found or not _is_like(ours[name], found[name], seen.dialect):
            yield "column", name
    wanted = {
        (tuple(each.column_keys), each.referred_table.name): str(each.name) for each in table.foreign_key_constraints
    }
    present = {
        (tuple(each["constrained_columns"]), each["referred_table"]): str(each["name"])
        for each in seen.get_foreign_keys(table.name)
        if not each.get("options")
    }
    for key in wanted.keys() ^ present.keys():
        yield "constraint", wanted.get(key) or present[key]
    for check in seen.get_check_constraints(table.name):
        yield "constraint", str(check["name"])


def _is_like(column: Column[Any], found: Mapping[str, Any], dialect: Dialect) -> bool:
    kinds = [_kind(each, dialect) for each in (column.type.dialect_impl(dialect), found["type"])]
    default = found.get("default")
    counted = column.table.autoincrement_column is column and str(default).startswith("nextval(")
    filled = found.get("computed") or found.get("identity") or (default is not None and not counted)
    return kinds[0] == kinds[1] and found["nullable"] == column.nullable and not filled


def _kind(column_type: Any, dialect: Dialect) -> str:  # noqa: ANN401 - any column type
    if isinstance(column_type, NullType):
        return ""
    name, _, collation = str(column_type.compile(dialect)).partition(" COLLATE ")
    return f"{_SAME.get(name, name)} {collation}"
