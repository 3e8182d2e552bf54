"""The power fails at any moment: what was acknowledged is there, nothing is half, no page is damaged."""

from __future__ import annotations

import contextlib
import random
import tempfile
from collections import Counter
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from unittest import mock

import apsw
import pytest
from deeds import begin_the_day, desk_on, work_a_day
from file_layer import Layer
from long_runs import LONG
from power import Disk, cut_at, fingerprint_of, state_after
from released import SCHEMAS, bring_back

from storage import engine, setup
from storage.setup import create_or_upgrade
from storage.sqlite import sqlite3
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from intake.ports import Work
    from storage.secret import Secret

T = TypeVar("T")

CUTS = 2500 if LONG else 250
"""Power cuts in each journal mode; as many as it takes where they shall show something."""

FAST = next((folder for folder in ["/dev/shm"] if Path(folder).is_dir()), None)  # noqa: S108 - a folder in memory


@dataclass(frozen=True)
class Recording:
    """What was asked of the disk from ``start`` on, and the state of the shop after each acknowledgement."""

    start: Disk
    layer: Layer
    states: list[str]

    def cut(self, chance: random.Random) -> str:
        """Cut the power once, at a random moment, and return what came of it."""
        place = chance.randrange(len(self.layer.ops))
        acknowledged = sum(op.kind == "acknowledged" for op in self.layer.ops[:place])
        files = cut_at(deepcopy(self.start), self.layer.ops, place, chance)
        with tempfile.TemporaryDirectory(dir=FAST) as folder:
            state = state_after(files, Path(folder))
        if state in self.states[acknowledged : acknowledged + 2]:
            return "right"
        return "lost" if state in self.states else "corrupt" if state == "corrupt" else "half"

    def cuts(self, times: int) -> Counter[str]:
        """Cut the power so often and count what came of it."""
        chance = random.Random(20261121)
        return Counter(self.cut(chance) for _ in range(times))


def record(url: str, secret: Secret) -> Recording:
    """Let a station work for a day over a layer that tells what it asks of the disk."""
    path, layer, states = Path(url.removeprefix("sqlite:///")), Layer(), list[str]()
    start = Disk.of(path.parent)

    def tell_state() -> None:
        with closing(apsw.Connection(str(path))) as other:
            states.append(fingerprint_of(other))

    tell_state()
    with layer.under(), closing(open_store(url, secret)) as store:
        act = store.act

        def telling(work: Callable[[Work], T]) -> T:
            result = act(work)
            layer.acknowledge()
            tell_state()
            return result

        with mock.patch.object(store, "act", telling):
            desk = desk_on(store, secret)
            begin_the_day(desk)
            work_a_day(desk)
    return Recording(start, layer, states)


def record_init(url: str, secret: Secret) -> Recording:
    """Let an init make or upgrade the shop in a file that is there, over such a layer."""
    path, layer = Path(url.removeprefix("sqlite:///")), Layer()
    start, states = Disk.of(path.parent), list[str]()
    with mock.patch.object(setup, "keep_copy", return_value=None):
        for doing in (contextlib.nullcontext, partial(initialised, url, secret, layer)):
            with doing(), closing(apsw.Connection(str(path))) as other:
                states.append(fingerprint_of(other))
    return Recording(start, layer, states)


@contextlib.contextmanager
def initialised(url: str, secret: Secret, layer: Layer) -> Iterator[None]:
    with layer.under():
        create_or_upgrade(url, secret, "ca")
    layer.acknowledge()
    yield


@pytest.fixture
def journal(request: pytest.FixtureRequest, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A journal mode that a shop's file may have; WAL goes over into the file after every few pages."""
    mode = str(request.param)
    monkeypatch.setattr(engine, "wal_is_safe", lambda: mode == "wal")
    monkeypatch.setattr(engine, "_PRAGMAS", (*engine._PRAGMAS, "PRAGMA wal_autocheckpoint = 12"))
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as file:
        file.execute(f"PRAGMA journal_mode = {mode}")
    return mode


@pytest.mark.parametrize("journal", ["delete", "wal"], indirect=True)
def test_a_power_cut_loses_nothing_that_was_acknowledged_and_leaves_nothing_half(
    journal: str, sqlite_url: str, secret: Secret
) -> None:
    recording = record(sqlite_url, secret)
    outcome = recording.cuts(CUTS)
    print(f"\n{journal}: {len(recording.layer.ops)} operations, {outcome}")
    assert outcome == {"right": CUTS}
    assert len(set(recording.states)) == len(recording.states) > 30


@pytest.mark.parametrize(
    ("journal", "synchronous", "harm"),
    [("delete", "OFF", "corrupt"), ("wal", "NORMAL", "lost"), ("delete", "FULL", "lost")],
    indirect=["journal"],
)
def test_less_care_would_show(
    journal: str, sqlite_url: str, secret: Secret, monkeypatch: pytest.MonkeyPatch, synchronous: str, harm: str
) -> None:
    """These cuts find what they look for: each lesser setting loses something."""
    monkeypatch.setattr(engine, "_PRAGMAS", (*engine._PRAGMAS, f"PRAGMA synchronous = {synchronous}"))
    outcome = record(sqlite_url, secret).cuts(CUTS // 2)
    print(f"\n{journal}, {synchronous}: {outcome}")
    assert outcome[harm]


@pytest.mark.parametrize("schema", [None, *SCHEMAS])
def test_a_power_cut_in_an_init_leaves_it_done_or_not_done(tmp_path: Path, secret: Secret, schema: str | None) -> None:
    url = f"sqlite:///{tmp_path}/data/shop.db"
    if schema:
        bring_back(url, schema)
    else:
        (tmp_path / "data").mkdir(mode=0o700)
        (tmp_path / "data/shop.db").touch(0o600)
    recording = record_init(url, secret)
    outcome = recording.cuts(CUTS // 2)
    print(f"\ninit from {schema}: {len(recording.layer.ops)} operations, {outcome}")
    assert outcome == {"right": CUTS // 2}
