"""What a license says, as a plain value."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any


@dataclass(slots=True)  # not frozen: docs/decisions/0009-a-license-that-is-not-frozen.md
class License:
    """A driver's license or ID card as it was read; what the card does not say is ``None``.

    ``sex`` is ``M``, ``F`` or ``X``; ``country`` ``USA``, ``CAN`` or ``MEX``; ``height`` ``"70 in"`` or ``"178 cm"``.
    ``issuer`` is the six-digit issuer number (IIN), ``jurisdiction`` the code that belongs to it, which may differ
    from ``state``, the state of the address. ``version`` is the AAMVA version of the card, ``document`` is
    ``license`` or ``id``. ``repairs`` tells in plain words what had to be mended to read the payload.
    ``repeated`` names the elements that the card holds twice with different values; the first one counts.
    ``id_type`` is what a profile calls the document, where ``document`` does not tell it: ``passport``,
    ``driver_license`` or ``other``, from a machine-readable zone. ``under_18_until`` and its kin are the days that
    the card itself gives for these birthdays, ``truncated`` the names that it says it had no room for, and
    ``oddities`` (``pointers``, ``date_order``) where it is built otherwise than its header says, (``birth_date``,
    ``other_date``) names a day that no calendar has, or (``no_DCS``, ``no_DAC``, ``no_DAQ``, ``no_DBB``) lacks what
    every card has.
    """

    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    suffix: str | None = None
    date_of_birth: date | None = None
    sex: str | None = None
    address_line1: str | None = None
    address_line2: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None
    license_number: str | None = None
    license_issued: date | None = None
    license_expires: date | None = None
    eye_color: str | None = None
    hair_color: str | None = None
    height: str | None = None
    issuer: str | None = None
    jurisdiction: str | None = None
    version: int | None = None
    document: str | None = None
    repairs: tuple[str, ...] = ()
    document_discriminator: str | None = None
    revision_date: date | None = None
    repeated: tuple[str, ...] = ()
    id_type: str | None = None
    under_18_until: date | None = None
    under_19_until: date | None = None
    under_21_until: date | None = None
    truncated: tuple[str, ...] = ()
    oddities: tuple[str, ...] = ()


def as_json(license_: License) -> dict[str, Any]:
    """Return the license with JSON-ready values, dates in ISO form, in the order of its fields."""
    return {field.name: _plain(getattr(license_, field.name)) for field in fields(license_)}


def _plain(value: str | int | date | tuple[str, ...] | None) -> str | int | list[str] | None:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
