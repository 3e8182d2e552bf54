"""The practice at the demo's station: it tells the task, notices by itself that it is done, and goes on."""

from __future__ import annotations

import os
import shutil
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sitting import Sitting, no_fault_wanted, no_shop_wanted, piloted, sign_in
from standing import StandingClock
from textual.widgets import OptionList

from devices.framing import Gate
from intake.demo_shop import furnish
from intake.desk import Desk, Shop
from intake.market import load_market
from screens.demo import CardBox, DemoApp
from screens.practice import PracticeBox
from screens.seat import Seat
from screens.sign_in import SignIn
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from storage.secret import Secret
    from storage.store import SqlStore

PICTURE = Path(__file__).parent.parent.parent / "docs/pictures/practice-80x24.svg"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, secret: Secret) -> Path:
    """The file of the demo's shop, to be copied."""
    path = tmp_path_factory.mktemp("demo") / "shop.db"
    shutil.copy(sqlite_template, path)
    with closing(open_store(f"sqlite:///{path}", secret)) as store:
        furnish(desk_on(store, secret))
    return path


@pytest.fixture
def demo_desk(tmp_path: Path, furnished: Path, secret: Secret) -> Iterator[Desk]:
    """The desk of the demo's shop, whose clock stands."""
    shutil.copy(furnished, tmp_path / "shop.db")
    with closing(open_store(f"sqlite:///{tmp_path}/shop.db", secret)) as store:
        yield desk_on(store, secret)


def desk_on(store: SqlStore, secret: Secret) -> Desk:
    """Return the desk of a shop in California."""
    market = load_market("ca")
    return Desk(Shop(store, market, StandingClock(), market.zone, "demo", secret.pepper, secret.history_key))


@asynccontextmanager
async def at_demo(
    desk: Desk, size: tuple[int, int] = (80, 24), *, practising: bool = True, **options: Any
) -> AsyncIterator[Sitting]:
    """Run the demo's station with Robin signed in."""
    given: dict[str, Any] = {"report": no_fault_wanted, "found_shop": no_shop_wanted, "place": lambda: "nowhere"}
    app = DemoApp(Gate, Seat(lambda: desk), practising=practising, **given, **options)
    async with app.run_test(size=size) as pilot:
        sitting = Sitting(app, pilot)
        await sitting.until("Choose your name")
        await sign_in(sitting, desk, "Robin")
        yield sitting


async def hold(sitting: Sitting) -> None:
    """Hold the card of the task under the scanner, as F12 and Enter do."""
    await sitting.press("f12")
    await sitting.until(lambda: isinstance(sitting.app.screen, CardBox))
    await sitting.press("enter")
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
        sitting.app.clear_notifications()
        await sitting.settle()
        picture = sitting.app.export_screenshot(title="intake", simplify=True)
        if os.environ.get("INTAKE_DRAW"):
            PICTURE.write_text(picture)
        assert PICTURE.read_text() == picture, "it looks different now: draw it anew with INTAKE_DRAW=1, and look at it"
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
        await sitting.until("F7 skips")
