"""Whether a host's clock agrees with what is in the database, on either engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from intake.history import EventDraft
from storage import clocks
from storage.clocks import check_agreed_time

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

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


def test_a_clock_that_differs_from_the_servers_is_named(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for ahead, words in ((7500.0, "125 min behind"), (-180.0, "3 min ahead of")):
        monkeypatch.setattr(clocks, "_server_ahead", lambda _, ahead=ahead: ahead)
        assert words in check_agreed_time(postgres_url, NOON)[0].hint


def test_a_database_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert check_agreed_time(f"sqlite:///{tmp_path}/none.db", NOON) == []
    assert check_agreed_time("mysql://host/shop", NOON) == []
