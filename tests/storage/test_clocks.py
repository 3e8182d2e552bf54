"""Whether a host's clock agrees with what is in the database, on either engine."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from standing import WrongHost

from intake.history import EventDraft
from storage import clocks, shared_time
from storage.clocks import check_agreed_time
from storage.store import open_store

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from storage.secret import Secret
    from storage.store import SqlStore

NOON = datetime(2026, 11, 21, 20, tzinfo=UTC)


def test_events_that_are_still_to_come_are_named_with_the_station_that_told_them(
    store: SqlStore, shop_url: str
) -> None:
    assert [check.ok for check in check_agreed_time(shop_url, NOON)] == [True], "there is no event yet"
    store.act(lambda work: work.record(EventDraft(NOON, "Ann", "back office", "noted", "once")))
    for now in (NOON, NOON + timedelta(days=3), NOON - timedelta(seconds=90)):
        assert [check.ok for check in check_agreed_time(shop_url, now)] == [True]
    (check,) = check_agreed_time(shop_url, NOON - timedelta(hours=2))
    assert not check.ok
    assert "2026-11-21 20:00 UTC" in check.hint
    assert "back office" in check.hint


def test_a_clock_that_differs_from_the_servers_is_named(
    postgres_url: str, secret: Secret, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_store(postgres_url, secret)) as store:
        store.act(lambda work: work.record(EventDraft(store.time.now(), "Ann", "back office", "noted", "once")))
    for minutes, words in ((-125, "125 min behind"), (3, "3 min ahead of")):
        host = WrongHost(timedelta(minutes=minutes))
        monkeypatch.setattr(clocks, "datetime", host)
        assert words in check_agreed_time(postgres_url, host.now(UTC))[0].hint


def test_a_server_whose_clock_is_set_is_followed_within_a_minute_of_work(
    postgres_url: str, secret: Secret, monkeypatch: pytest.MonkeyPatch
) -> None:
    uptime = [1000.0]
    monkeypatch.setattr(shared_time, "uptime", lambda: uptime[0])
    with closing(open_store(postgres_url, secret)) as store:
        before = store.time.now()
        monkeypatch.setattr(shared_time, "server_instant", lambda _: NOON)
        for seconds, instant in ((59, before + timedelta(seconds=59)), (1, NOON), (30, NOON + timedelta(seconds=30))):
            uptime[0] += seconds
            store.look(lambda view: view.customer_count())
            assert store.time.now() == instant


def test_a_database_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert check_agreed_time(f"sqlite:///{tmp_path}/none.db", NOON) == []
    assert check_agreed_time("mysql://host/shop", NOON) == []
