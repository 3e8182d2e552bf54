"""The question before the station closes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Label

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class LeaveQuestion(ModalScreen[bool]):
    """Asks whether to close the station; Enter and Esc stay."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stay", "Stay", id="leave.stay", tooltip="Stay at the station"),
    ]
    DEFAULT_CSS = """
    LeaveQuestion {
        align: center middle;
        Vertical { width: 44; height: auto; border: round $warning; padding: 0 2; background: $surface; }
        Label { width: 1fr; text-align: center; }
        Horizontal { height: auto; align-horizontal: center; margin-top: 1; }
        Button { margin: 0 2; }
    }
    """

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical():
            yield Label("Close this station?")
            with Horizontal():
                yield Button("Stay", id="stay", variant="primary")
                yield Button("Close", id="close", variant="warning")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer with the button."""
        event.stop()
        self.dismiss(event.button.id == "close")

    def action_stay(self) -> None:
        """Answer no."""
        self.dismiss(False)
