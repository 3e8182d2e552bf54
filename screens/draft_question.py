"""The question before somebody leaves a form with something unsaved in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Label

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

DraftAnswer = Literal["keep", "discard"]


class DraftQuestion(ModalScreen[DraftAnswer | None]):
    """Asks what becomes of the draft: kept, thrown away, or gone on with (``None``)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Go on editing", id="draft.stay", tooltip="Go back to the form"),
        Binding("left", "app.focus_previous", "Before", show=False, id="draft.before", tooltip="Go one button back"),
        Binding("right", "app.focus_next", "Next", show=False, id="draft.next", tooltip="Go to the next button"),
    ]

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(classes="dialog"):
            yield Label("This form is not saved.")
            with Horizontal(classes="buttons"):
                yield Button("Keep as draft", id="keep", variant="primary", compact=True)
                yield Button("Discard", id="discard", variant="warning", compact=True)
                yield Button("Go on", id="stay", compact=True)
            yield Label("←→: choose   Enter: answer   Esc: go on", classes="hint")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer with the button."""
        event.stop()
        self.dismiss("keep" if event.button.id == "keep" else "discard" if event.button.id == "discard" else None)
