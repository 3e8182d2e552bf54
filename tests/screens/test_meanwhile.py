"""What comes while the shop is still being asked: the answer counts for what it was asked for, and for nothing else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sitting import at_station, piloted

from intake.desk.customers import CustomerDesk
from intake.desk.employees import EmployeeDesk
from intake.employee import Actor
from screens import directory
from screens.sight import sight_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    import pytest
    from sitting import Sitting

    from intake.customer import Customer
    from intake.desk import Desk


def meanwhile(asked: Callable[..., Any], comes: Callable[[], Coroutine[Any, Any, object]]) -> Callable[..., Any]:
    """Return ``asked`` as a slow shop answers it: ``comes`` is done before its first answer."""
    loop, still = asyncio.get_running_loop(), [comes]

    def slowly(*given: Any) -> Any:
        if still:
            asyncio.run_coroutine_threadsafe(still.pop()(), loop).result(60)
        return asked(*given)

    return slowly


async def edited(sitting: Sitting, number: str) -> None:
    await sitting.open_profile(number)
    await sitting.press("e", "x")


@piloted
async def test_a_form_that_opens_while_a_saved_profile_is_read_stays_in_front(
    desk: Desk, signed_up: Callable[..., Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = signed_up("Ann", "Vale")
    async with at_station(desk) as sitting:
        await edited(sitting, ann.number)
        comes = sitting.station.profile.start_sign_up
        monkeypatch.setattr("screens.profile.sight_of", meanwhile(sight_of, comes))
        await sitting.press("ctrl+s")
        await sitting.until("New customer")
        assert sitting.station.profile.editing
        await sitting.press("enter")
        assert desk.queue.waiting() == []
        assert desk.customers.show(ann.number).first_name == "Annx"


@piloted
async def test_enter_in_a_search_opens_nobody_of_a_card_that_comes_before_the_answer(
    desk: Desk, signed_up: Callable[..., Customer], payload: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    twins = [signed_up("Pia", "Twin"), signed_up("Pola", "Twin")]
    signed_up("Juno", "Marlowe")
    async with at_station(desk) as sitting:
        await sitting.press("slash", *"mar")
        await sitting.until("1 found")

        async def card() -> None:
            await sitting.station.directory.show_matches(twins, "By this card", payload)

        monkeypatch.setattr(directory, "_found", meanwhile(directory._found, card))
        await sitting.press("enter")
        assert "By this card: choose the person in front of you." in sitting.shown()
        assert sitting.station.profile.sight is None


@piloted
async def test_letters_typed_while_a_form_is_saved_and_closed_are_a_draft(
    desk: Desk, signed_up: Callable[..., Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = signed_up("Ann", "Vale")
    async with at_station(desk) as sitting:
        await edited(sitting, ann.number)
        pane, closing = sitting.station.profile, []

        async def late() -> None:
            form = pane._editor.form
            assert form is not None
            form.type("last_name", "Valera")
            closing.append(asyncio.create_task(pane.clear()))

        monkeypatch.setattr(CustomerDesk, "edit", meanwhile(CustomerDesk.edit, late))
        await sitting.press("ctrl+s")
        await asyncio.gather(*closing)
        assert [dict(draft.texts) for draft in desk.drafts.everyone()] == [{"last_name": "Valera"}]
        assert not pane.dirty


@piloted
async def test_news_that_somebody_was_disabled_lock_out_nobody_who_signed_in_since(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_station(desk) as sitting:

        async def another() -> None:
            sitting.app.seat.actor = Actor("Max", "front desk")

        monkeypatch.setattr(EmployeeDesk, "trusted", meanwhile(EmployeeDesk.trusted, another))
        desk.employees.disable(Actor("Ada", "back office"), "Rita")
        await sitting.until(lambda: sitting.app.seat.actor == Actor("Max", "front desk"))
        await sitting.settle()
        assert sitting.station.is_current


@piloted
async def test_a_pane_that_comes_into_sight_while_others_are_read_is_read_too(
    desk: Desk, signed_up: Callable[..., Customer], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = signed_up("Ann", "Vale")
    async with at_station(desk) as sitting:
        read = sitting.station.directory.refresh_from_shop

        async def slowly() -> None:
            await read()
            sitting.station.show_pane("queue")

        monkeypatch.setattr(sitting.station.directory, "refresh_from_shop", slowly)
        desk.queue.check_in(Actor("Ada", "another"), ann.number)
        await sitting.until("Ann Vale")
