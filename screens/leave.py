"""Closing the station: the question before, and what cannot be kept."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Label

from intake.errors import IntakeError
from screens.confirm import Question

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from screens.standing import StandingApp


_KEEP_SECONDS: Final = 3.0
"""How long a person who closes the station waits for the draft to be kept."""


async def leave(app: StandingApp) -> None:
    """Close ``app`` when what must not be lost is kept; where the database cannot keep it, ask once more."""

    async def answered(wanted: bool | None) -> None:
        if wanted:
            with suppress(IntakeError, TimeoutError):  # the database may be back
                await asyncio.wait_for(app.before_leaving(), _KEEP_SECONDS)
            app.exit()

    try:
        await asyncio.wait_for(app.before_leaving(), _KEEP_SECONDS)
    except (IntakeError, TimeoutError) as error:
        why = error.message if isinstance(error, IntakeError) else "The database does not answer."
        words = f"{why} What was typed last is not kept. Close this station all the same?"
        app.push_screen(LeavingQuestion(words), answered)
    else:
        app.exit()


class LeavingQuestion(Question):
    """Asks whether to close the station where something is not saved, or cannot be."""

    def __init__(self, words: str) -> None:
        super().__init__(words, yes="Close", no="Stay")


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
            yield Label("Tab: choose   Enter: answer   Esc: stay", classes="hint")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer with the button."""
        event.stop()
        self.dismiss(event.button.id == "close")

    def action_stay(self) -> None:
        """Answer no."""
        self.dismiss(False)
