"""A station that is watched: what is on its screen, what is stored of it, and how evenly its scanner types."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import time
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.e2e.reception import Desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.e2e.reception import Shop

_TOAST: Final = "▌"
_WAITS: Final = re.compile(r" *\d+ (?:min|h)\b")
_READ_EVERY: Final = 64
_DRAFTS: Final = "draft"


class Watched(Desk):
    """Rita's station, of which the test sees more than she does."""

    def __init__(self, shop: Shop, **named: Any) -> None:
        super().__init__(shop, **named)
        self.shop = shop

    def type_singly(self, keys: Sequence[bytes], seconds: float) -> float:
        """Type one key per read, ``seconds`` apart and never closer; return the longest gap."""
        times = []
        for index, key in enumerate(keys):
            self._write(key)
            times.append(time.monotonic())
            time.sleep(seconds)
            if index % _READ_EVERY == _READ_EVERY - 1:
                self._pump(0)
        return max((later - sooner for sooner, later in pairwise(times)), default=0.0)

    def delayed(self) -> float:
        """Return how many seconds the station has waited for a processor, all its threads together."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[1]) for task in tasks) / 1e9

    def looks_like(self, picture: Sequence[str]) -> bool:
        """Tell whether the screen is ``picture``, a notification on either aside."""
        now = self.picture()
        return len(now) == len(picture) and all(map(_same, now, picture))

    def picture(self) -> list[str]:
        """Return the lines on the screen, without the minutes of the waits."""
        return [_WAITS.sub("", line) for line in self.text().split("\n")]


def _same(one: str, other: str) -> bool:
    """Tell whether two lines are the same as far as no notification covers them."""
    ends = [line.find(_TOAST) if _TOAST in line else None for line in (one, other)]
    end = min((end for end in ends if end is not None), default=None)
    return one[:end].rstrip() == other[:end].rstrip()


class Stored:
    """What the databases in ``folder`` hold; cheap to ask as long as nothing is written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[Path, sqlite3.Connection] = {}
        self._versions: dict[Path, int] = {}
        self._sums: dict[tuple[Path, str], str] = {}

    def close(self) -> None:
        """Let go of the databases."""
        for connection in self._open.values():
            connection.close()

    def changed(self) -> set[str]:
        """Return the names of the tables whose rows are others than the last time, and of new databases."""
        found = {path for path in self._folder.rglob("*.db") if path.is_file()}
        changed = {str(path) for path in found ^ self._open.keys()}
        for path in found - self._open.keys():
            self._open[path] = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        for path in found:
            (version,) = self._open[path].execute("PRAGMA data_version").fetchone()
            if self._versions.get(path) != version:
                self._versions[path] = version
                changed |= self._others(path)
        return changed

    def _others(self, path: Path) -> set[str]:
        tables = self._open[path].execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        before = {name: self._sums.get((path, name)) for (name,) in tables}
        for (name,) in tables:
            with closing(self._open[path].execute(f'SELECT * FROM "{name}"')) as rows:  # noqa: S608 - the shop's tables
                self._sums[path, name] = hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()
        return {name for name, total in before.items() if total != self._sums[path, name]}


def but_drafts(tables: set[str]) -> set[str]:
    """Return ``tables`` without that of the drafts, which keep what is typed."""
    return tables - {_DRAFTS}
