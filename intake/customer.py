"""A customer: the profile that a shop keeps of one person."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from intake import fields
from intake.dates import age_on
from intake.errors import Misused, invalid
from intake.text import presentable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from intake.fields import Reader
    from intake.license import License


class CustomerType(StrEnum):
    """What a customer buys as (F2, F3, F5); derived from two switches and never stored."""

    ADULT_USE = "adult_use"
    MEDICAL_RECOMMENDATION = "medical_recommendation"
    MEDICAL_STATE_ID = "medical_state_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One profile. What is unknown is ``None``; ``version`` counts saves, and a deleted one keeps its row (J12)."""

    number: str = ""
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    suffix: str | None = None
    nickname: str | None = None
    date_of_birth: date | None = None
    gender: str | None = "unspecified"
    sex: str | None = None
    id_type: str | None = None
    license_number: str | None = None
    license_state: str | None = None
    license_issued: date | None = None
    license_expires: date | None = None
    address_line1: str | None = None
    address_line2: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None
    delivery_line1: str | None = None
    delivery_line2: str | None = None
    delivery_city: str | None = None
    delivery_state: str | None = None
    delivery_postal_code: str | None = None
    phone: str | None = None
    email: str | None = None
    sms_opt_in: bool = False
    email_opt_in: bool = False
    receipts_by_email: bool = False
    adult_use: bool = True
    has_state_medical_id: bool = False
    medical_id: str | None = None
    medical_expires: date | None = None
    notes: str | None = None
    warning_1: bool = False
    warning_2: bool = False
    banned: bool = False
    ban_reason: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    deleted_at: datetime | None = None
    version: int = 0

    @property
    def display_name(self) -> str:
        """The name as people read it: ``First "Nick" Last`` (F31), never empty."""
        nickname = f'"{self.nickname}"' if self.nickname else None
        parts = (self.first_name, nickname, self.last_name, self.suffix)
        return presentable(" ".join(part for part in parts if part)) or f"Customer {self.number}"

    @property
    def customer_type(self) -> CustomerType:
        """The type that the two switches say (F2, F3, F5)."""
        if self.adult_use:
            return CustomerType.ADULT_USE
        return CustomerType.MEDICAL_STATE_ID if self.has_state_medical_id else CustomerType.MEDICAL_RECOMMENDATION

    @property
    def is_medical(self) -> bool:
        """Whether the customer buys as a patient."""
        return not self.adult_use

    def age_on(self, day: date) -> int | None:
        """Return the age in full years on ``day``, or ``None`` without a birth date."""
        return age_on(self.date_of_birth, day) if self.date_of_birth else None


_CAPS = {
    "first_name": fields.NAME_CAP, "middle_name": 80, "last_name": fields.NAME_CAP, "suffix": 10,
    "license_number": 40, "license_state": 20, "address_line1": 100, "address_line2": 100, "city": 100, "state": 20,
    "postal_code": 12, "country": 3,
}  # fmt: skip
"""Characters of the fields that a card fills: text from a card is cut to them, typed text beyond them refused."""

_LINE = fields.line(_CAPS["city"])
_NAME = fields.line(fields.NAME_CAP)
_STATE = fields.code(_CAPS["state"])
_POSTAL_CODE = fields.code(_CAPS["postal_code"])
FIELDS: Mapping[str, Reader] = {
    "number": fields.customer_number,
    "first_name": _NAME,
    "middle_name": fields.line(_CAPS["middle_name"]),
    "last_name": _NAME,
    "suffix": fields.line(_CAPS["suffix"]),
    "nickname": _NAME,
    "date_of_birth": fields.day,
    "gender": fields.choice("male", "female", "non_binary", "unspecified"),
    "sex": fields.choice("M", "F", "X"),
    "id_type": fields.choice("driver_license", "state_id", "passport", "military", "tribal", "other"),
    "license_number": fields.line(_CAPS["license_number"]),
    "license_state": _STATE,
    "license_issued": fields.day,
    "license_expires": fields.day,
    "address_line1": _LINE,
    "address_line2": _LINE,
    "city": _LINE,
    "state": _STATE,
    "postal_code": _POSTAL_CODE,
    "country": fields.country,
    "delivery_line1": _LINE,
    "delivery_line2": _LINE,
    "delivery_city": _LINE,
    "delivery_state": _STATE,
    "delivery_postal_code": _POSTAL_CODE,
    "phone": fields.phone,
    "email": fields.email,
    "sms_opt_in": fields.flag,
    "email_opt_in": fields.flag,
    "receipts_by_email": fields.flag,
    "adult_use": fields.flag,
    "has_state_medical_id": fields.flag,
    "medical_id": fields.line(40),
    "medical_expires": fields.day,
    "notes": fields.lines(4000),
    "warning_1": fields.flag,
    "warning_2": fields.flag,
    "banned": fields.flag,
    "ban_reason": fields.line(200),
}
"""Every field that can be set, with its reader, in the order of forms and files."""

DERIVED = frozenset({"display_name", "age", "customer_type", "tax_exempt", "created_at", "updated_at", "version"})
"""Fields that are shown and never set."""


def read_fields(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of ``given`` field texts.

    Raises ``Misused`` for an unknown or derived field and for a value that a field cannot take.
    """
    values: dict[str, Any] = {}
    for name, text in given.items():
        if name in DERIVED:
            raise invalid(name, "this is worked out by the station and cannot be set.")
        if name not in FIELDS:
            import difflib  # noqa: PLC0415 - for a mistake only

            near = difflib.get_close_matches(name, FIELDS, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise Misused("unknown_field", f"There is no customer field of that name.{hint}")
        values[name] = FIELDS[name](name, text)
    return values


def check_customer(customer: Customer, today: date) -> Customer:
    """Return ``customer`` when its values agree with each other on ``today``; raise ``Misused`` naming the field else.

    A profile needs a name; nobody is born in the future; patients need what F4 and F5 ask of them.
    """
    if not (customer.first_name or customer.last_name):
        raise invalid("last_name", "a profile needs a first or a last name.")
    if customer.date_of_birth and customer.date_of_birth > today:
        raise invalid("date_of_birth", "this day has not come yet.")
    if customer.is_medical and not customer.medical_expires:
        raise invalid("medical_expires", "a patient's document needs its expiration date.")
    if customer.customer_type is CustomerType.MEDICAL_STATE_ID and not customer.medical_id:
        raise invalid("medical_id", "a state medical ID needs its number.")
    return customer


def fields_from_license(card: License) -> dict[str, Any]:
    """Return the profile fields that a scanned license fills (F14), cut to what a profile holds."""
    text = {
        name: getattr(card, name)
        for name in (
            "first_name", "middle_name", "last_name", "suffix", "license_number", "address_line1",
            "address_line2", "city", "state", "postal_code", "country",
        )
    }  # fmt: skip
    text["license_state"] = card.state or card.jurisdiction
    values = {name: FIELDS[name](name, value[: _CAPS[name]]) for name, value in text.items() if value}
    dates = {name: getattr(card, name) for name in ("date_of_birth", "license_issued", "license_expires")}
    values |= {name: value for name, value in dates.items() if value}
    if card.sex:
        values["sex"] = card.sex
    return values | {"id_type": card.id_type or ("state_id" if card.document == "id" else "driver_license")}


def changed_fields(before: Customer, after: Customer) -> dict[str, tuple[Any, Any]]:
    """Return the settable fields that differ, each with its value before and after."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in FIELDS}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def with_fields(customer: Customer, values: Mapping[str, Any]) -> Customer:
    """Return ``customer`` with ``values`` in place; flags cannot be cleared, only set."""
    return dataclasses.replace(customer, **values)
