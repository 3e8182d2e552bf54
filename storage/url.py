"""Where a shop's database is: what a database URL says, and how to name it without its password."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from intake.errors import Misused
from intake.private_files import shown
from intake.text import presentable

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE = "sqlite:///"
_SERVER = re.compile(
    r"postgresql(?:\+psycopg)?://(?P<user>(?:[^:/?@]*(?::[^@]*)?@)?)(?P<hosts>[^/?]*)(?P<rest>.*)", re.DOTALL
)
_HOST = re.compile(r"(?:\[(?P<address>[^\[\]]+)\]|(?P<name>[^:\[\]]+))(?::(?P<port>[0-9]*))?")
_BARE_ADDRESS = re.compile(r"[0-9A-Fa-f]*(:[0-9A-Fa-f]*){2,}")
_PORT = re.compile(r"[0-9]{1,5}")
_LARGEST_PORT = 65535
_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,9}\s*", re.ASCII)
_NUMBERS = (
    "connect_timeout",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "tcp_user_timeout",
)
_CHOICES = {
    "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "target_session_attrs": ("any", "read-write", "read-only", "primary", "standby", "prefer-standby"),
    "channel_binding": ("disable", "prefer", "require"),
    "gssencmode": ("disable", "prefer", "require"),
}
"""Options that libpq takes only some values for, of which it says no more than that no server answered."""


@dataclass(frozen=True, slots=True)
class SqlitePlace:
    """A database in one file, given with its absolute path."""

    path: Path

    def __str__(self) -> str:
        return shown(self.path)

    @property
    def lock_path(self) -> Path:
        """The file beside it that writers lock in turn."""
        return self.path.with_name(f"{self.path.name}.lock")


@dataclass(frozen=True, slots=True)
class Host:
    """Where one server listens: a name, an address or the folder of a socket; an empty ``port`` is the usual one."""

    name: str
    port: str = ""

    def __str__(self) -> str:
        name = f"[{self.name}]" if ":" in self.name else self.name
        return f"{name}:{self.port}" if self.port else name


@dataclass(frozen=True, slots=True)
class PostgresPlace:
    """A database on a PostgreSQL server, or on several of which one takes changes and the others follow it.

    ``options`` are the rest of what the driver is told, by libpq's keywords; they may hold a password.
    """

    hosts: tuple[Host, ...]
    database: str
    options: Mapping[str, str] = field(repr=False)

    def __str__(self) -> str:
        return presentable(f"{','.join(map(str, self.hosts))}/{self.database}").replace("\n", " ")

    @property
    def has_standby(self) -> bool:
        """Whether there is more than one server."""
        return len(self.hosts) > 1


Place = SqlitePlace | PostgresPlace


def parse_place(url: str) -> Place:
    """Return the place that ``url`` names: ``sqlite:///FILE`` or ``postgresql://…``.

    Several servers stand side by side, as libpq (``//h1:5432,h2:5433/shop``, ``?host=/dir1,/dir2&port=5432,5433``) and
    SQLAlchemy (``?host=h1:5432&host=h2:5433``) have it. Raises ``Misused`` (``bad_url``) for anything else, and for
    an option with a wrong value; the URL is not repeated, for it may hold a password.
    """
    if url.startswith(_FILE):
        return SqlitePlace(_file(url.removeprefix(_FILE)))
    return _server(url)


def without_password(url: str) -> str:
    """Return ``url`` as it may be shown: of a server's URL only the hosts, ports and database."""
    place = parse_place(url)
    return f"sqlite:///{place}" if isinstance(place, SqlitePlace) else f"postgresql://{place}"


def size_of(file: Path) -> int:
    """Return the bytes of a file, 0 where there is none that could be looked at."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _file(name: str) -> Path:
    if not name or name == ":memory:" or "\0" in name:
        raise _bad_url()
    return Path(name).absolute()


def _server(url: str) -> PostgresPlace:
    parts = _SERVER.fullmatch(url)
    if parts is None or "\0" in unquote(url):
        raise _bad_url()
    try:
        rest = make_url(f"postgresql://{parts['user']}{parts['rest']}")
    except (ArgumentError, ValueError):
        raise _bad_url() from None
    if not rest.database:
        raise _bad_url()
    query = {name: (value,) if isinstance(value, str) else value for name, value in rest.query.items()}
    named = query.pop("host", ()) or tuple(filter(None, [parts["hosts"]]))
    hosts = _hosts(",".join(named), ",".join(query.pop("port", ())))
    said = {"user": rest.username, "password": rest.password} | {name: " ".join(each) for name, each in query.items()}
    options = {name: value for name, value in said.items() if value}
    _check_values(options)
    return PostgresPlace(hosts, rest.database, options)


def _check_values(options: Mapping[str, str]) -> None:
    """Raise ``Misused`` naming an option of which the driver could not take the value."""
    for name, value in options.items():
        if name in _NUMBERS and not _NUMBER.fullmatch(value):
            raise Misused("bad_url", f"In the database URL {name} must be a whole number.")
        if value not in _CHOICES.get(name, (value,)):
            raise Misused("bad_url", f"In the database URL {name} must be one of {', '.join(_CHOICES[name])}.")


def _hosts(names: str, ports: str) -> tuple[Host, ...]:
    """Return every host of a list with commas; ``ports`` has none, one for all, or one for each."""
    hosts = [_host(name) for name in names.split(",")] if names else []
    numbers = ports.split(",") if ports else []
    if not numbers:
        return tuple(hosts)
    if len(numbers) == 1:
        numbers *= max(1, len(hosts))
    hosts = hosts or [Host("")]
    if len(numbers) != len(hosts):
        raise _bad_url()
    return tuple(Host(host.name, _port(number)) for host, number in zip(hosts, numbers, strict=True))


def _host(text: str) -> Host:
    text = unquote(text)
    if "," in text:
        raise _bad_url()
    if text.startswith("/") or _BARE_ADDRESS.fullmatch(text):
        return Host(text)
    parts = _HOST.fullmatch(text)
    if parts is None:
        raise _bad_url()
    return Host(parts["address"] or parts["name"], _port(parts["port"] or ""))


def _port(number: str) -> str:
    if number and not (_PORT.fullmatch(number) and 0 < int(number) <= _LARGEST_PORT):
        raise _bad_url()
    return number


def _bad_url() -> Misused:
    return Misused("bad_url", "A database is given as sqlite:///FILE or postgresql://USER@HOST/NAME.")
