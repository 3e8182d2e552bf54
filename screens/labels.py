"""How profile fields are called, ordered and written on the screen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from intake.customer import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from intake.customer import Customer

_SECTION_STARTS: Final = {
    "Member": "number",
    "Address": "address_line1",
    "Contact and delivery": "delivery_line1",
    "Medical": "adult_use",
    "Notes and flags": "notes",
}
_SPECIAL: Final = {
    "date_of_birth": "Birth date",
    "sex": "Sex on the ID",
    "id_type": "Kind of ID",
    "license_number": "ID number",
    "license_state": "ID state",
    "license_issued": "ID issued",
    "license_expires": "ID expires",
    "address_line1": "Address",
    "address_line2": "Address, line 2",
    "postal_code": "ZIP code",
    "delivery_line1": "Delivery",
    "delivery_line2": "Delivery, 2",
    "delivery_postal_code": "Delivery ZIP",
    "sms_opt_in": "SMS opt-in",
    "email_opt_in": "Email opt-in",
    "receipts_by_email": "Email receipts",
    "has_state_medical_id": "State med. ID",
    "medical_id": "Medical ID no.",
    "medical_expires": "Medical expires",
}
FLAGS: Final = frozenset({
    "sms_opt_in", "email_opt_in", "receipts_by_email", "adult_use", "has_state_medical_id", "warning_1", "warning_2",
    "banned",
})  # fmt: skip
"""Fields that are on or off."""
CHOICES: Final[Mapping[str, Sequence[str]]] = {
    "gender": ("unspecified", "female", "male", "non_binary"),
    "sex": ("", "F", "M", "X"),
    "id_type": ("", "driver_license", "state_id", "passport", "military", "tribal", "other"),
} | dict.fromkeys(sorted(FLAGS), ("false", "true"))
"""Fields that take one of a few texts, with these in the order of stepping through them."""
DATES: Final = frozenset({"date_of_birth", "license_issued", "license_expires", "medical_expires"})
"""Fields that hold a calendar day."""

_NATIONAL: Final = 10
"""Digits of a phone number of North America."""
_WORDS: Final = {"true": "yes", "false": "no", "driver_license": "driver’s license", "state_id": "state ID"}


def _sections() -> dict[str, tuple[str, ...]]:
    names = list(FIELDS)
    starts = [names.index(first) for first in _SECTION_STARTS.values()]
    ends = [*starts[1:], len(names)]
    spans = zip(_SECTION_STARTS, starts, ends, strict=True)
    return {title: tuple(names[start:end]) for title, start, end in spans}


SECTIONS: Final[Mapping[str, Sequence[str]]] = _sections()
"""The sections of a profile, each with its fields, in the order of ``FIELDS``."""


def label(name: str) -> str:
    """Return what a field is called, in at most 15 characters."""
    return _SPECIAL.get(name) or name.replace("_", " ").capitalize()


def day(value: date) -> str:
    """Return a calendar day as people here write it, month first."""
    return f"{value:%m/%d/%Y}"


def text_of(name: str, value: object) -> str:
    """Return the value of the field ``name`` as the text that a form holds, which its reader takes back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return day(value)
    text = "" if value is None else str(value)
    national = name == "phone" and len(text) == _NATIONAL
    return f"{text[:3]}-{text[3:6]}-{text[6:]}" if national else text


def texts_of(customer: Customer) -> dict[str, str]:
    """Return every field of a profile as the text that a form holds."""
    return {name: text_of(name, getattr(customer, name)) for name in FIELDS}


def words(name: str, text: str) -> str:
    """Return a form's text as people read it: choices in words, all else as it is."""
    return _WORDS.get(text, text.replace("_", " ")) if name in CHOICES else text
