"""Every screen looks as its picture in docs/pictures, at 80×24 and at 160×50.

Draw them anew after looking at them: INTAKE_DRAW=1 python -m pytest tests/screens/test_pictures.py
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pictures import assert_looks_as
from sitting import Sitting, at_station, piloted

from intake.demo_cards import demo_cards

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from intake.desk import Desk

    Walk = Callable[[Sitting, Desk], Coroutine[Any, Any, None]]

SIZES = {"80x24": (80, 24), "160x50": (160, 50)}


async def scan(sitting: Sitting, desk: Desk, words: str) -> None:
    """Hold the demo card whose title has these words under the scanner."""
    await sitting.scan(next(card.payload for card in demo_cards(desk.shop.today()) if words in card.title))


async def nothing(_sitting: Sitting, _desk: Desk) -> None:
    """Stay where one is."""


async def search(sitting: Sitting, _desk: Desk) -> None:
    """Look for somebody."""
    await sitting.press("slash")
    await sitting.type("oakh")


async def known(sitting: Sitting, desk: Desk) -> None:
    """Scan somebody who is on file."""
    await scan(sitting, desk, "been here before")


async def new(sitting: Sitting, desk: Desk) -> None:
    """Scan somebody who is not."""
    await scan(sitting, desk, "not on file")


async def banned(sitting: Sitting, desk: Desk) -> None:
    """Try to check in somebody banned."""
    await scan(sitting, desk, "banned")
    await sitting.press("enter")


async def expired(sitting: Sitting, desk: Desk) -> None:
    """Try to check in somebody with an expired ID."""
    await scan(sitting, desk, "expired")
    await sitting.press("enter")


async def history(sitting: Sitting, desk: Desk) -> None:
    """Look at what happened to a customer."""
    await scan(sitting, desk, "been here before")
    await sitting.press("h")


async def queue(sitting: Sitting, _desk: Desk) -> None:
    """Go to the queue."""
    await sitting.press("f4")


async def help_(sitting: Sitting, _desk: Desk) -> None:
    """Ask for help in the queue."""
    await sitting.press("f4", "f1")


WALKS: dict[str, Walk] = {
    "sign-in": nothing,
    "directory": nothing,
    "search": search,
    "profile": known,
    "sign-up": new,
    "banned": banned,
    "override": expired,
    "history": history,
    "queue": queue,
    "help": help_,
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("walk", WALKS)
@piloted
async def test_a_screen_looks_as_its_picture(demo_desk: Desk, walk: str, size: str) -> None:
    name = None if walk == "sign-in" else "Robin"
    async with at_station(demo_desk, name, SIZES[size], remark="DEMO") as sitting:
        await WALKS[walk](sitting, demo_desk)
        await assert_looks_as(sitting, f"{walk}-{size}")
