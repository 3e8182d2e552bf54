"""Databases for tests: a fresh shop on either engine, and children that can be killed."""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import psycopg
import pytest
import sqlalchemy
from hypothesis import HealthCheck, settings
from long_runs import LONG
from standing import StandingClock

from intake import pin
from intake.license import License
from intake.license.compose import compose
from storage.secret import Secret
from storage.setup import create_or_upgrade
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storage.store import SqlStore

    Connection = psycopg.Connection[tuple[Any, ...]]

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
"""A hundred stations are started, and each would compile the program anew."""

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=not LONG)
settings.load_profile("house")
"""The same cases for everybody, and others each time in the long runs."""

HERE = Path(__file__).parent
ROOT = HERE.parent
_SERVER = HERE / "storage/serve_postgres.py"
_CHILDREN = HERE / "storage/children.py"
_numbers = count(1)
_EMPTY = b"""
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica;
DELETE FROM action; DELETE FROM customer; DELETE FROM customer_word; DELETE FROM customer_part;
DELETE FROM word_form; DELETE FROM card_mark; DELETE FROM draft; DELETE FROM employee;
DELETE FROM event; DELETE FROM event_detail; DELETE FROM pin_tries; DELETE FROM queue_entry; DELETE FROM chain_head;
INSERT INTO chain_head SELECT * FROM kept.head;
UPDATE shop SET next_number = 1, customers = 0;
SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S';
"""
"""Takes a shop back to its beginning; the triggers that guard the history sleep in a replica."""


def pytest_collection_finish() -> None:
    """Let no collection of garbage go through thousands of tests, which stay anyway."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _light_pins() -> Iterator[None]:
    """Hash PINs with little work: that is only a number in what is stored."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pin, "PASSES", 1)
        patch.setattr(pin, "KIBIBYTES", 8)
        yield


class _Statements(dict[Any, Any]):
    """What statements come to in SQL; every engine has a dialect of its own, which is like the others of its kind."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(self._kind(*key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(self._kind(*key), compiled)

    @staticmethod
    def _kind(dialect: sqlalchemy.Dialect, *statement: Any) -> tuple[Any, ...]:
        return (type(dialect), dialect.server_version_info, *statement)


@pytest.fixture(scope="session", autouse=True)
def _known_statements() -> Iterator[None]:
    """Work a statement out once, and not for each of thousands of shops that are opened."""
    statements = _Statements()

    def share(connection: sqlalchemy.Connection) -> None:
        connection.engine._compiled_cache = statements

    sqlalchemy.event.listen(sqlalchemy.Engine, "engine_connect", share)
    yield
    sqlalchemy.event.remove(sqlalchemy.Engine, "engine_connect", share)


@pytest.fixture(scope="session")
def secret() -> Secret:
    """The secret of every shop in the tests."""
    return Secret(b"p" * 32, b"h" * 32)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, secret: Secret) -> Path:
    """The file of an empty shop, to be copied."""
    path = tmp_path_factory.mktemp("template") / "shop.db"
    create_or_upgrade(f"sqlite:///{path}", secret, "ca")
    return path


@pytest.fixture(scope="session")
def postgres_folder() -> Iterator[str]:
    """The socket folder of a PostgreSQL server that lives as long as this test run."""
    server = subprocess.Popen(
        [sys.executable, _SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with server:
        folder = _lines(server.stdout).readline().strip()
        if not folder:
            pytest.skip(_lines(server.stderr).read().strip().splitlines()[-1])
        yield folder
        _lines(server.stdin).close()


@pytest.fixture(scope="session")
def postgres_shop(postgres_folder: str, secret: Secret) -> Iterator[tuple[str, Connection]]:
    """The URL of a shop on the PostgreSQL server, and a connection to empty it by."""
    with _new_database(postgres_folder) as url:
        create_or_upgrade(url, secret, "ca")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE SCHEMA kept; CREATE TABLE kept.head AS SELECT * FROM chain_head")
            yield url, connection


@pytest.fixture
def empty_postgres(postgres_folder: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    with _new_database(postgres_folder) as url:
        yield url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lasting_store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, secret: Secret
) -> Iterator[SqlStore]:
    """An open store that all tests of a module share, on SQLite and then on PostgreSQL."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('lasting')}/shop.db"
        else:
            url = stack.enter_context(_new_database(request.getfixturevalue("postgres_folder")))
        create_or_upgrade(url, secret, "ca")
        yield stack.enter_context(closing(open_store(url, secret)))


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The URL of an empty shop in a file."""
    (tmp_path / "shop").mkdir(mode=0o700)
    shutil.copy(sqlite_template, tmp_path / "shop/shop.db")
    return f"sqlite:///{tmp_path}/shop/shop.db"


@pytest.fixture
def postgres_url(postgres_shop: tuple[str, Connection]) -> str:
    """The URL of an empty shop on the PostgreSQL server; emptying one is ten times faster than making one."""
    url, connection = postgres_shop
    connection.execute(_EMPTY)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def shop_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty shop, on SQLite and then on PostgreSQL."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(fixture))


@pytest.fixture
def store(shop_url: str, secret: Secret) -> Iterator[SqlStore]:
    """An open store, on SQLite and then on PostgreSQL."""
    with closing(open_store(shop_url, secret)) as opened:
        yield opened


@pytest.fixture
def sqlite_store(sqlite_url: str, secret: Secret) -> Iterator[SqlStore]:
    """An open store on SQLite."""
    with closing(open_store(sqlite_url, secret)) as opened:
        yield opened


@pytest.fixture(scope="session")
def children() -> Iterator[Callable[[list[dict[str, Any]]], list[dict[str, Any]]]]:
    """Runs jobs of ``tests/storage/children.py``, each in a process of its own, all at once; returns their answers."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{HERE / 'support'}"}
    parent = subprocess.Popen(
        [sys.executable, _CHILDREN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    with parent:

        def run(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
            jobs_in = _lines(parent.stdin)
            jobs_in.write(json.dumps(jobs) + "\n")
            jobs_in.flush()
            answers: list[dict[str, Any]] = json.loads(_lines(parent.stdout).readline())
            return answers

        yield run
        _lines(parent.stdin).close()


def _lines(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


@contextmanager
def _new_database(folder: str) -> Iterator[str]:
    name = f"shop_{next(_numbers)}"
    with psycopg.connect(host=folder, user="app", dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        yield f"postgresql://app@/{name}?host={folder}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def clock() -> StandingClock:
    """A clock that stands until a test moves it."""
    return StandingClock()


@pytest.fixture
def card() -> License:
    """A made-up Californian license of a woman of 34."""
    return License(
        first_name="TESSA",
        middle_name="QUINN",
        last_name="MARLOWE",
        date_of_birth=date(1992, 3, 4),
        sex="F",
        address_line1="210 SAMPLE STREET",
        city="EXAMPLETON",
        state="CA",
        postal_code="90000",
        country="USA",
        license_number="D7042011",
        license_issued=date(2024, 3, 4),
        license_expires=date(2029, 3, 4),
        issuer="636014",
        jurisdiction="CA",
        version=10,
        document="license",
        document_discriminator="4A1/AAFD",
    )


@pytest.fixture
def payload(card: License) -> bytes:
    """What a scanner delivers of that license."""
    return compose(card)
