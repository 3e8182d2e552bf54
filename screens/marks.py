"""What to mind of a customer, in a word or two, for rows of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from intake.eligibility import WARN, reasons_against

if TYPE_CHECKING:
    from collections.abc import Collection

    from intake.customer import Customer
    from intake.desk import Shop

_WORDS: Final = {
    "banned": "BANNED",
    "no_such_type": "WRONG TYPE",
    "age_floor_unknown": "AGE RULE?",
    "age_unknown": "NO BIRTH DATE",
    "under_age": "UNDER AGE",
    "expired": "ID EXPIRED",
    "medical_expired": "MED EXPIRED",
}


def marks_of(customer: Customer, shop: Shop, waiting: Collection[str], drafted: Collection[str]) -> list[str]:
    """Return the marks of a customer's row, the weightiest first; the collections hold customer numbers."""
    against = reasons_against(customer, shop.market, shop.today())
    marks = [_WORDS.get(reason.code, reason.code) for reason in against if reason.weight != WARN]
    there = {
        "in queue": customer.number in waiting,
        "draft": customer.number in drafted,
        "warning": customer.warning_1 or customer.warning_2,
    }
    return [*marks, *(word for word, on in there.items() if on)]
