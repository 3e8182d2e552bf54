"""What the house tells its screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from textual.events import Event
from textual.message import Message

if TYPE_CHECKING:
    from intake.queue import Entry

Listen = Callable[[Callable[[str], object], Callable[[str, bool], object]], Callable[[], None]]
"""What begins to hear a scanner that is read directly, and returns what ends it.

It is given what takes a payload, and what takes a sentence about the scanner and whether it is good news; it calls
both from a thread of its own.
"""
Pane = Literal["directory", "profile", "queue"]
"""The three panes of the station."""


class Scanned(Message):
    """A scanner sent one complete payload.

    It is posted to the screen in front and bubbles to the app. ``payload`` is raw and unchecked: characters from
    a wedge, bytes from a device that is read directly.
    """

    def __init__(self, payload: str | bytes) -> None:
        super().__init__()
        self.payload = payload


class Uncovered(Message):
    """No pop-up stands before the station any more."""


class ScanDropped(Message):
    """Something that was typed by a machine is no scan; ``reason`` is one sentence for the employee."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class TypedTogether(Event):
    """Characters that came in one lump or within a scan: text to be judged, never keys to be pressed at once."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class TypedSequence(Event):
    """An escape sequence that was typed key by key since ``began``, or the beginning of one: no key of a person."""

    def __init__(self, text: str, began: float) -> None:
        super().__init__()
        self.text = text
        self.began = began


class InputFailed(Event):
    """The thread that reads the terminal met ``error`` and went on."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class CustomerChosen(Message):
    """Somebody wants to see the profile of customer ``number``; ``payload`` is the card that may be theirs."""

    def __init__(self, number: str, payload: str | bytes | None = None) -> None:
        super().__init__()
        self.number = number
        self.payload = payload


class SignUpWanted(Message):
    """Somebody wants an empty sign-up form."""


class DraftChosen(Message):
    """Somebody wants to go on with the draft ``draft_id``."""

    def __init__(self, draft_id: str) -> None:
        super().__init__()
        self.draft_id = draft_id


class CheckInWanted(Message):
    """Customer ``number`` is to be checked in; ``payload`` is the card in hand, where the customer came by scan."""

    def __init__(self, number: str, payload: str | bytes | None = None) -> None:
        super().__init__()
        self.number = number
        self.payload = payload


class CheckedIn(Message):
    """A customer stands in the queue now, by ``entry``."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry


class ProfileSaved(Message):
    """The profile of customer ``number`` was signed up or changed at this station."""

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number


class SearchWanted(Message):
    """Somebody wants to type into the directory's search box."""


class ShopChanged(Message):
    """Something in the shop changed, at this station or another: what is shown may be old."""


class PaneWanted(Message):
    """Somebody wants to work in another pane."""

    def __init__(self, pane: Pane) -> None:
        super().__init__()
        self.pane = pane
