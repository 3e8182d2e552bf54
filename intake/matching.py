"""Who a scanned license belongs to (F43, F45, F46)."""

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

    LICENSE = "license"
    NAME_AND_BIRTH = "name_and_birth"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Match:
    """All customers that one rule found."""

    kind: MatchKind
    customers: Sequence[Customer] = ()


def match(card: License, view: View) -> Match:
    """Return every customer with the card's license number (F45).

    Only if there is none: every customer with the same first name, last name and birth date, all three (F46).
    A name alone never matches.
    """
    if card.license_number and (compact := key(card.license_number)):
        found = view.customers_by_license(compact)
        if found:
            return Match(MatchKind.LICENSE, found)
    first, last = fold(card.first_name or ""), fold(card.last_name or "")
    if first and last and card.date_of_birth:
        found = view.customers_by_name_and_birth(first, last, card.date_of_birth)
        if found:
            return Match(MatchKind.NAME_AND_BIRTH, found)
    return Match(MatchKind.NONE)
