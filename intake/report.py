"""The JSON documents that scripts rely on: fields, names and shapes as promised to the outside."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from intake.customer import FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake.customer import Customer
    from intake.desk.employees import Issued
    from intake.desk.shop import Shop
    from intake.draft import Draft
    from intake.eligibility import Reason
    from intake.employee import Employee
    from intake.errors import IntakeError
    from intake.history import Event
    from intake.queue import Entry

_NAMES = ("number", "first_name", "middle_name", "last_name", "suffix", "nickname")


def customer(customer: Customer, shop: Shop) -> dict[str, Any]:
    """Return a profile with its derived fields, as of the shop's present day."""
    today = shop.today()
    derived = {
        "display_name": customer.display_name,
        "age": customer.age_on(today),
        "customer_type": customer.customer_type.value,
        "tax_exempt": shop.market.allows("sales_tax_exempt", customer.customer_type, today),
        "created_at": customer.created_at,
        "updated_at": customer.updated_at,
        "version": customer.version,
    }
    values = {name: getattr(customer, name) for name in FIELDS} | derived
    first = (*_NAMES, "display_name", "date_of_birth", "age")
    ordered = {name: values[name] for name in first} | values
    return {name: _plain(value) for name, value in ordered.items()}


def entry(entry: Entry, position: int | None, now: datetime) -> dict[str, Any]:
    """Return a queue entry; ``position`` is its place in the line, ``None`` once it has left."""
    shown = {
        "id": entry.id,
        "position": position,
        "customer": entry.customer,
        "name": entry.name,
        "type": entry.type.value if entry.type else None,
        "badges": list(entry.badges),
        "waited_seconds": entry.waited_seconds(entry.ended_at or now),
        "children": [],
        "checked_in_at": _plain(entry.checked_in_at),
        "checked_in_by": entry.checked_in_by,
    }
    if entry.override_by:
        shown |= {"override_by": entry.override_by, "override_reason": entry.override_reason}
    if entry.ending:
        shown |= {"ended": entry.ending.value, "ended_at": _plain(entry.ended_at), "ended_by": entry.ended_by}
        shown |= {"ended_reason": entry.ended_reason}
    return shown


def draft(draft: Draft, now: datetime) -> dict[str, Any]:
    """Return a draft as it stands above the queue (F13, F92): whose it is, and since when."""
    return {
        "id": draft.id,
        "position": None,
        "customer": draft.customer,
        "name": draft.display_name,
        "type": None,
        "badges": ["draft"],
        "waited_seconds": max(0, int((now - draft.started_at).total_seconds())),
        "children": [],
        "author": draft.author,
        "station": draft.station,
    }


def queue(drafts: Sequence[Draft], waiting: Sequence[Entry], now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Return the queue as the pane shows it: drafts, waiting, serving."""
    return {
        "drafts": [draft(each, now) for each in drafts],
        "waiting": [entry(each, place, now) for place, each in enumerate(waiting, 1)],
        "serving": [],
    }


def event(event: Event) -> dict[str, Any]:
    """Return one event of a history."""
    return {
        "at": _plain(event.at),
        "by": event.by,
        "station": event.station,
        "kind": event.kind,
        "summary": event.summary,
        "detail": event.detail,
        "seq": event.seq,
    }


def reason(reason: Reason) -> dict[str, Any]:
    """Return what speaks against a check-in, and the market row that says so."""
    return {"code": reason.code, "message": reason.message, "weight": reason.weight, "basis": reason.basis}


def error(error: IntakeError) -> dict[str, Any]:
    """Return the error line of ``--json``."""
    return {"error": {"code": error.code, "message": error.message} | error.detail}


def employee(employee: Employee) -> dict[str, Any]:
    """Return an employee; never the PIN's hash."""
    return {"name": employee.name, "role": employee.role.value, "enabled": employee.enabled}


def issued(issued: Issued) -> dict[str, Any]:
    """Return an employee with the PIN that was issued, where one was."""
    return employee(issued.employee) | ({"pin": issued.pin} if issued.pin else {})


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
