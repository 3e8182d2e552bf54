"""Sign-in, lock and switch: a name, a PIN, and nothing of the shop to be seen by anybody else."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING
from weakref import ref

from sitting import PIN, at_station, piloted, sign_in
from textual.widgets import Input, OptionList

from intake.employee import Role
from screens.pin_field import PinField
from screens.sign_in import SignIn
from screens.station import StationScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake.customer import Customer
    from intake.desk import Desk


@piloted
async def test_the_first_letters_choose_a_name_and_the_pin_opens_the_station(desk: Desk) -> None:
    async with at_station(desk, None) as sitting:
        await sitting.press("r")
        assert "Rita: type your PIN" in sitting.shown()
        await sitting.press(*PIN, "enter")
        await sitting.until(lambda: isinstance(sitting.app.screen, StationScreen))
        assert sitting.app.seat.actor is not None
        assert sitting.app.seat.actor.name == "Rita"
        await sitting.until("front desk · Rita")


@piloted
async def test_arrows_choose_a_name_and_enter_before_the_pin_does_no_harm(desk: Desk) -> None:
    async with at_station(desk, None) as sitting:
        await sitting.press("down", "down", "enter")
        assert "Max: type your PIN" in sitting.shown()
        await sitting.press(*PIN, "enter")
        await sitting.until("front desk · Max")


@piloted
async def test_a_pin_is_never_shown_and_a_wrong_one_is_told_and_forgotten(desk: Desk) -> None:
    async with at_station(desk, None) as sitting:
        await sitting.press("m", *"111222")
        assert "11" not in sitting.shown()
        await sitting.press("enter")
        assert "The PIN is wrong." in sitting.shown()
        assert sitting.app.screen.query_one(PinField).value == ""
        assert sitting.app.seat.actor is None


@piloted
async def test_who_works_alone_is_chosen_already(desk: Desk) -> None:
    for name in ("Max", "Rita"):
        desk.employees.disable(desk.employees.trusted("Ada"), name)
    async with at_station(desk, None) as sitting:
        assert "Ada: type your PIN" in sitting.shown()
        assert "Rita" not in sitting.shown()


@piloted
async def test_a_locked_station_shows_nobody_and_does_nothing(desk: Desk, signed_up: Callable[..., Customer]) -> None:
    customer = signed_up("Hedda", "Canary")
    desk.queue.check_in(desk.employees.trusted("Rita"), customer.number)
    async with at_station(desk) as sitting:
        await sitting.until("Canary")
        await sitting.press("f8")
        assert isinstance(sitting.app.screen, SignIn)
        assert "Canary" not in sitting.shown()
        assert sitting.app.seat.actor is None
        await sitting.press("f4", "f6", "escape", "tab", "f8")
        assert isinstance(sitting.app.screen, SignIn)


@piloted
async def test_a_scan_at_a_locked_station_says_only_that_one_must_sign_in(desk: Desk, payload: bytes) -> None:
    async with at_station(desk, None) as sitting:
        await sitting.scan(payload)
        assert sitting.told == ["Sign in first, then scan again."]
        assert sitting.app.screen.query_one(Input).value == ""


@piloted
async def test_letters_of_a_barcode_choose_nobody(desk: Desk, payload: bytes) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("f8")
        assert "Rita: type your PIN" in sitting.shown()
        await sitting.press("a")
        assert "Ada: type your PIN" in sitting.shown()
        await sitting.scan(payload)
        assert "Rita: type your PIN" in sitting.shown()


@piloted
async def test_the_same_employee_goes_on_where_they_were_and_another_begins_anew(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        ritas = sitting.station
        await sitting.press("f4", "f8")
        assert sitting.app.screen.query_one(OptionList).highlighted == 2
        await sign_in(sitting, desk, "Rita")
        assert sitting.station is ritas
        await sitting.press("f8")
        await sign_in(sitting, desk, "Max")
        assert sitting.station is not ritas
        assert ritas not in sitting.app.screen_stack
        assert "front desk · Max" in sitting.shown()


@piloted
async def test_an_unused_station_locks_itself_and_dialogs_are_answered_with_nothing(
    desk: Desk, signed_up: Callable[..., Customer]
) -> None:
    customer = signed_up("Hedda", "Canary")
    desk.queue.check_in(desk.employees.trusted("Rita"), customer.number)
    async with at_station(desk, lock_seconds=2) as sitting:
        await sitting.press("f4", "x")
        await sitting.until(lambda: isinstance(sitting.app.screen, SignIn))
        assert [type(screen) for screen in sitting.app.screen_stack[1:]] == [StationScreen, SignIn]
        assert len(desk.queue.waiting()) == 1


@piloted
async def test_on_the_smallest_terminal_the_pin_and_the_answer_to_it_are_in_sight(desk: Desk) -> None:
    ada = desk.employees.trusted("Ada")
    for name in ("Bea", "Cy", "Dana", "Eli", "Fay", "Gus", "Hal", "Ivy", "Jo", "Kim"):
        desk.employees.add(ada, name, Role.RECEPTION)
    async with at_station(desk, None, size=(60, 15)) as sitting:
        await sitting.type("ada1111")
        await sitting.press("enter")
        await sitting.until("The PIN is wrong.")
        assert "Ada  (admin)" in sitting.shown()
        field = sitting.app.screen.query_one(Input)
        assert sitting.app.screen.region.contains_region(field.region)
        assert field.region.height == 1


@piloted
async def test_a_shop_in_which_nobody_was_checked_in_says_what_to_do(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.until("Nobody was checked in yet. Scan a card")


@piloted
async def test_an_employees_station_does_not_stay_in_the_memory_for_ever(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        first = ref(sitting.station)
        for name in ("Max", "Ada"):
            await sitting.press("f8")
            await sign_in(sitting, desk, name)
        await sitting.until(lambda: is_collected(first))


def is_collected(station: ref[StationScreen]) -> bool:
    """Whether nothing holds it but the pilot's ended waits, which the loop sweeps once most timers are called off."""
    loop = asyncio.get_running_loop()
    for _ in range(1_000):
        loop.call_later(60, int).cancel()
    gc.collect()
    return station() is None
