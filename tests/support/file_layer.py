"""SQLite over a file layer that tells every write and can refuse one: a VFS of apsw, and its connections as a driver's.

The store runs on it unchanged: ``Layer.under`` puts it below ``storage.engine``. Real syncs are left out, for what a
power cut would leave is worked out from what was told, see ``power``.
"""

from __future__ import annotations

import contextlib
import types
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import apsw

from storage import engine
from storage.sqlite import sqlite3

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Op:
    """One thing that SQLite asked of the file layer, or ``acknowledged``: an answer that somebody got.

    ``name`` is the file's; ``synced`` tells of a deletion whether the folder was synced with it.
    """

    kind: str
    name: str = ""
    offset: int = 0
    data: bytes = b""
    synced: bool = False


@dataclass
class Layer:
    """What was done to the files of one folder; ``refusing`` may raise in place of an operation."""

    ops: list[Op] = field(default_factory=list)
    refusing: Callable[[Op], None] = lambda _: None
    name: str = field(default_factory=lambda: f"layer-{next(_numbers)}")

    def tell(self, op: Op) -> None:
        """Keep an operation, unless it is refused."""
        self.refusing(op)
        self.ops.append(op)

    def acknowledge(self) -> None:
        """Keep that somebody was told of success."""
        self.ops.append(Op("acknowledged"))

    @contextlib.contextmanager
    def under(self) -> Iterator[None]:
        """Let every database file that ``storage`` opens meanwhile be on this layer."""
        vfs = _Vfs(self)
        driver = types.SimpleNamespace(**{**vars(sqlite3), "connect": lambda name, **_: Connection(name, self.name)})
        try:
            with mock.patch.object(engine, "sqlite3", driver):
                yield
        finally:
            vfs.unregister()


class _Vfs(apsw.VFS):
    def __init__(self, layer: Layer) -> None:
        super().__init__(layer.name, "")
        self._layer = layer

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        if path is None:
            return super().xOpen(name, flags)
        if not Path(path).exists():
            self._layer.tell(Op("create", Path(path).name))
        return _File(self._layer, path, name, flags)

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: N802
        self._layer.tell(Op("delete", Path(name).name, synced=bool(syncdir)))
        super().xDelete(name, False)


class _File(apsw.VFSFile):
    def __init__(self, layer: Layer, path: str, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._layer, self._name = layer, Path(path).name

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._layer.tell(Op("write", self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._layer.tell(Op("truncate", self._name, size))
        super().xTruncate(size)

    def xSync(self, _flags: int) -> None:  # noqa: N802
        self._layer.tell(Op("sync", self._name))


class Connection:
    """What SQLAlchemy needs of a driver's connection, over apsw."""

    def __init__(self, uri: str, vfs: str) -> None:
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_URI
        self._apsw = _told_as_driver(lambda: apsw.Connection(uri, flags=flags, vfs=vfs))
        self._apsw.set_busy_timeout(100)

    def cursor(self) -> Cursor:
        return Cursor(self._apsw)

    def execute(self, sql: str) -> Cursor:
        return self.cursor().execute(sql)

    def create_function(self, *_args: object, **_options: object) -> None:
        """Do without functions of SQLAlchemy's own."""

    def commit(self) -> None:
        self._end("COMMIT")

    def rollback(self) -> None:
        self._end("ROLLBACK")

    def close(self) -> None:
        self._apsw.close()

    def _end(self, how: str) -> None:
        if self._apsw.in_transaction:
            self.execute(how)


class Cursor:
    """What SQLAlchemy needs of a driver's cursor; all rows are there at once."""

    arraysize = 1

    def __init__(self, connection: apsw.Connection) -> None:
        self._apsw = connection
        self._rows: Iterator[Any] = iter(())
        self.description: list[tuple[Any, ...]] | None = None
        self.rowcount = -1
        self.lastrowid = 0

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Cursor:
        cursor = self._apsw.cursor()
        cursor.exec_trace = self._describe
        self._rows = iter(_told_as_driver(lambda: cursor.execute(sql, values or None).fetchall()))
        self.rowcount = self._apsw.changes()
        self.lastrowid = self._apsw.last_insert_rowid()
        return self

    def executemany(self, sql: str, many: Sequence[Sequence[Any]]) -> Cursor:
        for values in many:
            self.execute(sql, values)
        return self

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchmany(self, size: int) -> list[Any]:
        return [row for _, row in zip(range(size), self._rows, strict=False)]

    def fetchall(self) -> list[Any]:
        return [*self._rows]

    def close(self) -> None:
        self._rows = iter(())

    def _describe(self, cursor: apsw.Cursor, _sql: str, _values: object) -> bool:
        names = [column[0] for column in cursor.get_description()]
        self.description = [(name, *[None] * 6) for name in names] or None
        return True


def _told_as_driver(action: Callable[[], Any]) -> Any:
    """Do ``action`` and raise what the driver of the standard library would raise."""
    try:
        return action()
    except apsw.Error as error:
        kind = sqlite3.IntegrityError if isinstance(error, apsw.ConstraintError) else sqlite3.OperationalError
        told = kind(str(error))
        code = int(getattr(error, "extendedresult", apsw.SQLITE_ERROR))
        told.sqlite_errorcode, told.sqlite_errorname = code, f"SQLITE {code}"
        raise told from None
