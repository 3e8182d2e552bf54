"""The field of a PIN at the sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType


class PinField(Input):
    """Takes digits; any other character is for choosing a name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Sign in", id="sign_in.enter", tooltip="Sign in with this name and PIN"),
    ]

    class LetterTyped(Message):
        """Somebody typed a letter of a name."""

        def __init__(self, letter: str) -> None:
            super().__init__()
            self.letter = letter

    def __init__(self) -> None:
        super().__init__(password=True, max_length=12, restrict="[0-9]*", select_on_focus=False)

    def on_key(self, event: events.Key) -> None:
        """Pass letters on."""
        if event.is_printable and event.character and event.character not in "0123456789":
            event.stop()
            event.prevent_default()
            self.post_message(self.LetterTyped(event.character))
