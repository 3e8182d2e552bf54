"""Employees sign in with PINs; guessing is slow and seen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from intake import pin as pins
from intake.employee import PERMISSIONS, Actor, Permission, Role
from intake.errors import IntakeError, Misused, NotFound, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake.desk import Desk


@pytest.fixture
def quick_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare PINs without the slow hash where a test tries many."""
    monkeypatch.setattr("intake.desk.employees.pin_matches", lambda _hash, typed, _pepper: typed == "482915")


def refusal(action: Callable[[], object]) -> IntakeError:
    with pytest.raises(IntakeError) as refused:
        action()
    return refused.value


def test_the_right_pin_makes_an_actor(desk: Desk, pin: str) -> None:
    assert desk.employees.sign_in("ada", pin) == Actor("Ada", "front desk")


def test_a_wrong_pin_is_refused_and_told_in_the_history(desk: Desk) -> None:
    error = refusal(lambda: desk.employees.sign_in("Ada", "482916"))
    assert (error.code, error.status) == ("wrong_pin", 1)
    kinds = desk.shop.store.look(lambda view: [(event.kind, event.by) for event in view.events()])
    assert kinds[-1] == ("wrong_pin", "Ada")


def test_an_unknown_name_is_not_found(desk: Desk, pin: str) -> None:
    assert isinstance(refusal(lambda: desk.employees.sign_in("Bob", pin)), NotFound)


@pytest.mark.usefixtures("quick_hash")
def test_the_eleventh_try_waits_half_an_hour_at_every_station(
    desk: Desk, open_desk: Callable[[str], Desk], pin: str
) -> None:
    codes = [refusal(lambda: desk.employees.sign_in("Rita", "000000")).code for _ in range(10)]
    assert codes[:5] == ["wrong_pin"] * 5
    error = refusal(lambda: open_desk("back office").employees.sign_in("Rita", pin))
    assert error.code == "locked"
    assert error.detail["seconds"] > 1700
    assert desk.employees.sign_in("Max", pin).name == "Max"


@pytest.mark.usefixtures("quick_hash")
def test_trying_many_names_locks_the_station(desk: Desk, open_desk: Callable[[str], Desk], pin: str) -> None:
    for number in range(30):
        refusal(lambda number=number: desk.employees.sign_in(f"Name {number}", "000000"))  # type: ignore[misc]
    assert refusal(lambda: desk.employees.sign_in("Max", pin)).code == "locked"
    assert open_desk("back office").employees.sign_in("Max", pin).name == "Max"


@pytest.mark.usefixtures("quick_hash")
def test_going_on_at_one_locked_name_does_not_lock_the_station(desk: Desk, pin: str) -> None:
    for _ in range(60):
        refusal(lambda: desk.employees.sign_in("Rita", "000000"))
    assert desk.employees.sign_in("Max", pin).name == "Max"


@pytest.mark.usefixtures("quick_hash")
def test_a_right_pin_forgets_the_wrong_ones(desk: Desk, pin: str) -> None:
    for _ in range(3):
        for _ in range(4):
            assert refusal(lambda: desk.employees.sign_in("Rita", "000000")).code == "wrong_pin"
        desk.employees.sign_in("Rita", pin)


def test_sixteen_right_pins_at_once_all_get_in(open_desk: Callable[[str], Desk], desk: Desk, pin: str) -> None:
    assert desk.employees.everyone()
    stations = [open_desk("front desk") for _ in range(16)]
    with ThreadPoolExecutor(16) as everybody:
        actors = everybody.map(lambda each: each.employees.sign_in("Rita", pin).name, stations)
    assert [*actors] == ["Rita"] * 16


def test_nobody_lends_a_higher_role(desk: Desk, ada: Actor, pin: str) -> None:
    assert refusal(lambda: desk.employees.vouched("Ada", "Max", pin)).code == "not_allowed"
    assert refusal(lambda: desk.employees.vouched("Max", "Rita", pin)).code == "not_allowed"
    assert refusal(lambda: desk.employees.manager("Rita", pin)).code == "not_allowed"
    assert desk.employees.vouched("Rita", "Max", pin).manager == "Max"
    assert desk.employees.vouched("Max", ada.name, pin).name == "Max"


def test_a_new_pin_from_an_admin_ends_the_lock(desk: Desk, ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.desk.employees.pin_matches", lambda *_: False)
    for _ in range(10):
        refusal(lambda: desk.employees.sign_in("Rita", "000000"))
    monkeypatch.setattr("intake.desk.employees.pin_matches", pins.pin_matches)
    issued = desk.employees.set_pin(ada, "Rita")
    assert issued.pin
    assert desk.employees.sign_in("Rita", issued.pin).name == "Rita"


def test_a_disabled_employee_is_out_at_once(desk: Desk, ada: Actor, rita: Actor, pin: str) -> None:
    desk.employees.disable(ada, "Rita")
    for refused in (lambda: desk.employees.sign_in("Rita", pin), lambda: desk.employees.trusted("Rita")):
        assert refusal(refused).message == "This employee is disabled: an admin can add another."
    ended = refusal(lambda: desk.customers.add(rita, {"last_name": "Vale"}))
    assert ended.message == "This sign-in is no longer active: an admin has disabled the employee."
    assert refusal(lambda: desk.customers.add(Actor("Nobody", "s1"), {"last_name": "Vale"})).code == "no_employee"


def test_the_last_admin_stays(desk: Desk, ada: Actor) -> None:
    assert refusal(lambda: desk.employees.disable(ada, "Ada")).code == "last_admin"


def test_everybody_may_renew_their_own_pin_and_nobody_elses(desk: Desk, rita: Actor) -> None:
    assert desk.employees.set_pin(rita, "rita", "604173").pin is None
    assert desk.employees.sign_in("Rita", "604173").name == "Rita"
    assert refusal(lambda: desk.employees.set_pin(rita, "Max")).code == "not_allowed"


def test_names_are_unique_in_any_case(desk: Desk, ada: Actor) -> None:
    assert refusal(lambda: desk.employees.add(ada, "RITA", Role.ADMIN)).code == "duplicate"


@pytest.mark.parametrize("name", ["", "\x1b", "N" * 41])
def test_a_name_is_a_name(desk: Desk, ada: Actor, name: str) -> None:
    assert isinstance(refusal(lambda: desk.employees.add(ada, name, Role.ADMIN)), Misused)


def test_a_name_loses_what_steers_a_terminal(desk: Desk, ada: Actor) -> None:
    assert desk.employees.add(ada, "\x1b]0;Eve\x07", Role.RECEPTION).employee.name == "]0;Eve"


def test_a_weak_pin_is_not_set(desk: Desk, ada: Actor) -> None:
    assert refusal(lambda: desk.employees.add(ada, "Bob", Role.RECEPTION, "123456")).code == "weak_pin"
    assert isinstance(refusal(lambda: desk.employees.sign_in("Bob", "123456")), NotFound)


def test_the_first_admin_is_made_once(desk: Desk) -> None:
    assert refusal(lambda: desk.employees.found("Eve", None)).code == "not_allowed"
    assert desk.employees.found("Ada", None).pin is None


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_each_role_may_what_the_table_says(desk: Desk, ada: Actor, role: Role, permission: Permission) -> None:
    desk.employees.add(ada, "Kim", role, "604173")
    kim = Actor("Kim", "front desk")
    customer = desk.customers.add(ada, {"last_name": "Vale", "date_of_birth": "1990-01-01", "banned": "yes"})
    expired = {"last_name": "Brandt", "date_of_birth": "1990-01-01", "license_expires": "2020-01-01"}
    other = desk.customers.add(ada, expired)
    actions: dict[Permission, Callable[[], object]] = {
        Permission.INTAKE: lambda: desk.customers.add(kim, {"last_name": "Hollis"}),
        Permission.OVERRIDE: lambda: desk.queue.check_in(kim, other.number, "knows the person"),
        Permission.LIFT_BAN: lambda: desk.customers.edit(kim, customer.number, {"banned": "no"}),
        Permission.DELETE: lambda: desk.customers.delete(kim, customer.number),
        Permission.EMPLOYEES: lambda: desk.employees.add(kim, "Lou", Role.RECEPTION, "604173"),
    }
    if permission in PERMISSIONS[role]:
        actions[permission]()
        return
    error = refusal(actions[permission])
    assert isinstance(error, Refused)
    assert error.code == "not_allowed"
    last = desk.shop.store.look(lambda view: [*view.events()][-1])
    assert (last.kind, last.by, last.summary) == ("refused", "Kim", "refused: not_allowed")
