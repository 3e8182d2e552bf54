"""PINs and the waits of who guesses them."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import pin as pins
from intake.clock import HostTime, host_time
from intake.errors import Misused, Refused
from intake.pin import check_new_pin, hash_pin, is_guessable, issue_pin, pin_matches
from intake.throttle import EMPLOYEE_LIMIT, LOCK_SECONDS, STATION_LIMIT, Limit, Tries, are_full, begun, wrong

PEPPER = b"p" * 32
STRONG = pins.PASSES, pins.KIBIBYTES
"""The work of a hash as the program has it; all other tests have it light."""

NOON = HostTime(datetime(2026, 11, 21, 12, tzinfo=UTC), "boot", 1000.0)


def later(seconds: float) -> HostTime:
    return dataclasses.replace(NOON, wall=NOON.wall + timedelta(seconds=seconds), uptime=NOON.uptime + seconds)


@pytest.mark.parametrize(
    "pin",
    ["123456", "654321", "000000", "111222", "121212", "123123", "112233", "123321", "147258", "010190", "311299",
     "991231", "456789", "345345", "020202", "135791", "159753"],
)  # fmt: skip
def test_pins_that_people_guess_first_are_refused(pin: str) -> None:
    with pytest.raises(Refused, match="guess first") as refused:
        check_new_pin(pin)
    assert pin not in refused.value.message


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "48291a", "４８２９１５"])
def test_a_pin_has_six_digits(pin: str) -> None:
    with pytest.raises(Misused, match="six digits"):
        check_new_pin(pin)


def test_about_a_tenth_of_all_pins_is_blocked() -> None:
    blocked = sum(is_guessable(f"{number:06}") for number in range(0, 10**6, 97)) * 97
    assert 50_000 < blocked < 120_000


def test_issued_pins_are_never_guessable() -> None:
    pins = {issue_pin() for _ in range(200)}
    assert not any(is_guessable(pin) for pin in pins)
    assert len(pins) > 190


def test_a_pin_matches_its_hash_under_the_pepper_only() -> None:
    pin_hash = hash_pin("482915", PEPPER)
    assert pin_matches(pin_hash, "482915\n", PEPPER)
    assert not pin_matches(pin_hash, "482916", PEPPER)
    assert not pin_matches(pin_hash, "482915", b"q" * 32)
    assert not pin_matches("", "482915", PEPPER)
    assert "482915" not in pin_hash


def test_a_hash_takes_the_work_that_owasp_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """So does looking whether a PIN is that of nobody."""
    for name, value in zip(("PASSES", "KIBIBYTES"), STRONG, strict=True):
        monkeypatch.setattr(pins, name, value)
    work = "$argon2id$v=19$m=7168,t=5,p=1$"
    assert hash_pin("482915", PEPPER).startswith(work)
    assert pins._NOBODY.startswith(work)


def tried(times: int, limit: Limit = EMPLOYEE_LIMIT) -> Tries:
    tries = Tries()
    for _ in range(times):
        tries = wrong(begun(tries, NOON, limit), NOON, limit)
    return tries


@pytest.mark.parametrize(("times", "wait"), [(1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (9, 16), (10, LOCK_SECONDS)])
def test_waits_grow_and_then_the_long_lock_comes(times: int, wait: int) -> None:
    assert tried(times).seconds_left(NOON) == wait


def test_a_station_is_locked_after_trying_many_employees() -> None:
    assert tried(29, STATION_LIMIT).seconds_left(NOON) == 0
    assert tried(30, STATION_LIMIT).seconds_left(NOON) == LOCK_SECONDS


def test_right_pins_at_the_same_time_wait_for_nothing_but_the_tenth() -> None:
    tries = Tries()
    for _ in range(9):
        tries = begun(tries, NOON, EMPLOYEE_LIMIT)
        assert not tries.seconds_left(NOON)
        assert not are_full(tries, EMPLOYEE_LIMIT)
    assert are_full(begun(tries, NOON, EMPLOYEE_LIMIT), EMPLOYEE_LIMIT)


def test_tries_during_the_lock_do_not_lengthen_it() -> None:
    locked = tried(10)
    assert begun(locked, later(60), EMPLOYEE_LIMIT) == locked


def test_after_the_lock_counting_starts_anew() -> None:
    assert begun(tried(10), later(LOCK_SECONDS + 1), EMPLOYEE_LIMIT).count == 1


@given(st.integers(1, 10**9))
def test_setting_the_date_frees_nobody(seconds: int) -> None:
    forged = dataclasses.replace(NOON, wall=NOON.wall + timedelta(seconds=seconds))
    assert tried(10).seconds_left(forged) >= LOCK_SECONDS


def test_the_hosts_time_goes_forward() -> None:
    one, two = host_time(NOON.wall), host_time(NOON.wall)
    assert two.uptime >= one.uptime
    assert one.boot == two.boot
