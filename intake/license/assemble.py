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
    from intake.license.card import Card


def license_of(card: Card) -> License:
    """Return the license; a value that cannot be understood is unknown, never guessed."""
    values, repeated = card.elements
    get = values.get
    issuer = issuers().get(card.issuer) if card.issuer else None
    name, address = name_of(values, card.issuer), address_of(values)
    country = country_of(get("DCG")) or countries().get(address.state or "") or (issuer.country if issuer else None)
    return License(
        name.first,
        name.middle,
        name.last,
        name.suffix,
        date_of(get("DBB")),
        sex_of(get("DBC")),
        address.line1,
        address.line2,
        address.city,
        address.state,
        address.postal_code,
        country,
        text_of(get("DAQ")) or text_of(get("DBJ")),
        date_of(get("DBD")),
        date_of(get("DBA")),
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
    )
