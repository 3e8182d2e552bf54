"""Where a shop's database is: what a database URL says, and how to name it without its password."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from intake.errors import Misused
from intake.text import presentable

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

_FILE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class SqlitePlace:
    """A database in one file, given with its absolute path."""

    path: Path

    def __str__(self) -> str:
        return presentable(str(self.path)).replace("\n", " ")

    @property
    def lock_path(self) -> Path:
        """The file beside it that writers lock in turn."""
        return self.path.with_name(f"{self.path.name}.lock")


@dataclass(frozen=True, slots=True)
class PostgresPlace:
    """A database on a PostgreSQL server; its URL may hold a password and stays out of ``repr``."""

    url: URL = field(repr=False)

    def __str__(self) -> str:
        host = self.url.host or self.url.query.get("host") or ""
        port = f":{self.url.port}" if self.url.port else ""
        return presentable(f"{host}{port}/{self.url.database}").replace("\n", " ")


Place = SqlitePlace | PostgresPlace


def parse_place(url: str) -> Place:
    """Return the place that ``url`` names: ``sqlite:///FILE`` or ``postgresql://…``.

    Raises ``Misused`` (``bad_url``) for anything else; the URL is not repeated, for it may hold a password.
    """
    if url.startswith(_FILE):
        return SqlitePlace(_file(url.removeprefix(_FILE)))
    if url.startswith(("postgresql://", "postgresql+psycopg://")):
        return PostgresPlace(_server(url))
    raise _bad_url()


def without_password(url: str) -> str:
    """Return ``url`` as it may be shown: of a server's URL only the host, port and database."""
    place = parse_place(url)
    return f"sqlite:///{place}" if isinstance(place, SqlitePlace) else f"postgresql://{place}"


def _file(name: str) -> Path:
    if not name or name == ":memory:" or "\0" in name:
        raise _bad_url()
    return Path(name).absolute()


def _server(url: str) -> URL:
    try:
        parsed = make_url(url).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):
        raise _bad_url() from None
    if not parsed.database:
        raise _bad_url()
    return parsed


def _bad_url() -> Misused:
    return Misused("bad_url", "A database is given as sqlite:///FILE or postgresql://USER@HOST/NAME.")
