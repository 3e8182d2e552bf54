"""Dates as people type them, ages as the law counts them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.clock import civil_date, clock_from
from intake.dates import age_on, parse_date
from intake.errors import Misused


@pytest.mark.parametrize("typed", ["2026-11-30", "11/30/2026", "11302026", " 11/30/2026 "])
def test_a_date_is_read_in_every_promised_form(typed: str) -> None:
    assert parse_date("medical_expires", typed) == date(2026, 11, 30)


@pytest.mark.parametrize(
    "typed",
    ["", "30/11/2026", "2026-02-30", "02292025", "1126", "2026/11/30", "11-30-2026", "1/1/1", "0000-00-00", "١١٣٠٢٠٢٦"],
)
def test_what_is_no_date_is_refused_by_the_fields_name(typed: str) -> None:
    with pytest.raises(Misused, match="license_expires") as refused:
        parse_date("license_expires", typed)
    assert refused.value.detail["field"] == "license_expires"


@given(st.text(max_size=20))
def test_no_text_breaks_the_date_reader(typed: str) -> None:
    try:
        parse_date("date_of_birth", typed)
    except Misused as refused:
        assert refused.code == "invalid"


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    assert {parse_date("d", form) for form in (day.isoformat(), f"{day:%m/%d/%Y}", f"{day:%m%d%Y}")} == {day}


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2005, 11, 21), date(2026, 11, 20), 20),
        (date(2005, 11, 21), date(2026, 11, 21), 21),
        (date(2004, 2, 29), date(2025, 2, 28), 20),
        (date(2004, 2, 29), date(2025, 3, 1), 21),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
    ],
)
def test_age_grows_on_the_birthday(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


def test_the_shops_day_begins_at_its_own_midnight() -> None:
    evening = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
    assert civil_date(evening, ZoneInfo("America/Los_Angeles")) == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("night", "day"),
    [("2026-03-08T09:59:00+00:00", 8), ("2026-03-08T10:01:00+00:00", 8), ("2026-11-01T06:59:59+00:00", 31)],
)
def test_nights_of_changing_clocks_have_the_right_date(night: str, day: int) -> None:
    assert civil_date(datetime.fromisoformat(night), ZoneInfo("America/Los_Angeles")).day == day


def test_a_frozen_clock_stands_still() -> None:
    clock = clock_from("2026-11-21T10:00:00-08:00")
    assert clock.frozen
    assert clock.now() == clock.now() == datetime(2026, 11, 21, 18, tzinfo=UTC)


@pytest.mark.parametrize("setting", ["2026-11-21T10:00:00", "tomorrow", "2026-11-21"])
def test_a_clock_setting_without_offset_is_refused(setting: str) -> None:
    with pytest.raises(Misused, match="INTAKE_CLOCK"):
        clock_from(setting)
