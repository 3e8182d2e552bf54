"""Every screen looks as its picture in docs/pictures, at 80×24 and at 160×50.

Draw them anew after looking at them: INTAKE_DRAW=1 python -m pytest tests/screens/test_pictures.py
"""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sitting import Sitting, at_station, piloted
from standing import StandingClock

from intake.demo_cards import demo_cards
from intake.demo_shop import furnish
from intake.desk import Desk, Shop
from intake.market import load_market
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator
    from typing import Any

    from storage.secret import Secret
    from storage.store import SqlStore

    Walk = Callable[[Sitting, Desk], Coroutine[Any, Any, None]]

PICTURES = Path(__file__).parent.parent.parent / "docs/pictures"
SIZES = {"80x24": (80, 24), "160x50": (160, 50)}


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
def test_a_screen_looks_as_its_picture(demo_desk: Desk, walk: str, size: str) -> None:
    picture, path = drawn(demo_desk, walk, size), PICTURES / f"{walk}-{size}.svg"
    if os.environ.get("INTAKE_DRAW"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(picture)
    assert path.read_text() == picture, "it looks different now: draw it anew with INTAKE_DRAW=1, and look at it"


def drawn(desk: Desk, walk: str, size: str) -> str:
    """Return a screen as SVG, after a walk to it."""
    pictures: list[str] = []

    @piloted
    async def take() -> None:
        name = None if walk == "sign-in" else "Robin"
        async with at_station(desk, name, size=SIZES[size], remark="DEMO") as sitting:
            await WALKS[walk](sitting, desk)
            sitting.app.clear_notifications()
            await sitting.settle()
            pictures.append(sitting.app.export_screenshot(title="intake", simplify=True))

    take()
    return pictures[0]
