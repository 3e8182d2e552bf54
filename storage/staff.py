"""Whether the employees and the market of a shop are what its history tells: who forges a row has no event for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from intake.past import STAFF_EVENTS, market_told, staff_strays, staff_told, tells_of_all
from storage import tables
from storage.mapping import DETAIL, EMPLOYEE, EVENT, EVENT_COLUMNS, employee_key, to_event
from storage.tables import table
from storage.unreadable import disagreeing, readable
from storage.view import SqlView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from intake.history import Event

_MARKET = select(table(tables.Shop).c.market)
_KEYS = select(EMPLOYEE.c.name, EMPLOYEE.c.name_key)
_ANY_EVENT = select(EVENT.c.seq).limit(1)


def check_staff(connection: Connection, key: bytes | None) -> str:
    """Return that employees, their roles, their PINs and the market are as the history tells.

    PINs are held against it only with the history ``key``. Raises ``StorageFailed`` (``disagreeing``) naming who or
    what is not. Of whom no event tells is nothing asked in a shop whose events do not begin with its first admin.
    """
    with readable("Some employees"):
        events = staff_events(connection)
        told, employees = staff_told(events), SqlView(connection).employees()
        strays = staff_strays(employees, told, key) | _named_otherwise(connection)
        if tells_of_all(events) or not connection.execute(_ANY_EVENT).first():
            strays |= {employee.name for employee in employees} - told.keys()
        if strays:
            raise disagreeing(f"What is stored of employee {', '.join(sorted(strays))} is not what the history tells")
        if market_told(events) not in {None, connection.execute(_MARKET).scalar_one()}:
            raise disagreeing(f"The market of the shop is not {market_told(events)}, as the history tells")
    untold = sum(hired.enabled and not hired.pin for hired in told.values())
    but = f"; {untold} of the PINs were set before it told of them" if untold else ""
    return f"employees, roles, PINs and market are as the history tells{but}"


def _named_otherwise(connection: Connection) -> set[str]:
    """Return the names of employees who are found by another name than theirs."""
    return {name for name, name_key in connection.execute(_KEYS) if employee_key(name) != name_key}


def staff_events(connection: Connection) -> Sequence[Event]:
    """Return all events that concern who works here, oldest first."""
    statement = select(*EVENT_COLUMNS).outerjoin(DETAIL, DETAIL.c.seq == EVENT.c.seq)
    rows = connection.execute(statement.where(EVENT.c.kind.in_(sorted(STAFF_EVENTS))).order_by(EVENT.c.seq))
    return [to_event(row) for row in rows]
