"""Writing: ``intake.ports.Work`` over one open transaction, alone among writers."""

from __future__ import annotations

import dataclasses
import secrets
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from intake import history
from intake.errors import Conflict, NotFound, Refused
from intake.throttle import Tries
from storage import tables
from storage.adding import add_numbered
from storage.appending import append
from storage.drafts import DRAFT, draft_row
from storage.keeping import keep, keep_new
from storage.mapping import (
    CUSTOMER,
    EMPLOYEE,
    ENTRY,
    customer_row,
    employee_row,
    entry_row,
    number_key,
)
from storage.tables import table
from storage.view import ACTION, CARD_MARK, SHOP, SqlView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Column, Connection, Insert

    from intake.customer import Customer
    from intake.draft import Draft
    from intake.employee import Employee
    from intake.history import Event, EventDraft
    from intake.ports import Action
    from intake.queue import Entry

_TRIES = table(tables.PinTries)
_ADD_CUSTOMER = insert(CUSTOMER)
_ADD_ACTION = insert(ACTION)
_MORE_CUSTOMERS = update(SHOP).values(customers=SHOP.c.customers + bindparam("more"))
_ADD_ENTRY = insert(ENTRY).values(rank=select(func.coalesce(func.max(ENTRY.c.id), 0) + 1).scalar_subquery())


class SqlWork(SqlView):
    """A ``Work`` on one connection whose transaction somebody else begins and ends."""

    def __init__(self, connection: Connection, history_key: bytes) -> None:
        super().__init__(connection)
        self._history_key = history_key

    def add_customer(self, customer: Customer) -> Customer:
        """Store a new customer as version 1, with the next free number when it has none.

        Raises ``Refused`` (``duplicate``) for a number that is taken, in any case of its letters.
        """
        added = dataclasses.replace(customer, version=1)
        if not added.number:
            return add_numbered(self._connection, added)
        try:
            customer_id = self._insert(_ADD_CUSTOMER, customer_row(added))
        except IntegrityError:
            raise Refused("duplicate", "There is already a customer with this number.") from None
        self._count(1 - _gone(added))
        keep_new(self._connection, customer_id, added)
        return added

    def save_customer(self, customer: Customer) -> Customer:
        """Store a changed customer and return it with the next version; raises ``Conflict`` when it has moved on."""
        before = self.customer(customer.number)
        if before is None:
            raise NotFound("no_customer", f"There is no customer {customer.number}.")
        if before.version != customer.version:
            raise _moved_on("customer", before.version)
        after = dataclasses.replace(customer, version=customer.version + 1)
        customer_id = self._customer_id(customer.number)
        self._change(CUSTOMER.c.id, customer_id, customer_row(after))
        keep(self._connection, customer_id, before, after)
        self._count(_gone(before) - _gone(after))
        return after

    def remember_card(self, mark: str, number: str) -> bool:
        """Keep that a customer came with a card of that mark, and return whether that is new.

        Raises ``NotFound`` for nobody's number.
        """
        row = {"mark": mark, "customer_id": self._customer_id(number)}
        same = [column == row[column.name] for column in CARD_MARK.c]
        if self._connection.execute(select(CARD_MARK.c.mark).where(*same)).first():
            return False
        self._connection.execute(insert(CARD_MARK), row)
        return True

    def add_entry(self, entry: Entry) -> Entry:
        """Put an entry at the end of the line; raises ``Refused`` when the customer has an open one."""
        values = entry_row(entry) | {"customer_id": self._customer_id(entry.customer), "version": 1}
        try:
            entry_id = self._insert(_ADD_ENTRY, values)
        except IntegrityError:
            raise _in_queue(entry.customer) from None
        return self._entry(entry_id)

    def save_entry(self, entry: Entry) -> Entry:
        """Store a changed entry and return it; raises ``Conflict`` when it has moved on.

        An entry is opened again by taking its ending away; ``Refused`` when the customer has another open one.
        """
        if (before := self.entry(entry.id)) is None:
            raise _no_entry(entry.id)
        if before.version != entry.version:
            raise _moved_on("queue entry", before.version)
        try:
            self._change(ENTRY.c.id, entry.id, entry_row(entry) | {"version": entry.version + 1})
        except IntegrityError:
            raise _in_queue(entry.customer) from None
        return self._entry(entry.id)

    def place_entry(self, entry_id: int, position: int) -> None:
        """Move an open entry to that place in the line, from 1; a place past the end is the end.

        Those between its old and its new place hand their ranks on by one; nobody else's changes.
        """
        waiting = self.waiting()
        order = [entry.id for entry in waiting if entry.id != entry_id]
        if len(order) == len(waiting):
            raise _no_entry(entry_id)
        order.insert(max(position, 1) - 1, entry_id)
        for moved, entry in zip(order, waiting, strict=True):
            if moved != entry.id:
                self._change(ENTRY.c.id, moved, {"rank": entry.rank})

    def save_draft(self, draft: Draft) -> None:
        """Store a draft, in place of an older one of the same id."""
        self.end_draft(draft.id)
        self._connection.execute(insert(DRAFT), draft_row(draft))

    def end_draft(self, draft_id: str) -> None:
        """Delete a draft, if it is there: it was saved or discarded."""
        self._connection.execute(delete(DRAFT).where(DRAFT.c.id == draft_id))

    def add_employee(self, employee: Employee) -> Employee:
        """Store a new employee; raises ``Refused`` (``duplicate``) when the name is taken, in any case."""
        try:
            return dataclasses.replace(employee, id=self._insert(insert(EMPLOYEE), employee_row(employee)))
        except IntegrityError:
            raise _name_taken() from None

    def save_employee(self, employee: Employee) -> Employee:
        """Store a changed employee; raises ``Refused`` (``duplicate``) when the new name is taken."""
        try:
            changed = self._change(EMPLOYEE.c.id, employee.id, employee_row(employee))
        except IntegrityError:
            raise _name_taken() from None
        if not changed:
            raise NotFound("no_employee", "There is no such employee.")
        return employee

    def tries(self, subject: str) -> Tries:
        """Return the wrong PINs in a row of a subject: an employee's or a station's."""
        columns = (_TRIES.c.count, _TRIES.c.until, _TRIES.c.boot, _TRIES.c.until_uptime)
        row = self._connection.execute(select(*columns).where(_TRIES.c.subject == subject)).one_or_none()
        return Tries(*row) if row else Tries()

    def save_tries(self, subject: str, tries: Tries) -> None:
        """Store the wrong PINs in a row of a subject."""
        values = dataclasses.asdict(tries)
        if not self._change(_TRIES.c.subject, subject, values):
            self._connection.execute(insert(_TRIES), values | {"subject": subject})

    def record(self, draft: EventDraft) -> Event:
        """Append an event to the history.

        Raises ``StorageFailed`` (``broken_history``) where its end is not as this program left it.
        """
        head = history.check_sealed(self._history_key, self.head())
        event = history.link(self._history_key, head, draft, secrets.token_hex(16))
        try:
            append(self._connection, event, history.next_head(self._history_key, event))
        except IntegrityError:
            raise history.broken_off(f"Event {event.seq} was put into the history from outside") from None
        return event

    def note(self, action: Action) -> None:
        """Keep what a request did; raises ``Conflict`` (``repeated``) when that request was done before."""
        values = dataclasses.asdict(action)
        del values["seq"]
        try:
            self._connection.execute(_ADD_ACTION, values)
        except IntegrityError:
            raise Conflict("repeated", "This request was done before.") from None

    def mark_undone(self, seq: int) -> None:
        """Keep that an action was undone."""
        self._change(ACTION.c.seq, seq, {"undone": True})

    def _insert(self, statement: Insert, values: Mapping[str, Any]) -> int:
        """Store a row and return its id."""
        key = self._connection.execute(statement, values).inserted_primary_key
        return int(key[0]) if key else 0

    def _change(self, key: Column[Any], which: int | str, values: Mapping[str, Any]) -> int:
        """Change the row whose ``key`` is ``which`` and return how many there were."""
        statement = update(key.table).where(key == bindparam("which"))
        return self._connection.execute(statement, {"which": which, **values}).rowcount

    def _customer_id(self, number: str) -> int:
        statement = select(CUSTOMER.c.id).where(CUSTOMER.c.number_key == number_key(number))
        found = self._connection.execute(statement).scalar_one_or_none()
        if found is None:
            raise NotFound("no_customer", f"There is no customer {number}.")
        return int(found)

    def _entry(self, entry_id: int) -> Entry:
        entry = self.entry(entry_id)
        if entry is None:
            raise _no_entry(entry_id)
        return entry

    def _count(self, more: int) -> None:
        """Count ``more`` customers."""
        if more:
            self._connection.execute(_MORE_CUSTOMERS, {"more": more})


def _gone(customer: Customer) -> int:
    return 1 if customer.deleted_at else 0


def _moved_on(what: str, version: int) -> Conflict:
    return Conflict("changed", f"Somebody else changed this {what} first: look at it again.", version=version)


def _in_queue(number: str) -> Refused:
    return Refused("already_in_queue", f"Customer {number} is in the queue already.")


def _no_entry(entry_id: int) -> NotFound:
    return NotFound("no_entry", f"There is no queue entry {entry_id}.")


def _name_taken() -> Refused:
    return Refused("duplicate", "There is already an employee of this name.")
