"""The sizes of machine-readable zones (ICAO 9303, parts 4 to 6, and the French card's own), and where fields stand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from intake.license.check_digits import FILLER

if TYPE_CHECKING:
    from collections.abc import Iterator

_TO_LETTERS: Final = str.maketrans("01258", "OIZSB")


class Form(NamedTuple):
    """Where the fields of one size stand in its lines put together; ``whole`` is what the last check digit is over."""

    width: int
    lines: int
    names: slice
    number: slice
    more_of_number: slice
    born: slice
    expires: slice
    nationality: slice
    whole: tuple[slice, ...]
    last: int
    personal: slice | None = None
    given_names: slice = slice(0, 0)  # where they do not stand behind the last name
    begins: str = ""

    @property
    def size(self) -> int:
        """The number of signs."""
        return self.width * self.lines


TD3: Final = Form(
    44, 2, slice(5, 44), slice(44, 53), slice(0, 0), slice(57, 63), slice(65, 71), slice(54, 57),
    (slice(44, 54), slice(57, 64), slice(65, 87)), 87, slice(72, 86),
)  # fmt: skip
TD2: Final = Form(
    36, 2, slice(5, 36), slice(36, 45), slice(64, 71), slice(49, 55), slice(57, 63), slice(46, 49),
    (slice(36, 46), slice(49, 56), slice(57, 71)), 71,
)  # fmt: skip
TD1: Final = Form(
    30, 3, slice(60, 90), slice(5, 14), slice(15, 30), slice(30, 36), slice(38, 44), slice(45, 48),
    (slice(5, 30), slice(30, 37), slice(38, 45), slice(48, 59)), 59,
)  # fmt: skip
FRENCH: Final = Form(
    36, 2, slice(5, 30), slice(36, 48), slice(0, 0), slice(63, 69), slice(0, 0), slice(0, 0),
    (slice(0, 71),), 71, given_names=slice(49, 63), begins="IDFRA",
)  # fmt: skip
FORMS: Final = (TD3, FRENCH, TD2, TD1)
WIDTHS: Final = {form.width for form in FORMS}


def with_letters(form: Form, signs: str) -> str:
    """Return ``signs`` with letters for the digits that look like them, where only letters can stand."""
    for place in (form.names, form.given_names, slice(2, 5), form.nationality):
        signs = replaced(signs, place, signs[place].translate(_TO_LETTERS))
    return signs


def rest_of_number(form: Form, signs: str) -> str:
    """Return the rest of a number that is too long for its field, with its check digit behind; else nothing."""
    return signs[form.more_of_number].partition(FILLER)[0] if signs[form.number.stop] == FILLER else ""


def replaced(signs: str, place: slice, value: str) -> str:
    """Return ``signs`` with ``value`` in ``place``."""
    return signs[: place.start] + value + signs[place.stop :]


def days_of(digits: str, today: date) -> Iterator[date]:
    """Yield the days that YYMMDD may mean in the centuries around ``today``; none for unknown parts."""
    if not (digits.isascii() and digits.isdigit()):
        return
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    century = today.year // 100 * 100
    for base in (century - 100, century, century + 100):
        try:
            yield date(base + year, month, day)
        except ValueError:
            continue


def is_no_day(digits: str, today: date) -> bool:
    """Tell whether a whole YYMMDD is a day of no century; equal digits stand for none."""
    return digits.isdecimal() and digits != digits[0] * len(digits) and not any(days_of(digits, today))


def birth_of(digits: str, today: date) -> date | None:
    """Return the last day that YYMMDD means and that is not in the future."""
    days = [day for day in days_of(digits, today) if day <= today]
    return max(days, default=None)


def expiry_of(digits: str, today: date) -> date | None:
    """Return the day nearest to ``today`` that YYMMDD means."""
    return min(days_of(digits, today), key=lambda day: abs((day - today).days), default=None)


def id_type_of(form: Form, signs: str) -> str:
    """Return the kind of document by how its zone begins."""
    if signs[0] == "P" or signs.startswith("IPUSA") or (signs[0] == FILLER and form is TD3):  # IPUSA: passport card
        return "passport"
    return "driver_license" if signs[0] == "D" else "other"
