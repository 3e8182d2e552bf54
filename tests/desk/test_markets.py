"""The market decides what a sign-up asks for."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from intake import report
from intake.desk import Desk
from intake.errors import Misused, Refused
from intake.market import load_market

if TYPE_CHECKING:
    from intake.employee import Actor

PATIENT = {"last_name": "Vale", "date_of_birth": "1990-01-01", "adult_use": "no", "medical_expires": "2027-01-01"}


def in_market(desk: Desk, code: str) -> Desk:
    return Desk(dataclasses.replace(desk.shop, market=load_market(code)))


def test_a_recommendation_is_enough_in_california(desk: Desk, rita: Actor) -> None:
    assert desk.customers.add(rita, PATIENT).customer_type == "medical_recommendation"


@pytest.mark.parametrize("code", ["ok", "co", "wa"])
def test_elsewhere_a_patient_has_a_state_card(desk: Desk, rita: Actor, code: str) -> None:
    shop = in_market(desk, code)
    with pytest.raises(Misused, match="medical_id"):
        shop.customers.add(rita, PATIENT)
    patient = shop.customers.add(rita, PATIENT | {"medical_id": "M-1"})
    assert patient.customer_type == "medical_state_id"
    assert shop.queue.check_in(rita, patient.number).open


def test_without_adult_use_everybody_is_a_patient(desk: Desk, rita: Actor, payload: bytes) -> None:
    oklahoma = in_market(desk, "ok")
    with pytest.raises(Misused, match="medical_expires"):
        oklahoma.scans.admit(rita, payload, sign_up=True, check_in=True)
    papers = {"medical_id": "M-1", "medical_expires": "2027-01-01"}
    scanned = oklahoma.scans.admit(rita, payload, sign_up=True, check_in=True, given=papers)
    assert scanned.match.customers[0].customer_type == "medical_state_id"


def test_an_adult_user_is_refused_where_there_are_none(desk: Desk, rita: Actor) -> None:
    oklahoma = in_market(desk, "ok")
    number = oklahoma.customers.add(rita, {"last_name": "Vale", "adult_use": "yes"}).number
    with pytest.raises(Refused, match="no customers of type adult use"):
        oklahoma.queue.check_in(rita, number)


@pytest.mark.parametrize(
    ("papers", "exempt"), [({"medical_id": "M-1", "has_state_medical_id": "yes"}, True), ({}, False)]
)
def test_only_a_state_card_exempts_from_sales_tax(
    desk: Desk, rita: Actor, papers: dict[str, str], exempt: bool
) -> None:
    patient = desk.customers.add(rita, PATIENT | papers)
    assert report.customer(patient, desk.shop)["tax_exempt"] is exempt
    assert report.customer(desk.customers.add(rita, {"last_name": "Hollis"}), desk.shop)["tax_exempt"] is False
