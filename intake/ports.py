"""What the domain asks of a database. One transaction is one function; it sees a ``View`` or a ``Work``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import date, datetime

    from intake.clock import SharedClock
    from intake.customer import Customer
    from intake.draft import Draft
    from intake.employee import Employee
    from intake.history import Event, EventDraft, Head
    from intake.queue import Entry
    from intake.search import Found, Query
    from intake.throttle import Tries

T = TypeVar("T")
KEPT = "kept"
"""The kind of an action that found the profile to be as it was wanted."""


@dataclass(frozen=True, slots=True)
class Action:
    """What one request did, kept so that a repeated request is not done twice and the last one can be undone.

    ``request`` is unique in the database. ``position`` is the place in the line before a move or an ending. One that
    found nothing to change is of the kind ``KEPT``: its time is that of the change by which the profile is as it is.
    """

    request: str
    kind: str
    at: datetime
    by: str
    station: str
    customer: str | None = None
    entry: int | None = None
    position: int | None = None
    undone: bool = False
    seq: int = 0


class View(Protocol):
    """Reads inside one transaction. Deleted customers are found by ``customer`` alone."""

    def customer(self, number: str) -> Customer | None:
        """Return the customer of exactly that number, deleted or not."""

    def customers_by_license(self, compact: str) -> Sequence[Customer]:
        """Return all whose license number has these letters and digits (F45), oldest first."""

    def customers_by_name_and_birth(self, first: str, last: str, born: date) -> Sequence[Customer]:
        """Return all with these names, however they are spelt, and this birth date (F46), oldest first."""

    def search(self, query: Query, limit: int) -> Sequence[Found]:
        """Return at most ``limit`` matches, best first."""

    def recent(self, limit: int) -> Sequence[Customer]:
        """Return the customers checked in last, newest first, each once (F49, J6)."""

    def customer_count(self) -> int:
        """Return how many customers there are, deleted ones not counted."""

    def waiting(self) -> Sequence[Entry]:
        """Return the open queue entries in order."""

    def waiting_among(self, numbers: Collection[str]) -> frozenset[str]:
        """Return those of the customers who wait."""

    def entry(self, entry_id: int) -> Entry | None:
        """Return a queue entry, open or ended."""

    def open_entry_of(self, number: str) -> Entry | None:
        """Return the open entry of that customer."""

    def drafts(self) -> Sequence[Draft]:
        """Return all drafts, oldest first, those of edits with the names on file."""

    def employee(self, name: str) -> Employee | None:
        """Return the employee of that name, written in any case."""

    def employees(self) -> Sequence[Employee]:
        """Return all employees by name."""

    def action(self, request: str) -> Action | None:
        """Return what that request did, if it was done."""

    def last_action(self, kinds: Sequence[str], by: str, station: str) -> Action | None:
        """Return the newest action of these kinds, not undone, by that employee or at that station."""

    def holders_of(self, mark: str) -> Sequence[str]:
        """Return the numbers of the customers, not deleted, who came with a card of that mark."""

    def events_of(self, number: str, limit: int) -> Sequence[Event]:
        """Return the newest events of a customer, newest first."""

    def events(self) -> Iterator[Event]:
        """Return the whole history, oldest first, read as it is walked."""

    def last_event(self) -> Event | None:
        """Return the newest event."""

    def head(self) -> Head:
        """Return the end of the history."""


class Work(View, Protocol):
    """Reads and writes inside one transaction: all of it happens, or nothing."""

    def add_customer(self, customer: Customer) -> Customer:
        """Store a new customer as version 1, with the next free number when it has none."""

    def save_customer(self, customer: Customer) -> Customer:
        """Store a changed customer and return it with the next version; raises ``Conflict`` when it has moved on."""

    def remember_card(self, mark: str, number: str) -> bool:
        """Keep that a customer came with a card of that mark, and return whether that is new."""

    def add_entry(self, entry: Entry) -> Entry:
        """Put an entry at the end of the line; raises ``Refused`` when the customer has an open one."""

    def save_entry(self, entry: Entry) -> Entry:
        """Store a changed entry and return it; raises ``Conflict`` when it has moved on."""

    def place_entry(self, entry_id: int, position: int) -> None:
        """Move an open entry to that place in the line, from 1; a place past the end is the end."""

    def save_draft(self, draft: Draft) -> None:
        """Store a draft, in place of an older one of the same id."""

    def end_draft(self, draft_id: str) -> None:
        """Delete a draft, if it is there: it was saved or discarded."""

    def add_employee(self, employee: Employee) -> Employee:
        """Store a new employee."""

    def save_employee(self, employee: Employee) -> Employee:
        """Store a changed employee."""

    def tries(self, subject: str) -> Tries:
        """Return the wrong PINs in a row of a subject: an employee's or a station's."""

    def save_tries(self, subject: str, tries: Tries) -> None:
        """Store the wrong PINs in a row of a subject."""

    def record(self, draft: EventDraft) -> Event:
        """Append an event to the history."""

    def note(self, action: Action) -> None:
        """Keep what a request did."""

    def mark_undone(self, seq: int) -> None:
        """Keep that an action was undone."""


class Watch(Protocol):
    """Hears of what other stations, and this one, have changed."""

    def wait(self, seconds: float) -> bool:
        """Return whether anything was changed since the last call, as soon as that is known or after ``seconds``.

        Raises ``StorageFailed`` while the database cannot be reached; calling again tries anew.
        """

    def close(self) -> None:
        """Stop listening; a ``wait`` in another thread returns."""


class Store(Protocol):
    """A shop's database."""

    @property
    def time(self) -> SharedClock:
        """The clock that all stations on this database share."""

    def look(self, view: Callable[[View], T]) -> T:
        """Return what ``view`` reads in one transaction."""

    def act(self, work: Callable[[Work], T]) -> T:
        """Run ``work`` in one writing transaction, alone among writers, and return its result once it is durable.

        It may run more than once when the database was busy or the connection was lost: it must act on ``Work``
        only.
        """

    def watch(self) -> Watch:
        """Return a new watch that counts from now on, for use by one thread at a time."""

    def close(self) -> None:
        """Let go of the database."""
