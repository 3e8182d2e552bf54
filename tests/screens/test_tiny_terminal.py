"""A terminal too small for the station: what is typed there does nothing, a card is followed, and F10 leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sitting import Sitting, at_station, piloted
from textual.geometry import Size

from screens.confirm import Question
from screens.messages import PaneWanted
from screens.too_small import notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake.customer import Customer
    from intake.desk import Desk


async def resize(sitting: Sitting, columns: int, rows: int) -> None:
    await sitting.pilot.resize_terminal(columns, rows)
    await sitting.settle()


@piloted
async def test_a_card_scanned_without_room_is_open_when_there_is_room_again(
    desk: Desk, signed_up: Callable[..., Customer], payload: bytes
) -> None:
    signed_up("Una", "Other")
    async with at_station(desk) as sitting:
        await resize(sitting, 20, 5)
        await sitting.scan(payload)
        await sitting.press("e", "f4", "x")
        await resize(sitting, 80, 24)
        await sitting.until("New customer")
        assert sitting.station.profile.display


@piloted
async def test_f10_leaves_without_a_question_and_what_is_typed_is_a_draft(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("f6")
        await sitting.type("Hal")
        await resize(sitting, 20, 5)
        await sitting.press("z", "ctrl+q", "enter")
        assert sitting.app.is_running
        sitting.station.post_message(PaneWanted("queue"))
        await sitting.press("f10")
        await sitting.until(lambda: not sitting.app.is_running)
    assert [draft.texts["first_name"] for draft in desk.drafts.everyone()] == ["Hal"]


@piloted
async def test_f10_leaves_over_a_pop_up_as_well(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("f1", "f10")
        await sitting.until(lambda: not sitting.app.is_running)


@piloted
async def test_f10_answers_no_other_question(desk: Desk) -> None:
    answers: list[bool | None] = []
    async with at_station(desk) as sitting:
        sitting.app.push_screen(Question("Throw it away?", yes="Yes", no="No"), answers.append)
        await resize(sitting, 20, 5)
        await sitting.press("f10")
        await sitting.until(lambda: not sitting.app.is_running)
    assert True not in answers


@pytest.mark.parametrize(
    ("size", "news", "seen"),
    [
        ((20, 5), "", ["needs 60", "F10"]),
        ((20, 2), "", ["needs 60", "F10"]),
        ((12, 3), "", ["Needs 60", "F10"]),
        ((59, 14), "Sign in first, then scan again.", ["60 × 15", "F10", "Sign in first"]),
        ((20, 5), "Sign in first, then scan again.", ["F10"]),
        ((59, 14), "A\x1b[2Jnn\u202e is out of the queue.", ["A[2Jnn is out of the queue."]),
        ((0, 0), "", []),
    ],
)
def test_the_notice_says_what_is_needed_and_how_to_leave(size: tuple[int, int], news: str, seen: list[str]) -> None:
    told = notice(Size(*size), "F10", news)
    assert all(words in told for words in seen)
    assert told.count("\x1b[") <= 1 + size[1]
