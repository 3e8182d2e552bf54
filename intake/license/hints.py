"""What on a card does not fit together: reasons to look at it, never a verdict.

Only the card itself is asked, so a good copy of a genuine card passes every check.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.dates import age_on
from intake.license.issuers import countries, issuers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from intake.license.model import License


@dataclass(frozen=True, slots=True)
class Hint:
    """One reason to look at the card: a code for programs and a line for the person at the desk."""

    code: str
    message: str


_YOUNGEST_DRIVER = 14  # years; learner's permits begin at 14
_LONGEST_VALIDITY = 15  # years; the longest terms are 12 (Arizona's older ones run to the age of 65)
_UNTIL_65 = "AZ"

# License numbers without blanks and dashes, where a state has one shape only. ID cards have others.
_NUMBER_SHAPES = {
    "CA": "[A-Z][0-9]{7}",
    "CT": "[0-9]{9}",
    "FL": "[A-Z][0-9]{12}",
    "IL": "[A-Z][0-9]{11}",
    "MI": "[A-Z][0-9]{12}",
    "MN": "[A-Z][0-9]{12}",
    "NJ": "[A-Z][0-9]{14}",
    "NY": "[0-9]{9}",
    "OH": "[A-Z]{2}[0-9]{6}",
    "PA": "[0-9]{8}",
    "TX": "[0-9]{8}",
    "WI": "[A-Z][0-9]{13}",
}


def hints(license_: License, today: date) -> tuple[Hint, ...]:
    """Return every reason to look at the card, as of the store's civil date ``today``."""
    return (*_on_dates(license_, today), *_on_issuer(license_), *_on_numbers(license_))


def _on_dates(license_: License, today: date) -> Iterator[Hint]:
    born, issued, expires = license_.date_of_birth, license_.license_issued, license_.license_expires
    if born and born > today:
        yield Hint("born_in_future", "The birth date is in the future.")
    if issued and issued > today:
        yield Hint("issued_in_future", "The card says that it is issued in the future.")
    if issued and born and issued < born:
        yield Hint("issued_before_birth", "The card is older than the person on it.")
    elif issued and born and license_.document != "id" and age_on(born, issued) < _YOUNGEST_DRIVER:
        yield Hint("issued_too_young", f"The license was issued to a person under {_YOUNGEST_DRIVER}.")
    if issued and expires:
        yield from _on_validity(license_.jurisdiction, issued, expires)
    if issued and license_.revision_date and license_.revision_date > issued:
        yield Hint("revised_after_issue", "The card's design is newer than the card.")


def _on_validity(jurisdiction: str | None, issued: date, expires: date) -> Iterator[Hint]:
    if expires <= issued:
        yield Hint("expires_before_issue", "The card expires before it is issued.")
    elif jurisdiction != _UNTIL_65 and age_on(issued, expires) > _LONGEST_VALIDITY:
        yield Hint("valid_too_long", f"The card is valid for more than {_LONGEST_VALIDITY} years.")


def _on_issuer(license_: License) -> Iterator[Hint]:
    if license_.issuer is not None and license_.issuer not in issuers():
        yield Hint("unknown_issuer", "The issuer's number is not known.")
    jurisdiction, state = license_.jurisdiction, license_.state
    if jurisdiction and state in countries() and state != jurisdiction:
        yield Hint("other_state", f"The issuer is {jurisdiction}, the address is in {state}.")


def _on_numbers(license_: License) -> Iterator[Hint]:
    shape = _NUMBER_SHAPES.get(license_.jurisdiction or "") if license_.document == "license" else None
    number = re.sub("[ -]", "", license_.license_number or "").upper()
    if shape and number and not re.fullmatch(shape, number):
        yield Hint("number_shape", f"The license number does not look like one of {license_.jurisdiction}.")
    if license_.repeated:
        yield Hint("repeated", "The card holds the same entry twice with different values.")
