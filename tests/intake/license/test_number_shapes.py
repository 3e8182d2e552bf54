"""Number shapes are known for every state and province, and are wide."""

from __future__ import annotations

import pytest

from intake.license.issuers import issuers
from intake.license.number_shapes import _shapes, is_possible

FEDERAL_AND_ISLANDS = {"", "PR", "GU", "VI", "AS", "MP"}


def test_every_state_and_province_has_a_shape() -> None:
    wanted = {each.code for each in issuers().values() if each.country in {"USA", "CAN"}} - FEDERAL_AND_ISLANDS
    assert set(_shapes()) == wanted
    assert len(wanted) == 50 + 1 + 13


@pytest.mark.parametrize(
    ("jurisdiction", "number"),
    [
        ("CA", "D1234567"),
        ("CA", "d123-4567"),
        ("WA", "WDLABC1D234E"),
        ("WA", "DOE**JA123B4"),
        ("WI", "P123-4567-8901-23"),
        ("NH", "07ABC12345"),
        ("ON", "P1234-56789-01234"),
        ("QC", "P1234-567890-12"),
        ("NS", "PIKEA123456789"),
        ("NE", "H123"),
        ("GU", "anything at all"),
        ("ZZ", "1"),
    ],
)
def test_what_a_jurisdiction_issues_is_possible(jurisdiction: str, number: str) -> None:
    assert is_possible(number, jurisdiction)


@pytest.mark.parametrize(
    ("jurisdiction", "number"),
    [("CA", "12345678"), ("CA", "D12345678"), ("TX", "D1234567"), ("FL", "123"), ("PA", "1234567A"), ("ON", "12345")],
)
def test_what_it_never_issues_is_not(jurisdiction: str, number: str) -> None:
    assert not is_possible(number, jurisdiction)
