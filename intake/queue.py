"""The queue: everyone in the building, in the order of check-in (F90 to F95)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from intake.errors import Misused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from intake.customer import CustomerType

UNDOABLE: Final = {"checked_in": "the check-in", "moved": "the move", "removed": "the removal"}
"""The kinds of action in the queue that can be taken back (J4), and how to call each."""


class Ending(StrEnum):
    """How a queue entry ended; none is ever deleted (J4)."""

    REMOVED = "removed"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One stay in the queue. ``rank`` orders the waiting; an ended entry tells how, when, by whom and why.

    ``name``, ``type``, the warnings and the ban are the customer's of today.
    """

    id: int = 0
    customer: str
    name: str = ""
    type: CustomerType | None = None
    warning_1: bool = False
    warning_2: bool = False
    banned: bool = False
    rank: int = 0
    checked_in_at: datetime
    checked_in_by: str
    station: str
    override_by: str | None = None
    override_reason: str | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    ending: Ending | None = None
    ended_reason: str | None = None
    version: int = 1

    @property
    def open(self) -> bool:
        """Whether the customer still waits."""
        return self.ending is None

    @property
    def badges(self) -> tuple[str, ...]:
        """Words that the row shows beside the name."""
        flags = {
            "banned": self.banned,
            "override": self.override_by,
            "warning_1": self.warning_1,
            "warning_2": self.warning_2,
        }
        return tuple(word for word, on in flags.items() if on)

    def waited_seconds(self, now: datetime) -> int:
        """Return the whole seconds since check-in, never negative when a clock was set back."""
        return max(0, int((now - self.checked_in_at).total_seconds()))


def position_of(waiting: Sequence[Entry], entry_id: int) -> int | None:
    """Return an entry's place in the line, from 1, or ``None`` when it does not wait."""
    return next((place for place, entry in enumerate(waiting, 1) if entry.id == entry_id), None)


def check_position(position: int, waiting: int) -> int:
    """Return ``position`` when it is a place in a line of ``waiting`` people; raises ``Misused`` else."""
    if not 1 <= position <= waiting:
        raise Misused("bad_position", f"The position must be between 1 and {waiting}.")
    return position
