"""Anchors: ends of the history noted elsewhere, which prove later that nothing before them was rewritten or cut off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN = 16
"""Hex digits of a link in a printed anchor: nobody without the history key meets 64 bits by trying."""

_NUMBERED = re.compile(r"(?<![0-9A-Za-z])(?P<seq>[0-9]{1,18})-(?P<start>[0-9a-f]{16,64})(?![0-9A-Za-z])")
_BARE = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{64}(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The beginning of an event's link; ``seq`` is the event's number, or None where only the link was noted."""

    start: str
    seq: int | None = None

    def __str__(self) -> str:
        return self.start if self.seq is None else f"{self.seq}-{self.start}"


def anchor_at(seq: int, mac: str) -> Anchor:
    """Return the anchor for a history that ends with that event, short enough for paper."""
    return Anchor(mac[:_SHOWN], seq)


def anchors_in(text: str) -> list[Anchor]:
    """Return every anchor in ``text``, which may be a log of them or the JSON of a command.

    A head of 64 digits counts where there is nothing better. Raises ``Unreadable`` when there is no anchor at all.
    """
    text = text.lower()
    found = [Anchor(match["start"], int(match["seq"])) for match in _NUMBERED.finditer(text)]
    if not found:
        found = [Anchor(head) for head in _BARE.findall(text)]
    if not found:
        raise Unreadable("no_anchor", "There is no anchor in it: intake history head prints one, as 12-0f3a….")
    return found


class Awaited:
    """The anchors that a walk along the chain still has to meet."""

    def __init__(self, anchors: Iterable[Anchor]) -> None:
        self._numbered: dict[int, set[str]] = {}
        self._bare: set[str] = set()
        for anchor in anchors:
            if anchor.seq is None:
                self._bare.add(anchor.start)
            else:
                self._numbered.setdefault(anchor.seq, set()).add(anchor.start)

    def missed(self, seq: int, mac: str) -> bool:
        """Pass an event, and return whether an anchor of its number is another one's."""
        self._bare.discard(mac)
        return not all(mac.startswith(start) for start in self._numbered.pop(seq, ()))

    @property
    def left(self) -> str:
        """What was never met, in words; empty when nothing is left."""
        if self._numbered:
            return f"event {min(self._numbered)}"
        return f"end {min(self._bare)[:16]}…" if self._bare else ""


def no_longer(what: str) -> str:
    """Return the sentence part for an anchor that a history does not meet."""
    return f"the anchored {what} is not in it: it was cut, rewritten, or an older backup was restored"
