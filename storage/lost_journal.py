"""The trace of a ``-wal`` that was taken away: kept apart, for the sign-in asks before it loads what a store needs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def is_lost(path: Path) -> bool:
    """Return whether beside ``path`` is a ``-shm`` alone; SQLite makes that last, and takes it away first.

    Who opens the file then makes an empty ``-wal``, and nobody can tell any more.
    """
    journal, shared = (path.with_name(f"{path.name}{side}") for side in ("-wal", "-shm"))
    # asked twice: a station that opens the file meanwhile makes the one before the other
    return not os.path.lexists(journal) and os.path.lexists(shared) and not os.path.lexists(journal)
