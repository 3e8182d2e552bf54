"""Reading: ``intake.ports.View`` over one open transaction."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import and_, bindparam, exists, or_, select

from intake.errors import StorageFailed
from intake.ports import Action
from intake.queue import Ending
from intake.text import beginning, key, spellings
from storage import tables
from storage.drafts import drafts_in
from storage.end import PERHAPS_UNREADABLE, read_head
from storage.faults import is_unreadable
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
from storage.unreadable import readable
from storage.words import LAST, LONGEST, NEW, Kind, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Select

    from intake.customer import Customer
    from intake.draft import Draft
    from intake.employee import Employee
    from intake.history import Event, Head
    from intake.queue import Entry
    from intake.search import Found, Query

T = TypeVar("T")
CARD_MARK = table(tables.CardMark)
ACTION = table(tables.Action)
SHOP = table(tables.Shop)
_WORD = table(tables.CustomerWord)
_BY_NUMBER = select(*CUSTOMER_COLUMNS).where(CUSTOMER.c.number_key == bindparam("number_key"))
_SAME_WORD = (
    select(_WORD.c.customer_id)
    .where(_WORD.c.kind.in_([bindparam("kind"), bindparam("new")]))
    .where(_WORD.c.word == bindparam("word"), _WORD.c.rest == bindparam("rest"))
    .scalar_subquery()
)
_BY_WORD = select(*CUSTOMER_COLUMNS).where(CUSTOMER.c.id.in_(_SAME_WORD)).order_by(CUSTOMER.c.id)
_BORN = select(_WORD.c.customer_id).where(
    _WORD.c.kind.in_([Kind.BIRTH.value, NEW + Kind.BIRTH.value]), _WORD.c.word == bindparam("born")
)
_SAME_BEGINNING = and_(_WORD.c.rest >= bindparam("first"), _WORD.c.rest <= bindparam("last"))
"""Of the last name, in whatever way it is spelt: thousands may share a made-up birth date."""

_BY_BIRTH = (
    select(*CUSTOMER_COLUMNS)
    .where(CUSTOMER.c.id.in_(_BORN.where(_SAME_BEGINNING).scalar_subquery()))
    .order_by(CUSTOMER.c.id)
)
_ENTRIES = select(*ENTRY_COLUMNS).join(CUSTOMER, CUSTOMER.c.id == ENTRY.c.customer_id)
_BY_ID = _ENTRIES.where(ENTRY.c.id == bindparam("entry_id"))
_WAITING = _ENTRIES.where(ENTRY.c.ending.is_(None)).order_by(ENTRY.c.rank)
_WAITING_AMONG = (
    select(CUSTOMER.c.number)
    .join(ENTRY, ENTRY.c.customer_id == CUSTOMER.c.id)
    .where(CUSTOMER.c.number_key.in_(bindparam("keys", expanding=True)), ENTRY.c.ending.is_(None))
)
_NAMES = select(CUSTOMER.c.number_key, CUSTOMER.c.first_name, CUSTOMER.c.last_name).where(
    CUSTOMER.c.number_key.in_(bindparam("keys", expanding=True))
)
_OPEN_OF = _ENTRIES.where(CUSTOMER.c.number_key == bindparam("number_key"), ENTRY.c.ending.is_(None))
_EVENTS_AT_ONCE = 500
_LARGEST_ID = 2**63 - 1
_ACTION_COLUMNS = [
    ACTION.c[name]
    for name in (
        "request", "kind", "at", "by", "station", "customer", "entry", "position", "undone", "seq",
    )
]  # fmt: skip
_BY_REQUEST = select(*_ACTION_COLUMNS).where(ACTION.c.request == bindparam("request"))
_BY_NAME = select(*EMPLOYEE_COLUMNS).where(EMPLOYEE.c.name_key == bindparam("name_key"))


class SqlView:
    """A ``View`` on one connection whose transaction somebody else begins and ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def customer(self, number: str) -> Customer | None:
        """Return the customer of exactly that number, deleted or not."""
        found = self._customers(_BY_NUMBER, number_key=number_key(number))
        return found[0] if found and found[0].number == number else None

    def customers_by_license(self, compact: str) -> Sequence[Customer]:
        """Return all whose license number has these letters and digits (F45), oldest first."""
        wanted = key(compact)
        found = self._customers_of(Word(Kind.LICENSE, wanted[:LONGEST])) if wanted else ()
        return [customer for customer in found if key(customer.license_number or "") == wanted]

    def customers_by_name_and_birth(self, first: str, last: str, born: date) -> Sequence[Customer]:
        """Return all with these names, each letter however it is spelt, and this birth date (F46), oldest first."""
        start = beginning(last)
        found = self._customers(_BY_BIRTH, born=born.isoformat(), first=start, last=start + LAST)
        firsts, lasts = spellings(first), spellings(last)
        return [
            each
            for each in found
            if firsts & spellings(each.first_name or "") and lasts & spellings(each.last_name or "")
        ]

    def search(self, query: Query, limit: int) -> Sequence[Found]:
        """Return at most ``limit`` matches, exact numbers first."""
        from storage import search  # noqa: PLC0415 - 4 ms that only who searches pays

        return search.find(self._connection, query, limit)

    def recent(self, limit: int) -> Sequence[Customer]:
        """Return the customers checked in last, newest first, each once; an undone check-in was none (F49, J6)."""
        return self._all("profiles", to_customer, _recent(), {"most": limit})

    def customer_count(self) -> int:
        """Return how many customers there are, deleted ones not counted."""
        return int(self._connection.execute(select(SHOP.c.customers)).scalar_one())

    def waiting(self) -> Sequence[Entry]:
        """Return the open queue entries in order."""
        return self._entries(_WAITING)

    def waiting_among(self, numbers: Collection[str]) -> frozenset[str]:
        """Return those of the customers who wait."""
        keys = [number_key(number) for number in numbers]
        return frozenset(self._connection.execute(_WAITING_AMONG, {"keys": keys}).scalars()) & frozenset(numbers)

    def entry(self, entry_id: int) -> Entry | None:
        """Return a queue entry, open or ended."""
        found = self._entries(_BY_ID, entry_id=entry_id) if 0 < entry_id <= _LARGEST_ID else []
        return found[0] if found else None

    def open_entry_of(self, number: str) -> Entry | None:
        """Return the open entry of that customer."""
        found = self._entries(_OPEN_OF, number_key=number_key(number))
        return found[0] if found and found[0].customer == number else None

    def drafts(self) -> Sequence[Draft]:
        """Return all drafts, oldest first, but those in which a failing disk left nothing to read."""
        drafts = drafts_in(self._connection)
        names = self._names([number_key(draft.customer) for draft in drafts if draft.customer])
        return [replace(draft, on_file=names.get(number_key(draft.customer or ""), {})) for draft in drafts]

    def _names(self, keys: Collection[str]) -> dict[str, dict[str, str]]:
        """Return the names in the profiles with those keys of numbers."""
        found = self._connection.execute(_NAMES, {"keys": keys}) if keys else ()
        return {key: {"first_name": first or "", "last_name": last or ""} for key, first, last in found}

    def employee(self, name: str) -> Employee | None:
        """Return the employee of that name, written in any case."""
        return next(iter(self._all("employees", to_employee, _BY_NAME, {"name_key": employee_key(name)})), None)

    def employees(self) -> Sequence[Employee]:
        """Return all employees by name."""
        statement = select(*EMPLOYEE_COLUMNS).order_by(EMPLOYEE.c.name_key)
        return self._all("employees", to_employee, statement)

    def action(self, request: str) -> Action | None:
        """Return what that request did, if it was done."""
        row = self._connection.execute(_BY_REQUEST, {"request": request}).one_or_none()
        return Action(*row) if row else None

    def last_action(self, kinds: Sequence[str], by: str, station: str) -> Action | None:
        """Return the newest action of these kinds, not undone, by that employee or at that station."""
        newest = [self._last(kinds, ACTION.c.by == by), self._last(kinds, ACTION.c.station == station)]
        return max((action for action in newest if action), key=lambda action: action.seq, default=None)

    def holders_of(self, mark: str) -> Sequence[str]:
        """Return the numbers of the customers, not deleted, who came with a card of that mark."""
        holder = CUSTOMER.c.id == CARD_MARK.c.customer_id
        statement = select(CUSTOMER.c.number).join_from(CARD_MARK, CUSTOMER, holder).order_by(CUSTOMER.c.id)
        there = (CARD_MARK.c.mark == mark, CUSTOMER.c.deleted_at.is_(None))
        return self._connection.execute(statement.where(*there)).scalars().all()

    def events_of(self, number: str, limit: int) -> Sequence[Event]:
        """Return the newest events of a customer, newest first."""
        statement = _events().where(EVENT.c.customer == number).order_by(EVENT.c.seq.desc()).limit(limit)
        try:
            return [to_event(row) for row in self._connection.execute(statement)]
        except PERHAPS_UNREADABLE as error:
            if not is_unreadable(error):
                raise
            message = f"An event of customer {number} cannot be read: run intake history verify, which names it."
            raise StorageFailed("bad_event", message) from None

    def events(self) -> Iterator[Event]:
        """Return the whole history, oldest first, read as it is walked.

        Raises ``StorageFailed`` (``bad_event``) on coming to an event that is no event any more.
        """
        last, at_once = None, _EVENTS_AT_ONCE
        while True:
            try:
                page = self._events_after(last, at_once)
            except PERHAPS_UNREADABLE as error:
                if not is_unreadable(error):
                    raise
                if at_once == 1:
                    raise StorageFailed("bad_event", f"The event after {last or 0} cannot be read.") from None
                at_once = 1
                continue
            if not page:
                return
            yield from page
            last = page[-1].seq

    def last_event(self) -> Event | None:
        """Return the newest event."""
        row = self._connection.execute(_events().order_by(EVENT.c.seq.desc()).limit(1)).one_or_none()
        return to_event(row) if row else None

    def head(self) -> Head:
        """Return the end of the history; where there is none, or more than one, it has no seal."""
        return read_head(self._connection)

    def _customers(self, statement: Select[Any], **values: str) -> Sequence[Customer]:
        return self._all("profiles", to_customer, statement, values)

    def _customers_of(self, word: Word) -> Sequence[Customer]:
        kind = word.kind.value
        return self._customers(_BY_WORD, kind=kind, new=NEW + kind, word=word.word, rest=word.rest)

    def _entries(self, statement: Select[Any], **values: str | int) -> list[Entry]:
        return self._all("queue entries", to_entry, statement, values)

    def _all(
        self,
        what: str,
        to: Callable[[Sequence[Any]], T],
        statement: Select[Any],
        values: Mapping[str, Any] | None = None,
    ) -> list[T]:
        with readable(f"Some {what}"):
            return [to(row) for row in self._connection.execute(statement, values)]

    def _last(self, kinds: Sequence[str], whose: ColumnElement[bool]) -> Action | None:
        statement = (
            select(*_ACTION_COLUMNS)
            .where(whose, ACTION.c.kind.in_(kinds), ACTION.c.undone.is_(False))
            .order_by(ACTION.c.seq.desc())
            .limit(1)
        )
        row = self._connection.execute(statement).one_or_none()
        return Action(*row) if row else None

    def _events_after(self, last: int | None, at_once: int) -> list[Event]:
        statement = _events(last).order_by(EVENT.c.seq).limit(at_once)
        return [to_event(row) for row in self._connection.execute(statement)]


def _events(after: int | None = None) -> Select[Any]:
    """Select events with their details; saying ``after`` of both spares PostgreSQL all the details before."""
    if after is None:
        return select(*EVENT_COLUMNS).outerjoin(DETAIL, DETAIL.c.seq == EVENT.c.seq)
    own = and_(DETAIL.c.seq == EVENT.c.seq, DETAIL.c.seq > after)
    return select(*EVENT_COLUMNS).outerjoin(DETAIL, own).where(EVENT.c.seq > after)


@cache
def _recent() -> Select[Any]:
    newer = ENTRY.alias()
    again = exists().where(
        newer.c.customer_id == ENTRY.c.customer_id, newer.c.id > ENTRY.c.id, _happened(newer.c.ending)
    )
    return (
        select(*CUSTOMER_COLUMNS)
        .join(ENTRY, ENTRY.c.customer_id == CUSTOMER.c.id)
        .where(CUSTOMER.c.deleted_at.is_(None), _happened(ENTRY.c.ending), ~again)
        .order_by(ENTRY.c.id.desc())
        .limit(bindparam("most"))
    )


def _happened(ending: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(ending.is_(None), ending != Ending.UNDONE.value)
