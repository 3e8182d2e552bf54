"""The chain of events tells when somebody has been at it."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from intake.history import START, Event, EventDraft, Head, link, next_head, verify

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = b"k" * 32
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def chain(length: int, key: bytes = KEY) -> tuple[list[Event], Head]:
    events, head = [], Head()
    for place in range(length):
        draft = EventDraft(
            NOON + timedelta(seconds=place), "Ada", "desk", "edited", "edited: phone", "12", {"n": place}
        )
        events.append(link(key, head, draft, f"{place:032x}"))
        head = next_head(key, events[-1])
    return events, head


def test_an_untouched_chain_holds() -> None:
    events, head = chain(20)
    found = verify(KEY, events, head)
    assert (found.events, found.broken, found.head) == (20, 0, events[-1].mac)


def test_an_empty_history_holds() -> None:
    assert verify(KEY, [], beginning()).broken == 0


def beginning() -> Head:
    return next_head(KEY, Event(NOON, "", "", "", "", seq=0, mac=START))


def put_in_detail(events: list[Event]) -> list[Event]:
    bare = link(KEY, next_head(KEY, events[3]), EventDraft(NOON, "Ada", "desk", "edited", "edited"), "")
    return [*events[:4], dataclasses.replace(bare, detail={"forged": True})]


def test_a_detail_put_into_an_event_without_one_is_found() -> None:
    events, head = chain(4)
    assert verify(KEY, put_in_detail(events), head).broken == 5


def test_a_history_emptied_with_a_forged_beginning_is_found() -> None:
    assert verify(KEY, [], Head()).broken == 1


def edited(events: list[Event]) -> list[Event]:
    return [*events[:4], dataclasses.replace(events[4], by="Eve"), *events[5:]]


def other_detail(events: list[Event]) -> list[Event]:
    return [*events[:4], dataclasses.replace(events[4], detail={"n": 99}), *events[5:]]


def without_detail(events: list[Event]) -> list[Event]:
    return [*events[:4], dataclasses.replace(events[4], detail=None), *events[5:]]


def one_missing(events: list[Event]) -> list[Event]:
    return [*events[:4], *events[5:]]


def swapped(events: list[Event]) -> list[Event]:
    return [*events[:4], events[5], events[4], *events[6:]]


def first_missing(events: list[Event]) -> list[Event]:
    return events[1:]


@pytest.mark.parametrize(
    ("tamper", "broken"),
    [(edited, 5), (other_detail, 5), (without_detail, 5), (one_missing, 5), (swapped, 5), (first_missing, 1)],
)
def test_the_first_bad_event_is_named(tamper: Callable[[list[Event]], list[Event]], broken: int) -> None:
    events, head = chain(10)
    assert verify(KEY, tamper(events), head).broken == broken


def test_a_cut_tail_is_found() -> None:
    events, head = chain(10)
    assert verify(KEY, events[:7], head).broken == 8


def test_a_cut_tail_with_a_forged_head_is_found() -> None:
    events, _ = chain(10)
    assert verify(KEY, events[:7], Head(7, events[6].mac, "0" * 64)).broken == 8


def test_an_emptied_history_is_found() -> None:
    _, head = chain(3)
    assert verify(KEY, [], head).broken == 1


def test_a_history_rewritten_without_the_key_is_found() -> None:
    events, head = chain(10, b"x" * 32)
    assert verify(KEY, events, head).broken == 1


def test_an_event_put_in_at_the_end_is_found() -> None:
    events, head = chain(10)
    forged = link(b"x" * 32, head, EventDraft(NOON, "Eve", "desk", "edited", "edited"), "")
    assert verify(KEY, [*events, forged], head).broken == 11
