"""A shop with three employees and some customers, on a real database, for a station to stand in."""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from deeds import desk_on
from sitting import PIN
from textual.css.stylesheet import Stylesheet

from intake.demo_shop import furnish
from intake.employee import Actor, Employee, Role
from intake.pin import hash_pin
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from standing import StandingClock
    from textual.css.model import RuleSet

    from intake.customer import Customer
    from intake.desk import Desk
    from storage.secret import Secret

STAFF = {"Ada": Role.ADMIN, "Max": Role.MANAGER, "Rita": Role.RECEPTION}


@pytest.fixture(scope="session", autouse=True)
def _known_styles() -> Iterator[None]:
    """Read the styles once, and not for each of hundreds of stations."""
    known: dict[object, list[RuleSet]] = {}
    parse = Stylesheet._parse_rules

    def parse_once(sheet: Stylesheet, *what: Any, **more: Any) -> list[RuleSet]:
        key = (*what, *sorted(more.items()), *sorted(sheet._variables.items()))
        if key not in known:
            known[key] = parse(sheet, *what, **more)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        yield


@pytest.fixture(scope="session")
def pin_hash(secret: Secret) -> str:
    return hash_pin(PIN, secret.pepper)


@pytest.fixture
def desk(sqlite_url: str, secret: Secret, clock: StandingClock, pin_hash: str) -> Iterator[Desk]:
    """The front desk of a shop in California where Ada (admin), Max (manager) and Rita (reception) work."""
    with closing(open_store(sqlite_url, secret)) as store:
        opened = desk_on(store, secret, clock=clock)
        for name, role in STAFF.items():
            store.act(lambda work, name=name, role=role: work.add_employee(Employee(name, role, pin_hash=pin_hash)))  # type: ignore[misc]
        yield opened


@pytest.fixture
def other_desk(sqlite_url: str, secret: Secret, desk: Desk) -> Iterator[Desk]:
    """A second station of the same shop, by the same clock."""
    with closing(open_store(sqlite_url, secret)) as store:
        yield desk_on(store, secret, "second desk", desk.shop.clock)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, secret: Secret) -> Path:
    """The file of the demo's shop, to be copied."""
    path = tmp_path_factory.mktemp("demo") / "shop.db"
    shutil.copy(sqlite_template, path)
    with closing(open_store(f"sqlite:///{path}", secret)) as store:
        furnish(desk_on(store, secret, "demo"))
    return path


@pytest.fixture
def demo_desk(tmp_path: Path, furnished: Path, secret: Secret) -> Iterator[Desk]:
    """The desk of the demo's shop, whose clock stands."""
    shutil.copy(furnished, tmp_path / "shop.db")
    with closing(open_store(f"sqlite:///{tmp_path}/shop.db", secret)) as store:
        yield desk_on(store, secret, "demo")


@pytest.fixture
def rita() -> Actor:
    return Actor("Rita", "front desk")


@pytest.fixture
def signed_up(desk: Desk, rita: Actor) -> Callable[..., Customer]:
    """Sign up an adult of that name, with further field texts."""

    def add(first: str, last: str, **fields: str) -> Customer:
        given = {"first_name": first, "last_name": last, "date_of_birth": "1990-05-06"} | fields
        return desk.customers.add(rita, given)

    return add
