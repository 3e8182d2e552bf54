"""One key that came, and what it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Generic, Literal, TypeVar

from devices.capture import CONTROL

EDITS: Final = frozenset("\x08\x7f")
"""Backspace, which takes back what was typed; in a field it can be taken back itself."""

Key = TypeVar("Key")

Haste = Literal["", "lump", "single"]
"""Whether a control key came right behind another key, in one lump with it or by itself."""


@dataclass(slots=True)
class Stroke(Generic[Key]):
    """One key and when it came; ``takeable`` ones go into a field, as text or Backspace, that can take them back.

    ``more``: others came in one lump behind it.
    """

    character: str
    time: float
    key: Key
    takeable: bool
    more: bool = False
    haste: Haste = ""

    @property
    def edits(self) -> bool:
        """Whether the key takes back what was typed."""
        return self.character in EDITS

    @property
    def is_text(self) -> bool:
        """Whether the key adds a character to a field."""
        return self.takeable and not self.edits

    @property
    def acts(self) -> bool:
        """Whether the key does something that cannot be taken back, more than taking back what was typed."""
        return not self.takeable and not self.edits

    @property
    def controls(self) -> bool:
        """Whether this is a control key that does more than take back what was typed."""
        return CONTROL.match(self.character) is not None and not self.edits
