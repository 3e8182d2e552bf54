"""What a disk holds after a power cut: all that was synced, and of the rest what chance has it."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from storage.sqlite import sqlite3

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from random import Random

    from file_layer import Op

_SECTOR = 512
_SIDES = ("-journal", "-wal")
"""Files after whose first sync SQLite syncs the folder too."""


@dataclass
class _Node:
    """A file: what of it is on the disk for sure, and what was asked since."""

    synced: bytearray = field(default_factory=bytearray)
    pending: list[Op] = field(default_factory=list)


@dataclass
class Disk:
    """A folder whose files are followed operation by operation; names reach the disk in their order, or not yet."""

    names: dict[str, _Node] = field(default_factory=dict)
    synced_names: dict[str, _Node] = field(default_factory=dict)
    pending_names: list[tuple[str, _Node | None]] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path) -> Disk:
        """Return a disk with the files of ``folder``, all of it synced."""
        names = {path.name: _Node(bytearray(path.read_bytes())) for path in folder.iterdir()}
        return cls(names, dict(names))

    def do(self, op: Op) -> None:
        """Follow one operation."""
        if op.kind in {"write", "truncate"}:
            self.names[op.name].pending.append(op)
        elif op.kind == "create":
            self._name(op.name, _Node())
        elif op.kind == "delete":
            self._name(op.name, None)
            if op.synced:
                self._sync_names()
        elif op.kind == "sync":
            self._sync(op.name)

    def cut(self, last: Op, chance: Random) -> dict[str, bytes]:
        """Return what the files hold when the power fails during the operation ``last``."""
        if last.kind in {"write", "truncate", "create", "delete"}:
            self.do(last)
        names = dict(self.synced_names)
        for name, node in self.pending_names[: chance.randint(0, len(self.pending_names))]:
            _rename(names, name, node)
        return {name: _after_cut(node, chance) for name, node in names.items()}

    def _name(self, name: str, node: _Node | None) -> None:
        _rename(self.names, name, node)
        self.pending_names.append((name, node))

    def _sync(self, name: str) -> None:
        node = self.names[name]
        for op in node.pending:
            _apply(node.synced, op)
        node.pending.clear()
        if name.endswith(_SIDES) and any(new is node for _, new in self.pending_names):
            self._sync_names()

    def _sync_names(self) -> None:
        self.synced_names = dict(self.names)
        self.pending_names.clear()


def cut_at(start: Disk, ops: Sequence[Op], place: int, chance: Random) -> dict[str, bytes]:
    """Return what the files hold when the power fails during the operation at ``place``; ``start`` is used up."""
    for op in ops[:place]:
        start.do(op)
    return start.cut(ops[place], chance)


def fingerprint_of(connection: Any) -> str:
    """Return what tells two states of a database apart: its schema, in any case, and every value of every row."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
    schema = connection.execute("SELECT type, lower(name), lower(sql) FROM sqlite_master")
    digest = hashlib.sha256(repr(sorted(map(repr, schema))).encode())
    for name in names:
        digest.update(repr(sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))).encode())  # noqa: S608 - our own names
    return digest.hexdigest()


def state_after(files: dict[str, bytes], folder: Path) -> str:
    """Put files into the empty ``folder``, open the database among them and return its fingerprint.

    Returns ``corrupt`` when SQLite finds anything wrong with it.
    """
    for name, content in files.items():
        (folder / name).write_bytes(content)
    with closing(sqlite3.connect(folder / "shop.db")) as connection:
        try:
            whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return fingerprint_of(connection) if whole else "corrupt"
        except sqlite3.DatabaseError:
            return "corrupt"


def _rename(names: dict[str, _Node], name: str, node: _Node | None) -> None:
    if node is None:
        names.pop(name, None)
    else:
        names[name] = node


def _after_cut(node: _Node, chance: Random) -> bytes:
    content = bytearray(node.synced)
    for op in node.pending:
        for part in _surviving(op, chance):
            _apply(content, part)
    return bytes(content)


def _surviving(op: Op, chance: Random) -> Iterator[Op]:
    """Give what is left of an operation that was not synced: all, nothing, or some sectors of a write."""
    fate = chance.choice(("kept", "dropped", "torn"))
    if fate == "kept" or (fate == "torn" and op.kind == "truncate"):
        yield op
    elif fate == "torn":
        for start in range(0, len(op.data), _SECTOR):
            if chance.random() < 0.5:
                yield type(op)(op.kind, op.name, op.offset + start, op.data[start : start + _SECTOR])


def _apply(content: bytearray, op: Op) -> None:
    if op.kind == "truncate":
        del content[op.offset :]
        return
    if len(content) < op.offset:
        content.extend(bytes(op.offset - len(content)))
    content[op.offset : op.offset + len(op.data)] = op.data
