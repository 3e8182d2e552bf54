"""A membership card at the desk finds its customer, and nothing about the ID is taken from it."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING

import pytest

from intake.desk.scans import ScanDesk
from intake.errors import NotFound, Refused
from intake.license.check_digits import check_digit
from intake.license.compose import compose
from intake.membership import card_key, card_text

if TYPE_CHECKING:
    from standing import StandingClock

    from intake.desk import Desk
    from intake.desk.scans import Scanned
    from intake.employee import Actor
    from intake.license import License


def codes(scanned: Scanned) -> list[str]:
    return [hint.code for hint in scanned.hints]


def signed_up(desk: Desk, actor: Actor, **fields: str) -> str:
    given = {"first_name": "Tessa", "last_name": "Marlowe", "date_of_birth": "1992-03-04"} | fields
    return desk.customers.add(actor, given).number


def checked_in(desk: Desk, actor: Actor, payload: str | bytes) -> Scanned:
    return desk.scans.admit(actor, payload, sign_up=False, check_in=True)


def test_it_finds_its_customer_and_asks_for_the_id(desk: Desk, rita: Actor) -> None:
    number = signed_up(desk, rita)
    scanned = desk.scans.look(desk.scans.membership_card(number))
    assert (scanned.match.kind, [each.number for each in scanned.match.customers]) == ("card", [number])
    assert codes(scanned) == ["membership_card"]
    assert scanned.card.license_number is None


def test_it_checks_in_and_changes_nothing_on_file(desk: Desk, rita: Actor) -> None:
    number = signed_up(desk, rita, id_type="passport")
    before = desk.customers.show(number)
    scanned = checked_in(desk, rita, desk.scans.membership_card(number))
    assert scanned.entry
    assert scanned.entry.customer == number
    assert desk.customers.show(number) == before


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"license_expires": "2026-01-01"}, "expired"),
        ({"date_of_birth": "2010-01-01"}, "under_age"),
        ({"date_of_birth": ""}, "age_unknown"),
        ({"banned": "yes"}, "banned"),
    ],
)
def test_the_law_goes_by_the_profile(desk: Desk, rita: Actor, fields: dict[str, str], code: str) -> None:
    card = desk.scans.membership_card(signed_up(desk, rita, **fields))
    assert [reason.code for reason in desk.scans.look(card).reasons] == [code]
    with pytest.raises(Refused) as refused:
        checked_in(desk, rita, card)
    assert refused.value.code == code


def test_it_is_worth_nothing_once_the_customer_is_deleted_and_counts_again_when_restored(
    desk: Desk, max_: Actor
) -> None:
    number = signed_up(desk, max_)
    card = desk.scans.membership_card(number)
    desk.customers.delete(max_, number)
    with pytest.raises(NotFound, match="no longer valid"):
        desk.scans.look(card)
    with pytest.raises(NotFound, match="no longer valid"):
        checked_in(desk, max_, card)
    with pytest.raises(NotFound):
        desk.scans.membership_card(number)
    desk.customers.restore(max_, number)
    assert desk.scans.look(card).match.kind == "card"


def test_no_card_is_made_for_nobody(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.scans.membership_card("99")


def test_the_card_of_another_shop_finds_nobody_even_with_a_number_known_here(desk: Desk, rita: Actor) -> None:
    number = signed_up(desk, rita)
    with pytest.raises(Refused, match="another shop"):
        desk.scans.admit(rita, card_text(number, b"x" * 32), sign_up=True, check_in=True)


def test_another_shop_of_the_same_secret_refuses_the_card(desk: Desk, rita: Actor) -> None:
    number = signed_up(desk, rita)
    theirs = ScanDesk(dataclasses.replace(desk.shop, id="another")).membership_card(number)
    with pytest.raises(Refused, match="another shop"):
        desk.scans.look(theirs)


def test_an_older_card_that_names_no_shop_is_read_with_a_warning(desk: Desk, rita: Actor) -> None:
    number = signed_up(desk, rita)
    scanned = checked_in(desk, rita, card_text(number, card_key(desk.shop.pepper)))
    assert [each.number for each in scanned.match.customers] == [number]
    assert codes(scanned) == ["membership_card", "older_card"]


def test_the_number_on_file_with_another_birth_date_is_hinted_at(desk: Desk, rita: Actor, payload: bytes) -> None:
    number = signed_up(desk, rita, license_number="D7042011", date_of_birth="1991-03-04")
    scanned = desk.scans.look(payload)
    assert codes(scanned) == ["other_birth_date"]
    assert f"Customer {number} " in scanned.hints[0].message
    assert "1991" not in scanned.hints[0].message


def test_a_second_visit_on_one_day_is_told_and_forgotten_the_next(
    desk: Desk, rita: Actor, payload: bytes, clock: StandingClock
) -> None:
    desk.scans.admit(rita, payload, sign_up=True, check_in=True)
    assert codes(desk.scans.look(payload)) == []
    desk.queue.remove(rita, 1)
    assert [hint.message for hint in desk.scans.look(payload).hints] == [
        "This customer was checked in once today already."
    ]
    checked_in(desk, rita, payload)
    desk.queue.remove(rita, 2)
    assert "2 times today" in desk.scans.look(payload).hints[0].message
    clock.pass_time(days=1)
    assert codes(desk.scans.look(payload)) == []


def test_a_check_in_that_was_undone_is_no_visit(desk: Desk, rita: Actor, payload: bytes) -> None:
    desk.scans.admit(rita, payload, sign_up=True, check_in=True)
    desk.queue.undo(rita)
    assert codes(desk.scans.look(payload)) == []


def passport(number: str = "D70420110") -> str:
    parts = number + check_digit(number), "920304" + check_digit("920304"), "310930" + check_digit("310930")
    own = "<" * 14 + "0"
    return (
        f"{'P<UTOMARLOWE<<TESSA<QUINN'.ljust(44, '<')}\r"
        f"{parts[0]}UTO{parts[1]}F{parts[2]}{own}{check_digit(''.join(parts) + own)}\r"
    )


def test_a_stranger_is_signed_up_from_a_passport_and_found_by_it_again(desk: Desk, rita: Actor) -> None:
    scanned = desk.scans.admit(rita, passport(), sign_up=True, check_in=True)
    customer = scanned.match.customers[0]
    assert (customer.id_type, customer.license_number, customer.license_state) == ("passport", "D70420110", "UTO")
    assert (customer.first_name, customer.date_of_birth) == ("TESSA", date(1992, 3, 4))
    assert desk.scans.look(passport()).match.kind == "license"


def test_somebody_known_by_license_is_found_by_passport_through_name_and_birth(
    desk: Desk, rita: Actor, payload: bytes
) -> None:
    desk.scans.admit(rita, payload, sign_up=True, check_in=False)
    scanned = checked_in(desk, rita, passport())
    assert scanned.match.kind == "name_and_birth"
    assert scanned.match.customers[0].license_number == "D7042011"


def test_a_passport_number_is_not_taken_for_a_license_number(desk: Desk, rita: Actor, card: License) -> None:
    number = "123456789"
    other = dataclasses.replace(card, first_name="JUNO", last_name="VALE", license_number=number, state="NY")
    desk.scans.admit(rita, compose(other), sign_up=True, check_in=False)
    assert desk.scans.look(passport(number)).match.kind == "none"
    desk.scans.admit(rita, passport(number), sign_up=True, check_in=False)
    assert [each.last_name for each in desk.scans.look(compose(other)).match.customers] == ["VALE"]
