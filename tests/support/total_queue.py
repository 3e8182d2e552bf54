"""What went in must come out: the reckoning of a total queue, after Jepsen's checker of that name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How many elements were tried, said to be saved, and found; it is right when the last three are 0.

    ``recovered`` were found though nobody was told that they were saved.
    """

    attempts: int
    acknowledged: int
    ok: int
    recovered: int
    lost: int
    duplicated: int
    unexpected: int

    @property
    def is_right(self) -> bool:
        """Whether nothing was lost, nothing is there twice and nothing came from nowhere."""
        return not (self.lost or self.duplicated or self.unexpected)


def reckon(attempts: Iterable[str], acknowledged: Iterable[str], found: Iterable[str]) -> Reckoning:
    """Compare what was tried and what was said to be saved with what was found in the end."""
    tried, said, there = Counter(attempts), Counter(acknowledged), Counter(found)
    known = Counter({element: count for element, count in there.items() if element in tried})
    ok = known & tried
    return Reckoning(
        attempts=tried.total(),
        acknowledged=said.total(),
        ok=ok.total(),
        recovered=(ok - said).total(),
        lost=(said - there).total(),
        duplicated=(known - tried).total(),
        unexpected=(there - known).total(),
    )
