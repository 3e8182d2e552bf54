"""A manager beside: chosen by name, proved by PIN, wherever something at the screen needs one."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from intake.employee import Permission
from intake.errors import IntakeError
from intake.text import presentable
from screens.first_letters import FirstLetters
from screens.text import plain
from screens.too_small import HEIGHTS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from intake.desk import Desk
    from intake.employee import Actor

_LONGEST_PIN: Final = 12
T = TypeVar("T")


def managers_of(desk: Desk) -> Sequence[str]:
    """Return the names of those who may vouch for others."""
    return [employee.name for employee in desk.employees.everyone() if employee.may(Permission.OVERRIDE)]


def with_manager(desk: Desk, actor: Actor, manager: str, pin: str) -> Actor:
    """Return ``actor`` with the manager beside for whom ``pin`` vouches.

    Raises ``Refused`` for an actor who was disabled meanwhile, and as ``EmployeeDesk.manager`` does.
    """
    trusted = desk.employees.trusted(actor.name)
    return dataclasses.replace(trusted, manager=desk.employees.manager(manager, pin))


class ManagerProof(Vertical):
    """The names of ``managers`` and a field for the PIN of the one who is chosen."""

    class Given(Message):
        """A manager has typed a PIN; it is forgotten on the screen."""

        def __init__(self, manager: str, pin: str) -> None:
            super().__init__()
            self.manager = manager
            self.pin = pin

    def __init__(self, managers: Sequence[str]) -> None:
        super().__init__(classes="manager-proof")
        self._managers = managers
        self._letters = FirstLetters()

    def compose(self) -> ComposeResult:
        """Lay out names, PIN and the line for what went wrong."""
        yield Label("Manager")
        names = OptionList(*[Option(plain(name)) for name in self._managers], compact=True)
        names.highlighted = 0
        yield names
        with Horizontal():
            yield Label("PIN of the manager")
            yield Input(id="manager-pin", password=True, compact=True, max_length=_LONGEST_PIN)
        yield Static(classes="problem")

    def take_focus(self) -> None:
        """Begin with the names."""
        self.query_one(OptionList).focus()

    def on_key(self, event: events.Key) -> None:
        """Choose a manager by the first letters; those typed into the PIN do not come here."""
        if event.is_printable and event.character:
            event.stop()
            if (index := self._letters.add(event.character, self._managers)) is not None:
                self.query_one(OptionList).highlighted = index

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Name in the empty field whose PIN is asked for."""
        event.stop()
        self.query_one(Input).placeholder = presentable(self._managers[event.option_index])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go on from the manager to the PIN."""
        event.stop()
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand over the manager and the PIN."""
        event.stop()
        chosen = self.query_one(OptionList).highlighted
        pin, event.input.value = event.value, ""
        if chosen is None:
            self.tell("Choose the manager.")
            self.take_focus()
        elif not pin:
            self.tell("The manager types the PIN.")
        else:
            self.tell("Checking…")
            self.post_message(self.Given(self._managers[chosen], pin))

    def tell(self, sentence: str) -> None:
        """Say what is missing or went wrong."""
        problem = self.query_one(".problem", Static)
        problem.update(plain(sentence))
        self.call_after_refresh(problem.scroll_visible, animate=False)

    def refuse(self, manager: str, error: IntakeError) -> None:
        """Say why it was refused with that manager, and take another PIN."""
        self.tell(f"! {manager}: {error.message}" if error.code == "wrong_pin" else f"! {error.message}")
        self.query_one(Input).focus()


class ManagerQuestion(ModalScreen[T | None]):
    """Asks for a manager beside, because of ``refusal``. Nothing that is scanned answers it.

    ``vouch`` is given name and PIN and returns what the answer shall be, or raises the ``IntakeError`` that is shown;
    ``None`` answers that no manager vouched.
    """

    HELP: ClassVar[str] = (
        "Your role may not do this; a manager may. Choose the manager with the arrow keys or the first letters, and "
        "the manager types the PIN and presses Enter. Esc goes back, nothing saved."
    )
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Go back", id="manager.back", tooltip="Go back to the form, nothing saved"),
    ]

    def __init__(
        self, refusal: IntakeError, managers: Sequence[str], vouch: Callable[[str, str], Awaitable[T]]
    ) -> None:
        super().__init__()
        self._refusal = refusal
        self._managers = managers
        self._vouch = vouch

    def compose(self) -> ComposeResult:
        """Lay out the refusal, and the manager under it."""
        with Vertical(classes="dialog verdict"):
            yield Static(Content("✗ Not saved").stylize("bold $text-error"))
            yield Static(plain(self._refusal.message))
            yield ManagerProof(self._managers)
            yield Label("Enter: save so   Esc: back to the form", classes="hint")

    def on_mount(self) -> None:
        """Begin with the names."""
        self.query_one(ManagerProof).take_focus()

    def on_manager_proof_given(self, message: ManagerProof.Given) -> None:
        """Try it with this manager."""
        message.stop()
        self.run_worker(self._try(message.manager, message.pin), exclusive=True)

    async def _try(self, manager: str, pin: str) -> None:
        try:
            answer = await self._vouch(manager, pin)
        except IntakeError as error:
            self.query_one(ManagerProof).refuse(manager, error)
        else:
            self.dismiss(answer)
