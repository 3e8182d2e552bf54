"""While the shop opens: nobody has to wait with what they want to type."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest
from sitting import PIN, Sitting, at_station, piloted, sign_in, station_at
from textual import events

from devices.framing import QUICK
from intake.employee import Employee, Role
from intake.errors import StorageFailed
from screens.pin_field import PinField
from screens.seat import Seat
from screens.sign_in import SignIn

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake.desk import Desk
    from screens.station_app import StationApp


class SlowShop:
    """A desk that opens only once it is told to."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.opened = threading.Event()

    def __call__(self) -> Desk:
        assert self.opened.wait(60), "nobody opened the shop"
        return self._desk


def station(open_desk: Callable[[], Desk], names: tuple[str, ...] = ()) -> StationApp:
    known = [Employee(name, Role.RECEPTION) for name in names]
    return station_at(Seat(open_desk, lambda: known))


@piloted
async def test_letters_typed_before_the_names_are_known_choose_as_soon_as_they_are(desk: Desk) -> None:
    shop = SlowShop(desk)
    app = station(shop)
    async with app.run_test() as pilot:
        sitting = Sitting(app, pilot)
        await sitting.until("Opening the shop")
        app.post_message(events.Key("r", "r"))
        await sitting.until(lambda: isinstance(app.screen, SignIn) and app.screen._letters.typed_at > 0)
        shop.opened.set()
        await sitting.until("Rita: type your PIN")


async def type_early(app: StationApp, sitting: Sitting, keys: str) -> SignIn:
    """Type ``keys`` while the shop opens; return the sign-in when it has them all."""
    await sitting.until("Opening the shop")
    for key in keys:
        app.post_message(events.Key("enter" if key == "\r" else key, key))
        await sitting.pilot.pause(0.05)
    screen = app.screen
    assert isinstance(screen, SignIn)
    return screen


@piloted
async def test_enter_behind_a_pin_before_the_names_are_known_signs_in_as_soon_as_they_are(desk: Desk) -> None:
    shop = SlowShop(desk)
    app = station(shop)
    async with app.run_test() as pilot:
        sitting = Sitting(app, pilot)
        screen = await type_early(app, sitting, f"r\r{PIN}\r")
        await sitting.until(lambda: screen._enter_waits)
        shop.opened.set()
        await sitting.until("front desk · Rita")


@pytest.mark.parametrize("more", ["1", "a", "0360029145\r"])
@piloted
async def test_enter_before_the_names_are_known_is_forgotten_when_more_is_typed_or_scanned(
    desk: Desk, more: str
) -> None:
    shop = SlowShop(desk)
    app = station(shop)
    async with app.run_test() as pilot:
        sitting = Sitting(app, pilot)
        screen = await type_early(app, sitting, f"r{PIN}\r")
        await sitting.until(lambda: screen._enter_waits)
        for key in more:
            app.post_message(events.Key("enter" if key == "\r" else key, key))
        await sitting.until(lambda: not screen._enter_waits)
        shop.opened.set()
        await sitting.until("Rita  (reception)")
        await sitting.settle()
        assert sitting.app.screen is screen
        assert screen.query_one(PinField).value.startswith(PIN)


@piloted
async def test_names_that_are_known_sooner_are_shown_and_a_pin_is_checked_once_the_shop_is_open(desk: Desk) -> None:
    shop = SlowShop(desk)
    app = station(shop, ("Ada", "Max", "Rita"))
    async with app.run_test() as pilot:
        sitting = Sitting(app, pilot)
        await sitting.until("Choose your name")
        app.post_message(events.Key("r", "r"))
        await sitting.until("Rita: type your PIN")
        for digit in PIN:
            app.post_message(events.Key(digit, digit))
        await sitting.until(lambda: app.screen.query_one(PinField).value == PIN)
        await asyncio.sleep(QUICK)  # no finger is faster
        app.post_message(events.Key("enter", "\r"))
        await sitting.until("Checking")
        assert isinstance(app.screen, SignIn)
        shop.opened.set()
        await sitting.until("front desk · Rita")


@piloted
async def test_who_cannot_be_let_in_is_told_why_and_may_try_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: object) -> None:
        raise StorageFailed("unreachable", "The database does not answer.")

    with monkeypatch.context() as patched:
        patched.setattr(type(desk.shop.store), "watch", away)
        async with at_station(desk, None) as sitting:
            screen = sitting.app.screen
            assert isinstance(screen, SignIn)
            screen.post_message(SignIn.SignedIn(screen, desk.employees.everyone()[2], desk.employees.trusted("Rita")))
            await sitting.until("The database does not answer.")
            assert sitting.app.seat.actor is None
            patched.undo()
            await sign_in(sitting, desk, "Rita")
            await sitting.until("front desk · Rita")


@piloted
async def test_a_database_that_is_away_stays_in_sight_until_it_answers_again(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        sitting.app._shop_lost(StorageFailed("unreachable", "The database does not answer."))
        await sitting.until("RECONNECTING")
        await sitting.press("f4", "f2")
        assert "RECONNECTING" in sitting.shown()
        sitting.app._shop_lost(None)
        await sitting.until(lambda: "RECONNECTING" not in sitting.shown())
        assert sitting.told[-1] == "The database answers again."
