"""What the history tells about a profile's earlier state."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from intake.customer import FIELDS
from intake.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from intake.customer import Customer
    from intake.history import Event

_SAVES = frozenset({"edited", "renewed", "banned", "ban_lifted", "deleted", "restored"})
_DATES = frozenset({"date_of_birth", "license_issued", "license_expires", "medical_expires"})


def changes_in(event: Event) -> Mapping[str, tuple[Any, Any]]:
    """Return the fields that an event changed, each with its value before and after."""
    fields = (event.detail or {}).get("fields")
    pairs = fields.items() if isinstance(fields, dict) else ()
    return {
        name: (_value(name, pair[0]), _value(name, pair[1]))
        for name, pair in pairs
        if name in FIELDS and len(pair) == 2
    }


def last_change(events: Iterable[Event], field: str) -> Event | None:
    """Return the newest of ``events``, which come newest first, that changed ``field``."""
    return next((event for event in events if field in changes_in(event)), None)


def as_of(customer: Customer, version: int, events: Iterable[Event]) -> Customer:
    """Return ``customer`` as it was in ``version``, by the newest ``events`` first; every save made one version.

    What the history no longer tells stays as it is now.
    """
    saves = [event for event in events if event.kind in _SAVES][: max(0, customer.version - version)]
    before = {name: pair[0] for event in saves for name, pair in changes_in(event).items()}
    return dataclasses.replace(customer, **before, version=version)


def _value(name: str, stored: object) -> Any:  # noqa: ANN401 - a field's own type
    return parse_date(name, stored) if name in _DATES and isinstance(stored, str) else stored
