"""The practice at the demo's station: it tells the task, notices by itself that it is done, and goes on."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from sitting import Sitting, at_station, piloted, sign_in
from textual.widgets import OptionList

from screens.demo import CardBox, DemoApp
from screens.help import Help
from screens.practice import PracticeBox
from screens.sign_in import SignIn

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from intake.desk import Desk


def at_demo(
    desk: Desk, size: tuple[int, int] = (80, 24), *, practising: bool = True, **options: Any
) -> AbstractAsyncContextManager[Sitting]:
    """Run the demo's station with Robin signed in."""
    return at_station(desk, "Robin", size, DemoApp, practising=practising, **options)


async def hold(sitting: Sitting) -> None:
    """Hold the card of the task under the scanner, as F12 and Enter do."""
    await sitting.press("f12")
    await sitting.until(lambda: isinstance(sitting.app.screen, CardBox))
    await sitting.press("enter")
    sitting.scanned_at = monotonic()
    await sitting.settle()


@piloted
async def test_the_job_done_at_the_station_is_the_task_done(demo_desk: Desk) -> None:
    async with at_demo(demo_desk, remark="DEMO") as sitting:
        await sitting.until("Practice 1 of 12: A known customer")
        assert "Press F12" in sitting.shown()
        await hold(sitting)
        await sitting.until("FELIX OKONJO")
        assert "Practice 1 of 12" in sitting.shown()
        await sitting.press("enter")
        await sitting.until("Practice 2 of 12: A new customer   ✓ 1 done")
        await hold(sitting)
        await sitting.until("MARLOWE")
        await sitting.press("ctrl+s")
        await sitting.until("#309")
        await sitting.press("enter")
        await sitting.until("Practice 3 of 12: An expired ID   ✓ 2 done")
        await hold(sitting)
        await sitting.until("PETRA HOLLIS")
        await sitting.press("enter", "escape")
        await sitting.until("Practice 4 of 12: Under age   ✓ 3 done")


@piloted
async def test_a_task_can_be_skipped_and_the_practice_left_and_gone_on_with(demo_desk: Desk) -> None:
    async with at_demo(demo_desk, (160, 50)) as sitting:
        await sitting.until("Practice 1 of 12")
        await sitting.press("f5")
        await sitting.until(lambda: isinstance(sitting.app.screen, PracticeBox))
        await sitting.press("down", "enter")
        await sitting.until("Practice 2 of 12")
        await sitting.press("f5", "down", "down", "enter")
        await sitting.until(lambda: any("0 of 12 tasks done. Skipped: a known customer." in it for it in sitting.told))
        assert "Practice 2" not in sitting.shown()
        await sitting.press("f5")
        await sitting.until("Practice 2 of 12")


@piloted
async def test_the_key_that_opens_a_box_of_the_demo_closes_it_over_help_as_well(demo_desk: Desk) -> None:
    async with at_demo(demo_desk, keys={"demo.practice": "f7"}) as sitting:
        await sitting.press("f1")
        for key, box in (("f7", PracticeBox), ("f12", CardBox)):
            await sitting.press(key)
            await sitting.until(lambda box=box: isinstance(sitting.app.screen, box))  # type: ignore[misc]
            await sitting.press(key)
            await sitting.until(lambda box=box: not isinstance(sitting.app.screen, box))  # type: ignore[misc]
        assert isinstance(sitting.app.screen, Help)
        await hold(sitting)
        await sitting.until("FELIX OKONJO")
        assert "Practice 1 of 12" in sitting.shown()


@piloted
async def test_the_last_task_is_the_lock_and_the_next_employee_finds_how_it_went(demo_desk: Desk) -> None:
    async with at_demo(demo_desk) as sitting:
        app = sitting.app
        assert isinstance(app, DemoApp)
        assert app._practice is not None
        for _ in range(11):
            app._practice.skip()
        await sitting.press("f8")
        await sitting.until(lambda: isinstance(app.screen, SignIn))
        await sign_in(sitting, demo_desk, "Mona")
        await sitting.until("Practice is over. 1 of 12 tasks done. Skipped: a known customer")
        await sitting.press("f5")
        await sitting.until(lambda: "Practice is over" not in sitting.shown())


@piloted
async def test_without_practice_nothing_of_it_is_seen_and_all_cards_are_at_hand(demo_desk: Desk) -> None:
    async with at_demo(demo_desk, practising=False, keys={"demo.practice": "f7"}) as sitting:
        assert "Practice " not in sitting.shown().replace("F7 Practice", "")
        await sitting.press("f12")
        await sitting.until("Cards from elsewhere")
        cards = sitting.app.screen.query_one(OptionList)
        assert cards.highlighted == 1
        await sitting.press("end", "enter")
        await sitting.until(lambda: any("Only the beginning" in it for it in sitting.told))
        await sitting.press("f7")
        await sitting.until("F7: skip or leave")


@piloted
async def test_what_was_done_before_the_practice_began_does_not_count(demo_desk: Desk) -> None:
    async with at_demo(demo_desk, practising=False) as sitting:
        await sitting.press("f4", "down", "x", "enter")
        await sitting.until(lambda: any("is out of the queue" in it for it in sitting.told))
        await sitting.press("f5")
        await sitting.until("Practice 1 of 12")
        await sitting.press("u")
        await sitting.until("✓ 1 done")
