"""From a card's raw elements to the license that they describe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake.license.address import address_of
from intake.license.dates import date_of
from intake.license.issuers import countries, issuers
from intake.license.model import License
from intake.license.names import name_of
from intake.license.values import country_of, eye_color_of, hair_color_of, height_of, sex_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from intake.license.card import Card

_FLAGS = (("DDE", "last_name"), ("DDF", "first_name"), ("DDG", "middle_name"))
_ORDER_BY_COUNTRY = 3  # the version from which on it holds
# What no date begins with in the country's own order.
_OTHER_ORDER = {
    "CAN": frozenset(f"{month:02}" for month in range(1, 13)),
    "USA": frozenset({"18", "19", "20", "21"}),
}


def license_of(card: Card) -> License:
    """Return the license; a value that cannot be understood is unknown, never guessed."""
    values, repeated = card.elements
    get = values.get
    issuer = issuers().get(card.issuer) if card.issuer else None
    first, middle, last, suffix = name_of(values, card.issuer)
    line1, line2, city, state, postal_code = address_of(values)
    born, issued, expires = date_of(get("DBB")), date_of(get("DBD")), date_of(get("DBA"))
    country = country_of(get("DCG")) or countries().get(state or "") or (issuer.country if issuer else None)
    return License(
        first,
        middle,
        last,
        suffix,
        born,
        sex_of(get("DBC")),
        line1,
        line2,
        city,
        state,
        postal_code,
        country,
        text_of(get("DAQ")) or text_of(get("DBJ")),
        issued,
        expires,
        eye_color_of(get("DAY")),
        hair_color_of(get("DAZ")),
        height_of(get("DAU"), get("DAV")),
        card.issuer,
        (issuer.code or None) if issuer else None,
        card.version,
        card.document,
        card.repairs,
        text_of(get("DCF")),
        date_of(get("DDB")),
        repeated,
        None,
        date_of(get("DDH")),
        date_of(get("DDI")),
        date_of(get("DDJ")),
        _truncated(values),
        _oddities(card, country, born, issued, expires),
    )


def _truncated(values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names that the card says it had no room for."""
    get = values.get
    if "T" not in get("DDE", "") + get("DDF", "") + get("DDG", ""):
        return ()
    return tuple([name for flag, name in _FLAGS if get(flag, "").startswith("T")])


def _is_no_day(raw: str) -> bool:
    """Tell whether digits that are no date are none in another order either; equal ones stand for none."""
    digits = raw[:8]
    if len(digits) < 8 or not digits.isdigit() or digits == digits[:1] * 8:
        return False
    return not (
        date_of(digits)
        or date_of(digits[:4] + digits[6:] + digits[4:6])
        or date_of(digits[2:4] + digits[:2] + digits[4:])
    )


def _oddities(
    card: Card, country: str | None, born: date | None, issued: date | None, expires: date | None
) -> tuple[str, ...]:
    """Return where a card is built otherwise than its header says; since 2005 the country tells the order of dates."""
    get = card.elements.values.get
    birth, issue, expiry = get("DBB", ""), get("DBD", ""), get("DBA", "")
    found: tuple[str, ...] = () if card.points_right else ("pointers",)
    if card.lacking:
        found += tuple(f"no_{element}" for element in card.lacking)
    if born is None and _is_no_day(birth):
        found += ("birth_date",)
    if (issued is None and _is_no_day(issue)) or (expires is None and _is_no_day(expiry)):
        found += ("other_date",)
    if country in _OTHER_ORDER and (card.version or 0) >= _ORDER_BY_COUNTRY:
        others = _OTHER_ORDER[country]
        if birth[:2] in others or expiry[:2] in others or issue[:2] in others:
            found += ("date_order",)
    return found
