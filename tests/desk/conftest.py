"""A shop with three employees, on a real database, whose clock a test can set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.desk import Desk, Shop
from intake.employee import Actor, Employee, Role
from intake.market import load_market
from intake.pin import hash_pin
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from standing import StandingClock

    from storage.secret import Secret

PIN = "482915"


@pytest.fixture(scope="session")
def pin_hash(secret: Secret) -> str:
    """The hash of everybody's PIN."""
    return hash_pin(PIN, secret.pepper)


@pytest.fixture
def open_desk(shop_url: str, secret: Secret, clock: StandingClock) -> Iterator[Callable[[str], Desk]]:
    """Open a desk of the same shop at a station of that name."""
    market, opened = load_market("ca"), []

    def open_at(station: str) -> Desk:
        store = open_store(shop_url, secret)
        opened.append(store)
        return Desk(Shop(store, market, clock, market.zone, station, secret.pepper, secret.history_key, store.shop.id))

    yield open_at
    for store in opened:
        store.close()


@pytest.fixture
def desk(open_desk: Callable[[str], Desk], pin_hash: str) -> Desk:
    """The front desk of a shop in California where Ada (admin), Max (manager) and Rita (reception) work."""
    desk = open_desk("front desk")
    for name, role in (("Ada", Role.ADMIN), ("Max", Role.MANAGER), ("Rita", Role.RECEPTION)):
        employee = Employee(name, role, pin_hash=pin_hash)
        desk.shop.store.act(lambda work, employee=employee: work.add_employee(employee))  # type: ignore[misc]
    return desk


@pytest.fixture
def pin() -> str:
    """The PIN of everybody in the shop."""
    return PIN


@pytest.fixture
def ada() -> Actor:
    return Actor("Ada", "front desk")


@pytest.fixture
def max_() -> Actor:
    return Actor("Max", "front desk")


@pytest.fixture
def rita() -> Actor:
    return Actor("Rita", "front desk")
