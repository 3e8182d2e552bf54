"""What on a card does not fit together: reasons to look at it, never a verdict.

Only the card itself is asked, so a good copy of a genuine card passes every check. A card that had to be mended is not
blamed for what its scanner did.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.dates import age_on, birthday
from intake.license.issuers import countries, issuers
from intake.license.number_shapes import is_possible
from intake.license.repairs import END, EXCHANGED, POINTERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from intake.license.model import License


@dataclass(frozen=True, slots=True)
class Hint:
    """One reason to look at the card: a code for programs and a line for the person at the desk."""

    code: str
    message: str


_LATEST_VERSION = 19  # 11 is the edition of 2025; a new one comes every few years
_YOUNGEST_DRIVER = 14  # years; learner's permits begin at 14
_LONGEST_VALIDITY = {"USA": 13, "CAN": 11}  # years of a license; the longest terms are 12 (Montana) and 10
_LONGEST_OF_AN_ID = 20
_ID_FOR_LIFE = 55  # years of age; several states' ID cards for older people do not expire
_NEVER = 2090  # the year from which on an expiry is another way to say that an ID card does not expire
_OWN_SUBFILE_FROM = 4  # the version (CDS 2009) from which on ID cards are told from licenses
_UNTIL_65 = "AZ"  # its older licenses run to the age of 65
_SHORTEST_CUT_NAME = 8  # letters; cards have room for more (CDS 2020: 40, older ones about half)
_LONGEST_DISCRIMINATOR = 26  # characters: 25 by the standard, Montana has written one more
_DISCRIMINATOR_FROM = 8  # the version from which on cards are never without
_WITHOUT_DISCRIMINATOR = {"AL", "AR", "CO", "ME", "MI", "NM", "NY"}
_LOOSE_POINTERS = {"HI", "NH", "SC", "WV", "WY"}  # their cards point to a wrong place, or leave the letters out
_OLDER_THAN_DESIGN = {"VT"}  # its cards may keep the issue date of the one that they replace
_ROOM_FOR_NAMES = 20  # letters of first and last name beside which there may be no room for a middle one
_FREE_DATE_ORDER = {"WV", "WY"}  # their cards begin a date with the year
_ALWAYS = {"no_DCS": "last name", "no_DAC": "first name", "no_DAQ": "license number", "no_DBB": "birth date"}
_OLDEST = 120  # years; nobody on record was older but one
_TOLERANCE = 1  # days around a birthday: the day before it, and February 29


def hints(license_: License, today: date) -> tuple[Hint, ...]:
    """Return every reason to look at the card, as of the store's civil date ``today``."""
    return (
        *_on_dates(license_, today),
        *_on_birthdays(license_),
        *_on_issuer(license_),
        *_on_number_and_names(license_),
        *_on_document(license_),
    )


def _on_dates(license_: License, today: date) -> Iterator[Hint]:
    born, issued = license_.date_of_birth, license_.license_issued
    if born and born > today:
        yield Hint("born_in_future", "The birth date is in the future.")
    elif born and age_on(born, today) > _OLDEST:
        yield Hint("born_long_ago", f"The person on the card would be older than {_OLDEST}.")
    elif "birth_date" in license_.oddities:
        yield Hint("no_birth_date", "The birth date on the card is no day of the calendar.")
    if "other_date" in license_.oddities:
        yield Hint("no_such_day", "The day of issue or of expiry on the card is no day of the calendar.")
    if issued and issued > today:
        yield Hint("issued_in_future", "The card says that it is issued in the future.")
    if issued and born and issued < born:
        yield Hint("issued_before_birth", "The card is older than the person on it.")
    elif issued and born and not _may_be_id(license_) and age_on(born, issued) < _YOUNGEST_DRIVER:
        yield Hint("issued_too_young", f"The license was issued to a person under {_YOUNGEST_DRIVER}.")
    if issued and license_.license_expires:
        yield from _on_validity(license_, issued, license_.license_expires)
    revised = license_.revision_date
    if issued and revised and revised > issued and _home(license_) not in _OLDER_THAN_DESIGN:
        yield Hint("revised_after_issue", "The card's design is newer than the card.")


def _home(license_: License) -> str | None:
    """Return who issued the card, by its address where the header is lost."""
    return license_.jurisdiction or license_.state


def _may_be_id(license_: License) -> bool:
    """Tell whether the card may be an ID card, which children have and which is valid for longer."""
    return license_.document == "id" or (license_.version or 0) < _OWN_SUBFILE_FROM


def _on_validity(license_: License, issued: date, expires: date) -> Iterator[Hint]:
    longest = _longest_validity(license_, issued, expires)
    if expires <= issued:
        yield Hint("expires_before_issue", "The card expires before it is issued.")
    elif longest is not None and age_on(issued, expires) >= longest:
        yield Hint("valid_too_long", f"The card is valid for {longest} years or more, longer than any of its kind.")


def _longest_validity(license_: License, issued: date, expires: date) -> int | None:
    """Return the years that a card of this kind is never valid for, or ``None`` where it may run for life."""
    born = license_.date_of_birth
    if _may_be_id(license_):
        for_life = expires.year >= _NEVER or (born and age_on(born, issued) >= _ID_FOR_LIFE)
        return None if for_life or _home(license_) == _UNTIL_65 else _LONGEST_OF_AN_ID
    issuer = issuers().get(license_.issuer or "")
    return None if issuer is None or issuer.code == _UNTIL_65 else _LONGEST_VALIDITY.get(issuer.country)


def _on_birthdays(license_: License) -> Iterator[Hint]:
    """Compare the days of DDH, DDI and DDJ with the birth date; a day before it fills a field that is not used."""
    born = license_.date_of_birth
    until = ((18, license_.under_18_until), (19, license_.under_19_until), (21, license_.under_21_until))
    for age, day in until:
        if born and day and day > born and abs((birthday(born, age) - day).days) > _TOLERANCE:
            day_of = f"{age}st" if age == 21 else f"{age}th"
            yield Hint(
                f"under_{age}_until", f"The day of the {day_of} birthday on the card is not that of the birth date."
            )


def _on_issuer(license_: License) -> Iterator[Hint]:
    issuer, jurisdiction, state = issuers().get(license_.issuer or ""), license_.jurisdiction, license_.state
    if license_.issuer is not None and issuer is None:
        yield Hint("unknown_issuer", "The issuer's number is not known.")
    if (license_.version or 0) > _LATEST_VERSION:
        yield Hint("unknown_version", "The card follows an edition of the standard that there is not.")
    if license_.version == 1:
        return  # its DAJ is where mail goes, which may be elsewhere
    if jurisdiction and state in countries() and countries().get(jurisdiction) and not _same(state, jurisdiction):
        yield Hint("other_state", f"The issuer is {jurisdiction}, the address is in {state}.")
    elif issuer and license_.country and license_.country != issuer.country:
        yield Hint("other_country", f"The issuer is in {issuer.country}, the card says {license_.country}.")
    elif "date_order" in license_.oddities and jurisdiction not in _FREE_DATE_ORDER:
        yield Hint("date_order", "The dates are not written in the order of the card's country.")


def _same(state: str | None, jurisdiction: str) -> bool:
    older = {"NF": "NL", "PQ": "QC"}
    return older.get(state or "", state) == jurisdiction


def _on_number_and_names(license_: License) -> Iterator[Hint]:
    for oddity in license_.oddities:
        if oddity in _ALWAYS:
            yield Hint("lacking", f"The card came whole and has no {_ALWAYS[oddity]} ({oddity.removeprefix('no_')}).")
    named = license_.first_name or license_.last_name or {"no_DCS", "no_DAC"} & set(license_.oddities)
    if license_.issuer and not named and not {END, EXCHANGED}.intersection(license_.repairs):
        yield Hint("lacking", "The card came whole and says of every name that there is none.")
    jurisdiction, number = license_.jurisdiction, license_.license_number
    asked = not _may_be_id(license_) and END not in license_.repairs  # a clipped number has another shape
    if asked and jurisdiction and number and not is_possible(number, jurisdiction):
        yield Hint("number_shape", f"The license number does not look like one of {jurisdiction}.")
    if any(_too_short(name, license_) for name in license_.truncated):
        yield Hint("truncation", "The card says that a name had to be cut, and the name is short.")
    if license_.repeated:
        yield Hint("repeated", "The card holds the same entry twice with different values.")


def _too_short(field: str, license_: License) -> bool:
    """Tell whether there was nothing to cut; of a middle name sometimes only the initial is left, or nothing."""
    name: str | None = getattr(license_, field)
    if field == "middle_name":
        return name is None and len(f"{license_.first_name or ''}{license_.last_name or ''}") < _ROOM_FOR_NAMES
    return name is None or len(name) < _SHORTEST_CUT_NAME


def _on_document(license_: License) -> Iterator[Hint]:
    discriminator, jurisdiction = license_.document_discriminator, license_.jurisdiction
    if discriminator and len(discriminator) > _LONGEST_DISCRIMINATOR:
        yield Hint("discriminator_too_long", "The card's document number is longer than any card's.")
    if set(license_.repairs) - {POINTERS}:
        return
    asked = (license_.version or 0) >= _DISCRIMINATOR_FROM and jurisdiction not in _WITHOUT_DISCRIMINATOR
    if asked and discriminator is None:
        yield Hint("no_discriminator", "The card has no document number (discriminator).")
    if "pointers" in license_.oddities and license_.version != 1 and jurisdiction not in _LOOSE_POINTERS:
        yield Hint("pointers", "The card's header gives wrong places or lengths for what follows.")
