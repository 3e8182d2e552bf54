"""Appending to the history; on a server by one statement, for each costs the wait for an answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, update

from storage.end import HEAD, THE_HEAD
from storage.mapping import DETAIL, EVENT

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from intake.history import Event, Head

_NAMES = [column.name for column in EVENT.columns]
_ADD_EVENT, _ADD_DETAIL = insert(EVENT), insert(DETAIL)
_END_THERE = update(HEAD).where(HEAD.c.id == bindparam("which"))
_AT_ONCE = f"""
WITH appended AS (
    INSERT INTO event ({", ".join(_NAMES)}) VALUES ({", ".join(["%s"] * len(_NAMES))}) RETURNING seq
),
detailed AS (
    INSERT INTO event_detail (seq, salt, detail) SELECT appended.seq, its.salt, its.detail
    FROM appended, (SELECT %s::text AS salt, %s::text AS detail) AS its WHERE its.detail IS NOT NULL
)
UPDATE chain_head SET seq = appended.seq, mac = %s, seal = %s FROM appended WHERE id = {THE_HEAD}
"""  # noqa: S608 - names of ours


def append(connection: Connection, event: Event, end: Head) -> None:
    """Store an event with its detail, and that the history ends there; raises ``IntegrityError`` where one is."""
    values = {name: getattr(event, name) for name in _NAMES}
    detail = json.dumps(event.detail, separators=(",", ":")) if event.detail else None
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_AT_ONCE, (*values.values(), event.salt, detail, end.mac, end.seal))
        return
    connection.execute(_ADD_EVENT, values)
    if detail:
        connection.execute(_ADD_DETAIL, {"seq": event.seq, "salt": event.salt, "detail": detail})
    connection.execute(_END_THERE, {"which": THE_HEAD, "seq": end.seq, "mac": end.mac, "seal": end.seal})
