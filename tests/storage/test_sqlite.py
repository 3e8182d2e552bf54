"""Which SQLite a station runs on, and that a shop goes over from one to the other."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from storage import engine

ROOT = Path(__file__).parents[2]
SIGN_UP = """
import json, sys
if sys.argv[2] == "python's own":
    sys.modules["pysqlite3"] = None
from contextlib import closing
from intake.customer import Customer
from storage.secret import Secret
from storage.setup import create_or_upgrade
from storage.store import open_store
secret = Secret(b"p" * 32, b"h" * 32)
create_or_upgrade(sys.argv[1], secret, "ca")
with closing(open_store(sys.argv[1], secret)) as store:
    store.act(lambda work: work.add_customer(Customer(first_name="Ann")))
    with store._transactions.engine.connect() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    driver = store._transactions.engine.dialect.dbapi.__name__
    print(json.dumps([driver, mode, store.look(lambda view: view.customer_count())]))
"""


def sign_up(shop: Path, on: str) -> list[str | int]:
    """Sign up a customer in a process of its own; return the driver, the journal mode and how many there are now."""
    command = [sys.executable, "-c", SIGN_UP, f"sqlite:///{shop}", on]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, timeout=60)
    answer: list[str | int] = json.loads(done.stdout)
    return answer


@pytest.mark.skipif(not engine.wal_is_safe(), reason="no SQLite here that is safe in WAL mode")
def test_a_shop_goes_over_to_the_sound_sqlite_and_back(tmp_path: Path) -> None:
    shop = tmp_path / "shop.db"
    seen = [sign_up(shop, on) for on in ("python's own", "the best there is", "python's own")]
    assert [customers for *_, customers in seen] == [1, 2, 3]
    assert [driver for driver, *_ in seen[::2]] == ["sqlite3", "sqlite3"]
    assert seen[1][1] == "wal"
    assert not shop.with_name("shop.db-wal").exists()
