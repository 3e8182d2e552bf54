"""The first run: the station itself makes the shop, and shows the admin's PIN once."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from deeds import desk_on
from sitting import Sitting, piloted, station_at

from screens.first_run import FirstRun
from screens.help import Help
from screens.seat import Seat
from screens.sign_in import SignIn
from screens.station import StationScreen
from storage.setup import create_or_upgrade
from storage.store import check_present, open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from intake.desk import Desk
    from intake.desk.employees import Issued
    from storage.secret import Secret
    from storage.store import SqlStore


class NewShop:
    """A place where no shop is yet."""

    def __init__(self, url: str, secret: Secret) -> None:
        self.url = url
        self.markets: list[str | None] = []
        self.pin = ""
        self._secret = secret
        self.stores: list[SqlStore] = []

    def open_desk(self) -> Desk:
        check_present(self.url)
        store = open_store(self.url, self._secret)
        self.stores.append(store)
        return desk_on(store, self._secret)

    def found(self, market: str | None, admin: str) -> Issued:
        self.markets.append(market)
        create_or_upgrade(self.url, self._secret, market)
        issued = self.open_desk().employees.found(admin, None)
        self.pin = issued.pin or ""
        return issued


@pytest.fixture
def new_shop(tmp_path: Path, secret: Secret) -> Iterator[NewShop]:
    shop = NewShop(f"sqlite:///{tmp_path / 'new.db'}", secret)
    yield shop
    for store in shop.stores:
        store.close()


@asynccontextmanager
async def first_run(shop: NewShop) -> AsyncIterator[Sitting]:
    app = station_at(Seat(shop.open_desk), found_shop=shop.found, place=lambda: "the till's disk")
    async with app.run_test(size=(80, 24)) as pilot:
        sitting = Sitting(app, pilot)
        await sitting.until(lambda: isinstance(app.screen, FirstRun))
        await sitting.settle()
        yield sitting


@piloted
async def test_market_admin_pin_and_then_the_station(new_shop: NewShop) -> None:
    async with first_run(new_shop) as sitting:
        assert "the till's disk" in sitting.shown()
        await sitting.press("down", "enter")
        await sitting.type("Ada")
        await sitting.press("enter")
        await sitting.until("The PIN of Ada is")
        assert new_shop.pin in sitting.shown()
        await sitting.press("enter")
        await sitting.until("Ada: type your PIN")
        assert new_shop.pin not in sitting.shown()
        await sitting.press(*new_shop.pin, "enter")
        await sitting.until(lambda: isinstance(sitting.app.screen, StationScreen))
        assert new_shop.markets == ["co"]


@piloted
async def test_a_name_that_will_not_do_is_told_and_nothing_is_left_undone(new_shop: NewShop) -> None:
    async with first_run(new_shop) as sitting:
        await sitting.press("enter", "space", "enter")
        assert isinstance(sitting.app.screen, FirstRun)
        assert new_shop.markets == []


@piloted
async def test_a_shop_without_employees_asks_only_for_the_admin(new_shop: NewShop, secret: Secret) -> None:
    create_or_upgrade(new_shop.url, secret, "wa")
    async with first_run(new_shop) as sitting:
        assert "Nobody works here yet" in sitting.shown()
        await sitting.type("Ada")
        await sitting.press("enter")
        await sitting.until("The PIN of Ada is")
        await sitting.press("enter")
        await sitting.until(lambda: isinstance(sitting.app.screen, SignIn))
        assert new_shop.markets == [None]


@piloted
async def test_a_card_at_the_first_run_is_told_to_wait_for_a_shop(new_shop: NewShop, payload: bytes) -> None:
    async with first_run(new_shop) as sitting:
        await sitting.scan(payload)
        assert sitting.told == ["Make the shop first, then scan again."]
        await sitting.press("f1")
        await sitting.scan(payload)
        assert sitting.told[-1] == "Sign in first, then scan again."
        assert isinstance(sitting.app.screen, Help)
