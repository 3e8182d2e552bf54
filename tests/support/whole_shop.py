"""A shop with something in every table, and what can be told of it."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from intake.backup import Consent
from intake.customer import Customer
from intake.employee import Employee, Role
from intake.errors import IntakeError
from intake.history import EventDraft
from intake.ports import Action
from intake.queue import Entry
from storage.sqlite import sqlite3

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from intake.ports import View, Work
    from storage.store import SqlStore

NOON = datetime(2026, 11, 21, 20, 0, 0, 123456, tzinfo=UTC)
YES = Consent(replace=True)
NO = Consent()


def furnish(work: Work) -> None:
    """Put something into every table that a shop fills at once."""
    for n in range(30):
        customer = work.add_customer(Customer(first_name=f"Ann {n}", last_name="Vale", phone=f"55501000{n:02}"))
        entry = work.add_entry(Entry(customer=customer.number, checked_in_at=NOON, checked_in_by="Ada", station="s1"))
        work.record(EventDraft(NOON, "Ada", "s1", "checked_in", f"entry {entry.id}", customer.number, {"n": [n, None]}))
        work.note(Action(f"r-{n}", "checked_in", NOON, "Ada", "s1", customer.number, entry.id, undone=n % 2 == 0))
    work.add_employee(Employee("Ada", Role.ADMIN, pin_hash="x"))


def everything(view: View) -> tuple[Any, ...]:
    """Return all that a view can tell of the furnished shop."""
    numbers = [str(number) for number in range(1, 31)]
    return (
        [view.customer(number) for number in numbers],
        [view.action(f"r-{n}") for n in range(30)],
        view.waiting(),
        view.employees(),
        view.customer_count(),
        list(view.events()),
        view.head(),
    )


def add_one(store: SqlStore) -> str:
    """Sign up and check in one more customer and return the number."""

    def work(work: Work) -> str:
        customer = work.add_customer(Customer(first_name="One", last_name="More"))
        entry = work.add_entry(Entry(customer=customer.number, checked_in_at=NOON, checked_in_by="Ada", station="s1"))
        work.record(EventDraft(NOON, "Ada", "s1", "checked_in", f"entry {entry.id}", customer.number))
        work.note(Action(f"more-{customer.number}", "checked_in", NOON, "Ada", "s1", customer.number, entry.id))
        return customer.number

    return store.act(work)


def refusal(action: Callable[[], object]) -> IntakeError:
    with pytest.raises(IntakeError) as raised:
        action()
    return raised.value


def damaged(path: Path) -> None:
    """Spoil pages in the middle of a database file."""
    pages = path.stat().st_size // 4096
    with path.open("r+b") as file:
        file.seek((pages - 3) * 4096)
        file.write(b"\xff" * 3 * 4096)


def tampered(url: str) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as owner:
        owner.execute("DROP TRIGGER event_no_update")
        owner.execute("UPDATE event SET summary = 'other' WHERE seq = 7")
        owner.commit()
