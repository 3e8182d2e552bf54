"""How soon a change at one station is known, and seen, at another, and what waiting for it costs.

python tests/bench/live.py [CHANGES]

One process checks customers in, at random moments; another waits for changes and reads the queue. Prints median, 99th
percentile and maximum in milliseconds from just before the check-in, and from its commit, to the read queue, and the
processor time of a second of waiting while nothing happens; beside it, in the same run, the same of a bare loop, which
only counts the queue: sqlite3 that asks for the counter of changes ten times a second, psycopg that listens.

Then two whole stations show the queue, each on a terminal of its own, while a third moves somebody in it: the same
figures to the last byte that either of the two has painted, beside the bytes that both write while nothing happens.
"""

from __future__ import annotations

import multiprocessing
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from seen import Shop, see_moves

sys.path.insert(0, str(Path(__file__).parent.parent / "support"))

from own_postgres import on_server, own_postgres, url_of

from intake.customer import Customer
from intake.queue import Entry
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from intake.ports import Work

NOON = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
IDLE_SECONDS = 5.0
OPEN = "SELECT count(*) FROM queue_entry WHERE ending IS NULL"
FORKING = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Case:
    """A way of waiting for changes in a shop."""

    name: str
    shop: Shop
    watch: Callable[[Shop, Connection], None]


def station(shop: Shop, tell: Connection) -> None:
    """Wait as a station does, and tell the length of the queue with the moment when it was read."""
    with closing(open_store(shop.url, shop.secret)) as store, closing(store.watch()) as watch:
        idle(tell, lambda: watch.wait(IDLE_SECONDS))
        while True:
            if watch.wait(60):
                tell.send((len(store.look(lambda view: view.waiting())), time.monotonic()))


def bare_sqlite(shop: Shop, tell: Connection) -> None:
    """The least that polling can be."""
    with closing(sqlite3.connect(shop.url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        seen = 0

        def wait(seconds: float) -> bool:
            nonlocal seen
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                (version,) = connection.execute("PRAGMA data_version").fetchone()
                if version != seen:
                    seen = version
                    return True
                time.sleep(0.1)
            return False

        wait(0.01)
        idle(tell, lambda: wait(IDLE_SECONDS))
        while True:
            if wait(60):
                tell.send((connection.execute(OPEN).fetchone()[0], time.monotonic()))


def bare_listen(shop: Shop, tell: Connection) -> None:
    """The least that listening can be."""
    with psycopg.connect(shop.url, autocommit=True) as listening, psycopg.connect(shop.url, autocommit=True) as reading:
        listening.execute("LISTEN intake")
        idle(tell, lambda: [*listening.notifies(timeout=IDLE_SECONDS)])
        for _ in listening.notifies():
            row = reading.execute(OPEN).fetchone()
            tell.send((row[0] if row else 0, time.monotonic()))


def idle(tell: Connection, wait: Callable[[], object]) -> None:
    """Tell the milliseconds of processor time that a second of waiting takes."""
    before = time.process_time()
    wait()
    tell.send((time.process_time() - before) / IDLE_SECONDS * 1000)


def measure(case: Case, changes: int) -> None:
    """Check in that many customers while the case's process watches, and print how soon it knew of each."""
    hear, tell = FORKING.Pipe(duplex=False)
    watching = FORKING.Process(target=case.watch, args=[case.shop, tell], daemon=True)
    watching.start()
    cpu = hear.recv()
    with closing(open_store(case.shop.url, case.shop.secret)) as store:
        delays = [one_change(store.act, hear) for _ in range(changes)]
    watching.terminate()
    watching.join()
    print(f"{case.name:<28} {row([whole for whole, _ in delays])}   {row([after for _, after in delays])}   {cpu:6.2f}")


def one_change(act: Callable[[Callable[[Work], int]], int], hear: Connection) -> tuple[float, float]:
    """Sign up and check in somebody; return the seconds until the other process has read it, from before and after."""
    time.sleep(random.uniform(0.05, 0.25))
    started = time.monotonic()
    length = act(sign_up_and_check_in)
    committed = time.monotonic()
    while True:
        if not hear.poll(10):
            sys.exit("the change was never heard of")
        seen, moment = hear.recv()
        if seen >= length:
            return moment - started, max(0.0, moment - committed)


def sign_up_and_check_in(work: Work) -> int:
    """Do it, and return how many are in the queue then."""
    customer = work.add_customer(Customer(first_name="Ann", last_name="Sample"))
    work.add_entry(Entry(customer=customer.number, checked_in_at=NOON, checked_in_by="Ada", station="door"))
    return len(work.waiting())


def row(delays: list[float]) -> str:
    """Return median, ninety-ninth percentile and maximum in milliseconds."""
    delays = sorted(1000 * delay for delay in delays)
    return f"{statistics.median(delays):7.1f} {delays[int(len(delays) * 0.99)]:7.1f} {delays[-1]:7.1f}"


def main(changes: int) -> None:
    """Measure both engines, each beside its reference."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(own_postgres())
        on_server(server.folder, "CREATE DATABASE shop")
        file = Shop.make(folder / "sqlite", f"sqlite:///{folder}/sqlite/shop.db")
        served = Shop.make(folder / "postgresql", url_of(server.folder, "shop"))
        print(f"{'':<28} {'from the start, ms':^23}   {'from the commit, ms':^23}   {'CPU ms/s':>8}")
        print(f"{'':<28} {'p50':>7} {'p99':>7} {'max':>7}   {'p50':>7} {'p99':>7} {'max':>7}   {'idle':>8}")
        measure(Case("sqlite, bare polling", file, bare_sqlite), changes)
        measure(Case("sqlite, a station's watch", file, station), changes)
        print(two_stations("sqlite, seen at stations", file, changes))
        measure(Case("postgresql, bare listening", served, bare_listen), changes)
        measure(Case("postgresql, a station's watch", served, station), changes)
        print(two_stations("postgresql, seen at stations", served, changes))


def two_stations(name: str, shop: Shop, changes: int) -> str:
    """Return the line of figures of two whole stations."""
    seen = see_moves(shop, changes)
    whole, after = row(seen.from_start), row(seen.from_commit)
    return f"{name:<28} {whole}   {after}   {seen.idle_cpu:6.2f}   {seen.idle_bytes} bytes"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
