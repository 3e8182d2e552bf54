"""Whether a shop's file is still the one that was opened: SQLite goes on writing to one that was deleted."""

from __future__ import annotations

import os

from intake.errors import StorageFailed
from storage.faults import storage_failed
from storage.presence import presence_path
from storage.url import Place, SqlitePlace, size_of


class OpenFile:
    """The file at ``place`` from now on, or from when it is made."""

    def __init__(self, place: SqlitePlace) -> None:
        self._place = place
        self._path = str(place.path)
        self._first: tuple[int, int] | None = None
        self._first = self._present()

    def fault(self) -> StorageFailed | None:
        """Return what to say when the file is gone or another has taken its place; one that came back is well."""
        present = self._present()
        if self._first is None:
            self._first = present
        if present == self._first:
            return None
        return storage_failed("replaced" if present else "gone", self._place)

    def _present(self) -> tuple[int, int] | None:
        """Return what tells the file from every other one, or None where there is none."""
        try:
            found = os.stat(self._path)  # noqa: PTH116 - a third of the time of a path, and asked at every glance
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError:
            return self._first
        return found.st_dev, found.st_ino


def check_nothing_left(place: Place) -> None:
    """Raise ``StorageFailed`` (``left_behind``) where a shop's file is gone and what was written last still lies there.

    A new database in its place would delete that. One that is empty and was open once is ``damaged``: no new shop is
    to be made in its place as if there had been none.
    """
    if not isinstance(place, SqlitePlace):
        return
    if os.path.lexists(place.path):
        _check_not_emptied(place)
        return
    for left in (place.path.with_name(f"{place.path.name}{side}") for side in ("-wal", "-journal")):
        if size_of(left):
            words = f"The shop database at {place} is gone, but {left.name} is there with what was written last"
            raise StorageFailed("left_behind", f"{words}: put the database back, or move {left.name} away first.")


def _check_not_emptied(place: SqlitePlace) -> None:
    opened, log = presence_path(place), place.path.with_name(f"{place.path.name}-wal")
    if place.path.is_file() and not size_of(place.path) and (opened.exists() or size_of(log)):
        left = log if size_of(log) else opened
        raise StorageFailed(
            "damaged",
            f"The database at {place} is empty, but {left.name} beside it is that of a shop in use: restore a backup. "
            f"For a new shop move {left.name} away first.",
        )
