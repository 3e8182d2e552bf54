"""Every screen looks as its picture in docs/pictures, at 80×24 and at 160×50.

Draw them anew after looking at them: INTAKE_DRAW=1 python -m pytest tests/screens/test_pictures.py
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pictures import assert_looks_as
from sitting import Sitting, at_station, piloted, sign_in, station_at

from intake.demo_cards import demo_cards
from intake.employee import Actor
from intake.errors import NotFound
from screens.demo import DemoApp
from screens.seat import Seat

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from intake.desk import Desk

    Round = Callable[[Sitting, Desk], AsyncIterator[str]]

SIZES = {"80x24": (80, 24), "160x50": (160, 50)}


async def scan(sitting: Sitting, desk: Desk, words: str) -> None:
    """Hold the demo card whose title has these words under the scanner."""
    await sitting.scan(next(card.payload for card in demo_cards(desk.shop.today()) if words in card.title))


async def finding(sitting: Sitting, desk: Desk) -> AsyncIterator[str]:
    """Look somebody up, by hand and by card."""
    yield "directory"
    await sitting.press("slash")
    await sitting.type("oakh")
    yield "search"
    await sitting.press("escape")
    await scan(sitting, desk, "been here before")
    yield "profile"
    await sitting.press("h")
    yield "history"
    await scan(sitting, desk, "another customer has too")
    yield "several"
    await sitting.press("f4")
    yield "queue"
    await sitting.press("f1")
    yield "help"
    await sitting.press("escape", "ctrl+p")
    yield "palette"


async def signing_up(sitting: Sitting, desk: Desk) -> AsyncIterator[str]:
    """Sign somebody up by card, without one, and not at all."""
    await scan(sitting, desk, "not on file")
    await sitting.until("11 in the building")
    yield "sign-up"
    await sitting.press("escape")
    yield "leave"
    await sitting.press("escape", "f10")
    yield "quit"
    await sitting.press("escape", "f6", "ctrl+s")
    yield "errors"
    await sitting.press("f4")
    yield "drafts"
    await sitting.press("f8")
    yield "locked"


async def deciding(sitting: Sitting, desk: Desk) -> AsyncIterator[str]:
    """Check in who may not be let in, change who may, and take somebody out of the queue."""
    await scan(sitting, desk, "banned")
    await sitting.press("enter")
    yield "banned"
    await sitting.press("escape")
    await scan(sitting, desk, "expired")
    await sitting.press("enter")
    yield "override"
    await sitting.type("Came by with a new card")
    await sitting.press("enter")
    yield "manager"
    await sitting.press("escape")
    await scan(sitting, desk, "been here before")
    await sitting.press("e")
    yield "edit"
    await sitting.type("Okon")
    desk.customers.edit(Actor("Mona", "back office"), "301", {"first_name": "Feliks"})
    await sitting.press("ctrl+s")
    await sitting.until("Somebody else changed")
    yield "clash"
    await sitting.press("escape", "escape", "right", "enter")
    await sitting.until("10 in the building")
    await sitting.press("f4", "x")
    yield "remove"


ROUNDS: dict[str, Round] = {"finding": finding, "signing up": signing_up, "deciding": deciding}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("walk", ROUNDS)
@piloted
async def test_the_station_looks_as_its_pictures(demo_desk: Desk, walk: str, size: str) -> None:
    async with at_station(demo_desk, "Robin", SIZES[size], remark="DEMO") as sitting:
        async for screen in ROUNDS[walk](sitting, demo_desk):
            await assert_looks_as(sitting, f"{screen}-{size}")


@pytest.mark.parametrize("size", SIZES)
@piloted
async def test_the_demo_looks_as_its_pictures(demo_desk: Desk, size: str) -> None:
    async with at_station(demo_desk, None, SIZES[size], DemoApp, remark="DEMO", practising=True) as sitting:
        await assert_looks_as(sitting, f"sign-in-{size}")
        await sign_in(sitting, demo_desk, "Robin")
        await sitting.until("Practice 1 of 12")
        await assert_looks_as(sitting, f"practice-{size}")
        await sitting.press("f12")
        await sitting.until("Enter scans")
        await assert_looks_as(sitting, f"cards-{size}")


@pytest.mark.parametrize("size", SIZES)
@piloted
async def test_the_first_run_looks_as_its_picture(size: str) -> None:
    def no_shop() -> Desk:
        raise NotFound("missing", "There is no shop here yet.")

    app = station_at(Seat(no_shop), place=lambda: "the till’s disk")
    async with app.run_test(size=SIZES[size]) as pilot:
        sitting = Sitting(app, pilot)
        await sitting.until("Whose law")
        await assert_looks_as(sitting, f"first-run-{size}")
