"""A sign-up or an edit that is under way (F13, F92): kept as it was typed, by its author, until saved or discarded."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from intake.text import clean, presentable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Field texts as typed, finished or not. ``id`` is made by the station that starts it.

    ``customer`` and ``seen_version`` tell which profile is being edited, and as of which version; a sign-up has none.
    ``on_file`` has the names in that profile, where they are known. ``scanned`` names the fields that a card filled,
    ``repairs`` what had to be mended to read it, ``hints`` what the card should be looked at for.
    """

    id: str
    author: str
    station: str
    texts: Mapping[str, str]
    started_at: datetime
    saved_at: datetime
    customer: str | None = None
    seen_version: int = 0
    scanned: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    on_file: Mapping[str, str] = field(default_factory=dict, compare=False)

    def over(self, kept: Draft, since: Mapping[str, str]) -> Draft:
        """Return this draft on top of ``kept``, which the same author keeps at another station too.

        What this one changed since it had the texts ``since`` counts, of everything else what is kept.
        """
        changed = {name for name in {*since, *self.texts} if since.get(name) != self.texts.get(name)}
        texts = {name: text for name, text in kept.texts.items() if name not in changed}
        texts |= {name: self.texts[name] for name in self.texts if name in changed}
        scanned = tuple(name for name in self.scanned if texts.get(name) == self.texts.get(name))
        return replace(self, texts=texts, scanned=scanned)

    @property
    def display_name(self) -> str:
        """The name as far as it has been typed, and else as it is in the profile."""
        typed = (self.texts.get(name, self.on_file.get(name, "")) for name in ("first_name", "last_name"))
        name = presentable(" ".join(clean(text) for text in typed if clean(text)))
        return name or (f"Customer {self.customer}" if self.customer else "New customer")
