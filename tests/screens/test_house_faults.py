"""A fault in the house app: what fails fails alone, a person hears a number, and on and on it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from house import House, settle
from sitting import piloted
from textual import events
from textual.widgets import Input
from textual.worker import WorkerFailed

from intake.errors import ExitStatus
from intake.faults import told
from screens.standing import CRASHES

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.pilot import Pilot


async def crash(app: House, drive: Callable[[Pilot[Any]], Coroutine[Any, Any, None]]) -> None:
    """Drive ``app``, which does not end with what fails in it; only the pilot raises that afterwards."""
    try:
        async with app.run_test(notifications=True) as pilot:
            await drive(pilot)
    except (ValueError, WorkerFailed):
        return
    pytest.fail("nothing crashed")


@piloted
async def test_a_handler_that_fails_leaves_the_station_standing() -> None:
    app = House()

    async def drive(pilot: Pilot[Any]) -> None:
        app.set_focus(app.query_one("#name"))
        await pilot.press("f2")
        await settle(pilot)
        await pilot.press("o", "k")
        await settle(pilot)
        assert app.query_one("#name", Input).value == "ok"
        assert [told(fault).split(":")[0] for fault in app.faults] == ["ValueError at house.py"]
        shown = app.export_screenshot()
        assert "000001" in shown
        assert "CANARY" not in shown
        assert app.return_code is None

    await crash(app, drive)


@piloted
async def test_a_worker_that_fails_leaves_the_station_standing() -> None:
    app = House()

    async def drive(pilot: Pilot[Any]) -> None:
        app.fail_in_a_worker()
        await settle(pilot)
        assert [type(fault) for fault in app.faults] == [LookupError]
        assert app.return_code is None

    await crash(app, drive)


@piloted
async def test_a_station_that_fails_again_and_again_ends_with_a_status() -> None:
    app = House()

    async def drive(pilot: Pilot[Any]) -> None:
        for _ in range(CRASHES):
            app.post_message(events.Key("f2", None))
        await settle(pilot)

    await crash(app, drive)
    assert app.return_code == ExitStatus.BROKEN


class Stillborn(House):
    """Fails before anything is on the screen."""

    def on_mount(self) -> None:
        raise KeyError("MARIA CANARY")


@piloted
async def test_a_station_that_fails_at_the_start_ends_with_a_status() -> None:
    app = Stillborn()
    with pytest.raises(KeyError):
        async with app.run_test():
            pass
    assert app.return_code == ExitStatus.BROKEN
    assert [type(fault) for fault in app.faults] == [KeyError]
