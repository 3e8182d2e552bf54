"""Who may come in: ban, age floor, expired ID and expired medical document (F40, F66, J1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from intake.customer import Customer
    from intake.market import Market

REFUSE, OVERRIDE, WARN = "refuse", "override", "warn"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason against a check-in, in one line without personal data.

    ``weight`` is ``refuse`` (nobody may), ``override`` (a manager may, with a reason) or ``warn``; ``basis`` cites
    the market row that decided, where one did.
    """

    code: str
    message: str
    weight: str
    basis: str | None = None


def reasons_against(customer: Customer, market: Market, today: date) -> tuple[Reason, ...]:
    """Return everything that speaks against checking ``customer`` in on ``today``, the weightiest first."""
    found = (
        _ban(customer),
        _type(customer, market, today),
        _age(customer, market, today),
        _expired_id(customer, market, today),
        _expired_medical(customer, market, today),
    )
    return tuple(sorted((reason for reason in found if reason), key=lambda reason: _ORDER[reason.weight]))


_ORDER = {REFUSE: 0, OVERRIDE: 1, WARN: 2}


def _ban(customer: Customer) -> Reason | None:
    return Reason("banned", "This customer is banned.", REFUSE) if customer.banned else None


def _type(customer: Customer, market: Market, today: date) -> Reason | None:
    kind = customer.customer_type
    if market.allows("exists", kind, today):
        return None
    row = market.row("exists", kind, today)
    message = f"{market.name} has no customers of type {kind.replace('_', ' ')}; change the type first."
    return Reason("no_such_type", message, REFUSE, row.citation if row else None)


def _age(customer: Customer, market: Market, today: date) -> Reason | None:
    row = market.row("age_floor", customer.customer_type, today)
    if row is None:
        message = f"No age floor is known for this type in {market.name}: ask a manager."
        return Reason("age_floor_unknown", message, OVERRIDE)
    age = customer.age_on(today)
    if age is None:
        return Reason("age_unknown", "There is no birth date on file, so the age is unknown.", REFUSE, row.citation)
    if age >= int(row.value):
        return None
    message = f"Under {row.value}, the age floor for {customer.customer_type.replace('_', ' ')} in {market.name}."
    return Reason("under_age", message, _switch("under_age", customer, market, today), row.citation)


def _expired_id(customer: Customer, market: Market, today: date) -> Reason | None:
    if not customer.license_expires or customer.license_expires >= today:
        return None
    weight = _switch("expired_id", customer, market, today)
    return Reason("expired", "The ID has expired.", weight, _basis("expired_id", customer, market, today))


def _expired_medical(customer: Customer, market: Market, today: date) -> Reason | None:
    if not customer.is_medical or not customer.medical_expires or customer.medical_expires >= today:
        return None
    weight = _switch("expired_medical", customer, market, today)
    basis = _basis("expired_medical", customer, market, today)
    return Reason("medical_expired", "The medical document has expired; renew it first.", weight, basis)


def _switch(rule: str, customer: Customer, market: Market, today: date) -> str:
    """Return how heavily a market takes ``rule``; silence means refuse."""
    row = market.row(rule, customer.customer_type, today)
    return str(row.value) if row and row.value in _ORDER else REFUSE


def _basis(rule: str, customer: Customer, market: Market, today: date) -> str | None:
    row = market.row(rule, customer.customer_type, today)
    return row.citation if row else None
