"""A made-up card of California, from which tests make others."""

from __future__ import annotations

from datetime import date
from typing import Final

from intake.license import License

CALIFORNIAN: Final = License(
    first_name="IONA",
    middle_name="MAE",
    last_name="FERNSBY",
    date_of_birth=date(1985, 3, 4),
    sex="F",
    address_line1="12 OAK ST",
    city="DAVIS",
    state="CA",
    postal_code="95616-1234",
    country="USA",
    license_number="D1234567",
    license_issued=date(2021, 2, 3),
    license_expires=date(2029, 3, 4),
    eye_color="HAZ",
    hair_color="BLN",
    height="70 in",
    issuer="636014",
    jurisdiction="CA",
    version=9,
    document="license",
)
"""A plain adult's card, of the edition of 2016, with nothing in it that looks like an entry or a separator."""
