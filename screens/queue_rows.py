"""The rows of the queue pane: who is in the building, as cells of text (F90 to F95)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from intake.customer import CustomerType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from intake.draft import Draft
    from intake.queue import Entry

MARKS = {
    "MED": "a patient with a state medical ID",
    "REC": "a patient with a recommendation",
    "BAN": "banned since the check-in: see the profile",
    "W1": "the first warning is set: see the notes",
    "W2": "the second warning is set: see the notes",
    "MGR": "let in by a manager",
}
"""The marks beside a name, with their meaning."""

_SIGN_UP, _EDIT = "S", "E"
_TYPES = {CustomerType.MEDICAL_STATE_ID: "MED", CustomerType.MEDICAL_RECOMMENDATION: "REC"}
_BADGES = {"banned": "BAN", "warning_1": "W1", "warning_2": "W2", "override": "MGR"}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One person. ``key`` stays the same as long as the person stays; ``place`` is the number in the line, from 1.

    A draft has no place; its ``chip`` says S for a sign-up and E for an edit (F92).
    """

    key: str
    chip: str
    name: str
    wait: str
    marks: str
    entry: Entry | None = None
    draft: Draft | None = None
    place: int = 0

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """What the row shows."""
        return (self.chip, self.name, self.wait, self.marks)


def rows_of(drafts: Sequence[Draft], waiting: Sequence[Entry], now: datetime) -> list[QueueRow]:
    """Return the drafts and below them everyone who waits, in order."""
    return list(chain(_draft_rows(drafts), _waiting_rows(waiting, now)))


def _draft_rows(drafts: Sequence[Draft]) -> Iterator[QueueRow]:
    for draft in drafts:
        chip = _EDIT if draft.customer else _SIGN_UP
        yield QueueRow(f"draft {draft.id}", chip, draft.display_name, f"by {draft.author}", "", draft=draft)


def _waiting_rows(waiting: Sequence[Entry], now: datetime) -> Iterator[QueueRow]:
    for place, entry in enumerate(waiting, 1):
        wait = short_wait(entry.waited_seconds(now))
        name = entry.name or f"Customer {entry.customer}"
        yield QueueRow(f"entry {entry.id}", str(place), name, wait, _marks(entry), entry=entry, place=place)


def _marks(entry: Entry) -> str:
    kind = [_TYPES[entry.type]] if entry.type in _TYPES else []
    return " ".join([*kind, *(_BADGES[badge] for badge in entry.badges)])


def short_wait(seconds: int) -> str:
    """Return a wait in whole minutes, with hours from 60 of them on."""
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} h {minutes:02}" if hours else f"{minutes} min"


def headcount(rows: Sequence[QueueRow]) -> int:
    """Return how many are in the building: who waits, and who is being signed up (F90)."""
    return sum(row.entry is not None or row.chip == _SIGN_UP for row in rows)


def in_words(rows: Sequence[QueueRow]) -> str:
    """Return the headcount for the title of the pane."""
    waiting = sum(row.entry is not None for row in rows)
    signing = headcount(rows) - waiting
    return f"Queue: {waiting} waiting" + (f", {signing} signing up" if signing else "")
