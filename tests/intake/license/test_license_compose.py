"""Cards that the writer makes have the standard's header, order of dates and padding."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from intake.errors import Misused
from intake.license import License
from intake.license.compose import compose

HOLDER = License(
    first_name="ZOÉ",
    last_name="PIKE",
    date_of_birth=date(1985, 3, 4),
    sex="F",
    address_line1="4 ELM ST",
    city="BEND",
    state="OR",
    postal_code="97701",
    country="USA",
    license_number="1234567",
    height="69 in",
    issuer="636029",
    jurisdiction="OR",
    version=8,
    document="license",
)


@pytest.mark.parametrize("version", range(1, 11))
def test_directory_gives_the_true_places_and_lengths(version: int) -> None:
    payload = compose(replace(HOLDER, version=version), {"A": "Y"}).decode("latin-1")
    header_length = 19 if version == 1 else 21

    assert payload.startswith(f"@\n\x1e\rANSI 636029{version:02}")
    assert payload[header_length - 2 : header_length] == "02"
    end = header_length + 20
    for kind, offset, length in re.findall("([A-Z]{2})([0-9]{4})([0-9]{4})", payload[header_length:end]):
        assert int(offset) == end
        end = int(offset) + int(length)
        assert payload[int(offset) : end].startswith(kind)
        assert payload[int(offset) : end].endswith("\n\r")
    assert end == len(payload)


@pytest.mark.parametrize(
    ("version", "country", "born"),
    [
        (1, "USA", b"DBB19850304"),
        (1, "CAN", b"DBB19850304"),
        (2, "CAN", b"DBB03041985"),
        (3, "CAN", b"DBB19850304"),
        (3, "USA", b"DBB03041985"),
        (10, "CAN", b"DBB19850304"),
    ],
)
def test_dates_stand_in_the_order_of_version_and_country(version: int, country: str, born: bytes) -> None:
    assert born in compose(replace(HOLDER, version=version, country=country))


def test_values_stand_as_the_edition_writes_them() -> None:
    assert {b"DBC2", b"DAU069 in", b"DAK977010000  ", b"DADNONE", b"DACZO\xc9"} <= set(compose(HOLDER).split(b"\n"))
    assert {b"DBCF", b"DAU509", b"DAAPIKE,ZO\xc9,,"} <= set(compose(replace(HOLDER, version=1)).split(b"\n"))
    assert b"DCTZO\xc9,\n" in compose(replace(HOLDER, version=2))


def test_id_cards_have_no_vehicle_class() -> None:
    card = compose(replace(HOLDER, document="id"))

    assert b"01ID0031" in card
    assert b"DCA" not in card


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": None},
        {"issuer": "63602"},
        {"version": None},
        {"version": 11},
        {"document": None},
        {"last_name": "ŁOŚ"},
    ],
)
def test_what_no_card_can_carry_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Misused):
        compose(replace(HOLDER, **change))
