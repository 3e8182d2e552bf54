"""Profiles: what each field takes, and which values go together."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.customer import (
    FIELDS,
    Customer,
    CustomerType,
    changed_fields,
    check_customer,
    fields_from_license,
    read_fields,
    with_fields,
)
from intake.errors import IntakeError, Misused, Unreadable
from intake.fields import split_settings
from intake.license import License

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("first_name", "  Tessa ", "Tessa"),
        ("first_name", "N" * 40, "N" * 40),
        ("nickname", "", None),
        ("date_of_birth", "11302000", date(2000, 11, 30)),
        ("phone", "(555) 010-1234", "5550101234"),
        ("phone", "+1 555 010 1234", "5550101234"),
        ("phone", "+44 20 7946 0000", "+442079460000"),
        ("email", "tessa@example.com", "tessa@example.com"),
        ("banned", "Yes", True),
        ("banned", "off", False),
        ("gender", "Non-Binary", "non_binary"),
        ("sex", "f", "F"),
        ("id_type", "Passport", "passport"),
        ("country", "us", "USA"),
        ("license_state", "ca", "CA"),
        ("notes", "one\ntwo", "one\ntwo"),
        ("number", "VIP-7", "VIP-7"),
    ],
)
def test_a_field_reads_what_people_type(field: str, typed: str, value: object) -> None:
    assert read_fields({field: typed}) == {field: value}


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("first_name", "N" * 41),
        ("date_of_birth", "31/12/2000"),
        ("phone", "12345"),
        ("phone", "call me"),
        ("email", "tessa.example.com"),
        ("email", "a@b"),
        ("banned", ""),
        ("banned", "maybe"),
        ("gender", "robot"),
        ("country", "Utopia"),
        ("number", ""),
        ("number", "7 7"),
        ("number", "N" * 31),
        ("notes", "N" * 4001),
    ],
)
def test_an_impossible_value_is_refused_by_name_and_not_repeated(field: str, typed: str) -> None:
    with pytest.raises(Misused) as refused:
        read_fields({field: typed})
    assert refused.value.detail["field"] == field
    assert refused.value.message.startswith(f"{field}: ")
    assert not typed or typed not in refused.value.message


@pytest.mark.parametrize("field", ["age", "customer_type", "version", "created_at", "tax_exempt"])
def test_derived_fields_cannot_be_set(field: str) -> None:
    with pytest.raises(Misused, match="cannot be set"):
        read_fields({field: "1"})


def test_an_unknown_field_is_refused_with_a_likely_one() -> None:
    with pytest.raises(Misused, match="Did you mean first_name"):
        read_fields({"frist_name": "Tessa"})


@given(st.sampled_from(sorted(FIELDS)), st.text(st.characters(), max_size=80))
def test_no_text_breaks_a_field(field: str, typed: str) -> None:
    try:
        value = read_fields({field: typed})[field]
    except IntakeError as refused:
        assert isinstance(refused, Misused | Unreadable)
    else:
        assert value is None or read_fields({field: str(value)}) == {field: value}


def test_broken_encoding_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="last_name"):
        read_fields({"last_name": "Jos\udce9"})


@pytest.mark.parametrize(
    ("adult_use", "has_state_medical_id", "kind"),
    [
        (True, False, CustomerType.ADULT_USE),
        (True, True, CustomerType.ADULT_USE),
        (False, True, CustomerType.MEDICAL_STATE_ID),
        (False, False, CustomerType.MEDICAL_RECOMMENDATION),
    ],
)
def test_the_type_follows_from_two_switches(adult_use: bool, has_state_medical_id: bool, kind: CustomerType) -> None:
    assert Customer(adult_use=adult_use, has_state_medical_id=has_state_medical_id).customer_type is kind


def test_the_display_name_carries_the_nickname() -> None:
    customer = Customer(first_name="Tessa", last_name="Marlowe", nickname="Tess", suffix="JR")
    assert customer.display_name == 'Tessa "Tess" Marlowe JR'
    assert Customer(number="12").display_name == "Customer 12"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "last_name"),
        ({"last_name": "Vale", "date_of_birth": date(2026, 11, 22)}, "date_of_birth"),
        ({"last_name": "Vale", "adult_use": False}, "medical_expires"),
        (
            {"last_name": "Vale", "adult_use": False, "has_state_medical_id": True, "medical_expires": TODAY},
            "medical_id",
        ),
    ],
)
def test_values_that_do_not_go_together_name_their_field(values: dict[str, Any], field: str) -> None:
    with pytest.raises(Misused) as refused:
        check_customer(with_fields(Customer(), values), TODAY)
    assert refused.value.detail["field"] == field


def test_a_patient_with_all_papers_is_well() -> None:
    patient = Customer(
        last_name="Vale", adult_use=False, has_state_medical_id=True, medical_id="M1", medical_expires=TODAY
    )
    assert check_customer(patient, TODAY) is patient


def test_a_card_fills_the_profile() -> None:
    card = License(
        first_name="TESSA",
        last_name="M" * 60,
        sex="F",
        state="CA",
        jurisdiction="NV",
        license_number="D7042011",
        date_of_birth=date(1990, 1, 2),
        document="id",
    )
    values = fields_from_license(card)
    assert values["first_name"] == "TESSA"
    assert values["last_name"] == "M" * 40
    assert values["license_state"] == "CA"
    assert values["id_type"] == "state_id"
    assert "license_expires" not in values
    assert set(values) <= set(FIELDS)


def test_changes_are_told_with_before_and_after() -> None:
    before = Customer(last_name="Vale", phone="5550101234")
    assert changed_fields(before, with_fields(before, {"phone": None})) == {"phone": ("5550101234", None)}


def test_settings_are_split_at_the_first_equals() -> None:
    assert split_settings(["notes=a=b", "phone="]) == {"notes": "a=b", "phone": ""}
    with pytest.raises(Misused, match="FIELD=VALUE"):
        split_settings(["phone"])
