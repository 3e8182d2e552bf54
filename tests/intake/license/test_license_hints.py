"""Hints name what does not fit together on a card, and are silent about a good one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from intake.license import License, hints, read
from intake.license.compose import compose
from intake.license.repairs import END

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = date(2026, 11, 21)
GOOD = License(
    first_name="ADA",
    last_name="PIKE",
    date_of_birth=date(1985, 3, 4),
    state="CA",
    license_number="D1234567",
    license_issued=date(2022, 3, 1),
    license_expires=date(2027, 3, 4),
    issuer="636014",
    jurisdiction="CA",
    version=9,
    document="license",
    revision_date=date(2017, 8, 29),
    document_discriminator="03/01/2022504A1/AAFD/27",
)


def codes(**changes: Any) -> list[str]:
    return [hint.code for hint in hints(replace(GOOD, **changes), TODAY)]


def codes_of(payload: bytes) -> list[str]:
    return [hint.code for hint in hints(read(payload), TODAY)]


def test_a_good_card_gives_no_hint() -> None:
    assert codes() == []


def test_an_unknown_value_gives_no_hint() -> None:
    assert hints(License(), TODAY) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"date_of_birth": date(2027, 1, 1), "license_issued": None}, "born_in_future"),
        ({"date_of_birth": date(1905, 3, 4)}, "born_long_ago"),
        ({"date_of_birth": None, "oddities": ("birth_date",)}, "no_birth_date"),
        ({"oddities": ("other_date",)}, "no_such_day"),
        ({"version": 20}, "unknown_version"),
        ({"license_issued": date(2026, 11, 22)}, "issued_in_future"),
        ({"date_of_birth": date(2022, 3, 2)}, "issued_before_birth"),
        ({"date_of_birth": date(2008, 3, 2)}, "issued_too_young"),
        ({"license_expires": date(2022, 3, 1)}, "expires_before_issue"),
        ({"license_expires": date(2035, 3, 1)}, "valid_too_long"),
        ({"license_expires": date(2042, 3, 1), "document": "id"}, "valid_too_long"),
        ({"country": "CAN"}, "other_country"),
        ({"country": "USA", "oddities": ("date_order",)}, "date_order"),
        ({"oddities": ("pointers",)}, "pointers"),
        ({"under_18_until": date(2003, 3, 6)}, "under_18_until"),
        ({"under_19_until": date(2004, 3, 2)}, "under_19_until"),
        ({"under_21_until": date(2007, 3, 4)}, "under_21_until"),
        ({"truncated": ("last_name",)}, "truncation"),
        ({"truncated": ("middle_name",)}, "truncation"),
        ({"document_discriminator": None}, "no_discriminator"),
        ({"document_discriminator": "9" * 27}, "discriminator_too_long"),
        ({"revision_date": date(2022, 3, 2)}, "revised_after_issue"),
        ({"issuer": "999999", "jurisdiction": None}, "unknown_issuer"),
        ({"state": "NV"}, "other_state"),
        ({"license_number": "12345678"}, "number_shape"),
        ({"repeated": ("DBB",)}, "repeated"),
        ({"first_name": None, "last_name": None}, "lacking"),
    ],
)
def test_each_broken_rule_is_named_once(changes: dict[str, Any], code: str) -> None:
    assert codes(**changes) == [code]


@pytest.mark.parametrize(
    "changes",
    [
        {"license_issued": TODAY, "license_expires": date(2031, 3, 4)},
        {"date_of_birth": date(2008, 3, 1)},
        {"date_of_birth": date(2020, 3, 1), "document": "id"},
        {"license_expires": date(2035, 2, 28)},
        {"license_expires": date(2042, 2, 28), "document": "id"},
        {"license_expires": date(2072, 3, 1), "document": "id", "date_of_birth": date(1960, 1, 1)},
        {"under_18_until": date(2003, 3, 3), "under_19_until": date(2004, 3, 4), "under_21_until": date(2006, 3, 5)},
        {"truncated": ("last_name",), "last_name": "PIKENBERGER-HOLL"},
        {"truncated": ("middle_name",), "middle_name": "Q"},
        {"document_discriminator": None, "version": 7},
        {"document_discriminator": None, "repairs": ("the end of the license is missing",)},
        {"oddities": ("pointers",), "version": 1},
        {"oddities": ("pointers",), "repairs": ("the header was damaged",)},
        {"state": "NV", "jurisdiction": "NV", "issuer": "636049", "license_number": "1405001234"},
        {"issuer": "636026", "jurisdiction": "AZ", "state": "AZ", "license_expires": date(2050, 3, 4)},
        {"issuer": None, "jurisdiction": None, "state": "AZ", "version": None, "license_expires": date(2050, 3, 4)},
        {"issuer": None, "jurisdiction": None, "state": "VT", "revision_date": date(2023, 3, 4)},
        {"license_number": "d123 4567"},
        {"license_number": "12345678", "document": "id"},
        {"state": "AA"},
        {"state": None},
        # before 2009 an ID card says that it is a license, and children have one
        {"version": 3, "date_of_birth": date(2010, 7, 15)},
        {"version": 3, "license_expires": date(2040, 3, 4)},
        {"version": 2, "license_number": "12345678A"},
        # an ID card that never expires
        {"document": "id", "license_expires": date(2099, 12, 31)},
        # on the oldest cards, DAJ is where mail goes
        {"version": 1, "state": "NV", "country": "USA"},
        {"version": 1, "state": "BC", "country": "CAN"},
        # a card that replaces a lost one may keep its date of issue
        {
            "issuer": "636024",
            "jurisdiction": "VT",
            "state": "VT",
            "license_number": "12345678",
            "revision_date": date(2024, 2, 6),
        },
        # days that fill unused entries
        {"under_18_until": date(1900, 1, 1), "under_19_until": date(1900, 1, 1), "under_21_until": date(1985, 3, 4)},
        # beside long names there may be no room for a middle one
        {"truncated": ("middle_name",), "first_name": "BARTHOLOMEW", "last_name": "PIKENBERGER"},
        {"license_number": "D12", "repairs": ("the end of the license is missing",)},
    ],
)
def test_what_is_allowed_gives_no_hint(changes: dict[str, Any]) -> None:
    assert codes(**changes) == []


SOUND = replace(
    GOOD,
    country="USA",
    under_18_until=date(2003, 3, 4),
    under_19_until=date(2004, 3, 4),
    under_21_until=date(2006, 3, 4),
)


def test_a_sound_card_passes_every_rule_and_so_does_its_copy() -> None:
    assert codes_of(compose(SOUND, {"A": "Y"})) == []
    assert codes_of(bytes(compose(SOUND))) == []


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (b"DBD03012022", b"DBD11222026", "issued_in_future"),
        (b"DBA03042027", b"DBA03012022", "expires_before_issue"),
        (b"DBA03042027", b"DBA03042077", "valid_too_long"),
        (b"ANSI 636014", b"ANSI 636099", "unknown_issuer"),
        (b"ANSI 636014", b"ANSI 636061", "other_state"),
        (b"DAJCA", b"DAJTX", "other_state"),
        (b"DCGUSA", b"DCGCAN", "other_country"),
        (b"DAQD1234567", b"DAQ12345678", "number_shape"),
        (b"DDB08292017", b"DDB08292024", "revised_after_issue"),
        (b"DDEN", b"DDET", "truncation"),
        (b"DL0041", b"DL0047", "pointers"),
        (b"DL00410", b"DL00419", "pointers"),
        (b"ZC0", b"ZC1", "pointers"),
        (b"DL00410237", b"DL00410010", "pointers"),
        (b"DCGUSA", b"DCGUSA\nDBB03041980", "repeated"),
        (b"DBB03041985", b"DBB19850304", "date_order"),
        (b"DDH03042003", b"DDH03042001", "under_18_until"),
        (b"DDI03042004", b"DDI03042003", "under_19_until"),
        (b"DDJ03042006", b"DDJ09042006", "under_21_until"),
        (b"DCF03/01/2022504A1/AAFD/27", b"DCFNONE                   ", "no_discriminator"),
    ],
)
def test_a_card_with_one_rule_broken_names_exactly_that_rule(before: bytes, after: bytes, code: str) -> None:
    """A forger changes one thing on a sound card."""
    payload = compose(SOUND, {"A": "Y"})
    assert payload.count(before) == 1
    forged = payload.replace(before, after)
    longer = len(after) - len(before)
    if longer:  # the forger has counted, and moves what stands behind
        length, place = (int(found) for found in re.findall(rb"DL0041([0-9]{4})ZC([0-9]{4})", payload)[0])
        forged = forged.replace(b"DL0041%04d" % length, b"DL0041%04d" % (length + longer))
        forged = forged.replace(b"ZC%04d" % place, b"ZC%04d" % (place + longer))

    found = codes_of(forged)

    assert [each for each in found if not (code == "other_state" and each == "number_shape")] == [code]


@pytest.mark.parametrize(("born", "code"), [(b"03042022", "issued_before_birth"), (b"03042008", "issued_too_young")])
def test_a_birth_date_that_cannot_be_is_named(born: bytes, code: str) -> None:
    """On a card without the days of the birthdays, which would not fit either."""
    payload = compose(GOOD)
    assert codes_of(payload) == []
    forged = payload.replace(b"DBB03041985", b"DBB" + born)
    assert codes_of(forged) == [code]


def test_restrictions_on_several_lines_and_empty_repetitions_are_no_contradiction() -> None:
    payload = compose(SOUND)
    length = int(payload[27:31])
    more = b"DCGUSA\nDCBCORRECTIVE LENSES\nDCBDAYLIGHT ONLY\nDAH\nDAH"
    card = payload.replace(b"DL0031%04d" % length, b"DL0031%04d" % (length + len(more) - 6)).replace(b"DCGUSA", more)
    assert codes_of(card) == []


def test_a_document_number_longer_than_any_is_named() -> None:
    card = replace(SOUND, document_discriminator="8" * 40)
    assert codes_of(compose(card)) == ["discriminator_too_long"]


def test_canadian_dates_in_american_order_are_named() -> None:
    card = replace(
        SOUND,
        issuer="636012",
        jurisdiction="ON",
        state="ON",
        country="CAN",
        license_number="P1234-56789-01234",
        under_18_until=None,
        under_19_until=None,
        under_21_until=None,
    )
    payload = compose(card)
    assert codes_of(payload) == []
    forged = payload.replace(b"DBA20270304", b"DBA03042027")
    assert codes_of(forged) == ["date_order"]


def test_every_hint_is_one_line_without_anything_of_the_person() -> None:
    broken = replace(GOOD, license_number="SECRET", state="NV", repeated=("DBB",), license_issued=date(1980, 1, 1))

    found = hints(broken, TODAY)

    assert len(found) >= 3
    for hint in found:
        assert hint.message.endswith(".")
        assert "\n" not in hint.message
        assert "SECRET" not in hint.message


LINES = [
    "DAQD1234567",
    "DCSPIKE",
    "DACADA",
    "DADNONE",
    "DBB03041985",
    "DBA03042027",
    "DAG1 ELM ST",
    "DAIDAVIS",
    "DAJCA",
]


def printed(*lacking: str) -> str:
    """Return a card of which these elements were never printed: its end is there and its length is right."""
    body = "DL" + "".join(f"{line}\n" for line in LINES if line[:3] not in lacking) + "\r"
    return f"@\n\x1e\rANSI 636014090001DL0031{len(body):04}{body}"


@pytest.mark.parametrize("lacking", ["DBB", "DAQ", "DCS", "DAC"])
@pytest.mark.parametrize("scanned", [str, lambda text: f"{text}\r", lambda text: re.sub("[\n\r\x1e]", "", text)])
def test_what_a_whole_card_lacks_is_named_and_not_taken_for_a_missing_end(
    lacking: str, scanned: Callable[[str], str]
) -> None:
    card = read(scanned(printed(lacking)))
    assert END not in card.repairs
    said = [hint.message for hint in hints(card, TODAY) if hint.code == "lacking"]
    assert [message.endswith(f"({lacking}).") for message in said] == [True]


@pytest.mark.parametrize("lacking", ["DBB", "DAQ", "DCS", "DAC"])
@pytest.mark.parametrize("cut", [3, 9, 20])
def test_what_a_clipped_card_lacks_may_have_stood_at_its_end(lacking: str, cut: int) -> None:
    card = read(printed(lacking)[:-cut] + "\r")
    assert END in card.repairs
    assert "lacking" not in [hint.code for hint in hints(card, TODAY)]
