"""Laws that hold for every payload and every card."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import Unreadable
from intake.license import License, as_json, hints, read
from intake.license.compose import compose
from intake.license.issuers import issuers
from intake.license.values import text_of
from intake.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

ZONE_CODES = {"zone_size", "zone_check_digit", "visa"}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def words(alphabet: str, longest: int = 30) -> st.SearchStrategy[str]:
    """Return texts that can stand on a card: clean, not padded, and not one of the words for "nothing"."""
    return st.text(alphabet, min_size=1, max_size=longest).filter(lambda text: text_of(text) == text)


NO_NAMES = {"NMN", "NMI", "NULL", "XXX", "NOMIDDLENAME"}
NAMES = words(LETTERS + "ÉÑÜØ' -").filter(lambda name: name.replace(" ", "") not in NO_NAMES)
LINES = words(LETTERS + "0123456789 #/-.Å")
DATES = st.dates(date(1800, 1, 1), date(2199, 12, 31))
INCHES = st.integers(36, 95).map("{} in".format)
CENTIMETERS = st.integers(60, 250).map("{} cm".format)
US_CODES = st.from_regex(r"[1-9][0-9]{4}(-[0-9]{3}[1-9])?", fullmatch=True)
CANADIAN_CODES = st.from_regex(r"[A-Z][0-9][A-Z] [0-9][A-Z][0-9]", fullmatch=True)


@st.composite
def licenses(draw: st.DrawFn) -> License:
    """Return any license that a card can carry."""
    issuer = draw(st.sampled_from(["999999", *issuers()]))
    version = draw(st.integers(1, 10))
    unknown: Callable[[st.SearchStrategy[str]], str | None] = lambda values: draw(st.none() | values)  # noqa: E731 - a cast
    return License(
        first_name=unknown(NAMES),
        middle_name=unknown(NAMES),
        last_name=unknown(NAMES),
        suffix=unknown(st.sampled_from(["JR", "SR", "III", "2ND", "PHD"])),
        date_of_birth=draw(st.none() | DATES),
        sex=unknown(st.sampled_from("MFX")),
        address_line1=draw(LINES.map("1 {}".format)),
        address_line2=unknown(LINES.map("APT {}".format)),
        city=unknown(NAMES),
        state=unknown(st.sampled_from(["CA", "NY", "ON", "QC", "PR"])),
        postal_code=unknown(US_CODES | CANADIAN_CODES),
        country=draw(st.sampled_from(["USA", "CAN", "MEX"])),
        license_number=unknown(words(LETTERS + "0123456789- ", 25)),
        license_issued=draw(st.none() | DATES),
        license_expires=draw(st.none() | DATES),
        eye_color=unknown(st.sampled_from(["BLK", "BLU", "HAZ", "DIC", "PNK"])),
        hair_color=unknown(st.sampled_from(["BAL", "BLN", "SDY", "WHI"])),
        height=unknown(INCHES | CENTIMETERS),
        issuer=issuer,
        jurisdiction=issuers()[issuer].code or None if issuer in issuers() else None,
        version=version,
        document=draw(st.sampled_from(["license", "id"])),
        document_discriminator=unknown(words(LETTERS + "0123456789/-", 25)) if version > 1 else None,
        revision_date=draw(st.none() | DATES),
        under_18_until=draw(st.none() | DATES) if version > 1 else None,
        under_19_until=draw(st.none() | DATES) if version > 1 else None,
        under_21_until=draw(st.none() | DATES) if version > 1 else None,
        truncated=draw(st.sampled_from([(), ("last_name",), ("first_name", "middle_name")])) if version > 3 else (),
    )


@given(licenses(), st.dictionaries(st.sampled_from("ABCDEF"), words(LETTERS + "0123456789", 20), max_size=3))
def test_what_was_written_is_read_back_without_repairs(holder: License, own: dict[str, str]) -> None:
    assert read(compose(holder, own)) == holder


@given(st.binary(max_size=400) | st.text(max_size=400) | st.text("DABCSQ019\n\r\x1e@|^M %;=?$", max_size=400))
def test_anything_else_is_refused_in_plain_words(payload: bytes | str) -> None:
    try:
        found = read(payload)
    except Unreadable as refusal:
        assert refusal.code in {"empty", "not_a_license", "one_dimensional", "cut_short", "two_licenses"} | ZONE_CODES
        assert refusal.message.endswith(".")
    else:
        assert isinstance(found, License)
        hints(found, date(2026, 11, 21))


@given(licenses(), st.data())
def test_any_damage_gives_a_clean_license_or_a_refusal(holder: License, data: st.DataObject) -> None:
    payload = compose(holder).decode("latin-1")
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(payload)))
        end = data.draw(st.integers(start, min(len(payload), start + 40)))
        junk = data.draw(st.text(max_size=6) | st.sampled_from(["\x1b[31m", "\u202e", "\ud800", "\0", "DAQ", "NONE"]))
        payload = payload[:start] + junk + payload[end:]
    try:
        found = read(payload)
    except Unreadable:
        return
    for value in as_json(found).values():
        for text in value if isinstance(value, list) else [value]:
            assert not isinstance(text, str) or clean(text) == text
    json.dumps(as_json(found))
    for hint in hints(found, date(2026, 11, 21)):
        assert hint.message.endswith(".")


@pytest.mark.parametrize(
    "text", ["\ud800" * 9, "@\n\x1e\r", "]L2", "%CA^^^;636014=", "\0" * 99, "DAQ" * 5000, "ANSI 636014" * 999]
)
def test_odd_payloads_are_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)


@pytest.mark.parametrize("payload", ["@" * 10_000_000, b"\xff" * 10_000_000, "x" * 16_385])
def test_more_than_sixteen_kibibytes_is_refused(payload: bytes | str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(payload)
    assert refusal.value.code == "too_long"


def test_json_has_the_fields_in_order_with_iso_dates() -> None:
    holder = License(first_name="ADA", date_of_birth=date(1990, 2, 3), repairs=("one",))

    found = as_json(holder)

    assert list(found) == [field.name for field in fields(License)]
    assert (found["date_of_birth"], found["repairs"], found["last_name"]) == ("1990-02-03", ["one"], None)
