"""The pop-up of a check-in that is refused, and a manager's override where the market allows one (F66, J1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from intake.errors import IntakeError
from intake.queue import Entry
from screens.confirm import LONGEST_REASON, Passing
from screens.text import plain

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    Vouch = Callable[[str, str, str], Awaitable[Entry]]

_LONGEST_PIN: Final = 12


class Verdict(Passing[Entry | None]):
    """Tells every reason against a check-in. With ``managers`` it takes a reason, a name and that manager's PIN.

    ``vouch`` is given these three and returns the entry, or raises the ``IntakeError`` that is shown. Answers with
    the entry, or ``None`` when the customer stays out.
    """

    HELP: ClassVar[str] = (
        "This customer was not checked in; every reason is told. Where a manager may override it: type why, choose "
        "the manager with the arrow keys, and the manager types the PIN and presses Enter. Esc leaves it refused."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "put_away", "Close", show=False, id="verdict.close", tooltip="Close this pop-up"),
    ]

    def __init__(self, reasons: Sequence[Mapping[str, Any]], managers: Sequence[str], vouch: Vouch) -> None:
        super().__init__()
        self._reasons = reasons
        self._managers = managers
        self._vouch = vouch

    def compose(self) -> ComposeResult:
        """Lay out the reasons, and the override under them."""
        with Vertical(classes="dialog verdict"):
            yield Static(Content("✗ Not checked in").stylize("bold $text-error"))
            for reason in self._reasons:
                yield Static(_told(reason))
            if self._managers:
                yield from self._override()
            else:
                yield Label("Enter or Esc: close", classes="hint")

    def _override(self) -> ComposeResult:
        yield Label("A manager may let them in. Why?")
        yield Input(id="reason", compact=True, max_length=LONGEST_REASON)
        yield Label("Manager")
        yield OptionList(*[Option(plain(name)) for name in self._managers], compact=True)
        yield Label("PIN of the manager")
        yield Input(id="manager-pin", password=True, compact=True, max_length=_LONGEST_PIN)
        yield Static(id="problem")
        yield Label("Enter: let them in   Esc: leave refused", classes="hint")

    def on_mount(self) -> None:
        """Begin with the reason."""
        if self._managers:
            self.query_one(OptionList).highlighted = 0
            self.query_one("#reason").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on from the reason to the manager, and from the PIN to the check-in."""
        event.stop()
        if event.input.id == "reason":
            self.query_one(OptionList).focus()
        else:
            self.run_worker(self._let_in(), exclusive=True)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go on from the manager to the PIN."""
        event.stop()
        self.query_one("#manager-pin").focus()

    async def _let_in(self) -> None:
        reason, pin = self.query_one("#reason", Input), self.query_one("#manager-pin", Input)
        chosen = self.query_one(OptionList).highlighted
        if not reason.value.strip():
            self._missing("Write why this customer may come in.", reason)
        elif chosen is None:
            self._missing("Choose the manager who lets them in.", self.query_one(OptionList))
        else:
            typed, pin.value = pin.value, ""
            await self._try(self._managers[chosen], typed, reason.value)

    async def _try(self, manager: str, pin: str, reason: str) -> None:
        try:
            entry = await self._vouch(manager, pin, reason)
        except IntakeError as error:
            self._missing(error.message, self.query_one("#manager-pin", Input))
        else:
            self.dismiss(entry)

    def _missing(self, sentence: str, field: Input | OptionList) -> None:
        self.query_one("#problem", Static).update(plain(f"! {sentence}"))
        field.focus()


def _told(reason: Mapping[str, Any]) -> Content:
    """Return a reason in words, with the rule that decides below it."""
    message = plain(f"  • {reason['message']}")
    basis = reason.get("basis")
    return Content.assemble(message, "\n", plain(f"    rule: {basis}").stylize("dim")) if basis else message
