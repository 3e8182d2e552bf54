"""What a person types into the search box is understood."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.search import parse_query


@pytest.mark.parametrize(
    ("typed", "field", "words", "digits"),
    [
        ("joh smi", None, ("joh", "smi"), ""),
        ("phone: 0101", "phone", ("0101",), "0101"),
        ("DL:d70-42", "license", ("d70", "42"), "7042"),
        ("name:O'Neil", "name", ("oneil",), ""),
        ("note: hello", None, ("note:".strip(":"), "hello"), ""),
    ],
)
def test_a_query_is_understood(typed: str, field: str | None, words: tuple[str, ...], digits: str) -> None:
    query = parse_query(typed)
    assert (query.field, query.words, query.digits) == (field, words, digits)


def test_a_date_is_a_birth_date() -> None:
    assert parse_query("05/01/1990").birth == date(1990, 5, 1)
    assert parse_query("dob:1990-05-01").birth == date(1990, 5, 1)


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        ("04/27/74", date(1974, 4, 27)),
        ("04-27-74", date(1974, 4, 27)),
        ("4.27.74 vale", date(1974, 4, 27)),
        ("dob:4/7/05", date(2005, 4, 7)),
        ("vale 11/22/26", date(2026, 11, 22)),
        ("11/23/26 vale", date(1926, 11, 23)),
        ("x5 02/29/24", date(2024, 2, 29)),
        ("02/29/26", None),
        ("27/04/74", None),
        ("042774", None),
        ("555-12-34", None),
        ("04/27/1874", None),
    ],
)
def test_a_year_of_two_digits_is_that_of_somebody_alive_and_under_100(typed: str, born: date | None) -> None:
    assert parse_query(typed).as_of(date(2026, 11, 22)).birth == born


@pytest.mark.parametrize(
    ("typed", "enough"), [("ab", False), ("a b", False), ("abc", True), ("dl:ab", False), ("", False)]
)
def test_three_characters_are_needed(typed: str, enough: bool) -> None:
    assert parse_query(typed).long_enough is enough


@given(st.text(st.characters(), max_size=300))
def test_no_text_breaks_the_query_reader(typed: str) -> None:
    assert len(parse_query(typed).text) <= 100


@pytest.mark.parametrize("typed", ["#12", "# 12", "number:#12", "number: 12"])
def test_a_number_is_found_as_the_station_shows_it(typed: str) -> None:
    query = parse_query(typed)
    assert (query.field, query.text) == ("number", "12")
