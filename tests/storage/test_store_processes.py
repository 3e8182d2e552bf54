"""Many stations at once, and stations that die in the middle of it."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from long_runs import LONG
from total_queue import reckon

from intake.customer import Customer
from intake.history import verify
from intake.ports import Action
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake.ports import Work
    from storage.secret import Secret
    from storage.store import SqlStore

    Children = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]

STATIONS = 8
CUSTOMERS = 500 if LONG else 100


def test_stations_that_check_in_the_same_people_at_once_double_nobody(
    store: SqlStore, shop_url: str, secret: Secret, children: Children
) -> None:
    """What went in came out once, nothing else did, and the losers know."""
    numbers = [str(number) for number in range(1, CUSTOMERS + 1)]
    store.act(lambda work: [work.add_customer(Customer(first_name="Ann")) for _ in numbers])
    jobs = [{"job": "check_in", "url": shop_url, "station": f"s{n}", "numbers": numbers} for n in range(STATIONS)]
    answers = children(jobs)
    for place in range(CUSTOMERS):
        outcomes = Counter(answer["outcomes"][place] for answer in answers)
        assert outcomes == {"done": 1, "already_in_queue": STATIONS - 1}
    acknowledged = [
        number for answer in answers for number, outcome in zip(numbers, answer["outcomes"], strict=True)
        if outcome == "done"
    ]  # fmt: skip
    reckoning = reckon(numbers, acknowledged, (entry.customer for entry in store.look(lambda view: view.waiting())))
    assert reckoning.is_right, reckoning
    assert reckoning.ok == CUSTOMERS
    finding = store.look(lambda view: verify(secret.history_key, view.events(), view.head()))
    assert (finding.events, finding.broken) == (CUSTOMERS, 0)
    report(answers)


def report(answers: list[dict[str, Any]]) -> None:
    """Print how long stations waited for an action."""
    waits = sorted(1000 * wait for answer in answers for wait in answer["waits"])
    p50, p99 = (waits[int(len(waits) * part)] for part in (0.5, 0.99))
    print(f"\n{len(waits)} actions of {len(answers)} stations: p50 {p50:.1f}, p99 {p99:.1f}, max {waits[-1]:.1f} ms")


def test_no_station_is_starved_by_the_others(sqlite_store: SqlStore, sqlite_url: str, children: Children) -> None:
    """SQLite's own way of waiting gives one station thirty turns to another's one, and some give up."""
    jobs = [{"job": "many", "url": sqlite_url, "station": f"s{n}", "seconds": 1.0} for n in range(STATIONS)]
    answers = children(jobs)
    counts = [answer["count"] for answer in answers]
    assert min(counts) > 0
    assert max(counts) < sum(counts) / 2
    assert sqlite_store.look(lambda view: view.head().seq) == sum(counts)
    report(answers)


def test_a_request_that_is_repeated_after_a_kill_is_done_once(sqlite_url: str, secret: Secret) -> None:
    """A station that does not know whether its commit arrived asks for its request first."""

    def once(work: Work) -> str:
        if work.action("r-1"):
            return "done before"
        customer = work.add_customer(Customer(first_name="Ann"))
        work.note(Action("r-1", "signed_up", datetime(2026, 11, 21, tzinfo=UTC), "Ann", "s1", customer.number))
        return "done"

    with closing(open_store(sqlite_url, secret)) as store:
        assert [store.act(once), store.act(once)] == ["done", "done before"]
        assert store.look(lambda view: view.customer_count()) == 1


@pytest.mark.parametrize("fixture", ["tmp_path", "empty_postgres"])
def test_two_inits_at_once_make_one_shop(
    request: pytest.FixtureRequest, fixture: str, secret: Secret, children: Children
) -> None:
    given = request.getfixturevalue(fixture)
    url = given if fixture == "empty_postgres" else f"sqlite:///{given}/new/shop.db"
    answers = children([{"job": "init", "url": url} for _ in range(4)])
    assert len({answer["shop"] for answer in answers}) == 1
    with closing(open_store(url, secret)) as store:
        assert store.shop.id == answers[0]["shop"]
