"""Whose drafts are, and who may go on with what a disabled employee has left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.draft import Draft
from intake.employee import Actor, Role
from intake.errors import Refused

if TYPE_CHECKING:
    from standing import StandingClock

    from intake.desk import Desk


@pytest.fixture
def left(desk: Desk, clock: StandingClock) -> Draft:
    """What Rita, at the reception, has begun."""
    now = clock.now()
    texts = {"first_name": "Opal"}
    return desk.drafts.save(Draft(id="d", author="Rita", station="s1", texts=texts, started_at=now, saved_at=now))


@pytest.mark.usefixtures("left")
def test_a_draft_is_for_its_author_alone(desk: Desk, ada: Actor, max_: Actor) -> None:
    for other in (ada, max_):
        with pytest.raises(Refused, match="a draft of Rita, who alone can go on with it"):
            desk.drafts.open(other, "d")
        with pytest.raises(Refused, match="who alone"):
            desk.drafts.discard(other, "d")


def test_what_a_disabled_employee_left_is_the_draft_of_the_manager_who_opens_it(
    desk: Desk, ada: Actor, max_: Actor, rita: Actor, left: Draft
) -> None:
    kim = desk.employees.add(ada, "Kim", Role.RECEPTION, "482915").employee
    desk.employees.disable(ada, "Rita")
    with pytest.raises(Refused, match="who is disabled: a manager or admin can"):
        desk.drafts.open(Actor(kim.name, "s1"), "d")
    opened = desk.drafts.open(max_, "d")
    assert (opened.author, opened.texts) == ("Max", left.texts)
    for other in (ada, rita):
        with pytest.raises(Refused, match="a draft of Max, who alone"):
            desk.drafts.open(other, "d")
    desk.drafts.discard(max_, "d")
    assert desk.drafts.everyone() == []


@pytest.mark.usefixtures("left")
def test_a_manager_may_discard_what_a_disabled_employee_left_without_opening_it(
    desk: Desk, ada: Actor, max_: Actor
) -> None:
    kim = desk.employees.add(ada, "Kim", Role.RECEPTION, "482915").employee
    desk.employees.disable(ada, "Rita")
    with pytest.raises(Refused, match="a manager or admin can"):
        desk.drafts.discard(Actor(kim.name, "s1"), "d")
    desk.drafts.discard(max_, "d")
    assert desk.drafts.everyone() == []
