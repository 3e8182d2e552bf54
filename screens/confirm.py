"""Dialogs that ask before something is done, and the kind of pop-up that may go without an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

T = TypeVar("T")
LONGEST_REASON = 200
_BEFORE = "Go one button back"
_NEXT = "Go to the next button"


class Passing(ModalScreen[T]):
    """A pop-up that tells something. A card that opens puts it away, as Esc does; the answer is ``None`` then.

    One in which something is typed is ``in_use``: the card waits until it is answered.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "put_away", "Close", id="popup.close", tooltip="Close this pop-up"),
    ]

    @property
    def in_use(self) -> bool:
        """Whether something would be lost if it went."""
        return any(field.value for field in self.query(Input))

    def action_put_away(self) -> None:
        """Go without an answer."""
        self.dismiss(None)


class Question(ModalScreen[bool]):
    """A question with the buttons ``no``, which has the focus, and ``yes``. Nothing that is scanned answers it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "answer(False)", "No", id="question.no", tooltip="Leave everything as it is"),
        Binding("left,up", "app.focus_previous", "Before", show=False, id="question.before", tooltip=_BEFORE),
        Binding("right,down", "app.focus_next", "Next", show=False, id="question.next", tooltip=_NEXT),
    ]

    def __init__(self, question: str | Content, *, yes: str, no: str) -> None:
        super().__init__()
        self._question = question
        self._yes = yes
        self._no = no

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(classes="dialog"):
            yield Label(self._question, markup=False)
            with Horizontal(classes="buttons"):
                yield Button(self._no, id="no", variant="primary")
                yield Button(self._yes, id="yes", variant="warning")
            yield Label(f"←→: choose   Enter: answer   Esc: {self._no.lower()}", markup=False, classes="hint")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer with the button."""
        event.stop()
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        """Answer by key."""
        self.dismiss(answer)


class ReasonQuestion(ModalScreen[str | None]):
    """Asks for a reason, which may stay empty. Enter does it and answers the reason; Esc answers ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "keep", "Leave as it is", id="reason.keep", tooltip="Do nothing and go back"),
    ]

    def __init__(self, question: str | Content, *, done: str) -> None:
        super().__init__()
        self._question = question
        self._done = done

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(classes="dialog"):
            yield Label(self._question, markup=False)
            yield Input(placeholder="Reason (may stay empty)", max_length=LONGEST_REASON)
            yield Label(f"Enter: {self._done}   Esc: leave as it is", markup=False, classes="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with what was typed."""
        event.stop()
        self.dismiss(event.value)

    def action_keep(self) -> None:
        """Answer that nothing is to be done."""
        self.dismiss(None)
