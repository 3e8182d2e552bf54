"""Hearing of changes: each is told once, a database that is away is told once, and so is its return."""

from __future__ import annotations

from queue import Queue
from threading import Event
from typing import TYPE_CHECKING

from intake.errors import StorageFailed
from screens import watching
from screens.watching import Watcher

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from intake.ports import Watch

GONE = StorageFailed("unreachable", "The database server does not answer.")


class FakeWatch:
    """Answers what a test says, and then waits until it is closed."""

    def __init__(self, answers: Sequence[bool | StorageFailed]) -> None:
        self._answers = list(answers)
        self._closed = Event()

    def wait(self, seconds: float) -> bool:
        if not self._answers:
            self._closed.wait(seconds)
            return False
        answer = self._answers.pop(0)
        if isinstance(answer, StorageFailed):
            raise answer
        return answer

    def close(self) -> None:
        self._closed.set()


class FakeStore:
    def __init__(self, answers: Sequence[bool | StorageFailed]) -> None:
        self._watch = FakeWatch(answers)

    def watch(self) -> Watch:
        return self._watch


def heard(answers: Sequence[bool | StorageFailed], count: int) -> list[str]:
    """Return the first ``count`` things that a watcher tells."""
    told: Queue[str] = Queue()
    watcher = Watcher(
        FakeStore(answers),  # type: ignore[arg-type]  # only watch is asked of it
        lambda: told.put("changed"),
        lambda error: told.put(error.code if error else "back"),
    )
    first = [told.get(timeout=60) for _ in range(count)]
    watcher.stop()
    assert told.empty()
    return first


def test_only_changes_are_told() -> None:
    assert heard([False, True, False, True], 2) == ["changed", "changed"]


def test_a_database_that_is_away_is_told_once_and_its_return_brings_everything_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watching, "_AGAIN", 0.0)
    assert heard([True, GONE, GONE, False], 4) == ["changed", "unreachable", "back", "changed"]


def test_a_database_that_is_back_is_noticed_although_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_AGAIN", 0.0)
    monkeypatch.setattr(watching, "_LONGEST", 3600.0)
    assert heard([GONE], 3) == ["unreachable", "back", "changed"]
