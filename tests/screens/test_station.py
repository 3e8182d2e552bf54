"""The station as a whole: panes by width, keys, scans, help, palette, leaving."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest
from sitting import Sitting, at_station, piloted, sign_in, station_at
from textual import events
from textual.screen import Screen
from textual.widgets import Input

from devices.framing import QUICK
from intake.errors import ExitStatus, StorageFailed
from screens import themes
from screens.confirm import ReasonQuestion
from screens.help import Help
from screens.leave import LeaveQuestion
from screens.queue_table import QueueTable
from screens.seat import Seat
from screens.sign_in import SignIn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from intake.customer import Customer
    from intake.desk import Desk
    from intake.draft import Draft
    from screens.messages import Pane


def seen(sitting: Sitting) -> list[str]:
    """Return the panes that are on the screen, from left to right."""
    station = sitting.station
    panes = {"directory": station.directory, "profile": station.profile, "queue": station.queue}
    return [name for name, pane in panes.items() if pane.region.width and pane.display]


@piloted
async def test_the_other_panes_are_one_key_away(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        keys: list[tuple[str, Pane]] = [("f4", "queue"), ("f3", "profile"), ("f2", "directory"), ("f4", "queue")]
        for key, pane in keys:
            await sitting.press(key)
            assert seen(sitting) == [pane]
        await sitting.press("escape")
        assert seen(sitting) == ["directory"]


@piloted
async def test_as_many_panes_as_fit_are_shown(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("f4")
        for width, panes in ((160, ["directory", "profile", "queue"]), (120, ["directory", "queue"]), (80, ["queue"])):
            await sitting.pilot.resize_terminal(width, 24)
            await sitting.settle()
            assert seen(sitting) == panes
            assert ("up without one." in sitting.shown()) == ("directory" in panes)  # the sentence wraps


@piloted
async def test_a_click_on_a_tab_or_a_key_does_what_it_says(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.pilot.click("StationBar", offset=(30, 0))
        await sitting.settle()
        assert seen(sitting) == ["queue"]
        await sitting.pilot.click("KeyBar", offset=(2, 0))
        await sitting.until(lambda: isinstance(sitting.app.screen, Help))


@piloted
async def test_search_is_one_key_away(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        for key in ("slash", "ctrl+f"):
            await sitting.press("f4", key)
            assert isinstance(sitting.app.focused, Input)
            assert sitting.station.directory.has_focus_within


@piloted
async def test_a_card_opens_its_profile_whatever_is_in_front_and_enter_checks_in(
    desk: Desk, signed_up: Callable[..., Customer], payload: bytes
) -> None:
    signed_up("Tessa", "Marlowe", license_number="D7042011")
    async with at_station(desk) as sitting:
        for front in ("f2", "f1", "ctrl+p", "f4"):
            await sitting.press("f2", front)
            await sitting.scan(payload)
            await sitting.until("Marlowe")
            assert sitting.app.screen is sitting.station
            assert sitting.station.profile.has_focus_within
        await sitting.press("enter")
        await sitting.until(lambda: len(desk.queue.waiting()) == 1)
        assert sitting.told == ["Tessa Marlowe is checked in."]


@piloted
async def test_a_code_that_is_no_card_is_one_sentence_and_the_cursor_stays(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("f4")
        await sitting.scan("]C0D70420119\r")
        assert len(sitting.told) == 1
        assert "scan the large block" in sitting.told[0]
        assert isinstance(sitting.app.focused, QueueTable)


@piloted
async def test_help_tells_of_what_has_the_focus(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("f4", "f1")
        assert "Everyone in the building, in the order of check-in" in sitting.shown()
        assert "Take this customer out of the queue" in sitting.shown()
        await sitting.press("f1", "escape")
        assert "F4 Queue" in sitting.shown()
        assert sitting.app.screen is sitting.station


@pytest.mark.parametrize("key", ["f1", "ctrl+p"])
@piloted
async def test_a_scan_that_is_refused_says_so_over_a_pop_up_and_leaves_it(desk: Desk, key: str) -> None:
    async with at_station(desk) as sitting:
        await sitting.press(key)
        in_front = sitting.app.screen
        await sitting.scan("@\n\x1e\rof another trade\r")
        assert sitting.told == ["That was no license; scan the large block on the back of the license."]
        assert sitting.app.screen is in_front


@piloted
async def test_the_palette_does_what_the_keys_do(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("ctrl+p")
        await sitting.type("lock")
        await sitting.until("Lock this station")
        await sitting.press("enter", "enter")
        await sitting.until(lambda: isinstance(sitting.app.screen, SignIn))


@piloted
async def test_what_was_chosen_in_the_palette_of_a_station_that_is_gone_does_nothing(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        commands = {each.title: each.callback for each in sitting.app.get_system_commands(sitting.station)}
        await sitting.app.switch_screen(Screen())
        for title in ("Directory", "Search", "Undo"):
            assert commands[title]() is None


@piloted
async def test_f10_closes_at_once_when_nothing_is_unsaved(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("f10")
        assert sitting.app.return_code == ExitStatus.DONE


@piloted
async def test_the_byte_of_ctrl_q_always_asks(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("ctrl+q")
        assert isinstance(sitting.app.screen, LeaveQuestion)
        await sitting.press("enter")
        assert sitting.station.is_current


@piloted
async def test_f10_asks_when_something_is_unsaved_and_the_draft_is_kept(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("f6")
        await sitting.type("Opal")
        await sitting.until(lambda: sitting.station.profile.dirty)
        await sitting.press("f10")
        assert "Something is not saved." in sitting.shown()
        await sitting.press("right", "enter")
        assert sitting.app.return_code == ExitStatus.DONE
        assert [draft.author for draft in desk.drafts.everyone()] == ["Rita"]


@piloted
async def test_who_closes_while_the_draft_cannot_be_kept_is_told_and_may_close_all_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_desk: object, _draft: object, _since: object) -> None:
        raise StorageFailed("full", "The disk is full.")

    async with at_station(desk) as sitting:
        await sitting.press("f6")
        monkeypatch.setattr(type(desk.drafts), "save", away)
        await sitting.type("Opal")
        await sitting.until("The draft is not kept: The disk is full.")
        await sitting.press("f10", "right", "enter")
        await sitting.until("The disk is full. What was typed last is not kept.")
        await sitting.press("enter")
        assert sitting.station.profile.dirty
        await sitting.press("f10", "right", "enter")
        await sitting.until("What was typed last is not kept.")
        await sitting.press("right", "enter")
        await sitting.until(lambda: sitting.app.return_code == ExitStatus.DONE)


@piloted
async def test_the_system_ends_the_station_and_the_draft_is_kept(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("f6")
        await sitting.type("Opal")
        sitting.app.end()
        await sitting.until(lambda: sitting.app.return_code is not None)
        assert sitting.app.return_code == ExitStatus.INTERRUPTED
        assert [draft.author for draft in desk.drafts.everyone()] == ["Rita"]


@piloted
async def test_a_draft_stays_with_its_author_when_another_employee_signs_in(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("f6")
        await sitting.type("Opal")
        await sitting.press("f8")
        await sign_in(sitting, desk, "Max")
        assert not sitting.station.profile.dirty
        await sitting.press("f4")
        await sitting.until("by Rita")
        await sitting.press("enter")
        assert sitting.told[-1] == "This is a draft of Rita, who alone can go on with it."


@piloted
async def test_what_must_be_in_sight_is_in_sight_everywhere(desk: Desk) -> None:
    async with at_station(desk, remark="DEMO") as sitting:
        assert "DEMO" in sitting.shown().splitlines()[0]
        await sitting.press("f8")
        assert "DEMO" in sitting.shown()


@piloted
async def test_a_clock_that_stands_leaves_room_for_who_sits_here(desk: Desk) -> None:
    async with at_station(desk, remark="CLOCK STANDS AT 2026-11-21T10:00") as sitting:
        assert sitting.shown().splitlines()[0].rstrip().endswith("CLOCK STANDS AT 2026-11-21T10:00  Rita")
        sitting.station.reconnecting(True)
        await sitting.settle()
        assert sitting.shown().splitlines()[0].rstrip().endswith("… Rita")


@piloted
async def test_where_not_all_keys_have_room_lock_and_quitting_are_seen_and_a_sign_that_there_are_more(
    desk: Desk,
) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("f4")
        line = sitting.shown().splitlines()[-1]
        assert line.startswith(" F1 Help")
        assert line.endswith(" …  F8 Lock  F10 Quit")
        await sitting.press("f2")
        assert "…" not in sitting.shown().splitlines()[-1]


@piloted
async def test_keys_can_be_bound_anew(desk: Desk) -> None:
    async with at_station(desk, keys={"station.queue": "f9", "station.lock": "f7"}) as sitting:
        assert "F9 Queue" in sitting.shown()
        await sitting.press("f4")
        assert seen(sitting) == ["directory"]
        await sitting.press("f9")
        assert seen(sitting) == ["queue"]
        await sitting.press("f7")
        assert isinstance(sitting.app.screen, SignIn)


@piloted
async def test_every_theme_shows_the_same(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        before = sitting.shown()
        for theme in (themes.FULL, themes.BRIGHT, themes.SIXTEEN, themes.PLAIN):
            sitting.app.theme = theme
            await sitting.settle()
            assert sitting.shown() == before


@pytest.mark.parametrize(
    ("system", "colorless", "theme"),
    [
        ("truecolor", False, themes.FULL),
        ("256", False, themes.FULL),
        ("standard", False, themes.SIXTEEN),
        ("truecolor", True, themes.PLAIN),
        (None, False, themes.PLAIN),
    ],
)
def test_the_theme_suits_the_terminal(system: str | None, colorless: bool, theme: str) -> None:
    assert themes.suitable_theme(system, colorless=colorless) == theme


@piloted
async def test_a_shop_that_cannot_be_opened_is_told_and_closing_has_its_status() -> None:
    app = station_at(Seat(_busy))
    async with app.run_test() as pilot:
        sitting = Sitting(app, pilot)
        await sitting.until("F10 closes.")
        assert "busy with another program. Trying" in sitting.shown()
        await sitting.press("1", "2", "enter", "f10")
        assert app.return_code == ExitStatus.STORAGE


@piloted
async def test_a_shop_that_cannot_be_opened_is_tried_again_under_whatever_stands_in_front(desk: Desk) -> None:
    tries = iter([_busy])

    def open_desk() -> Desk:
        return next(tries, lambda: desk)()

    app = station_at(Seat(open_desk))
    async with app.run_test() as pilot:
        sitting = Sitting(app, pilot)
        await sitting.press("f1")
        assert isinstance(app.screen, Help)
        await sitting.press("escape")
        await sitting.until("Choose your name")
        await sign_in(sitting, desk, "Max")
        assert app.return_code is None


@piloted
async def test_the_lock_comes_at_once_and_the_draft_is_kept_behind_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on = threading.Event()
    save = type(desk.drafts).save

    def slow(drafts: Any, draft: Draft, since: Mapping[str, str] | None = None) -> Draft:
        may_go_on.wait(60)
        return save(drafts, draft, since)

    async with at_station(desk) as sitting:
        monkeypatch.setattr(type(desk.drafts), "save", slow)
        await sitting.press("f6")
        sitting.app.post_message(events.Key("O", "O"))
        await asyncio.sleep(QUICK)  # no finger is faster
        sitting.app.post_message(events.Key("f8", None))
        await sitting.until(lambda: isinstance(sitting.app.screen, SignIn))
        assert desk.drafts.everyone() == []
        may_go_on.set()
        await sitting.until(lambda: [dict(draft.texts) for draft in desk.drafts.everyone()] == [{"first_name": "O"}])


@pytest.mark.parametrize(("name", "told"), [("Rita", ["The lock closed a pop-up"]), ("Max", [])])
@piloted
async def test_whose_words_in_a_pop_up_the_lock_took_is_told_so_and_nobody_else(
    desk: Desk, name: str, told: list[str]
) -> None:
    async with at_station(desk) as sitting:
        sitting.app.push_screen(ReasonQuestion("Why?", done="take out"))
        await sitting.until("Why?")
        await sitting.type("home")
        await sitting.press("f8")
        await sign_in(sitting, desk, name)
        assert [words.partition(":")[0] for words in sitting.told] == told


def _busy() -> Desk:
    raise StorageFailed("locked", "The database is busy with another program.")
