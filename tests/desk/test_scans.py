"""From a card to the queue: found, signed up, checked in, or refused as a whole."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING

import pytest

from intake.errors import Misused, NotFound, Refused, Unreadable
from intake.license.compose import compose

if TYPE_CHECKING:
    from intake.desk import Desk
    from intake.desk.scans import Scanned
    from intake.employee import Actor
    from intake.license import License


def admitted(desk: Desk, actor: Actor, payload: bytes, **more: str) -> Scanned:
    return desk.scans.admit(actor, payload, sign_up=True, check_in=True, given=more)


def counts(desk: Desk) -> tuple[int, int, int]:
    def look(view: object) -> tuple[int, int, int]:
        return (view.customer_count(), len(view.waiting()), view.head().seq)  # type: ignore[attr-defined]

    return desk.shop.store.look(look)


def test_an_unknown_person_is_signed_up_and_checked_in_at_once(desk: Desk, rita: Actor, payload: bytes) -> None:
    scanned = admitted(desk, rita, payload, phone="5550101234")
    customer = scanned.match.customers[0]
    assert (scanned.match.kind, customer.display_name) == ("none", "TESSA MARLOWE")
    assert (customer.license_number, customer.license_state, customer.phone) == ("D7042011", "CA", "5550101234")
    assert scanned.entry
    assert [entry.customer for entry in desk.queue.waiting()] == [customer.number]


def test_the_next_time_the_license_number_finds_them(desk: Desk, rita: Actor, card: License, payload: bytes) -> None:
    number = admitted(desk, rita, payload).match.customers[0].number
    moved = dataclasses.replace(card, last_name="VALE", license_number="d-704 2011")
    scanned = desk.scans.look(compose(moved))
    assert scanned.match.kind == "license"
    assert [customer.number for customer in scanned.match.customers] == [number]


def test_all_with_the_number_are_returned(desk: Desk, rita: Actor, payload: bytes) -> None:
    for last in ("Marlowe", "Vale"):
        desk.customers.add(rita, {"last_name": last, "date_of_birth": "1992-03-04", "license_number": "D7042011"})
    assert len(desk.scans.look(payload).match.customers) == 2
    with pytest.raises(Refused, match="Customers 1, 2 all match") as refused:
        admitted(desk, rita, payload)
    assert refused.value.detail["customers"] == ["1", "2"]


def test_without_the_number_name_and_birth_date_find_them(desk: Desk, rita: Actor, payload: bytes) -> None:
    values = {"first_name": "Tessa", "last_name": "Marlowe", "date_of_birth": "1992-03-04"}
    number = desk.customers.add(rita, values).number
    scanned = desk.scans.look(payload)
    assert (scanned.match.kind, scanned.match.customers[0].number) == ("name_and_birth", number)


@pytest.mark.parametrize(
    "other",
    [
        {"first_name": "Tess"},
        {"last_name": "Marlow"},
        {"date_of_birth": "1992-03-05"},
        {"date_of_birth": ""},
        {"first_name": ""},
    ],
)
def test_a_name_alone_finds_nobody(desk: Desk, rita: Actor, payload: bytes, other: dict[str, str]) -> None:
    values = {"first_name": "Tessa", "last_name": "Marlowe", "date_of_birth": "1992-03-04"}
    desk.customers.add(rita, values | other)
    assert desk.scans.look(payload).match.kind == "none"


def test_the_number_goes_before_the_name(desk: Desk, rita: Actor, payload: bytes) -> None:
    values = {"first_name": "Tessa", "last_name": "Marlowe", "date_of_birth": "1992-03-04"}
    desk.customers.add(rita, values)
    owner = desk.customers.add(rita, {"last_name": "Vale", "license_number": "D7042011"})
    assert [c.number for c in desk.scans.look(payload).match.customers] == [owner.number]


def test_looking_stores_nothing(desk: Desk, payload: bytes) -> None:
    before = counts(desk)
    desk.scans.look(payload)
    assert counts(desk) == before


@pytest.mark.parametrize("field", ["date_of_birth", "license_issued"])
def test_nobody_is_signed_up_with_a_day_in_which_no_form_would_believe(
    desk: Desk, rita: Actor, card: License, field: str
) -> None:
    before, odd = counts(desk), compose(dataclasses.replace(card, **{field: date(1850, 1, 1)}))  # type: ignore[arg-type]
    with pytest.raises(Misused, match=f"{field}: the year must be between 1900 and 2199"):
        desk.scans.admit(rita, odd, sign_up=True, check_in=False)
    assert counts(desk) == before
    given = {field: "1992-03-04"}
    signed_up = desk.scans.admit(rita, odd, sign_up=True, check_in=False, given=given).match.customers[0]
    assert getattr(signed_up, field) == date(1992, 3, 4)


@pytest.mark.parametrize(
    ("change", "code"),
    [({"date_of_birth": date(2010, 1, 1)}, "under_age"), ({"license_expires": date(2026, 1, 1)}, "expired")],
)
def test_a_refused_sign_up_stores_nothing(
    desk: Desk, rita: Actor, card: License, change: dict[str, date], code: str
) -> None:
    before = counts(desk)
    with pytest.raises(Refused) as refused:
        admitted(desk, rita, compose(dataclasses.replace(card, **change)))  # type: ignore[arg-type]
    assert refused.value.code == code
    assert "Customer" not in refused.value.message
    assert counts(desk) == before


def test_a_renewed_card_renews_the_profile(desk: Desk, rita: Actor, card: License) -> None:
    old = dataclasses.replace(card, license_expires=date(2026, 11, 30), license_issued=date(2021, 11, 30))
    number = admitted(desk, rita, compose(old)).match.customers[0].number
    desk.queue.remove(rita, 1)
    admitted(desk, rita, compose(card))
    assert desk.customers.show(number).license_expires == date(2029, 3, 4)
    kinds = [event.kind for event in desk.customers.history(number)]
    assert kinds == ["checked_in", "renewed", "removed", "checked_in", "signed_up"]


def test_the_expired_card_in_hand_counts_even_when_a_newer_is_on_file(desk: Desk, rita: Actor, card: License) -> None:
    admitted(desk, rita, compose(card))
    desk.queue.remove(rita, 1)
    with pytest.raises(Refused) as refused:
        admitted(desk, rita, compose(dataclasses.replace(card, license_expires=date(2026, 11, 1))))
    assert refused.value.code == "expired"


def test_a_card_with_a_younger_birth_date_counts(desk: Desk, rita: Actor, card: License, payload: bytes) -> None:
    admitted(desk, rita, payload)
    desk.queue.remove(rita, 1)
    with pytest.raises(Refused) as refused:
        admitted(desk, rita, compose(dataclasses.replace(card, date_of_birth=date(2010, 1, 1))))
    assert refused.value.code == "under_age"


def test_a_profile_without_a_license_gets_the_cards(desk: Desk, rita: Actor, payload: bytes) -> None:
    values = {"first_name": "Tessa", "last_name": "Marlowe", "date_of_birth": "1992-03-04"}
    number = desk.customers.add(rita, values).number
    admitted(desk, rita, payload)
    assert desk.customers.show(number).license_number == "D7042011"


def test_checking_in_a_stranger_asks_to_sign_up_first(desk: Desk, rita: Actor, payload: bytes) -> None:
    with pytest.raises(NotFound, match="sign the person up"):
        desk.scans.admit(rita, payload, sign_up=False, check_in=True)


def test_signing_up_somebody_known_changes_nothing(desk: Desk, rita: Actor, payload: bytes) -> None:
    first = desk.scans.admit(rita, payload, sign_up=True, check_in=False)
    again = desk.scans.admit(rita, payload, sign_up=True, check_in=False)
    assert [c.number for c in again.match.customers] == [c.number for c in first.match.customers]
    assert counts(desk)[0] == 1


def test_a_repeated_request_is_done_once(desk: Desk, rita: Actor, payload: bytes) -> None:
    first, second = (desk.scans.admit(rita, payload, sign_up=True, check_in=True, request="r-9") for _ in range(2))
    assert first.entry
    assert second.entry
    assert first.entry.id == second.entry.id
    assert counts(desk)[:2] == (1, 1)


def test_a_patient_can_be_signed_up_from_a_card(desk: Desk, rita: Actor, card: License) -> None:
    young = compose(dataclasses.replace(card, date_of_birth=date(2007, 1, 1)))
    papers = {"adult_use": "no", "has_state_medical_id": "yes", "medical_id": "M-1", "medical_expires": "2027-01-01"}
    scanned = admitted(desk, rita, young, **papers)
    assert scanned.match.customers[0].customer_type == "medical_state_id"


@pytest.mark.parametrize("payload", [b"", b"hello", b"\xff\xfe\x00", b"@\n\x1e\rANSI "])
def test_garbage_is_unreadable_and_stores_nothing(desk: Desk, rita: Actor, payload: bytes) -> None:
    before = counts(desk)
    with pytest.raises(Unreadable):
        admitted(desk, rita, payload)
    assert counts(desk) == before


def test_a_card_that_contradicts_itself_is_hinted_at_and_still_decided(desk: Desk, rita: Actor, card: License) -> None:
    odd = dataclasses.replace(card, license_issued=date(2026, 12, 24))
    scanned = admitted(desk, rita, compose(odd))
    assert scanned.entry
    assert scanned.hints
    assert "future" in scanned.hints[0].message


def test_a_genuine_card_raises_no_hint(desk: Desk, payload: bytes) -> None:
    assert desk.scans.look(payload).hints == ()


@pytest.mark.parametrize("kept", [0.4, 0.5, 0.6])
def test_half_a_card_admits_nobody(desk: Desk, rita: Actor, payload: bytes, kept: float) -> None:
    before = counts(desk)
    with pytest.raises(Unreadable, match="scan it again"):
        admitted(desk, rita, payload[: int(len(payload) * kept)])
    assert counts(desk) == before


def test_the_verdict_is_shown_with_the_scan(desk: Desk, rita: Actor, payload: bytes) -> None:
    number = desk.scans.admit(rita, payload, sign_up=True, check_in=False).match.customers[0].number
    desk.customers.edit(rita, number, {"banned": "yes"})
    assert [reason.code for reason in desk.scans.look(payload).reasons] == ["banned"]
