"""The practice goes by what happened, in whatever order, and never twice."""

from __future__ import annotations

from datetime import date

import pytest

from intake.demo_cards import demo_cards
from intake.practice import LOCKED, Deed, Practice, Task, tasks

TODAY = date(2026, 11, 21)
KNOWN = Task("A known customer", "Check them in.", "checked in", "D1")
EXPIRED = Task("An expired ID", "Try it.", "refused: expired", "D2")
UNDO = Task("A wrong check-in", "Take it back.", "undone")


def practice() -> Practice:
    return Practice([KNOWN, EXPIRED, UNDO])


def test_a_task_is_done_by_what_happened_to_its_customer() -> None:
    begun = practice()
    begun.hear([Deed("signed up from a license", "D1"), Deed("checked in", "D9"), Deed("refused: expired", "D1")])
    assert (begun.task, begun.done) == (KNOWN, set())
    begun.hear([Deed("checked in", "D1")])
    assert begun.task is EXPIRED


def test_any_undo_is_an_undo() -> None:
    begun = practice()
    begun.hear([Deed("undone: the check-in", "D7")])
    assert begun.done == {UNDO}


def test_what_is_done_before_its_turn_need_not_be_done_again() -> None:
    begun = practice()
    begun.hear([Deed("refused: expired", "D2")])
    assert begun.task is KNOWN
    begun.hear([Deed("checked in against expired", "D1")])
    assert begun.task is UNDO


def test_a_skipped_task_gives_way_and_can_still_be_done() -> None:
    begun = practice()
    begun.skip()
    assert (begun.task, begun.skipped) == (EXPIRED, {KNOWN})
    begun.hear([Deed("checked in", "D1")])
    assert (begun.skipped, begun.done) == (set(), {KNOWN})


def test_it_is_over_when_every_task_is_done_or_skipped() -> None:
    begun = practice()
    for _ in range(5):
        begun.skip()
    assert begun.task is None
    assert begun.skipped == {KNOWN, EXPIRED, UNDO}


def test_every_card_that_a_task_names_is_at_hand() -> None:
    titles = [card.title for card in demo_cards(TODAY)]
    assert {task.card for task in tasks(TODAY)} - {""} <= set(titles)
    assert len(set(titles)) == len(titles)


def test_a_card_is_listed_under_the_name_that_its_task_gives() -> None:
    for task in tasks(TODAY):
        assert task.card.partition(",")[0] in task.words


@pytest.mark.parametrize("sign", ["checked in", "refused: expired", "refused: under_age", "refused: banned", "undone",
                                  "moved", "removed", LOCKED])  # fmt: skip
def test_the_whole_job_is_practised(sign: str) -> None:
    assert any(task.sign == sign for task in tasks(TODAY))
