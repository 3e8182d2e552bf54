"""Machine-readable zones whose end is missing: of them only what the check digits that came prove, and the names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from intake.license.check_digits import FILLER, agrees
from intake.license.zone_forms import FORMS, TD3, Form, days_of, replaced, rest_of_number, with_letters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_UNKNOWN: Final = "?"
_PASSPORT: Final = "P"  # begins every zone of TD3, and no other


def clipped(rows: Sequence[str], today: date) -> tuple[Form, str, str] | None:
    """Return the one size of which ``rows`` may be the beginning, its signs filled up, and with letters put right.

    Number and birth date must have come with their check digits, as they stand; a few digits prove little, so two
    sizes that both agree are none. An expiry whose check digit is missing is unknown.
    """
    signs = "".join(rows)
    found = []
    for form in FORMS:
        in_place = len(rows) == 1 or all(len(row) == form.width for row in rows[:-1])
        begins = signs.startswith(form.begins) and signs.startswith(_PASSPORT) == (form is TD3)
        if in_place and begins and form.width < len(signs) < form.size and _agrees(form, signs, today):
            filled = _filled(form, signs)
            found.append((form, filled, with_letters(form, filled)))
    return found[0] if len(found) == 1 else None


def _agrees(form: Form, signs: str, today: date) -> bool:
    """Tell whether a document's number and a day of birth are there, and every check digit that came agrees."""
    if not (len(signs) > max(form.number.stop, form.born.stop) and any(days_of(signs[form.born], today))):
        return False
    number, rest = signs[form.number], rest_of_number(form, signs)
    if rest and form.more_of_number.start + len(rest) == len(signs) < form.more_of_number.stop:  # may go on
        return False
    checked = [(number + rest[:-1], rest[-1]) if rest else (number, signs[form.number.stop])]
    checked += [(signs[day], signs[day.stop]) for day in (form.born, form.expires) if 0 < day.stop < len(signs)]
    if (
        form.personal
        and form.personal.stop < len(signs)
        and not agrees(signs[form.personal], signs[form.personal.stop])
    ):
        return False
    return all(digit.isdecimal() and agrees(value, digit) for value, digit in checked)


def _filled(form: Form, signs: str) -> str:
    """Return ``signs`` with fillers for what did not come, for half a name and for an expiry that nothing proves."""
    came = signs[: form.names.start] if form.names.start > form.width else signs
    if len(came) <= form.expires.stop:
        came = came[: form.expires.start]
    sex = slice(form.born.stop + 1, form.born.stop + 2)
    return replaced(came.ljust(form.size, FILLER), sex, came[sex] or _UNKNOWN)
