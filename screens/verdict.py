"""The pop-up of a check-in that is refused, and a manager's override where the market allows one (F66, J1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from intake.errors import IntakeError
from intake.queue import Entry
from screens.confirm import LONGEST_REASON, Passing
from screens.text import plain
from screens.too_small import HEIGHTS
from screens.vouching import ManagerProof

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    Vouch = Callable[[str, str, str], Awaitable[Entry]]


class Verdict(Passing[Entry | None]):
    """Tells every reason against a check-in. With ``managers`` it takes a reason, a name and that manager's PIN.

    ``vouch`` is given these three and returns the entry, or raises the ``IntakeError`` that is shown. Answers with
    the entry, or ``None`` when the customer stays out.
    """

    HELP: ClassVar[str] = (
        "This customer was not checked in; every reason is told. Where a manager may override it: type why, choose "
        "the manager with the arrow keys or the first letters, and the manager types the PIN and presses Enter. Esc "
        "leaves it refused."
    )
    VERTICAL_BREAKPOINTS = HEIGHTS
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
                yield from _told(reason)
            if self._managers:
                yield from self._override()
            else:
                yield Label("Enter or Esc: close", classes="hint")

    def _override(self) -> ComposeResult:
        yield Label("A manager may let them in. Why?")
        yield Input(id="reason", compact=True, max_length=LONGEST_REASON)
        yield ManagerProof(self._managers)
        yield Label("Enter: go on; after the PIN: let them in   Esc: leave refused", classes="hint")

    def on_mount(self) -> None:
        """Begin with the reason."""
        if self._managers:
            self.query_one("#reason").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on from the reason to the manager, if it is said why."""
        event.stop()
        if self._reason_is_given():
            self.query_one(ManagerProof).take_focus()

    def on_manager_proof_given(self, message: ManagerProof.Given) -> None:
        """Let the customer in, if it is said why."""
        message.stop()
        if self._reason_is_given():
            reason = self.query_one("#reason", Input).value
            self.run_worker(self._try(message.manager, message.pin, reason), exclusive=True)

    def _reason_is_given(self) -> bool:
        """Tell whether it is said why, and ask for it where not."""
        reason = self.query_one("#reason", Input)
        if given := bool(reason.value.strip()):
            self.query_one(ManagerProof).tell("")
        else:
            self.query_one(ManagerProof).tell("! Write why this customer may come in.")
            reason.focus()
        return given

    async def _try(self, manager: str, pin: str, reason: str) -> None:
        try:
            entry = await self._vouch(manager, pin, reason)
        except IntakeError as error:
            self.query_one(ManagerProof).refuse(manager, error)
        else:
            self.dismiss(entry)


def _told(reason: Mapping[str, Any]) -> Iterator[Static]:
    """Yield a reason in words, and below it what is noted of it and the rule that decides."""
    yield Static(plain(f"• {reason['message']}"), classes="reason")
    for name, more in (("noted", reason.get("noted")), ("rule", reason.get("basis"))):
        if more:
            yield Static(plain(f"{name}: {more}").stylize("dim"), classes="basis")
