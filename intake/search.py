"""What a person types to find a customer, understood (J2, F57, F58)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.dates import parse_date
from intake.errors import Misused, Refused
from intake.text import clean, fold, key

if TYPE_CHECKING:
    from datetime import date

    from intake.customer import Customer

LEAST = 3
PREFIXES = {
    "dl": "license", "phone": "phone", "email": "email", "name": "name", "number": "number", "dob": "birth",
    "medical": "medical",
}  # fmt: skip
SIMILAR = "similar_"
"""Before the field in ``Found.by`` when the text is not in it but for a typing error."""

_MOST = 100


@dataclass(frozen=True, slots=True)
class Query:
    """One search. ``field`` limits it to one kind (a value of ``PREFIXES``); ``None`` searches all.

    ``words`` are folded name words, ``digits`` the digits typed, ``compact`` letters and digits as in license
    numbers, ``birth`` a date when the text is one, ``text`` the cleaned text itself.
    """

    text: str
    field: str | None
    words: tuple[str, ...]
    digits: str
    compact: str
    birth: date | None

    @property
    def long_enough(self) -> bool:
        """Whether the three characters of F58 are there."""
        return len(self.text.replace(" ", "")) >= LEAST


@dataclass(frozen=True, slots=True)
class Found:
    """A customer who matches, and ``by`` which field: a value of ``PREFIXES``, or one behind ``SIMILAR``."""

    customer: Customer
    by: str


def parse_query(typed: str) -> Query:
    """Return what ``typed`` asks for; a prefix as ``phone:`` picks the field (J2)."""
    text = clean(typed)[:_MOST]
    head, colon, rest = text.partition(":")
    field = PREFIXES.get(head.strip().lower()) if colon else None
    if field:
        text = rest.strip()
    digits = "".join(c for c in text if c in "0123456789")
    return Query(text, field, tuple(fold(text).split()), digits, key(text), _birth(text))


def _birth(text: str) -> date | None:
    try:
        return parse_date("date", text)
    except Misused:
        return None


def too_short() -> Refused:
    """Return the refusal of F58."""
    return Refused("too_short", f"Type at least {LEAST} characters, or an exact customer number.")
