"""Clocks that change, jump or disagree: the order of check-in, waits and ages stay right, on both engines."""

from __future__ import annotations

import dataclasses
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from standing import StandingClock, WrongHost

import cli
from intake import clock as host
from intake.desk import Desk
from intake.desk import employees as employees_desk
from intake.desk import shop as shop_desk
from intake.employee import Employee, Role
from intake.errors import IntakeError
from intake.history import verify
from storage import secret as secrets
from storage import shared_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from intake.employee import Actor
    from storage.secret import Secret

NIGHTS = {
    "autumn": datetime(2026, 11, 1, 8, 50, tzinfo=UTC),
    "spring": datetime(2026, 3, 8, 9, 50, tzinfo=UTC),
}
"""Ten minutes before the clocks of California change: 01:50 of the longer hour, 01:50 before 03:00."""


def refusal(action: Callable[[], object]) -> IntakeError:
    with pytest.raises(IntakeError) as refused:
        action()
    return refused.value


def signed_up(desk: Desk, actor: Actor, born: str = "1990-01-02") -> str:
    return desk.customers.add(actor, {"last_name": "Vale", "date_of_birth": born}).number


def at_another_time(desk: Desk, **ahead: float) -> Desk:
    """Return a station of the same shop whose host's clock is ahead by so much."""
    return Desk(dataclasses.replace(desk.shop, clock=StandingClock(desk.shop.now() + timedelta(**ahead))))


@pytest.mark.parametrize("night", NIGHTS)
def test_a_wait_over_the_night_in_which_clocks_change_is_as_long_as_it_was(
    desk: Desk, rita: Actor, clock: StandingClock, night: str
) -> None:
    clock.instant = NIGHTS[night]
    before = desk.queue.check_in(rita, signed_up(desk, rita))
    clock.pass_time(minutes=20)
    after = desk.queue.check_in(rita, signed_up(desk, rita))
    clock.pass_time(minutes=15)
    read = desk.queue.waiting()
    assert [entry.id for entry in read] == [before.id, after.id]
    assert [entry.waited_seconds(desk.shop.now()) for entry in read] == [35 * 60, 15 * 60]
    assert [entry.checked_in_at for entry in read] == [NIGHTS[night], NIGHTS[night] + timedelta(minutes=20)]


def test_the_hour_that_comes_twice_is_two_hours(desk: Desk, rita: Actor, clock: StandingClock) -> None:
    clock.instant = NIGHTS["autumn"]
    first = desk.queue.check_in(rita, signed_up(desk, rita))
    clock.pass_time(hours=1)
    second = desk.queue.check_in(rita, signed_up(desk, rita))
    told = [refusal(lambda n=entry.customer: desk.queue.check_in(rita, n)) for entry in (first, second)]  # type: ignore[misc]
    assert ["since 01:50" in error.message for error in told] == [True, True]
    assert [error.detail["since"] for error in told] == ["2026-11-01T08:50:00+00:00", "2026-11-01T09:50:00+00:00"]


@pytest.mark.parametrize("night", NIGHTS)
def test_the_shops_day_ends_at_its_own_midnight_also_when_clocks_change(
    desk: Desk, rita: Actor, clock: StandingClock, night: str
) -> None:
    """A birthday on the day after a change begins 24 hours by the wall after the day before, not by the clock."""
    day = NIGHTS[night].date() + timedelta(days=1)
    number = signed_up(desk, rita, f"{day.year - 21}-{day:%m-%d}")
    midnight = datetime.combine(day, datetime.min.time(), desk.shop.zone).astimezone(UTC)
    clock.instant = midnight - timedelta(seconds=1)
    assert refusal(lambda: desk.queue.check_in(rita, number)).code == "under_age"
    clock.instant = midnight
    assert desk.queue.check_in(rita, number).open


def test_who_was_born_on_february_29_comes_of_age_on_march_1(desk: Desk, rita: Actor, clock: StandingClock) -> None:
    number = signed_up(desk, rita, "2008-02-29")
    clock.instant = datetime(2029, 3, 1, 7, 59, 59, tzinfo=UTC)
    assert desk.shop.today().isoformat() == "2029-02-28"
    assert refusal(lambda: desk.queue.check_in(rita, number)).code == "under_age"
    clock.pass_time(seconds=1)
    assert desk.queue.check_in(rita, number).open


@pytest.mark.parametrize("ahead", [{"seconds": -90}, {"seconds": 90}, {"hours": -2}, {"days": 1}])
def test_stations_whose_clocks_disagree_keep_one_order_and_no_wait_is_negative(
    desk: Desk, rita: Actor, ahead: dict[str, float]
) -> None:
    other = at_another_time(desk, **ahead)
    order = [each.queue.check_in(rita, signed_up(desk, rita)).id for each in (desk, other, desk, other)]
    for each in (desk, other):
        assert [entry.id for entry in each.queue.waiting()] == order
        assert min(entry.waited_seconds(each.shop.now()) for entry in each.queue.waiting()) == 0
    assert other.queue.undo(rita).entry.id == order[-1]
    events = desk.shop.store.look(lambda view: verify(desk.shop.history_key, view.events(), view.head()))
    assert events.broken == 0


def test_a_clock_that_fell_back_to_1970_lets_nobody_in_and_spoils_nothing(desk: Desk, rita: Actor) -> None:
    number, waiting = signed_up(desk, rita), desk.queue.check_in(rita, signed_up(desk, rita))
    fallen = at_another_time(desk, days=-57 * 365)
    assert fallen.shop.today().year < 1971
    assert refusal(lambda: fallen.queue.check_in(rita, number)).code == "no_such_type", "no law let anybody in then"
    assert refusal(lambda: signed_up(fallen, rita)).detail["field"] == "date_of_birth"
    assert fallen.queue.waiting()[0].waited_seconds(fallen.shop.now()) == 0
    fallen.queue.remove(rita, waiting.id)
    assert desk.queue.check_in(rita, number).open
    assert [event.kind for event in desk.customers.history(number)] == ["checked_in", "refused", "signed_up"]
    found = desk.shop.store.look(lambda view: verify(desk.shop.history_key, view.events(), view.head()))
    assert found.broken == 0


def lock_rita(desk: Desk, pin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Try ten wrong PINs, none of them with the slow hash."""
    monkeypatch.setattr(employees_desk, "pin_matches", lambda _hash, typed, _pepper: typed == pin)
    for _ in range(10):
        refusal(lambda: desk.employees.sign_in("Rita", "000000"))


@pytest.mark.parametrize("jump", [timedelta(hours=-2), timedelta(days=1), timedelta(days=3650)])
def test_no_jump_of_the_hosts_clock_opens_a_lock_early(
    desk: Desk, pin: str, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    now = [host.HostTime(datetime(2026, 11, 21, 18, tzinfo=UTC), "boot", 1000.0)]
    monkeypatch.setattr(shop_desk, "host_time", lambda _: now[0])
    lock_rita(desk, pin, monkeypatch)
    now[0] = host.HostTime(now[0].wall + jump + timedelta(minutes=29), "boot", 1000.0 + 29 * 60)
    assert refusal(lambda: desk.employees.sign_in("Rita", pin)).code == "locked"


@pytest.fixture
def server_desk(
    postgres_url: str, secret: Secret, host_clock: WrongHost, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[timedelta], Desk]]:
    """Open a desk of one shop on a PostgreSQL server, at a host whose clock is ahead by so much from then on."""
    monkeypatch.setattr(secrets, "load_secret", lambda _: secret)
    with ExitStack() as stack:

        def open_at(ahead: timedelta) -> Desk:
            host_clock.ahead = ahead
            desk = cli.open_desk(postgres_url, Path("secret.toml"), host.RunningClock(), "front desk", None)
            return stack.enter_context(closing(desk))

        yield open_at


@pytest.fixture
def host_clock(monkeypatch: pytest.MonkeyPatch) -> WrongHost:
    """The clock of every host, to be set; none tells of which start it is, so that each is a host of its own."""
    clock = WrongHost()
    monkeypatch.setattr(host, "datetime", clock)
    monkeypatch.setattr(shared_time, "datetime", clock)
    monkeypatch.setattr(host, "_BOOT", Path("/nowhere"))
    return clock


@pytest.mark.parametrize("ahead", [{"seconds": -90}, {"seconds": 90}, {"days": 1}])
def test_on_a_server_every_host_goes_by_the_servers_clock(
    server_desk: Callable[[timedelta], Desk], rita: Actor, ahead: dict[str, float]
) -> None:
    right = server_desk(timedelta())
    right.shop.store.act(lambda work: work.add_employee(Employee("Rita", Role.RECEPTION)))
    right.queue.check_in(rita, signed_up(right, rita))
    wrong = server_desk(timedelta(**ahead))
    wrong.queue.check_in(rita, signed_up(wrong, rita))
    now = datetime.now(UTC)
    for desk in (right, wrong):
        assert abs(desk.shop.now() - now) < timedelta(seconds=45), "whoever's clock jumped, or is wrong from the start"
        for entry in desk.queue.waiting():
            assert entry.waited_seconds(desk.shop.now()) < 45
            assert abs(entry.checked_in_at - now) < timedelta(seconds=45)


def test_a_lock_lasts_as_long_at_a_host_whose_clock_is_ahead(
    server_desk: Callable[[timedelta], Desk], pin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = server_desk(timedelta())
    desk.shop.store.act(lambda work: work.add_employee(Employee("Rita", Role.RECEPTION)))
    lock_rita(desk, pin, monkeypatch)
    ahead = server_desk(timedelta(minutes=31))
    assert refusal(lambda: ahead.employees.sign_in("Rita", pin)).code == "locked"
