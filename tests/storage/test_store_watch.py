"""Hearing of what stations have changed."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

import psycopg
import pytest

from intake.customer import Customer
from intake.errors import Refused, StorageFailed
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake.ports import Watch, Work
    from storage.secret import Secret
    from storage.store import SqlStore

LONG = 20.0


@pytest.fixture
def watch(store: SqlStore) -> Iterator[Watch]:
    with closing(store.watch()) as watch:
        yield watch


def sign_up(work: Work) -> Customer:
    return work.add_customer(Customer(first_name="Ann"))


def test_nothing_is_heard_while_nothing_changes(store: SqlStore, watch: Watch) -> None:
    store.look(lambda view: view.customer_count())
    assert not watch.wait(0)
    assert not watch.wait(0.15)


def test_what_another_station_changed_is_heard_once(watch: Watch, shop_url: str, secret: Secret) -> None:
    with closing(open_store(shop_url, secret)) as other:
        other.act(sign_up)
        other.act(sign_up)
    assert watch.wait(LONG)
    assert not watch.wait(0)


def test_ones_own_changes_are_heard_too(store: SqlStore, watch: Watch) -> None:
    store.act(sign_up)
    assert watch.wait(LONG)


def test_a_watch_counts_from_when_it_was_made(store: SqlStore) -> None:
    store.act(sign_up)
    with closing(store.watch()) as watch:
        assert not watch.wait(0)


def test_what_was_refused_is_not_heard(store: SqlStore, watch: Watch) -> None:
    def refused(work: Work) -> None:
        sign_up(work)
        raise Refused("banned", "no")

    with pytest.raises(Refused):
        store.act(refused)
    assert not watch.wait(0.1)


def test_a_change_ends_the_wait(store: SqlStore, watch: Watch) -> None:
    later = threading.Timer(0.2, lambda: store.act(sign_up))
    later.start()
    before = time.monotonic()
    assert watch.wait(LONG)
    assert time.monotonic() - before < LONG / 2
    later.join()


def test_closing_ends_the_wait_of_another_thread(store: SqlStore) -> None:
    heard: list[bool] = []
    watch = store.watch()
    waiting = threading.Thread(target=lambda: heard.append(watch.wait(LONG)))
    waiting.start()
    time.sleep(0.1)
    before = time.monotonic()
    watch.close()
    waiting.join()
    assert heard == [False]
    assert time.monotonic() - before < LONG / 2


def test_a_lost_server_is_said_once_and_then_everything_counts_as_changed(postgres_url: str, secret: Secret) -> None:
    with closing(open_store(postgres_url, secret)) as store, closing(store.watch()) as watch:
        with psycopg.connect(postgres_url, autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'intake'")
        with pytest.raises(StorageFailed) as failed:
            watch.wait(LONG)
        assert failed.value.code == "unreachable"
        assert watch.wait(LONG)
        assert not watch.wait(0)
