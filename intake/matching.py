"""Who a scanned license or membership card belongs to (F43, F45, F46)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from intake.text import fold, key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake.customer import Customer
    from intake.license import License
    from intake.ports import View


class MatchKind(StrEnum):
    """By which rule customers were found."""

    CARD = "card"
    LICENSE = "license"
    NAME_AND_BIRTH = "name_and_birth"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Match:
    """All customers that one rule found."""

    kind: MatchKind
    customers: Sequence[Customer] = ()


def match(card: License, view: View) -> Match:
    """Return every customer with the card's license number (F45); a passport's number is not taken for a license's.

    Only if there is none: every customer with the same first name, last name and birth date, all three (F46).
    A name alone never matches. ``Müller`` is the same as ``MULLER`` and as a passport's ``MUELLER``.
    """
    if card.license_number and (compact := key(card.license_number)):
        owners = [each for each in view.customers_by_license(compact) if _may_be_of(each, card)]
        if owners:
            return Match(MatchKind.LICENSE, owners)
    first, last = card.first_name or "", card.last_name or ""
    if fold(first) and fold(last) and card.date_of_birth:
        found = view.customers_by_name_and_birth(first, last, card.date_of_birth)
        if found:
            return Match(MatchKind.NAME_AND_BIRTH, found)
    return Match(MatchKind.NONE)


def _may_be_of(customer: Customer, card: License) -> bool:
    """Tell whether the number on file can be that of ``card``; a state and a passport office may give the same one."""
    return customer.id_type is None or (customer.id_type == "passport") == (card.id_type == "passport")
