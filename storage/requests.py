"""Whether what requests did is what the history tells: one that was forgotten would be done twice, one put in never.

An event tells the id of its request in its detail, and what it ``undoes``; of older ones nothing more than their
kind, time, place and customer can be asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from storage.view import ACTION

if TYPE_CHECKING:
    from sqlalchemy import Connection

_IN_DETAIL = {"sqlite": "json_extract(d.detail, '$.{}')", "postgresql": "(d.detail::json ->> '{}')"}

_UNTOLD = """
SELECT count(*) FROM action WHERE NOT EXISTS (
  SELECT 1 FROM event LEFT JOIN event_detail AS d ON d.seq = event.seq WHERE event.at = action.at
  AND (event.customer = action.customer OR (event.customer IS NULL AND action.customer IS NULL))
  AND CASE action.kind
    WHEN 'kept' THEN event.kind IN ('signed_up', 'edited', 'renewed', 'banned', 'ban_lifted', 'restored')
    WHEN 'edited' THEN event.kind IN ('edited', 'banned', 'ban_lifted')
    ELSE event.kind = CASE WHEN substr(action.kind, 1, 7) = 'undone ' THEN 'undone' ELSE action.kind END END
  AND (action.kind = 'kept' OR (event.by = action.by AND event.station = action.station AND ({request} IS NULL OR (
    {request} = action.request
    AND coalesce(CAST({place} AS TEXT), '') = coalesce(CAST(action.position AS TEXT), ''))))))
"""
"""Counts requests that no event tells; one that changed nothing has the time of what stood."""

_FORGOTTEN = """
SELECT count(*) FROM event JOIN event_detail AS d ON d.seq = event.seq LEFT JOIN action ON action.request = {request}
WHERE {request} IS NOT NULL AND (action.seq IS NULL OR action.by <> event.by OR action.station <> event.station
  OR coalesce(action.customer, '') <> coalesce(event.customer, ''))
"""
"""Counts events whose request is not there, or is another's."""

_WRONGLY_UNDONE = """
SELECT count(*) FROM action WHERE undone
  AND request IN (SELECT {request} FROM event_detail AS d WHERE {request} IS NOT NULL)
  AND request NOT IN (SELECT {undoes} FROM event_detail AS d WHERE {undoes} IS NOT NULL)
"""
_NOT_UNDONE = """
SELECT count(*) FROM event_detail AS d WHERE {undoes} IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM action WHERE action.request = {undoes} AND undone)
"""
_OF_ANOTHER_ENTRY = """
SELECT count(*) FROM action WHERE entry IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM queue_entry JOIN customer ON customer.id = queue_entry.customer_id
  WHERE queue_entry.id = action.entry AND customer.number = action.customer
  AND (action.kind <> 'checked_in' OR queue_entry.checked_in_at = action.at))
"""
_TIMES = select(ACTION.c.at).execution_options(yield_per=10_000)


def requests_agree(connection: Connection) -> bool:
    """Return whether every request did what the history tells, and all that it tells of are there.

    Raises what drivers raise for values that cannot be read.
    """
    asked = _IN_DETAIL[connection.dialect.name]
    told = {name: asked.format(name) for name in ("request", "place", "undoes")}
    try:
        for counting in (_UNTOLD, _FORGOTTEN, _WRONGLY_UNDONE, _NOT_UNDONE, _OF_ANOTHER_ENTRY):
            if connection.exec_driver_sql(counting.format(**told)).scalar_one():
                return False
    except DBAPIError as error:
        if not _is_of_a_detail(error):
            raise
        return False
    with connection.execute(_TIMES) as times:
        return None not in times.scalars()  # reads them all, and fails at what is no time


def _is_of_a_detail(error: DBAPIError) -> bool:
    """Return whether an event's detail is no JSON any more."""
    return getattr(error.orig, "sqlstate", None) == "22P02" or str(error.orig) == "malformed JSON"
