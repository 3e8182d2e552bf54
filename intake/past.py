"""What the history tells: a profile's earlier states, and what profiles, queue and employees must be now."""

from __future__ import annotations

import dataclasses
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from intake.customer import FIELDS, Customer
from intake.employee import Role
from intake.pin import sealed
from intake.ports import KEPT
from intake.queue import UNDOABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from intake.employee import Employee
    from intake.history import Event
    from intake.ports import Action
    from intake.queue import Entry

_SAVES = frozenset({"edited", "renewed", "banned", "ban_lifted", "deleted", "restored"})
_DERIVED = {
    "signed_up": frozenset({"number", "adult_use", "has_state_medical_id"}),
    "edited": frozenset({"has_state_medical_id"}),
}
"""Fields that a save fills by itself."""

_DATES = frozenset({"date_of_birth", "license_issued", "license_expires", "medical_expires"})
STAFF_EVENTS = frozenset({"employee_added", "employee_disabled", "pin_set"})
"""The kinds of events that tell who works here."""


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


def has_saved(done: Action, values: Mapping[str, Any], customer: Customer, events: Sequence[Event]) -> bool:
    """Return whether a sign-up or an edit saved these ``values`` in the profile of ``customer`` and no others.

    ``events`` are all of the customer's, newest first. What was erased of them is taken for the same.
    """
    saves = [event for event in events if event.kind in _SAVES or event.kind == "signed_up"]
    if done.kind == KEPT:
        return any(_had(values, customer, saves, ago) for ago, event in enumerate(saves) if event.at == done.at)
    own = [event for event in saves if (event.at, event.by, event.station) == (done.at, done.by, done.station)]
    return any(
        (event.detail_mac and not event.detail)
        or (
            changes_in(event).keys() <= values.keys() | _DERIVED.get(event.kind, frozenset())
            and _had(values, customer, saves, saves.index(event))
        )
        for event in own
    )


def _had(values: Mapping[str, Any], customer: Customer, saves: Sequence[Event], ago: int) -> bool:
    """Return whether a profile had all of ``values`` so many saves ago."""
    then = as_of(customer, customer.version - ago, saves)
    return all(getattr(then, name) == value for name, value in values.items())


def retold(number: str, events: Sequence[Event]) -> Customer | None:
    """Return the profile as its ``events``, oldest first, tell it; ``None`` where they do not tell all of it."""
    saves = [event for event in events if event.kind in _SAVES or event.kind == "signed_up"]
    if not saves or saves[0].kind != "signed_up" or any(event.detail_mac and not event.detail for event in saves):
        return None
    fields = {name: pair[1] for event in saves for name, pair in changes_in(event).items()}
    bin_ = [event for event in saves if event.kind in {"deleted", "restored"}][-1:]
    deleted_at = next((event.at for event in bin_ if event.kind == "deleted"), None)
    told = {"number": number, "version": len(saves), "created_at": saves[0].at, "updated_at": saves[-1].at}
    return dataclasses.replace(Customer(), **{**fields, **told, "deleted_at": deleted_at})


def is_signed_up(events: Iterable[Event]) -> bool:
    """Return whether the ``events`` of a customer tell of a sign-up, also where its detail was erased."""
    return any(event.kind == "signed_up" for event in events)


def entries_agree(entries: Sequence[Entry], events: Sequence[Event]) -> bool:
    """Return whether a customer's queue entries, oldest first, began and ended as the ``events`` tell."""
    begun = [event for event in events if event.kind == "checked_in"]
    if [(entry.checked_in_at, entry.checked_in_by, entry.station) for entry in entries] != [
        (event.at, event.by, event.station) for event in begun
    ]:
        return False
    vouched = all(_is_vouched(entry, event) for entry, event in zip(entries, begun, strict=True))
    unended = all(
        (entry.ended_at, entry.ended_by, entry.ended_reason) == (None,) * 3 for entry in entries if entry.open
    )
    return vouched and unended and _endings_agree(entries, events)


def marks_told(events: Iterable[Event]) -> frozenset[str]:
    """Return the marks of the cards that a customer came with, as their ``events`` tell."""
    return frozenset(str(event.detail["card"]) for event in events if event.detail and "card" in event.detail)


@dataclasses.dataclass(frozen=True, slots=True)
class Hired:
    """An employee as the history tells; ``pin`` is the sealed hash of the PIN. What no event tells is empty or 0."""

    role: str = ""
    enabled: bool = True
    pin: str = dataclasses.field(default="", repr=False)
    id: int = 0


def staff_told(events: Iterable[Event]) -> dict[str, Hired]:
    """Return the employees by name as the ``STAFF_EVENTS``, oldest first, tell; the first admin told of oneself."""
    told: dict[str, Hired] = {}
    for event in events:
        detail = event.detail or {}
        name, pin = str(detail.get("name", event.by)), str(detail.get("pin", ""))
        if event.kind == "employee_added":
            told[name] = Hired(str(detail.get("role", Role.ADMIN)), pin=pin, id=detail.get("id", 0))
        else:
            news: dict[str, Any] = {"enabled": False} if event.kind == "employee_disabled" else {"pin": pin}
            told[name] = dataclasses.replace(told.get(name, Hired()), **news)
    return told


def tells_of_all(events: Iterable[Event]) -> bool:
    """Return whether nobody works here of whom the ``STAFF_EVENTS`` do not tell: they begin with the first admin."""
    first = next(iter(events), None)
    by_oneself = first is not None and (first.detail or {}).get("name", first.by) == first.by
    return first is not None and first.kind == "employee_added" and by_oneself


def staff_strays(employees: Iterable[Employee], told: Mapping[str, Hired], key: bytes | None) -> set[str]:
    """Return the names of those who are not as they are ``told``, or told and not there; PINs only with the ``key``."""
    present = {employee.name: employee for employee in employees}
    return {name for name, hired in told.items() if name not in present or not _is_as_hired(present[name], hired, key)}


def market_told(events: Iterable[Event]) -> str | None:
    """Return whose law holds, as the first of the ``STAFF_EVENTS`` tells; ``None`` in a shop of an older program."""
    first = next(iter(events), None)
    market = (first.detail or {}).get("market") if first else None
    return str(market) if market else None


def _is_as_hired(employee: Employee, hired: Hired, key: bytes | None) -> bool:
    if (employee.role.value, employee.enabled) != (hired.role or employee.role.value, hired.enabled):
        return False
    if hired.id not in {0, employee.id}:
        return False
    return not key or not hired.pin or sealed(employee.pin_hash, key) == hired.pin


def _is_vouched(entry: Entry, event: Event) -> bool:
    if event.detail_mac and not event.detail:
        return True
    detail = event.detail or {}
    return (entry.override_by, entry.override_reason) == (detail.get("by"), detail.get("reason"))


def _endings_agree(entries: Sequence[Entry], events: Sequence[Event]) -> bool:
    """Return whether entries ended as often as told, less those opened again, and each as one event tells.

    Each ending and each opening makes one version. Several may end in one instant by one employee; a reason that was
    erased may have been any.
    """
    ended = [entry for entry in entries if not entry.open]
    ends = [event for event in events if event.kind == "removed" or _takes_back(event, "checked_in")]
    opened = sum(_takes_back(event, "removed") for event in events)
    if len(ended) + opened != len(ends) or sum(entry.version - 1 for entry in entries) != len(ends) + opened:
        return False
    stored: Counter[tuple[object, ...]] = Counter(
        (entry.ending, entry.ended_at, entry.ended_by, entry.ended_reason) for entry in ended
    )
    told: Counter[tuple[object, ...]] = Counter(
        (event.kind, event.at, event.by, (event.detail or {}).get("reason"))
        for event in ends
        if event.detail or not event.detail_mac
    )
    erased: Counter[tuple[object, ...]] = Counter(
        (event.kind, event.at, event.by) for event in ends if event.detail_mac and not event.detail
    )
    return Counter(ending[:3] for ending in (stored - told).elements()) <= erased


def _takes_back(event: Event, kind: str) -> bool:
    """Return whether an event undid an action of that kind, which the first programs wrote as it is."""
    return event.kind == "undone" and event.summary in {f"undone: {UNDOABLE[kind]}", f"undone: {kind}"}


def _value(name: str, stored: object) -> Any:  # noqa: ANN401 - a field's own type
    """Return what a field was; a day of any year, and what is none as it stands: only a changed event has that."""
    try:
        return date.fromisoformat(stored) if name in _DATES and isinstance(stored, str) else stored
    except ValueError:
        return stored
