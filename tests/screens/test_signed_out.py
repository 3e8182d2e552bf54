"""An employee who is disabled while signed in, and what the station says to that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sitting import at_station, piloted

from intake.desk.employees import EmployeeDesk
from intake.draft import Draft
from intake.employee import Actor
from intake.errors import Refused, StorageFailed
from screens import attended
from screens.sign_in import SignIn

if TYPE_CHECKING:
    from standing import StandingClock

    from intake.desk import Desk

ADA = Actor("Ada", "back office")


@piloted
async def test_who_is_disabled_is_signed_out_at_once_and_told_why_and_the_draft_stays(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("f6")
        await sitting.type("Hal")
        await sitting.press("f1")
        desk.employees.disable(ADA, "Rita")
        await sitting.until(lambda: isinstance(sitting.app.screen, SignIn))
        await sitting.until("This sign-in is no longer active")
        assert sitting.app.seat.actor is None
        assert "Hal" not in sitting.shown()
        await sitting.until(lambda: [draft.texts.get("first_name") for draft in desk.drafts.everyone()] == ["Hal"])


@piloted
async def test_who_is_disabled_while_the_database_does_not_answer_is_signed_out_as_soon_as_it_does(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def away(desk: EmployeeDesk, name: str) -> Actor:
        asked.append(name)
        if len(asked) < 3:
            raise StorageFailed("unreachable", "The database does not answer.")
        return trusted(desk, name)

    trusted = EmployeeDesk.trusted
    monkeypatch.setattr(attended, "_ASK_AGAIN", 0.01)
    async with at_station(desk) as sitting:
        monkeypatch.setattr(EmployeeDesk, "trusted", away)
        desk.employees.disable(ADA, "Rita")
        await sitting.until("Rita is signed out")


@piloted
async def test_other_changes_of_employees_lock_nobody_out(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        desk.employees.set_pin(ADA, "Rita")
        desk.employees.disable(ADA, "Max")
        await sitting.settle()
        await sitting.press("f4")
        assert sitting.station.queue.display


@piloted
async def test_a_manager_goes_on_with_what_a_disabled_employee_left_and_may_discard_it(
    desk: Desk, clock: StandingClock
) -> None:
    texts, now = {"first_name": "Opal"}, clock.now()
    desk.drafts.save(Draft(id="d", author="Rita", station="s1", texts=texts, started_at=now, saved_at=now))
    desk.employees.disable(ADA, "Rita")
    async with at_station(desk, "Max") as sitting:
        await sitting.press("f4", "enter")
        await sitting.until("New customer")
        assert [draft.author for draft in desk.drafts.everyone()] == ["Max"]
        await sitting.press("escape", "right", "enter")
        await sitting.until(lambda: desk.drafts.everyone() == [])


def test_an_action_of_who_is_disabled_is_refused_in_words_that_fit(desk: Desk, rita: Actor) -> None:
    desk.employees.disable(ADA, "Rita")
    with pytest.raises(Refused, match="no longer active"):
        desk.customers.add(rita, {"last_name": "Vale"})
    with pytest.raises(Refused, match="Your role may not"):
        desk.employees.disable(Actor("Max", "front desk"), "Ada")
