"""Every row of a shop, so that two states of it can be compared whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from storage.tables import complete_metadata

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, RowMapping, Table

    from storage.store import SqlStore

    Rows = dict[str, list[tuple[Any, ...]]]

_DRAWN = {"shop": {"id"}, "event": {"mac", "detail_mac"}, "event_detail": {"salt"}, "chain_head": {"mac", "seal"}}
"""What is drawn anew for every shop and event, and what follows from it; the chain is verified elsewhere."""

_NUMBERED = {"customer": "id", "queue_entry": "id", "action": "seq"}
"""Tables whose rows PostgreSQL numbers with gaps, for it never gives a number twice."""

_POINTING = {"customer_id": "customer", "entry": "queue_entry", "rank": "rank"}


def all_rows(store: SqlStore) -> Rows:
    """Return the rows of every table, without what was drawn, numbered without gaps: the same on both engines."""
    return store.look(lambda view: rows_on(view._connection))  # type: ignore[attr-defined]


def rows_on(connection: Connection) -> Rows:
    """Return what ``all_rows`` does, of the shop on ``connection``."""
    tables = complete_metadata().sorted_tables
    found = {table.name: connection.execute(select(table)).mappings().all() for table in tables}
    places = {name: _places(found[name], key) for name, key in _NUMBERED.items()}
    places["rank"] = _places(found["queue_entry"], "rank")
    return {table.name: _told(table, found[table.name], places) for table in tables}


def is_whole(store: SqlStore) -> bool:
    """Return whether SQLite finds every page, index and reference in order; a server is asked nothing."""
    return store.look(lambda view: _is_whole(view._connection))  # type: ignore[attr-defined]


def _is_whole(connection: Connection) -> bool:
    if connection.dialect.name != "sqlite":
        return True
    pages = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
    return bool(pages == "ok" and not connection.exec_driver_sql("PRAGMA foreign_key_check").first())


def _places(rows: Sequence[RowMapping], key: str) -> dict[int, int]:
    return {number: place for place, number in enumerate(sorted(row[key] for row in rows), 1)}


def _told(table: Table, rows: Sequence[RowMapping], places: Mapping[str, Mapping[int, int]]) -> list[tuple[Any, ...]]:
    own = {_NUMBERED.get(table.name, ""): table.name, **_POINTING}
    names = [column.name for column in table.columns if column.name not in _DRAWN.get(table.name, ())]
    unchanged: Mapping[int, int] = {}
    where = [places.get(own.get(name, ""), unchanged) for name in names]
    told = [tuple(place.get(row[name], row[name]) for name, place in zip(names, where, strict=True)) for row in rows]
    return sorted(told, key=repr)
