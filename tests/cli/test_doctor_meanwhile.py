"""What stands on a terminal while a check of ``intake doctor`` takes its time, and is gone afterwards."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from intake.checks import Check
from screens.commands.program import _told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screens.commands.run import Run


class Paper(io.StringIO):
    """What is printed, on a terminal or not."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def checks_on(paper: Paper, seen: list[str], *, breaks: bool = False) -> Iterator[Check]:
    """Make one check after having noted what the paper shows meanwhile."""
    seen.append(paper.getvalue())
    if breaks:
        raise KeyboardInterrupt
    yield Check("history", ok=True, hint="all events hold")


def printed(monkeypatch: pytest.MonkeyPatch, *, terminal: bool, json: bool = False) -> tuple[list[str], str]:
    """Return what was to be seen during a check, and all that was printed."""
    paper, seen = Paper(terminal=terminal), list[str]()
    monkeypatch.setattr(sys, "stdout", paper)
    assert [check.name for check in _told(cast("Run", SimpleNamespace(json=json)), checks_on(paper, seen))]
    return seen, paper.getvalue()


def test_a_terminal_shows_that_a_check_goes_on_and_then_its_result_in_the_same_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen, told = printed(monkeypatch, terminal=True)
    assert seen == ["...  looking"]
    blank = "\r" + " " * len("...  looking") + "\r"
    assert told == f"...  looking{blank}ok   history         all events hold\n...  looking{blank}"


@pytest.mark.parametrize("json", [False, True])
def test_what_is_no_terminal_gets_the_results_only(monkeypatch: pytest.MonkeyPatch, json: bool) -> None:
    assert printed(monkeypatch, terminal=False, json=json) == (
        [""],
        "" if json else "ok   history         all events hold\n",
    )


def test_a_check_that_is_broken_off_leaves_nothing_standing(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = Paper(terminal=True)
    monkeypatch.setattr(sys, "stdout", paper)
    with pytest.raises(KeyboardInterrupt):
        list(_told(cast("Run", SimpleNamespace(json=False)), checks_on(paper, [], breaks=True)))
    assert paper.getvalue().endswith("\r")
