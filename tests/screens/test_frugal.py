"""What a station leaves out, so that it answers at once on a large screen too: nobody sees a difference but in time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sitting import Sitting, at_station, piloted, sign_in, station_at
from textual.geometry import Region
from textual.widget import Widget

from screens.customer_list import CustomerList
from screens.frugal import Ground
from screens.line_list import LineList
from screens.queue_table import QueueTable
from screens.seat import Seat

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from intake.customer import Customer
    from intake.desk import Desk
    from intake.employee import Actor

WIDE = (160, 50)


@piloted
async def test_the_first_picture_after_the_sign_in_has_rows_before_the_shop_is_asked_again(
    desk: Desk, rita: Actor, signed_up: Callable[..., Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.queue.check_in(rita, signed_up("Ann", "Vale").number)
    seat = Seat(lambda: desk)
    app = station_at(seat)
    async with app.run_test(size=WIDE) as pilot:
        sitting = Sitting(app, pilot)
        await sitting.until(lambda: app._next_station is not None and app._next_station.done())

        async def never(_question: object) -> None:
            await asyncio.Event().wait()

        monkeypatch.setattr(seat, "ask", never)
        await sitting.until("Choose your name")
        signing = asyncio.ensure_future(sign_in(sitting, desk, "Rita"))
        await sitting.until("in queue")
        assert "Ann Vale" in sitting.line_with("in queue")
        signing.cancel()


@piloted
async def test_another_focus_paints_no_row_but_those_of_the_cursors(
    demo_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_station(demo_desk, "Robin", WIDE) as sitting:
        painted: list[tuple[type[LineList[object]], int]] = []
        paint = LineList.render_line

        def noted(rows: LineList[object], y: int) -> object:
            painted.append((type(rows), y))
            return paint(rows, y)

        monkeypatch.setattr(LineList, "render_line", noted)
        await sitting.press("f4")
        table = sitting.station.query_one(QueueTable)
        assert sitting.app.focused is table
        assert sorted(painted, key=str) == [(CustomerList, 0), (QueueTable, table.cursor)]


@piloted
async def test_what_is_typed_and_found_lays_nothing_out_anew(demo_desk: Desk) -> None:
    async with at_station(demo_desk, "Robin", WIDE) as sitting:
        await sitting.press("slash")
        layouts: list[object] = []
        sitting.station.screen_layout_refresh_signal.subscribe(sitting.station, layouts.append, immediate=True)
        await sitting.type("ann")
        await sitting.until(" found")
        assert layouts == []


@piloted
async def test_the_lines_that_are_painted_once_for_all_are_those_that_would_be_painted(demo_desk: Desk) -> None:
    for size in ((80, 24), WIDE):
        async with at_station(demo_desk, "Robin", size) as sitting:
            await sitting.press("f6")
            grounds = [each for each in sitting.station.query("*") if isinstance(each, Ground) and each.size]
            assert len(grounds) > 10
            for ground in [sitting.station, *grounds]:
                whole = Region(0, 0, *ground.outer_size)
                assert ground.render_lines(whole) == Widget.render_lines(ground, whole), ground
