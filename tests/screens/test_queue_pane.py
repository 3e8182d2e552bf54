"""The queue pane: everyone in the building, kept in order by keys and mouse, and never out of date."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sitting import Sitting, at_station, piloted
from textual.widgets import Input

from intake.customer import CustomerType
from intake.draft import Draft
from intake.employee import Actor
from intake.queue import Entry
from screens.confirm import ReasonQuestion
from screens.queue_rows import headcount, in_words, rows_of, short_wait
from screens.queue_table import QueueTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from standing import StandingClock

    from intake.customer import Customer
    from intake.desk import Desk

NAMES = ("Amos Alder", "Berta Birch", "Cleo Cedar", "Dora Dogwood")


@pytest.fixture
def queue(desk: Desk, rita: Actor, signed_up: Callable[..., Customer], clock: StandingClock) -> list[Entry]:
    """Four people who wait, a minute apart."""
    entries = []
    for name in NAMES:
        entries.append(desk.queue.check_in(rita, signed_up(*name.split()).number))
        clock.pass_time(minutes=1)
    return entries


def order(sitting: Sitting) -> list[str]:
    """Return the names on the screen from top to bottom."""
    lines = sitting.shown().splitlines()
    return [name for line in lines for name in NAMES if name in line]


async def at_queue(sitting: Sitting) -> QueueTable:
    await sitting.press("f4")
    await sitting.until(NAMES[-1])
    return sitting.station.queue.query_one(QueueTable)


def draft(clock: StandingClock, **fields: str) -> Draft:
    return Draft(
        id="d1", author="Max", station="second desk", texts=fields, started_at=clock.now(), saved_at=clock.now()
    )


@piloted
async def test_the_line_shows_place_name_wait_and_marks(
    desk: Desk, rita: Actor, queue: Sequence[Entry], signed_up: Callable[..., Customer]
) -> None:
    patient = signed_up("Edda", "Elm", adult_use="no", has_state_medical_id="yes", medical_id="M1",
                        medical_expires="2030-01-01", warning_2="yes")  # fmt: skip
    desk.queue.check_in(rita, patient.number)
    async with at_station(desk) as sitting:
        await at_queue(sitting)
        lines = {line.split()[1]: line for line in sitting.shown().splitlines() if " min" in line}
        assert lines["Amos"].split()[0] == "1"
        assert "4 min" in lines["Amos"]
        assert "0 min MED W2" in lines["Edda"]
        assert "Queue: 5 waiting" in sitting.shown()
        assert "5 in the building" in sitting.shown()
    assert len(queue) == 4


@piloted
async def test_drafts_stand_above_with_their_author(desk: Desk, queue: Sequence[Entry], clock: StandingClock) -> None:
    desk.drafts.save(draft(clock, first_name="Opal", last_name="Oak"))
    async with at_station(desk) as sitting:
        await at_queue(sitting)
        first = sitting.shown().splitlines()[2]
        assert first.split() == ["S", "Opal", "Oak", "by", "Max"]
        assert "Queue: 4 waiting, 1 signing up" in sitting.shown()
        await sitting.press("x")
        await sitting.until("Take Amos Alder out of the queue?")  # for the cursor begins with who waits
        await sitting.press("escape", "up", "x")
        assert sitting.told == ["This is a draft of Max, who alone can go on with it."]
    assert len(queue) == 4


@pytest.mark.usefixtures("queue")
@piloted
async def test_a_draft_that_a_disabled_employee_left_is_discarded_in_the_queue_and_asked_once(
    desk: Desk, clock: StandingClock
) -> None:
    desk.drafts.save(draft(clock, first_name="Opal", last_name="Oak"))
    desk.employees.disable(Actor("Ada", "front desk"), "Max")
    async with at_station(desk, "Ada") as sitting:
        await at_queue(sitting)
        await sitting.press("up", "x")
        await sitting.until("Discard Opal Oak, a draft of Max?")
        await sitting.press("escape")
        assert len(desk.drafts.everyone()) == 1
        await sitting.press("x", "right", "enter")
        assert sitting.told == ["The draft of Max is discarded."]
        assert "Opal" not in sitting.shown()


@pytest.mark.usefixtures("queue")
@piloted
async def test_shift_and_arrow_move_a_customer_within_the_line_and_the_cursor_goes_along(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        table = await at_queue(sitting)
        await sitting.press("shift+down", "shift+down")
        assert order(sitting) == [NAMES[1], NAMES[2], NAMES[0], NAMES[3]]
        assert table.cursor == 2
        await sitting.press("shift+up")
        assert order(sitting) == [NAMES[1], NAMES[0], NAMES[2], NAMES[3]]
        assert [entry.name for entry in desk.queue.waiting()] == order(sitting)
        await sitting.press("home", "shift+up", "end", "shift+down")
        assert [entry.name for entry in desk.queue.waiting()] == order(sitting)
        assert sitting.told == []


@pytest.mark.usefixtures("queue")
@piloted
async def test_x_asks_for_a_reason_that_may_stay_empty_and_u_takes_it_back(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await at_queue(sitting)
        await sitting.press("down", "x")
        assert "Take Berta Birch out of the queue?" in sitting.shown()
        await sitting.press("enter")
        assert order(sitting) == [NAMES[0], NAMES[2], NAMES[3]]
        await sitting.press("u")
        assert order(sitting) == list(NAMES)
        assert sitting.told[-1] == "Taken back: the removal of Berta Birch."


@piloted
async def test_the_reason_is_kept_and_esc_leaves_the_customer_in_the_line(desk: Desk, queue: Sequence[Entry]) -> None:
    async with at_station(desk) as sitting:
        await at_queue(sitting)
        await sitting.press("x", "escape")
        assert order(sitting) == list(NAMES)
        await sitting.press("x")
        await sitting.type("left")
        await sitting.press("enter")
        assert desk.queue.entry(queue[0].id).ended_reason == "left"


@pytest.mark.usefixtures("queue")
@piloted
async def test_a_scan_neither_removes_nor_gives_a_reason(desk: Desk, payload: bytes) -> None:
    async with at_station(desk) as sitting:
        await at_queue(sitting)
        await sitting.press("x")
        await sitting.scan(payload)
        assert isinstance(sitting.app.screen, ReasonQuestion)
        assert sitting.app.screen.query_one(Input).value == ""
        assert sitting.told == ["Answer this first: the scanned card opens then."]
        assert len(desk.queue.waiting()) == 4
        await sitting.press("escape")
        await sitting.until("New customer")
        assert len(desk.queue.waiting()) == 4


@pytest.mark.usefixtures("queue")
@piloted
async def test_a_card_that_waits_when_the_station_is_locked_is_to_be_scanned_again(desk: Desk, payload: bytes) -> None:
    async with at_station(desk) as sitting:
        await at_queue(sitting)
        await sitting.press("x")
        await sitting.scan(payload)
        await sitting.press("f8")
        await sitting.until(lambda: "A card that waited was not opened: scan it again." in sitting.told)
        assert "New customer" not in sitting.shown()


@pytest.mark.usefixtures("queue")
@piloted
async def test_undo_with_nothing_to_undo_says_so(desk: Desk) -> None:
    async with at_station(desk, "Max") as sitting:
        await at_queue(sitting)
        for _ in NAMES:
            await sitting.press("u")
        await sitting.press("u")
        assert sitting.told[-1] == "There is nothing to undo."
        assert "Nobody is waiting." in sitting.shown()


@pytest.mark.usefixtures("queue")
@piloted
async def test_what_another_station_does_appears_by_itself_and_the_cursor_stays_with_its_customer(
    desk: Desk, other_desk: Desk, signed_up: Callable[..., Customer]
) -> None:
    newcomer = signed_up("Faye", "Fir")
    async with at_station(desk) as sitting:
        table = await at_queue(sitting)
        await sitting.press("down", "down")
        max_ = other_desk.employees.trusted("Max")
        other_desk.queue.check_in(max_, newcomer.number)
        await sitting.until("Faye Fir")
        other_desk.queue.remove(max_, other_desk.queue.waiting()[0].id)
        await sitting.until(lambda: NAMES[0] not in sitting.shown())
        assert table.chosen is not None
        assert table.chosen.name == "Cleo Cedar"
        assert table.cursor == 1


@piloted
async def test_whoever_is_chosen_stays_in_sight_unless_the_list_was_scrolled_away(
    desk: Desk, other_desk: Desk, rita: Actor, signed_up: Callable[..., Customer]
) -> None:
    entries = [desk.queue.check_in(rita, signed_up(f"P{nth}", "Queue").number).id for nth in range(20)]
    async with at_station(desk, size=(60, 16)) as sitting:
        await sitting.press("f4")
        table = sitting.station.queue.query_one(QueueTable)
        bottom = table.size.height - 1

        async def seen(cursor: int, top: int, change: Callable[[], object], pane: str = "f4") -> tuple[int, bool]:
            table.move_to(cursor)
            table.scroll_to(y=top, animate=False, force=True)
            await sitting.press(pane)
            change()
            await sitting.station.queue.refresh_from_shop()
            await sitting.press("f4")
            chosen = table.chosen
            return int(table.scroll_offset.y), chosen is not None and f" {chosen.name} " in sitting.shown()

        assert await seen(bottom, 0, lambda: other_desk.queue.move(rita, entries[-1], 1)) == (1, True)
        assert await seen(5, 5, lambda: other_desk.queue.remove(rita, entries[-1], "left")) == (4, True)
        assert await seen(5, 3, lambda: other_desk.queue.remove(rita, entries[0], "left")) == (3, True)
        assert await seen(bottom + 1, 0, lambda: other_desk.queue.move(rita, entries[-2], 1)) == (0, False)
        assert await seen(bottom, 0, lambda: other_desk.queue.move(rita, entries[-3], 1), "f2") == (1, True)
        await sitting.pilot.resize_terminal(60, 15)
        await sitting.settle()
        assert table.scroll_offset.y == 2


@pytest.mark.usefixtures("queue")
@piloted
async def test_a_ban_of_somebody_in_the_line_is_seen_there_and_in_the_profile(desk: Desk, other_desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await at_queue(sitting)
        first = other_desk.queue.waiting()[0].customer
        other_desk.customers.edit(other_desk.employees.trusted("Max"), first, {"banned": "yes", "ban_reason": "noise"})
        await sitting.until(" BAN")
        assert " BAN" in sitting.line_with(NAMES[0])
        await sitting.press("home", "enter")
        await sitting.until("place 1")
        assert "! This customer is banned." in sitting.shown()


@pytest.mark.usefixtures("queue")
@piloted
async def test_only_rows_that_changed_are_drawn_anew(
    desk: Desk, other_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_station(desk) as sitting:
        table = await at_queue(sitting)
        await sitting.press("shift+down")
        await sitting.station.queue.refresh_from_shop()
        drawn: list[int] = []
        monkeypatch.setattr(table, "refresh_line", drawn.append)
        await sitting.station.queue.refresh_from_shop()
        assert drawn == []
        second = other_desk.queue.waiting()[1].customer
        other_desk.customers.edit(other_desk.employees.trusted("Max"), second, {"nickname": "Bee"})
        await sitting.station.queue.refresh_from_shop()
        assert set(drawn) == {1}


@pytest.mark.usefixtures("queue")
@piloted
async def test_the_mouse_drags_a_customer_and_the_cross_removes_one(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        table = await at_queue(sitting)
        await sitting.pilot.mouse_down(table, offset=(6, 3))
        await sitting.pilot.hover(table, offset=(6, 1))
        await sitting.until("▸  Berta Birch")
        await sitting.pilot.mouse_up(table, offset=(6, 0))
        assert "▸" not in sitting.shown()
        await sitting.settle()
        assert order(sitting) == [NAMES[3], *NAMES[:3]]
        await sitting.pilot.mouse_down(table, offset=(6, 2))
        await sitting.pilot.mouse_up(offset=(6, 0))  # above the rows, on the line of the panes
        await sitting.until(lambda: order(sitting) == [NAMES[1], NAMES[3], NAMES[0], NAMES[2]])
        await sitting.pilot.click(table, offset=(table.size.width - 1, 1))
        await sitting.until("Take Dora Dogwood out of the queue?")


@pytest.mark.usefixtures("queue")
@piloted
async def test_enter_opens_the_profile(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await at_queue(sitting)
        await sitting.press("down", "enter")
        assert sitting.station.profile.has_focus_within
        assert "Berta" in sitting.shown()


# -- the rows themselves


def test_nobody_is_nobody() -> None:
    assert in_words([]) == "Queue: 0 waiting"
    assert headcount([]) == 0


@given(st.integers(0, 10**7))
def test_a_wait_is_whole_minutes_and_hours(seconds: int) -> None:
    hours, minutes = divmod(seconds // 60, 60)
    assert short_wait(seconds) == (f"{hours} h {minutes:02}" if hours else f"{minutes} min")


def test_an_edit_in_progress_is_no_further_person_in_the_building(clock: StandingClock) -> None:
    edit = Draft(
        id="e", author="Max", station="s", texts={}, started_at=clock.now(), saved_at=clock.now(), customer="7"
    )
    entry = Entry(id=1, customer="7", name="Cleo", type=CustomerType.MEDICAL_RECOMMENDATION, warning_1=True,
                  checked_in_at=clock.now(), checked_in_by="Max", station="s", override_by="Max")  # fmt: skip
    rows = rows_of([edit], [entry], clock.now() + timedelta(minutes=75))
    assert [row.cells for row in rows] == [("E", "Customer 7", "by Max", ""), ("1", "Cleo", "1 h 15", "REC MGR W1")]
    assert headcount(rows) == 1
