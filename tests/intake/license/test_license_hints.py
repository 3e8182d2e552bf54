"""Hints name what does not fit together on a card, and are silent about a good one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from intake.license import License, hints

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
)


def codes(**changes: Any) -> list[str]:
    return [hint.code for hint in hints(replace(GOOD, **changes), TODAY)]


def test_a_good_card_gives_no_hint() -> None:
    assert codes() == []


def test_an_unknown_value_gives_no_hint() -> None:
    assert hints(License(), TODAY) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"date_of_birth": date(2027, 1, 1), "license_issued": None}, "born_in_future"),
        ({"license_issued": date(2026, 11, 22)}, "issued_in_future"),
        ({"date_of_birth": date(2022, 3, 2)}, "issued_before_birth"),
        ({"date_of_birth": date(2008, 3, 2)}, "issued_too_young"),
        ({"license_expires": date(2022, 3, 1)}, "expires_before_issue"),
        ({"license_expires": date(2038, 3, 2)}, "valid_too_long"),
        ({"revision_date": date(2022, 3, 2)}, "revised_after_issue"),
        ({"issuer": "999999", "jurisdiction": None}, "unknown_issuer"),
        ({"state": "NV"}, "other_state"),
        ({"license_number": "12345678"}, "number_shape"),
        ({"repeated": ("DBB",)}, "repeated"),
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
        {"license_expires": date(2037, 3, 2)},
        {"issuer": "636026", "jurisdiction": "AZ", "state": "AZ", "license_expires": date(2050, 3, 4)},
        {"license_number": "d123 4567"},
        {"license_number": "12345678", "document": "id"},
        {"state": "AA"},
        {"state": None},
    ],
)
def test_what_is_allowed_gives_no_hint(changes: dict[str, Any]) -> None:
    assert codes(**changes) == []


def test_every_hint_is_one_line_without_anything_of_the_person() -> None:
    broken = replace(GOOD, license_number="SECRET", state="NV", repeated=("DBB",), license_issued=date(1980, 1, 1))

    for hint in hints(broken, TODAY):
        assert hint.message.endswith(".")
        assert "\n" not in hint.message
        assert "SECRET" not in hint.message
