"""kill -9 around every statement of what staff do all day: done or not done, never half, and never twice."""

from __future__ import annotations

import random
import signal
from typing import TYPE_CHECKING, Any

import pytest
from all_rows import all_rows, is_whole
from deeds import DEEDS, begin_the_day, desk_on, rows_when_done
from long_runs import LONG
from total_queue import reckon

from intake.history import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storage.secret import Secret
    from storage.store import SqlStore

    Children = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]

KILLED, DONE = {"killed": -signal.SIGKILL}, {"done": True}
BEFORE, AFTER, COMMIT = "before_cursor_execute", "after_cursor_execute", "commit"
MOMENTS = (BEFORE, AFTER, COMMIT) if LONG else (AFTER, COMMIT)
"""Nothing reaches a database between the end of one statement and the beginning of the next."""

STATIONS, ROUNDS = 4, 250 if LONG else 6
LONGEST = 0.2
"""Seconds after which the last of the stations is killed."""


def history_holds(store: SqlStore, secret: Secret) -> bool:
    return not store.look(lambda view: verify(secret.history_key, view.events(), view.head())).broken


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_whose_station_is_killed_is_done_or_not_and_can_be_repeated(
    store: SqlStore, shop_url: str, secret: Secret, children: Children, tmp_path: Path, deed: str
) -> None:
    """Each try repeats the request of the one that was killed before it; the last one finds it done."""
    begin_the_day(desk_on(store, secret))
    job = {"job": "do_deed", "url": shop_url, "deed": deed, "moments": MOMENTS}
    states = [all_rows(store)]
    while states[-1] == states[0]:
        assert children([job | {"step": len(states)}]) == [KILLED], "nobody was told that it is done"
        states.append(all_rows(store))
        assert is_whole(store)
        assert history_holds(store, secret)
    print(f"\n{deed}: {len(states) - 1} kills")
    assert children([job | {"step": 0}]) == [DONE]
    assert all_rows(store) == states[-1] == rows_when_done(deed, tmp_path / "peace", secret)
    assert len(states) > 4


def test_stations_that_are_killed_at_any_moment_lose_nothing_and_double_nothing(
    store: SqlStore, shop_url: str, secret: Secret, children: Children, tmp_path: Path
) -> None:
    """Each is started again and asks again for what it was not told of."""
    stations = [f"s{number}" for number in range(STATIONS)]
    job = {"job": "sign_up_until_killed", "url": shop_url}
    moments = random.Random(20261121)
    for _ in range(ROUNDS):
        last_seconds = [moments.uniform(0, LONGEST) for _ in stations]
        jobs = [
            job | {"station": station, "answered": str(tmp_path / station), "seconds": seconds}
            for station, seconds in zip(stations, last_seconds, strict=True)
        ]
        assert children(jobs) == [KILLED] * STATIONS
        assert is_whole(store)
    answered = [request for station in stations for request in (tmp_path / station).read_text().split()]
    open_requests = [f"{station}-{sum(one.startswith(f'{station}-') for one in answered)}" for station in stations]
    found = all_rows(store)
    reckoning = reckon([*answered, *open_requests], answered, (row[1] for row in found["action"]))
    print(f"\n{ROUNDS * STATIONS} kills, {reckoning}")
    assert reckoning.is_right, reckoning
    counts = {len(found[table]) for table in ("customer", "queue_entry", "event", "event_detail", "action")}
    assert counts == {reckoning.ok}, "each action is there with all it did"
    assert history_holds(store, secret)
