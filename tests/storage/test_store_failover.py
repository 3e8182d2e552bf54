"""PostgreSQL that restarts, vanishes or falls silent while stations work: nothing lost, nothing doubled."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import psycopg
import pytest
from cutting import Fate, cutting_network
from own_postgres import own_postgres
from total_queue import Reckoning, reckon

from intake.customer import Customer
from intake.errors import StorageFailed
from intake.history import verify
from intake.ports import Action
from storage import listen, patience, setup
from storage.health import check_storage
from storage.patience import PatientConnection
from storage.setup import create_or_upgrade
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from cutting import CuttingNetwork
    from own_postgres import OwnPostgres

    from intake.ports import Work
    from storage.secret import Secret

    Answers = list[dict[str, Any]]
    Children = Callable[[list[dict[str, Any]]], Answers]

NOON = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
STATIONS = 4
MORE = 40
LONG = 20.0


@contextmanager
def server_with_shop(secret: Secret) -> Iterator[OwnPostgres]:
    with own_postgres() as server:
        ask(server.folder, "CREATE DATABASE shop", database="postgres")
        create_or_upgrade(url_of(server.folder), secret, "ca")
        yield server


@pytest.fixture
def server(secret: Secret) -> Iterator[OwnPostgres]:
    """A server of this test's own, with an empty shop."""
    with server_with_shop(secret) as server:
        yield server


@pytest.fixture(scope="module")
def lasting_server(secret: Secret) -> Iterator[OwnPostgres]:
    """A server for tests that leave it running, with a shop."""
    with server_with_shop(secret) as server:
        yield server


@pytest.fixture
def socket_path(postgres_folder: str) -> str:
    """The socket of the server that all tests share."""
    return f"{postgres_folder}/.s.PGSQL.5432"


def url_of(*folders: str) -> str:
    return f"postgresql://app@{','.join(quote(folder, safe='') for folder in folders)}/shop"


def ask(folder: str, statement: str, database: str = "shop") -> list[str]:
    """Return the first column of what the server in ``folder`` answers."""
    with psycopg.connect(host=folder, user="app", dbname=database, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return [str(row[0]) for row in cursor] if cursor.description else []


def configure(folder: str, setting: str, value: str) -> None:
    """Change a setting of a running server, and return once it holds."""
    ask(folder, f"ALTER SYSTEM SET {setting} = '{value}'")
    ask(folder, "SELECT pg_reload_conf()")
    until(lambda: ask(folder, f"SHOW {setting}") == [value])


def through(network: CuttingNetwork, url: str, hosts: str = "") -> str:
    """Return the URL of the same database behind ``network``."""
    database = url.removeprefix("postgresql://app@/").partition("?")[0]
    return f"postgresql://app@{hosts or f'127.0.0.1:{network.port}'}/{database}"


def follow(server: OwnPostgres) -> str:
    """Give ``server`` a standby without which it commits nothing; return its folder."""
    standby = server.start_standby()
    configure(server.folder, "synchronous_standby_names", "standby")
    until(lambda: ask(server.folder, "SELECT sync_state FROM pg_stat_replication") == ["sync"])
    return standby


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONG
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@dataclass(frozen=True)
class Stations:
    """Stations at work, each in a process of its own."""

    working: Future[Answers]
    end_of_day: Path

    def answers(self) -> Answers:
        """Send everybody home and return what they did."""
        self.end_of_day.touch()
        return self.working.result()


@contextmanager
def stations_at_work(children: Children, url: str, folder: Path) -> Iterator[Stations]:
    """Stations that sign up and check in one customer after the other."""
    end_of_day = folder / "end_of_day"
    job = {"job": "keep_signing_up", "url": url, "until": str(end_of_day), "think": 0.01}
    with ThreadPoolExecutor(1) as pool:
        stations = Stations(pool.submit(children, [job | {"station": f"s{n}"} for n in range(STATIONS)]), end_of_day)
        try:
            yield stations
        finally:
            end_of_day.touch()


def wait_for_more(url: str) -> None:
    """Return once the stations have checked in some more customers."""
    with psycopg.connect(url, autocommit=True) as connection:

        def count() -> int:
            row = connection.execute("SELECT count(*) FROM queue_entry").fetchone()
            return row[0] if row else 0

        enough = count() + MORE
        until(lambda: count() >= enough)


def tally(answers: Answers, url: str, secret: Secret) -> Reckoning:
    """Return the reckoning, print it with the longest time without an answer, and verify the history."""
    with psycopg.connect(url) as connection:
        cursor = connection.execute("SELECT notes FROM queue_entry JOIN customer ON customer.id = customer_id")
        found = [notes for (notes,) in cursor]
    attempts = [request for answer in answers for request in answer["attempts"]]
    acknowledged = [request for answer in answers for request, _ in answer["acknowledged"]]
    reckoning = reckon(attempts, acknowledged, found)
    print(f"\n{reckoning}; longest gap {max(map(gap, answers)):.2f} s; said {[a['said'] for a in answers]}")
    with closing(open_store(url, secret)) as store:
        finding = store.look(lambda view: verify(secret.history_key, view.events(), view.head()))
    assert (finding.events, finding.broken) == (len(found), 0)
    return reckoning


def gap(answer: dict[str, Any]) -> float:
    """Return the longest time, in seconds, that one station waited between two answers."""
    times: list[float] = [moment for _, moment in answer["acknowledged"]]
    return max(after - before for before, after in pairwise(times))


def once(request: str) -> Callable[[Work], str]:
    """Return the work of signing up somebody, done once for each request."""

    def work(work: Work) -> str:
        if not work.action(request):
            customer = work.add_customer(Customer(first_name="Ann"))
            work.note(Action(request, "signed_up", NOON, "Ann", "s1", customer.number))
        return request

    return work


def test_a_server_that_restarts_under_load_loses_and_doubles_nothing(
    lasting_server: OwnPostgres, secret: Secret, children: Children, tmp_path: Path
) -> None:
    url = url_of(lasting_server.folder)
    with stations_at_work(children, url, tmp_path) as stations:
        for way in ("SIGINT", "SIGQUIT") * 3:
            wait_for_more(url)
            lasting_server.end(way)
            lasting_server.start()
        wait_for_more(url)
        answers = stations.answers()
    reckoning = tally(answers, url, secret)
    assert reckoning.is_right, reckoning
    assert [answer["said"] for answer in answers] == [[]] * STATIONS, "nobody was told of it"


def test_a_commit_whose_answer_is_lost_is_done_once(
    postgres_url: str, socket_path: str, secret: Secret, children: Children, tmp_path: Path
) -> None:
    fates = [Fate.ARRIVES, Fate.ARRIVES, Fate.LOST, Fate.ARRIVES, Fate.UNANSWERED]
    with cutting_network(socket_path, *fates) as network:
        with stations_at_work(children, through(network, postgres_url), tmp_path) as stations:
            wait_for_more(postgres_url)
            answers = stations.answers()
        reckoning = tally(answers, postgres_url, secret)
    assert reckoning.is_right, reckoning
    assert reckoning.acknowledged == reckoning.attempts
    assert min(network.met.count(fate) for fate in fates) > STATIONS


def test_stations_go_on_with_the_standby_once_it_is_promoted(
    server: OwnPostgres, secret: Secret, children: Children, tmp_path: Path
) -> None:
    """With synchronous replication nothing that was acknowledged is lost with the server that acknowledged it."""
    standby = follow(server)
    with stations_at_work(children, url_of(server.folder, standby), tmp_path) as stations:
        wait_for_more(url_of(server.folder))
        server.end("SIGKILL")
        time.sleep(0.3)
        ask(standby, "SELECT pg_promote()")
        wait_for_more(url_of(standby))
        answers = stations.answers()
    reckoning = tally(answers, url_of(standby), secret)
    assert reckoning.is_right, reckoning
    assert reckoning.acknowledged == reckoning.attempts


def test_while_no_server_takes_changes_the_standby_is_read(
    server: OwnPostgres, secret: Secret, secret_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    standby = follow(server)
    url = url_of(server.folder, standby)
    with closing(open_store(url, secret, wait=0.3)) as store, closing(store.watch()) as watch:
        store.act(once("r-1"))
        assert watch.wait(LONG)
        server.end("SIGKILL")
        assert store.look(lambda view: view.customer_count()) == 1
        for action in (lambda: store.act(once("r-2")), lambda: watch.wait(LONG), lambda: watch.wait(LONG)):
            with pytest.raises(StorageFailed) as failed:
                action()
            assert failed.value.code == "unreachable"
        with closing(open_store(url, secret, wait=0.3)) as second:
            assert second.look(lambda view: view.customer_count()) == 1
            owners = [each.time.owner for each in (store, second)]
            assert owners == ["of the database server", "of this computer"], "the standby is not asked for the time"
        checks = {check.name: check for check in check_storage(url, secret_path)}
        assert checks["database"].ok
        assert "promote" in checks["writing"].hint
        monkeypatch.setattr(setup, "WAIT_SECONDS", 0.3)
        with pytest.raises(StorageFailed, match="promote"):
            create_or_upgrade(url, secret, None)
        ask(standby, "SELECT pg_promote()")
        assert store.act(once("r-2")) == "r-2"
        assert store.look(lambda view: view.customer_count()) == 2
        assert watch.wait(LONG), "nobody knows what was missed"
        assert not watch.wait(0)
        store.act(once("r-3"))
        assert watch.wait(LONG)


def test_a_server_that_was_demoted_is_left_for_the_one_that_leads(server: OwnPostgres, secret: Secret) -> None:
    standby = follow(server)
    configure(server.folder, "synchronous_standby_names", "")
    with closing(open_store(url_of(server.folder, standby), secret)) as store:
        store.act(once("r-1"))
        until(lambda: ask(standby, "SELECT count(*) FROM customer") == ["1"])
        configure(server.folder, "default_transaction_read_only", "on")
        ask(standby, "SELECT pg_promote()")
        store.act(once("r-2"))
    assert ask(server.folder, "SELECT count(*) FROM customer") == ["1"]
    assert ask(standby, "SELECT count(*) FROM customer") == ["2"]


def test_a_server_that_commits_and_falls_silent_is_asked_again(
    postgres_url: str, socket_path: str, secret: Secret
) -> None:
    with cutting_network(socket_path, Fate.SILENT, *[Fate.ARRIVES] * 9) as network:
        with closing(open_store(through(network, postgres_url), secret, wait=1)) as store:
            assert store.act(once("r-1")) == "r-1"
            assert store.look(lambda view: view.customer_count()) == 1
        assert network.met == [Fate.SILENT, Fate.ARRIVES]


def test_a_commit_that_waits_for_a_standby_that_is_gone_is_told_and_done_once(
    lasting_server: OwnPostgres, secret: Secret
) -> None:
    folder = lasting_server.folder
    with closing(open_store(url_of(folder), secret, wait=0.5)) as store:
        before = store.look(lambda view: view.customer_count())
        configure(folder, "synchronous_standby_names", "gone")
        with pytest.raises(StorageFailed) as failed:
            store.act(once("r-1"))
        assert failed.value.code == "unreachable"
        configure(folder, "synchronous_standby_names", "")
        store.act(once("r-1"))
        assert store.look(lambda view: view.customer_count()) == before + 1


def test_a_server_that_is_frozen_is_told_wherever_it_is_asked_and_serves_on_when_it_thaws(
    lasting_server: OwnPostgres, secret: Secret, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connections stand and new ones are taken, so that nothing but its silence tells."""
    for module in (patience, listen):
        monkeypatch.setattr(module, "SILENT_SECONDS", 0.3)
    url = url_of(lasting_server.folder)
    with closing(open_store(url, secret, wait=3)) as store, closing(store.watch()) as watch:
        before = store.look(lambda view: view.customer_count())
        actions = (
            lambda: store.look(lambda view: view.customer_count()),
            lambda: store.act(once("frozen-1")),
            lambda: watch.wait(LONG),
        )
        with ThreadPoolExecutor(len(actions)) as pool, lasting_server.frozen():
            errors = [future.exception(LONG) for future in [pool.submit(action) for action in actions]]
        assert [getattr(error, "code", None) for error in errors] == ["unreachable"] * len(actions), errors
        assert store.act(once("frozen-2")) == "frozen-2"
        assert store.look(lambda view: view.customer_count()) == before + 1
        assert watch.wait(LONG), "nobody knows what was missed"


def test_an_answer_that_takes_long_is_waited_for_as_long_as_the_server_lets_others_in(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SILENT_SECONDS", 0.1)
    with closing(PatientConnection.connect(postgres_url)) as connection:
        assert connection.execute("SELECT 1 FROM pg_sleep(0.5)").fetchone() == (1,)


def test_hosts_that_refuse_or_say_nothing_are_passed_over(postgres_url: str, socket_path: str, secret: Secret) -> None:
    with (
        cutting_network(socket_path, Fate.ARRIVES) as network,
        socket.create_server(("127.0.0.1", 0)) as silent,
    ):
        hosts = f"127.0.0.1:1,127.0.0.1:{silent.getsockname()[1]},127.0.0.1:{network.port}"
        with closing(open_store(through(network, postgres_url, hosts), secret)) as store:
            store.act(once("r-1"))
            assert store.look(lambda view: view.customer_count()) == 1
