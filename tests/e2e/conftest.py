"""The shop at whose stations the tests sit: made by commands once, and copied for those who change it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest
from own_postgres import on_server, url_of

from tests.e2e.reception import JUNO, Desk, Shop, card_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_numbers = count(1)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A shop with staff, five customers on file, and two of them in the queue."""
    shop = Shop(tmp_path_factory.mktemp("furnished"))
    shop.found(Rita="reception", Rob="reception", Max="manager")
    shop.act("scan", "-", "--sign-up", typed=JUNO)
    today = date.today()  # noqa: DTZ011 - far from any birthday and expiry
    shop.sign_up(first_name="Bruno", last_name="Marsh", date_of_birth="1985-05-01", banned="yes", license_state="CA",
                 license_number="D7042102", id_type="driver_license", ban_reason="threw a chair")  # fmt: skip
    shop.sign_up(first_name="Minna", last_name="Young", date_of_birth=str(today - timedelta(days=19 * 365)))
    shop.sign_up(first_name="Otto", last_name="Late", date_of_birth="1970-01-01", id_type="driver_license",
                 license_number="D7042104", license_state="CA",
                 license_expires=str(today - timedelta(days=100)))  # fmt: skip
    for first, number in (("ANN", 5), ("BEN", 6)):
        shop.act("scan", "-", "--sign-up", "--check-in", typed=card_of(first, "EARLY", f"D704210{number}"))
    return shop


@pytest.fixture(scope="session")
def furnished_database(furnished: Shop, postgres_folder: str) -> str:
    """The name of a database with that shop, on the PostgreSQL server that all tests share."""
    on_server(postgres_folder, "CREATE DATABASE furnished TEMPLATE template0")
    furnished.move_to(url_of(postgres_folder, "furnished"))
    return "furnished"


@pytest.fixture(scope="module")
def engine() -> str:
    """What the shop of a module keeps its data in; ``both_engines`` says more."""
    return "sqlite"


@pytest.fixture(scope="module")
def shop(
    engine: str, furnished: Shop, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Shop]:
    """That shop, for the tests of one module."""
    home = tmp_path_factory.mktemp("shop") / "home"
    if engine == "sqlite":
        yield furnished.copy(home)
        return
    folder, template = request.getfixturevalue("postgres_folder"), request.getfixturevalue("furnished_database")
    name = f"shop_of_{next(_numbers)}"
    on_server(folder, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield furnished.copy(home, url_of(folder, name))
    on_server(folder, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def front_desk(shop: Shop) -> Iterator[Desk]:
    """The station where Rita sits all day."""
    with Desk(shop) as desk:
        desk.sign_in("Rita")
        yield desk


@pytest.fixture
def rita(front_desk: Desk) -> Desk:
    """Rita, before the directory."""
    front_desk.go_home()
    return front_desk


@pytest.fixture(scope="module")
def side_desk(shop: Shop) -> Iterator[Desk]:
    """The station where Rob sits, on a larger screen."""
    with Desk(shop, "side desk", columns=160, rows=50) as desk:
        desk.sign_in("Rob")
        yield desk


@pytest.fixture
def rob(side_desk: Desk) -> Desk:
    """Rob, before the queue."""
    side_desk.press("F4")
    side_desk.see("Queue: ", "x Remove")
    return side_desk
