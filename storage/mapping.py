"""Rows to domain values and back; called inside the transaction, so that no row outlives it."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

from intake.customer import Customer
from intake.employee import Employee, Role
from intake.history import Event
from intake.queue import Ending, Entry
from storage import tables
from storage.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

CUSTOMER = table(tables.Customer)
ENTRY = table(tables.QueueEntry)
EMPLOYEE = table(tables.Employee)
EVENT = table(tables.Event)
DETAIL = table(tables.EventDetail)
_CUSTOMER_FIELDS = tuple(field.name for field in dataclasses.fields(Customer))
_ENTRY_FIELDS = (
    "id", "rank", "checked_in_at", "checked_in_by", "station", "override_by", "override_reason", "ended_at",
    "ended_by", "ended_reason", "version",
)  # fmt: skip
_TODAY = (
    "number", "first_name", "last_name", "suffix", "nickname", "adult_use", "has_state_medical_id", "warning_1",
    "warning_2", "banned",
)  # fmt: skip

CUSTOMER_COLUMNS: Sequence[ColumnElement[Any]] = [CUSTOMER.c[name] for name in _CUSTOMER_FIELDS]
EMPLOYEE_COLUMNS: Sequence[ColumnElement[Any]] = [
    EMPLOYEE.c[name] for name in ("name", "role", "enabled", "pin_hash", "id")
]
ENTRY_COLUMNS: Sequence[ColumnElement[Any]] = [
    ENTRY.c.ending,
    *(ENTRY.c[name] for name in _ENTRY_FIELDS),
    *(CUSTOMER.c[name].label(f"of_{name}") for name in _TODAY),
]
EVENT_COLUMNS: Sequence[ColumnElement[Any]] = [
    *(EVENT.c[name] for name in ("at", "by", "station", "kind", "summary", "customer")),
    DETAIL.c.detail,
    EVENT.c.seq,
    EVENT.c.mac,
    DETAIL.c.salt,
    EVENT.c.detail_mac,
]


def to_customer(row: Sequence[Any]) -> Customer:
    """Return the customer in a row of ``CUSTOMER_COLUMNS``."""
    return Customer(**dict(zip(_CUSTOMER_FIELDS, row, strict=True)))


def customer_row(customer: Customer) -> dict[str, Any]:
    """Return the columns that ``customer`` fills."""
    values = {name: getattr(customer, name) for name in _CUSTOMER_FIELDS}
    return values | {"number_key": number_key(customer.number)}


def number_key(number: str) -> str:
    """Return the form in which customer numbers are unique: in any case."""
    return number.lower()


def to_entry(row: Sequence[Any]) -> Entry:
    """Return the entry in a row of ``ENTRY_COLUMNS``, named as its customer is today."""
    count = len(_ENTRY_FIELDS) + 1
    today = Customer(**dict(zip(_TODAY, row[count:], strict=True)))
    return Entry(
        customer=today.number,
        name=today.display_name,
        type=today.customer_type,
        warning_1=today.warning_1,
        warning_2=today.warning_2,
        banned=today.banned,
        ending=Ending(row[0]) if row[0] else None,
        **dict(zip(_ENTRY_FIELDS, row[1:count], strict=True)),
    )


def entry_row(entry: Entry) -> dict[str, Any]:
    """Return the columns that ``entry`` itself fills; its place in the line is kept by ``place_entry`` alone."""
    kept = {name: getattr(entry, name) for name in _ENTRY_FIELDS if name not in {"id", "rank"}}
    return kept | {"ending": entry.ending.value if entry.ending else None}


def to_employee(row: Sequence[Any]) -> Employee:
    """Return the employee in a row of ``EMPLOYEE_COLUMNS``."""
    name, role, enabled, pin_hash, number = row
    return Employee(name, Role(role), enabled, pin_hash, number)


def employee_row(employee: Employee) -> dict[str, Any]:
    """Return the columns that ``employee`` fills."""
    return {
        "name": employee.name,
        "name_key": employee_key(employee.name),
        "role": employee.role.value,
        "enabled": employee.enabled,
        "pin_hash": employee.pin_hash,
    }


def employee_key(name: str) -> str:
    """Return the form in which employees' names are unique: in any case."""
    return name.casefold()


def to_event(row: Sequence[Any]) -> Event:
    """Return the event in a row of ``EVENT_COLUMNS``; a detail that is gone or no JSON any more is ``None``."""
    at, by, station, kind, summary, customer, detail, seq, mac, salt, detail_mac = row
    return Event(at, by, station, kind, summary, customer, _detail(detail), seq, mac, salt or "", detail_mac)


def _detail(text: str | None) -> dict[str, Any] | None:
    if not text:
        return None
    try:
        detail = json.loads(text)
    except ValueError:
        return None
    return detail if isinstance(detail, dict) else None
