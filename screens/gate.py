"""What the app and its driver need of the wedge gate, which is handed to them from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events


class Step(Protocol):
    """One thing to do with a key or a scan; the first two carry a key, the last three a text."""

    @property
    def do(self) -> Literal["deliver", "hasty", "mark", "take back", "give back", "scanned", "dropped"]:
        """What to do."""

    @property
    def key(self) -> events.Event | None:
        """The key to deliver."""

    @property
    def text(self) -> str:
        """The payload, the text to give back, or the reason."""


class Gate(Protocol):
    """Says for each key whether it passes, waits, or belongs to a scan. Times are monotonic seconds."""

    @property
    def silence(self) -> float:
        """Seconds without a key that end a scan."""

    @property
    def capturing(self) -> bool:
        """Whether a scan is coming in."""

    @property
    def ended(self) -> int:
        """How many scans have ended so far."""

    @property
    def deadline(self) -> float | None:
        """When ``tick`` has something to do."""

    def opens(self, text: str) -> bool:
        """Tell whether ``text``, typed without a pause, ends with what opens a scan."""

    def key(self, character: str, time: float, key: events.Event, *, takeable: bool) -> Sequence[Step]:
        """Feed one key."""

    def chunk(
        self, text: str, time: float, make_key: Callable[[str], events.Event], *, takeable: bool
    ) -> Sequence[Step]:
        """Feed characters that arrived together."""

    def typed_sequence(self, text: str, began: float, time: float) -> Sequence[Step]:
        """Feed an escape sequence that was typed key by key from ``began`` on."""

    def paste(self, text: str, time: float, key: events.Event) -> Sequence[Step]:
        """Feed a paste."""

    def tick(self, now: float) -> Sequence[Step]:
        """Say what the passing of time brings."""
