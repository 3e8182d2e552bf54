"""Reading: ``intake.ports.View`` over one open transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, or_, select

from intake.errors import StorageFailed
from intake.history import Head
from intake.ports import Action
from intake.queue import Ending
from intake.text import fold, key
from storage import search, tables
from storage.mapping import (
    CUSTOMER,
    CUSTOMER_COLUMNS,
    DETAIL,
    EMPLOYEE,
    EMPLOYEE_COLUMNS,
    ENTRY,
    ENTRY_COLUMNS,
    EVENT,
    EVENT_COLUMNS,
    employee_key,
    number_key,
    to_customer,
    to_employee,
    to_entry,
    to_event,
)
from storage.tables import table
from storage.words import LONGEST, Kind, Word, birth_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Select

    from intake.customer import Customer
    from intake.employee import Employee
    from intake.history import Event
    from intake.queue import Entry
    from intake.search import Found, Query

ACTION = table(tables.Action)
HEAD = table(tables.ChainHead)
SHOP = table(tables.Shop)
_WORD = table(tables.CustomerWord)
_EVENTS_AT_ONCE = 500
_LARGEST_ID = 2**63 - 1
_ACTION_COLUMNS = [
    ACTION.c[name]
    for name in (
        "request", "kind", "at", "by", "station", "customer", "entry", "position", "undone", "seq",
    )
]  # fmt: skip


class SqlView:
    """A ``View`` on one connection whose transaction somebody else begins and ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def customer(self, number: str) -> Customer | None:
        """Return the customer of exactly that number, deleted or not."""
        found = self._customers(CUSTOMER.c.number_key == number_key(number))
        return found[0] if found and found[0].number == number else None

    def customers_by_license(self, compact: str) -> Sequence[Customer]:
        """Return all whose license number has these letters and digits (F45), oldest first."""
        wanted = key(compact)
        found = self._customers_of(Word(Kind.LICENSE, wanted[:LONGEST])) if wanted else ()
        return [customer for customer in found if key(customer.license_number or "") == wanted]

    def customers_by_name_and_birth(self, first: str, last: str, born: date) -> Sequence[Customer]:
        """Return all with these folded names and this birth date (F46), oldest first."""
        wanted = fold(first), fold(last)
        found = self._customers_of(birth_word(first, last, born))
        return [each for each in found if (fold(each.first_name or ""), fold(each.last_name or "")) == wanted]

    def search(self, query: Query, limit: int) -> Sequence[Found]:
        """Return at most ``limit`` matches, exact numbers first."""
        return search.find(self._connection, query, limit)

    def recent(self, limit: int) -> Sequence[Customer]:
        """Return the customers checked in last, newest first, each once; an undone check-in was none (F49, J6)."""
        newer = ENTRY.alias()
        again = exists().where(
            newer.c.customer_id == ENTRY.c.customer_id, newer.c.id > ENTRY.c.id, _happened(newer.c.ending)
        )
        statement = (
            select(*CUSTOMER_COLUMNS)
            .join(ENTRY, ENTRY.c.customer_id == CUSTOMER.c.id)
            .where(CUSTOMER.c.deleted_at.is_(None), _happened(ENTRY.c.ending), ~again)
            .order_by(ENTRY.c.id.desc())
            .limit(limit)
        )
        return [to_customer(row) for row in self._connection.execute(statement)]

    def customer_count(self) -> int:
        """Return how many customers there are, deleted ones not counted."""
        return int(self._connection.execute(select(SHOP.c.customers)).scalar_one())

    def waiting(self) -> Sequence[Entry]:
        """Return the open queue entries in order."""
        return self._entries(ENTRY.c.ending.is_(None))

    def entry(self, entry_id: int) -> Entry | None:
        """Return a queue entry, open or ended."""
        found = self._entries(ENTRY.c.id == entry_id) if 0 < entry_id <= _LARGEST_ID else []
        return found[0] if found else None

    def open_entry_of(self, number: str) -> Entry | None:
        """Return the open entry of that customer."""
        found = self._entries(and_(CUSTOMER.c.number_key == number_key(number), ENTRY.c.ending.is_(None)))
        return found[0] if found and found[0].customer == number else None

    def employee(self, name: str) -> Employee | None:
        """Return the employee of that name, written in any case."""
        statement = select(*EMPLOYEE_COLUMNS).where(EMPLOYEE.c.name_key == employee_key(name))
        row = self._connection.execute(statement).one_or_none()
        return to_employee(row) if row else None

    def employees(self) -> Sequence[Employee]:
        """Return all employees by name."""
        statement = select(*EMPLOYEE_COLUMNS).order_by(EMPLOYEE.c.name_key)
        return [to_employee(row) for row in self._connection.execute(statement)]

    def action(self, request: str) -> Action | None:
        """Return what that request did, if it was done."""
        statement = select(*_ACTION_COLUMNS).where(ACTION.c.request == request)
        row = self._connection.execute(statement).one_or_none()
        return Action(*row) if row else None

    def last_action(self, kinds: Sequence[str], by: str, station: str) -> Action | None:
        """Return the newest action of these kinds, not undone, by that employee or at that station."""
        found = [self._last(kinds, ACTION.c.by == by), self._last(kinds, ACTION.c.station == station)]
        return max((action for action in found if action), key=lambda action: action.seq, default=None)

    def events_of(self, number: str, limit: int) -> Sequence[Event]:
        """Return the newest events of a customer, newest first."""
        statement = _events().where(EVENT.c.customer == number).order_by(EVENT.c.seq.desc()).limit(limit)
        return [to_event(row) for row in self._connection.execute(statement)]

    def events(self) -> Iterator[Event]:
        """Return the whole history, oldest first, read as it is walked."""
        last = None
        while page := self._events_after(last):
            yield from page
            last = page[-1].seq

    def head(self) -> Head:
        """Return the end of the history."""
        return Head(*self._connection.execute(select(HEAD.c.seq, HEAD.c.mac, HEAD.c.seal)).one())

    def _customers(self, condition: ColumnElement[bool]) -> Sequence[Customer]:
        statement = select(*CUSTOMER_COLUMNS).where(condition).order_by(CUSTOMER.c.id)
        return [to_customer(row) for row in self._connection.execute(statement)]

    def _customers_of(self, word: Word) -> Sequence[Customer]:
        ids = select(_WORD.c.customer_id).where(
            _WORD.c.kind == word.kind.value, _WORD.c.word == word.word, _WORD.c.rest == word.rest
        )
        return self._customers(CUSTOMER.c.id.in_(ids))

    def _entries(self, condition: ColumnElement[bool]) -> list[Entry]:
        statement = (
            select(*ENTRY_COLUMNS)
            .join(CUSTOMER, CUSTOMER.c.id == ENTRY.c.customer_id)
            .where(condition)
            .order_by(ENTRY.c.rank, ENTRY.c.id)
        )
        return [to_entry(row) for row in self._connection.execute(statement)]

    def _last(self, kinds: Sequence[str], whose: ColumnElement[bool]) -> Action | None:
        statement = (
            select(*_ACTION_COLUMNS)
            .where(whose, ACTION.c.kind.in_(kinds), ACTION.c.undone.is_(False))
            .order_by(ACTION.c.seq.desc())
            .limit(1)
        )
        row = self._connection.execute(statement).one_or_none()
        return Action(*row) if row else None

    def _events_after(self, last: int | None) -> list[Event]:
        statement = _events().order_by(EVENT.c.seq).limit(_EVENTS_AT_ONCE)
        if last is not None:
            statement = statement.where(EVENT.c.seq > last)
        try:
            return [to_event(row) for row in self._connection.execute(statement)]
        except ValueError:
            raise StorageFailed("damaged", f"The history cannot be read after event {last or 0}.") from None


def _events() -> Select[Any]:
    return select(*EVENT_COLUMNS).outerjoin(DETAIL, DETAIL.c.seq == EVENT.c.seq)


def _happened(ending: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(ending.is_(None), ending != Ending.UNDONE.value)
