"""A request id stands for one action with one content: a repeat gets its answer, anything else is refused."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from intake.employee import Role
from intake.errors import Conflict
from intake.license.compose import compose

if TYPE_CHECKING:
    from collections.abc import Callable

    from standing import StandingClock

    from intake.desk import Desk
    from intake.employee import Actor
    from intake.license import License

VALE = {"first_name": "Juno", "last_name": "Vale", "date_of_birth": "1990-05-01", "phone": "(555) 010-1234"}
PATIENT = {"adult_use": "no", "has_state_medical_id": "yes", "medical_id": "M-1", "medical_expires": "2027-01-01"}


def refused(action: Callable[[], object]) -> None:
    with pytest.raises(Conflict, match="take a new one") as used:
        action()
    assert used.value.code == "request_used"


@pytest.mark.parametrize("given", [VALE, VALE | PATIENT, VALE | {"number": "77", "phone": ""}])
def test_a_sign_up_is_repeated_with_the_same_texts_only(
    desk: Desk, rita: Actor, clock: StandingClock, given: dict[str, str]
) -> None:
    first = desk.customers.add(rita, given, request="r")
    clock.pass_time(minutes=1)
    desk.customers.edit(rita, first.number, {"phone": "5550109999", "notes": "later"})
    for other in ({"last_name": "Dale"}, {"phone": "5550109999"}, {"notes": "later"}, {"email": "j@example.org"}):
        refused(lambda other=other: desk.customers.add(rita, given | other, request="r"))  # type: ignore[misc]
    refused(lambda: desk.customers.add(rita, {"last_name": "Vale"}, request="r"))
    assert desk.customers.add(rita, given, request="r").number == first.number
    assert desk.shop.store.look(lambda view: view.customer_count()) == 1


def test_an_edit_is_repeated_with_the_same_texts_only(desk: Desk, rita: Actor, clock: StandingClock) -> None:
    number = desk.customers.add(rita, VALE).number
    clock.pass_time(minutes=1)
    changes = {"phone": "5550102222", "notes": "asks for Max", "last_name": "Vale"}
    desk.customers.edit(rita, number, changes, request="r")
    clock.pass_time(minutes=1)
    desk.customers.edit(rita, number, {"phone": "5550103333", "banned": "yes"})
    for other in ({"phone": "5550103333"}, {"phone": "5550102222"}, changes | {"banned": "yes"}):
        refused(lambda other=other: desk.customers.edit(rita, number, other, request="r"))  # type: ignore[misc]
    assert desk.customers.edit(rita, number, changes, request="r").phone == "5550103333"
    assert desk.customers.show(number).version == 3


def test_an_edit_that_changed_nothing_is_repeated_too(desk: Desk, rita: Actor, clock: StandingClock) -> None:
    number = desk.customers.add(rita, VALE).number
    clock.pass_time(minutes=1)
    desk.customers.edit(rita, number, {"last_name": "Vale"}, request="r")
    clock.pass_time(minutes=1)
    desk.customers.edit(rita, number, {"last_name": "Dale"})
    refused(lambda: desk.customers.edit(rita, number, {"last_name": "Dale"}, request="r"))
    assert desk.customers.edit(rita, number, {"last_name": "Vale"}, request="r").last_name == "Dale"


def test_while_the_clock_stands_each_request_keeps_its_own_content(desk: Desk, rita: Actor) -> None:
    number = desk.customers.add(rita, VALE, request="a").number
    desk.customers.edit(rita, number, {"phone": "5550102222"}, request="b")
    desk.customers.edit(rita, number, {"phone": "5550103333"}, request="c")
    assert desk.customers.add(rita, VALE, request="a").number == number
    assert desk.customers.edit(rita, number, {"phone": "5550102222"}, request="b").phone == "5550103333"
    refused(lambda: desk.customers.edit(rita, number, {"email": "j@example.org"}, request="b"))


def test_what_is_saved_from_a_draft_may_have_grown_since(desk: Desk, rita: Actor) -> None:
    first = desk.customers.add(rita, VALE, "d", "d")
    assert desk.customers.add(rita, VALE | {"notes": "more"}, "d", "d") == first


def test_a_move_and_a_removal_are_repeated_to_the_same_end_only(desk: Desk, rita: Actor) -> None:
    numbers = [desk.customers.add(rita, VALE | {"phone": f"555010123{n}"}).number for n in range(3)]
    entries = [desk.queue.check_in(rita, number).id for number in numbers]
    desk.queue.move(rita, entries[0], 3, request="m")
    refused(lambda: desk.queue.move(rita, entries[0], 2, request="m"))
    assert desk.queue.move(rita, entries[0], 3, request="m").id == entries[0]
    desk.queue.remove(rita, entries[1], "left", request="x")
    refused(lambda: desk.queue.remove(rita, entries[1], "is banned", request="x"))
    assert desk.queue.remove(rita, entries[1], "left", request="x").ended_reason == "left"


def test_a_scan_is_repeated_with_the_same_card_only(desk: Desk, rita: Actor, card: License) -> None:
    other = dataclasses.replace(card, license_number="D7042012", first_name="ODA", document_discriminator="B")
    first = desk.scans.admit(rita, compose(card), sign_up=True, check_in=True, request="s")
    refused(lambda: desk.scans.admit(rita, compose(other), sign_up=True, check_in=True, request="s"))
    again = desk.scans.admit(rita, compose(card), sign_up=True, check_in=True, request="s")
    assert again.entry == first.entry
    assert len(desk.queue.waiting()) == 1


def test_what_was_done_to_one_employee_was_not_done_to_another(desk: Desk, ada: Actor) -> None:
    desk.employees.add(ada, "Nell", Role.RECEPTION, request="n")
    refused(lambda: desk.employees.add(ada, "Nell", Role.ADMIN, request="n"))
    refused(lambda: desk.employees.add(ada, "Otto", Role.RECEPTION, request="n"))
    refused(lambda: desk.employees.disable(ada, "Nell", request="n"))
    assert desk.employees.add(ada, "Nell", Role.RECEPTION, request="n").employee.name == "Nell"
    desk.employees.disable(ada, "Nell", request="o")
    refused(lambda: desk.employees.disable(ada, "Rita", request="o"))
    assert not desk.employees.disable(ada, "Nell", request="o").enabled
    desk.employees.set_pin(ada, "Nell", "604173", request="p")
    refused(lambda: desk.employees.set_pin(ada, "Rita", "604173", request="p"))
    refused(lambda: desk.employees.set_pin(ada, "Nell", "482915", request="p"))
    assert desk.employees.set_pin(ada, "Nell", "604173", request="p").employee.name == "Nell"
