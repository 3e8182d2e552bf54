"""Where the history ends: the sealed head, and the event that stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from intake.history import START, Event, Head
from storage import tables
from storage.faults import is_unreadable
from storage.mapping import EVENT
from storage.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

HEAD = table(tables.ChainHead)
THE_HEAD = 1
"""The id of the one row of the chain's head."""

PERHAPS_UNREADABLE = (DBAPIError, TypeError, ValueError)
"""What reading an event comes to that is none any more."""

_BEFORE = EVENT.alias("before")
_SEALED = (HEAD.c.id, HEAD.c.seq, HEAD.c.mac, HEAD.c.seal)
_LAST = [EVENT.c[name] for name in ("at", "by", "station", "kind", "summary", "customer", "mac", "detail_mac")]
_HEAD_ALONE = select(*_SEALED).limit(2)
_HEAD_AND_LAST = (
    select(*_SEALED, func.coalesce(_BEFORE.c.mac, START), *_LAST)
    .select_from(HEAD)
    .outerjoin(EVENT, EVENT.c.seq == HEAD.c.seq)
    .outerjoin(_BEFORE, _BEFORE.c.seq == HEAD.c.seq - 1)
    .limit(2)
)


def read_head(connection: Connection) -> Head:
    """Return the end of the history; where there is none, or more than one, it has no seal."""
    rows = _rows(connection)
    if [row[0] for row in rows] != [THE_HEAD]:
        return Head()
    _, seq, mac, seal, *found = rows[0]
    if not found or found[1] is None:
        return Head(seq, mac, seal)
    before, at, by, station, kind, summary, customer, link, detail_mac = found
    last = Event(at, by, station, kind, summary, customer, None, seq, link, "", detail_mac)
    return Head(seq, mac, seal, last, before)


def _rows(connection: Connection) -> Sequence[Sequence[Any]]:
    """Return what is sealed, with the last event where that can be read."""
    try:
        return connection.execute(_HEAD_AND_LAST).all()
    except PERHAPS_UNREADABLE as error:
        if not is_unreadable(error):
            raise
        return connection.execute(_HEAD_ALONE).all()
