"""However long a day is, four stations of a shop take no more of the machine at its end than in the morning."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from deeds import RITA, begin_the_day, desk_on
from long_runs import LONG

from intake.search import parse_query
from storage.store import open_store

if TYPE_CHECKING:
    from intake.desk import Desk
    from storage.secret import Secret

CHECK_INS = 2000 if LONG else 24
ENGINES = ["sqlite", "postgresql"] if LONG else ["sqlite"]
WARM = CHECK_INS // 4
"""Check-ins after which everything that is made once has been made."""

MOST_JOURNAL = 64_000_000
"""Bytes that the journal may have beside the database."""


def come_and_go(desk: Desk, nth: int) -> None:
    """Let somebody new come, be looked for, checked in, and leave."""
    name = {"first_name": f"Guest {nth}", "last_name": "Farrow", "phone": f"555{nth:07}"}
    number = desk.customers.add(RITA, name | {"date_of_birth": "1980-05-06"}).number
    desk.shop.store.look(lambda view: view.search(parse_query(f"555{nth:07}"), 50))
    entry = desk.queue.check_in(RITA, number)
    desk.queue.move(RITA, entry.id, 1)
    desk.queue.remove(RITA, entry.id)


def taken() -> tuple[int, int]:
    """Return how many files this process has open, and how many pages of memory it has."""
    return len(list(Path("/proc/self/fd").iterdir())), int(Path("/proc/self/statm").read_text().split()[1])


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux tells what a process takes")
@pytest.mark.parametrize("engine", ENGINES)
def test_a_long_day_takes_no_more_files_nor_memory(request: pytest.FixtureRequest, secret: Secret, engine: str) -> None:
    shop_url = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[engine])
    with ExitStack() as open_stations:
        stores = [open_stations.enter_context(closing(open_store(shop_url, secret))) for _ in range(4)]
        desks = [desk_on(store, secret, f"station {nth}") for nth, store in enumerate(stores)]
        begin_the_day(desks[0])
        before = files, pages = 0, 0
        for nth in range(CHECK_INS):
            come_and_go(desks[nth % len(desks)], nth)
            if nth == WARM:
                before = files, pages = taken()
        after = taken()
        print(f"\n{CHECK_INS} check-ins: files and pages of memory {before}, {after} in the end")
        assert after[0] <= files
        assert after[1] < pages * 1.2
        journal = Path(f"{shop_url.removeprefix('sqlite:///')}-wal")
        assert not journal.exists() or journal.stat().st_size < MOST_JOURNAL
