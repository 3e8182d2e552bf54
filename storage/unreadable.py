"""What is said of stored values that no program of ours has written."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from intake.errors import StorageFailed
from storage.faults import VALUES_OF_A_WRONG_KIND, is_unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMPARE = "Compare with a backup, or restore it."


@contextlib.contextmanager
def readable(rows: str) -> Iterator[None]:
    """Say that ``rows`` disagree where a value in them is of a kind that no program of ours writes."""
    try:
        yield
    except (DBAPIError, *VALUES_OF_A_WRONG_KIND) as error:
        if not is_unreadable(error):
            raise
        raise disagreeing(f"{rows} cannot be read") from None


def disagreeing(what: str, advice: str = _COMPARE) -> StorageFailed:
    """Return the failure of a shop in which somebody or something changed what the history tells otherwise."""
    return StorageFailed(
        "disagreeing",
        f"{what}: a damaged disk or somebody changed it behind the program. {advice}",
        what=what,
    )
