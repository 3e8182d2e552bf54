"""Faults of the program: a number to tell, a line in a private log, and nothing personal in either."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.faults import log_fault, told

if TYPE_CHECKING:
    from pathlib import Path

CANARY = "MARIA CANARY"


def raised() -> BaseException:
    """Return an error that came after another one, both with data in them."""
    try:
        try:
            int(CANARY)
        except ValueError:
            raise KeyError(CANARY)  # noqa: B904 - what it came after is told too
    except KeyError as error:
        return error
    pytest.fail("nothing was raised")


def deep(depth: int, message: str) -> BaseException:
    """Return an error from that many calls down."""

    def fall(left: int) -> None:
        if left == 0:
            raise RuntimeError(message)
        fall(left - 1)

    with pytest.raises(RuntimeError) as caught:
        fall(depth)
    return caught.value


def test_a_fault_is_one_line_with_time_number_types_and_places(tmp_path: Path) -> None:
    log = tmp_path / "state/faults.log"
    numbers = [log_fault(log, raised()), log_fault(log, raised())]
    lines = log.read_text().splitlines()
    assert len(lines) == len(set(numbers)) == 2
    for number, line in zip(numbers, lines, strict=True):
        assert re.fullmatch(r"[0-9A-F]{6}", number)
        assert re.fullmatch(
            rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00 {number} KeyError after ValueError at test_faults.py:\d+ raised",
            line,
        )
    assert (log.stat().st_mode & 0o777, log.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@given(st.text(min_size=1), st.integers(0, 80))
def test_no_message_reaches_the_line_however_deep_the_fault(message: str, depth: int) -> None:
    line = told(deep(depth, f"CANARY{message}"))
    assert "CANARY" not in line
    assert line.isprintable()
    assert line.count(" < ") < 24


def test_a_fault_that_was_never_raised_has_no_place() -> None:
    assert told(ValueError(CANARY)) == "ValueError at no place"


def test_a_log_that_cannot_be_written_still_gives_a_number(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert re.fullmatch(r"[0-9A-F]{6}, not logged", log_fault(tmp_path / "file/faults.log", raised()))
