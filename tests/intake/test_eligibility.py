"""Who may come in, market by market and day by day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from intake.customer import Customer, with_fields
from intake.eligibility import reasons_against
from intake.errors import Misused, NotFound
from intake.market import load_market, market_codes, read_market, zone_named

TODAY = date(2026, 11, 21)
CALIFORNIA = load_market("ca")


def adult(**values: Any) -> Customer:
    return with_fields(Customer(number="12", last_name="Vale", date_of_birth=date(1990, 5, 1)), values)


def codes(customer: Customer, market: str = "ca", day: date = TODAY) -> list[tuple[str, str]]:
    return [(reason.code, reason.weight) for reason in reasons_against(customer, load_market(market), day)]


def test_nothing_speaks_against_an_adult_with_a_valid_id() -> None:
    assert codes(adult(license_expires=date(2028, 1, 1))) == []


def test_a_ban_is_final() -> None:
    assert codes(adult(banned=True)) == [("banned", "refuse")]


@pytest.mark.parametrize(("born", "found"), [(date(2005, 11, 21), []), (date(2005, 11, 22), [("under_age", "refuse")])])
def test_an_adult_user_must_be_21_on_the_day(born: date, found: list[tuple[str, str]]) -> None:
    assert codes(adult(date_of_birth=born)) == found


def test_a_patient_may_be_18() -> None:
    patient = {
        "adult_use": False,
        "has_state_medical_id": True,
        "medical_id": "M1",
        "medical_expires": date(2027, 1, 1),
    }
    assert codes(adult(date_of_birth=date(2008, 11, 21), **patient)) == []
    assert codes(adult(date_of_birth=date(2008, 11, 22), **patient)) == [("under_age", "refuse")]


def test_without_a_birth_date_there_is_no_age() -> None:
    assert codes(adult(date_of_birth=None)) == [("age_unknown", "refuse")]


@pytest.mark.parametrize(("expires", "found"), [(TODAY, []), (date(2026, 11, 20), [("expired", "override")])])
def test_an_id_is_good_through_its_last_day_and_a_manager_may_override_after(
    expires: date, found: list[tuple[str, str]]
) -> None:
    assert codes(adult(license_expires=expires)) == found


def test_an_expired_medical_document_is_refused_until_renewed() -> None:
    patient = adult(adult_use=False, medical_expires=date(2026, 11, 20))
    assert codes(patient) == [("medical_expired", "refuse")]


def test_the_medical_document_of_an_adult_user_does_not_matter() -> None:
    assert codes(adult(medical_expires=date(2020, 1, 1))) == []


def test_all_reasons_are_told_the_final_ones_first() -> None:
    found = codes(adult(banned=True, date_of_birth=date(2010, 1, 1), license_expires=date(2020, 1, 1)))
    assert found == [("banned", "refuse"), ("under_age", "refuse"), ("expired", "override")]


def test_a_market_without_adult_use_refuses_it() -> None:
    assert ("no_such_type", "refuse") in codes(adult(), "ok")


def test_a_recommendation_is_californian() -> None:
    patient = adult(adult_use=False, medical_expires=date(2027, 1, 1))
    assert codes(patient, "ca") == []
    assert ("no_such_type", "refuse") in codes(patient, "co")


def test_no_reason_tells_anything_personal() -> None:
    customer = adult(first_name="Juno", banned=True, date_of_birth=date(2010, 1, 1), license_expires=date(2020, 1, 1))
    told = " ".join(f"{r.message} {r.basis}" for r in reasons_against(customer, CALIFORNIA, TODAY))
    assert not any(secret in told for secret in ("Juno", "Vale", "2010", "2020-01-01"))


def test_the_row_that_decided_is_cited() -> None:
    (reason,) = reasons_against(adult(date_of_birth=date(2010, 1, 1)), CALIFORNIA, TODAY)
    assert reason.basis
    assert "ca adult_use age_floor = 21 years since 2018-01-01" in reason.basis


def test_a_missing_age_floor_asks_for_a_manager() -> None:
    rows = [{"customer_type": "adult_use", "rule": "exists", "value": True, "effective_from": date(2020, 1, 1),
             "source": "made up", "checked_on": TODAY, "certainty": "C"}]  # fmt: skip
    market = read_market("xx", {"name": "Nowhere", "zone": "UTC", "row": rows})
    assert [(r.code, r.weight) for r in reasons_against(adult(), market, TODAY)] == [("age_floor_unknown", "override")]


@pytest.mark.parametrize("code", market_codes())
def test_every_market_that_ships_can_decide(code: str) -> None:
    market = load_market(code)
    kinds = [kind for kind in ("adult_use", "medical_recommendation", "medical_state_id")
             if market.allows("exists", kind, TODAY)]  # fmt: skip
    assert kinds
    assert all(market.row("age_floor", kind, TODAY) for kind in kinds)
    assert all(row.source and row.certainty in {"A", "B", "C"} for row in market.rows)


def test_a_later_row_takes_over_on_its_day() -> None:
    rows = [{"customer_type": "any", "rule": "age_floor", "value": value, "effective_from": since,
             "source": "made up", "checked_on": TODAY, "certainty": "C"}
            for value, since in ((18, date(2020, 1, 1)), (21, date(2026, 1, 1)))]  # fmt: skip
    market = read_market("xx", {"name": "Nowhere", "zone": "UTC", "row": rows})
    before, after = market.row("age_floor", "adult_use", date(2025, 12, 31)), market.row("age_floor", "any", TODAY)
    assert before
    assert after
    assert (before.value, after.value) == (18, 21)


def test_unknown_markets_and_zones_are_refused() -> None:
    with pytest.raises(NotFound, match="choose one of"):
        load_market("../ca")
    with pytest.raises(Misused, match="no time zone"):
        zone_named("Mars/Olympus")
