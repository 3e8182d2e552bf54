"""The directory at the station: last check-ins, search as one types, and what stands beside a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitting import at_station, piloted
from textual.widgets import Input

from intake.errors import StorageFailed
from screens.customer_list import CustomerList

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from intake.customer import Customer
    from intake.desk import Desk
    from intake.employee import Actor

MARKUP = "[@click=app.quit]Nick[/] [red]"


@piloted
async def test_the_last_check_ins_stand_there_newest_first(
    desk: Desk, rita: Actor, signed_up: Callable[..., Customer]
) -> None:
    for first in ("Ann", "Bo", "Cyd"):
        desk.queue.check_in(rita, signed_up(first, "Vale").number)
    async with at_station(desk) as sitting:
        await sitting.until("Bo Vale")
        rows = sitting.station.query_one(CustomerList).rows
        assert [row.name for row in rows] == ["Cyd Vale", "Bo Vale", "Ann Vale"]
        assert "in queue" in sitting.line_with("Ann Vale")


@piloted
async def test_results_come_as_one_types_and_enter_opens_the_best(
    desk: Desk, signed_up: Callable[..., Customer]
) -> None:
    signed_up("Juno", "Marlowe", phone="5550101234")
    signed_up("Odin", "Quill")
    async with at_station(desk) as sitting:
        await sitting.press("slash", "m", "a")
        assert "at least 3 characters" in sitting.shown()
        assert "Juno" not in sitting.shown()
        await sitting.press("r")
        await sitting.until("1 found")
        assert "Juno Marlowe" in sitting.shown()
        await sitting.press("enter")
        await sitting.until("Enter checks in")
        assert "555-010-1234" in sitting.shown()


@piloted
async def test_a_list_stays_as_it_is_while_the_database_is_away(
    desk: Desk, signed_up: Callable[..., Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StorageFailed("unreachable", "The database does not answer.")

    signed_up("Juno", "Marlowe")
    async with at_station(desk) as sitting:
        await sitting.press("slash", *"mar")
        await sitting.until("1 found")
        monkeypatch.setattr(type(desk.customers), "find", away)
        sitting.app.on_shop_changed()
        await sitting.until(lambda: sitting.told == ["The database does not answer."])
        assert "Juno Marlowe" in sitting.shown()
        await sitting.press("q")
        await sitting.until(lambda: "Juno Marlowe" not in sitting.shown())


@piloted
async def test_a_match_tells_by_what_it_was_found(desk: Desk, signed_up: Callable[..., Customer]) -> None:
    signed_up("Juno", "Marlowe", phone="5550101234")
    async with at_station(desk) as sitting:
        await sitting.press("slash")
        await sitting.type("1234")
        await sitting.until("1 found")
        assert "555-010-1234" in sitting.line_with("Juno Marlowe")
        assert "similar" not in sitting.shown()


@piloted
async def test_a_match_by_what_the_row_does_not_show_says_so(desk: Desk, signed_up: Callable[..., Customer]) -> None:
    ann = signed_up("Juno", "Marlowe", middle_name="Rae", nickname="Raven")
    signed_up("Rae", "Marlowe", middle_name="Raella")
    told = {"rae marl": "middle name: Rae", f"#{ann.number}": "customer number", "rav": "", "juno": ""}
    async with at_station(desk) as sitting:
        for typed, why in told.items():
            sitting.station.directory.query_one(Input).value = typed
            await sitting.until(lambda: "found" in sitting.shown())
            await sitting.settle()
            assert why in sitting.line_with("Juno")
            assert bool(why) == ("name: " in sitting.line_with("Juno") or "number" in sitting.line_with("Juno"))
        sitting.station.directory.query_one(Input).value = "rae"
        await sitting.until("2 found")
        assert "middle" not in sitting.line_with("Rae Marlowe")


@piloted
async def test_a_match_in_spite_of_an_error_says_so(desk: Desk, signed_up: Callable[..., Customer]) -> None:
    signed_up("Juno", "Marlowe", phone="5550101234", date_of_birth="1990-01-02")
    told = {"5550101243": "similar: 555-010-1234", "marlwoe": "similar: name", "02/01/1990": "similar: birth date"}
    async with at_station(desk) as sitting:
        for typed, why in told.items():
            sitting.station.directory.query_one(Input).value = typed
            await sitting.until(why)
            assert why in sitting.line_with("Juno Marlowe")


@piloted
async def test_what_speaks_against_somebody_stands_beside_the_name(
    desk: Desk, signed_up: Callable[..., Customer]
) -> None:
    signed_up("Ann", "Vale", banned="yes")
    signed_up("Bo", "Vale", license_expires="2026-01-01")
    signed_up("Cyd", "Vale", date_of_birth="2010-01-01")
    async with at_station(desk) as sitting:
        await sitting.press("slash")
        await sitting.type("vale")
        await sitting.until("3 found")
        assert "BANNED" in sitting.line_with("Ann")
        assert "ID EXPIRED" in sitting.line_with("Bo")
        assert "UNDER AGE" in sitting.line_with("Cyd")


@piloted
async def test_escape_ends_the_search_and_the_slash_key_is_never_typed(
    desk: Desk, rita: Actor, signed_up: Callable[..., Customer]
) -> None:
    desk.queue.check_in(rita, signed_up("Ann", "Vale").number)
    async with at_station(desk) as sitting:
        await sitting.press("slash", "slash")
        await sitting.type("nobody")
        await sitting.until("Nobody found")
        assert sitting.station.directory.query_one(Input).value == "nobody"
        await sitting.press("escape")
        await sitting.until("Last check-ins")
        assert "Ann Vale" in sitting.shown()


@piloted
async def test_c_checks_in_from_the_list(desk: Desk, signed_up: Callable[..., Customer]) -> None:
    ann = signed_up("Ann", "Vale")
    async with at_station(desk) as sitting:
        await sitting.press("slash")
        await sitting.type("vale")
        await sitting.until("1 found")
        await sitting.press("down", "c")
        await sitting.until(lambda: bool(desk.queue.waiting()))
        assert [entry.customer for entry in desk.queue.waiting()] == [ann.number]


@piloted
async def test_names_are_shown_letter_by_letter_at_every_size(
    desk: Desk, rita: Actor, signed_up: Callable[..., Customer]
) -> None:
    desk.queue.check_in(rita, signed_up("Ann", "Vale", nickname=MARKUP).number)
    async with at_station(desk, size=(160, 50)) as sitting:
        await sitting.until('Ann "[@click')
        await sitting.press("f2", "enter")
        await sitting.until(f'Ann "{MARKUP}" Vale')
        await sitting.pilot.resize_terminal(60, 20)
        await sitting.settle()
        assert MARKUP in sitting.shown()


@piloted
async def test_another_stations_check_in_appears_and_the_cursor_stays(
    desk: Desk, other_desk: Desk, rita: Actor, signed_up: Callable[..., Customer]
) -> None:
    for first in ("Ann", "Bo"):
        desk.queue.check_in(rita, signed_up(first, "Vale").number)
    cyd = signed_up("Cyd", "Vale")
    async with at_station(desk) as sitting:
        await sitting.until("Bo Vale")
        customers = sitting.station.query_one(CustomerList)
        await sitting.press("down")
        chosen = customers.chosen
        assert chosen is not None
        other_desk.queue.check_in(rita, cyd.number)
        await sitting.until("Cyd Vale")
        assert customers.chosen == chosen
