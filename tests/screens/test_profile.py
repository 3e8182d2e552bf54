"""Scans, profiles and check-ins at the station."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sitting import PIN, Sitting, at_station, piloted
from textual.widgets import Input, OptionList

from intake.license.compose import compose
from screens.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake.customer import Customer
    from intake.desk import Desk
    from intake.employee import Actor
    from intake.license import License

CARD = {
    "date_of_birth": "1992-03-04",
    "license_number": "D7042011",
    "license_state": "CA",
    "license_expires": "2027-03-04",
    "license_issued": "2022-03-04",
}


async def ask_a_manager(sitting: Sitting, number: str) -> None:
    """Try to check in somebody whose ID has expired, which asks for the PIN of a manager."""
    await sitting.open_profile(number)
    await sitting.press("enter")
    await sitting.until("The ID has expired.")


@piloted
async def test_a_known_card_opens_the_profile_and_enter_checks_in_with_the_renewed_dates(
    desk: Desk, signed_up: Callable[..., Customer], payload: bytes
) -> None:
    tessa = signed_up("Tessa", "Marlowe", **CARD)
    async with at_station(desk) as sitting:
        await sitting.scan(payload)
        await sitting.until("Enter checks in")
        assert "The check-in stores from the card: ID issued 03/04/2024" in sitting.shown()
        await sitting.press("enter")
        await sitting.until(lambda: bool(desk.queue.waiting()))
        assert desk.customers.show(tessa.number).license_expires == date(2029, 3, 4)


@piloted
async def test_all_who_match_a_card_are_listed_and_one_is_chosen(
    desk: Desk, signed_up: Callable[..., Customer], payload: bytes
) -> None:
    signed_up("Tessa", "Marlowe", **CARD)
    signed_up("Tess", "Vale", **CARD)
    async with at_station(desk) as sitting:
        await sitting.scan(payload)
        await sitting.until("All with the license number of this card")
        assert "Tessa Marlowe" in sitting.shown()
        await sitting.press("down", "enter")
        await sitting.until("Enter checks in")
        assert "Tess Vale" in sitting.shown()


@piloted
async def test_what_is_no_license_is_told_in_one_sentence_and_nothing_changes(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.scan("@\n\x1e\rANSI 000000000000\r")
        await sitting.until(lambda: bool(sitting.told))
        assert len(sitting.told) == 1
        assert "Directory" in sitting.shown()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"banned": "yes"}, "This customer is banned."),
        ({"banned": "yes", "ban_reason": "[b]Threw a cup[/b]"}, "noted: [b]Threw a cup[/b]"),
        ({"date_of_birth": "2010-01-01"}, "Under 21"),
    ],
)
@piloted
async def test_a_refusal_pops_up_with_its_reason_and_nobody_may_override_it(
    desk: Desk, signed_up: Callable[..., Customer], fields: dict[str, str], reason: str
) -> None:
    ann = signed_up("Ann", "Vale", **fields)
    async with at_station(desk) as sitting:
        await sitting.open_profile(ann.number)
        await sitting.press("c")
        await sitting.until("Not checked in")
        assert isinstance(sitting.app.screen, Verdict)
        assert reason in sitting.shown()
        assert "PIN" not in sitting.shown()
        await sitting.press("escape")
        await sitting.until("May not be checked in")
        assert desk.queue.waiting() == []


@piloted
async def test_a_manager_lets_somebody_in_with_a_reason_and_the_right_pin(
    desk: Desk, signed_up: Callable[..., Customer]
) -> None:
    ann = signed_up("Ann", "Vale", license_expires="2026-01-01")
    async with at_station(desk) as sitting:
        await ask_a_manager(sitting, ann.number)
        names = sitting.app.screen.query_one(OptionList).options
        assert [str(name.prompt) for name in names] == ["Ada", "Max"]
        await sitting.press("enter")
        await sitting.until("Write why")
        await sitting.type("seen before")
        await sitting.press("enter", "m")
        assert "Max" in sitting.line_with("PIN of the manager")
        await sitting.press("enter", *"000000", "enter")
        await sitting.until("! Max: The PIN is wrong.")
        assert desk.queue.waiting() == []
        await sitting.press(*PIN, "enter")
        await sitting.until(lambda: bool(desk.queue.waiting()))
        entry = desk.queue.waiting()[0]
        assert (entry.override_by, entry.override_reason, entry.checked_in_by) == ("Max", "seen before", "Rita")


@piloted
async def test_a_card_waits_while_a_reason_is_typed_and_puts_an_untouched_refusal_away(
    desk: Desk, signed_up: Callable[..., Customer], payload: bytes
) -> None:
    ann = signed_up("Ann", "Vale", license_expires="2026-01-01")
    async with at_station(desk) as sitting:
        await ask_a_manager(sitting, ann.number)
        await sitting.type("seen")
        await sitting.scan(payload)
        assert isinstance(sitting.app.screen, Verdict)
        assert sitting.app.screen.query_one("#reason", Input).value == "seen"
        await sitting.press("escape")
        await sitting.until("New customer")
        await sitting.press("escape", "right", "enter")
        await ask_a_manager(sitting, ann.number)
        await sitting.scan(payload)
        await sitting.until("New customer")
        assert desk.queue.waiting() == []


@piloted
async def test_reason_and_pin_may_come_in_lumps_as_a_slow_line_delivers_them(
    desk: Desk, signed_up: Callable[..., Customer]
) -> None:
    ann = signed_up("Ann", "Vale", license_expires="2026-01-01")
    async with at_station(desk) as sitting:
        await ask_a_manager(sitting, ann.number)
        await sitting.scan("seen before\r")
        await sitting.press("down")
        await sitting.press("enter")
        await sitting.scan(f"{PIN}\r")
        await sitting.until(lambda: bool(desk.queue.waiting()))
        assert desk.queue.waiting()[0].override_reason == "seen before"


@piloted
async def test_the_expired_card_in_hand_counts_though_the_profile_knows_a_newer_one(
    desk: Desk, signed_up: Callable[..., Customer], card: License
) -> None:
    signed_up("Tessa", "Marlowe", **CARD)
    async with at_station(desk) as sitting:
        await sitting.scan(compose(dataclasses.replace(card, license_expires=date(2026, 3, 4))))
        await sitting.until("Enter asks a manager")
        assert "The card says: ID expires 03/04/2026" in sitting.shown()
        await sitting.press("enter")
        await sitting.until("Not checked in")
        assert desk.queue.waiting() == []


@piloted
async def test_the_history_opens_at_the_bottom_and_tells_who_did_what(
    desk: Desk, rita: Actor, signed_up: Callable[..., Customer]
) -> None:
    ann = signed_up("Ann", "Vale", license_expires="2027-01-01")
    desk.customers.edit(rita, ann.number, {"phone": "5550101234", "license_expires": "2028-01-01"})
    async with at_station(desk, size=(80, 50)) as sitting:
        await sitting.open_profile(ann.number)
        assert "signed up by hand" not in sitting.shown()
        await sitting.press("h")
        await sitting.until("Rita, front desk: signed up by hand")
        assert "Phone: (empty) → 555-010-1234" in sitting.shown()
        assert "ID expires: 01/01/2027 → 01/01/2028" in sitting.shown()
        await sitting.press("h")
        await sitting.until(lambda: "signed up by hand" not in sitting.shown())


@piloted
async def test_what_another_station_changes_appears_in_the_profile(
    desk: Desk, other_desk: Desk, rita: Actor, signed_up: Callable[..., Customer]
) -> None:
    ann = signed_up("Ann", "Vale")
    async with at_station(desk) as sitting:
        await sitting.open_profile(ann.number)
        await sitting.until("Enter checks in")
        other_desk.queue.check_in(rita, ann.number)
        await sitting.until("In the queue since")


@piloted
async def test_somebody_checked_in_elsewhere_meanwhile_is_not_checked_in_twice(
    desk: Desk, other_desk: Desk, rita: Actor, signed_up: Callable[..., Customer]
) -> None:
    ann = signed_up("Ann", "Vale")
    async with at_station(desk) as sitting:
        await sitting.open_profile(ann.number)
        sight = sitting.station.profile.sight
        assert sight is not None
        assert sight.entry is None
        other_desk.queue.check_in(rita, ann.number)
        await sitting.press("enter")
        await sitting.until("In the queue since")
        assert len(desk.queue.waiting()) == 1
