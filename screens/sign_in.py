"""Sign-in, which is also the lock: a name, a PIN, and nothing of the shop to be seen (design decision 12)."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from intake.errors import IntakeError
from intake.text import fold
from screens.first_letters import FirstLetters
from screens.key_bar import KeyBar
from screens.pin_field import PinField
from screens.telling import is_there
from screens.text import plain
from screens.too_small import HEIGHTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from intake.employee import Actor, Employee
    from screens.messages import ScanDropped, Scanned
    from screens.seat import Seat

_AGAIN: Final = 1.0
"""Seconds after which a shop that could not be opened is tried again."""
_A_SCAN: Final = 3.0
"""Seconds within which letters may be those of the scan that has just ended."""


class SignIn(Screen[None]):
    """Asks who sits at this station. ``preferred`` is the name that is chosen already, if it works here.

    ``lost`` says that the database did not answer last.
    """

    HELP = (
        "Choose your name with the arrow keys, its first letters or the mouse, type your PIN and press Enter. "
        "After several wrong PINs there is a wait. An admin can give you a new PIN."
    )
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "Name before", id="sign_in.up", show=False, tooltip="Choose the name before"),
        Binding("down", "choose(1)", "Next name", id="sign_in.down", show=False, tooltip="Choose the next name"),
    ]

    class SignedIn(Message):
        """An employee has proved to ``sign_in`` who they are."""

        def __init__(self, sign_in: SignIn, employee: Employee, actor: Actor) -> None:
            super().__init__()
            self.sign_in = sign_in
            self.employee = employee
            self.actor = actor

    class CannotOpen(Message):
        """The shop of ``sign_in`` cannot be opened, because of ``error``."""

        def __init__(self, sign_in: SignIn, error: IntakeError) -> None:
            super().__init__()
            self.sign_in = sign_in
            self.error = error

    class NobodyWorksHere(Message):
        """The shop has no employees yet."""

    class ShopOpened(Message):
        """The shop is open, and names are shown."""

    def __init__(
        self, seat: Seat, title: str, preferred: str | None = None, note: str = "", *, lost: bool = False
    ) -> None:
        super().__init__()
        self._seat = seat
        self._heading = title
        self._preferred = preferred
        self._note = note
        self._lost = lost
        self._employees: Sequence[Employee] = ()
        self._trouble: IntakeError | None = None
        self._letters = FirstLetters()
        self._chosen_before: int | None = None
        self._steps = 0
        self._enter_waits = False

    def compose(self) -> ComposeResult:
        """Lay out names and PIN."""
        with Vertical(id="sign-in", classes="box"):
            yield Static(self._headline(), classes="title")
            if self._note:
                yield Static(plain(self._note), id="sign-in-note")
            yield Label("Who are you?", classes="label")
            names = OptionList(id="names")
            names.can_focus = False
            yield names
            yield Label("PIN", classes="label")
            yield PinField()
            yield Static("Opening the shop…", id="sign-in-said", classes="said", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Show who works here, as soon as that is known."""
        self.query_one(PinField).focus()
        self.run_worker(self._list_employees(), exclusive=True, group="employees")

    def on_unmount(self) -> None:
        """Let go of what a station behind wanted done after the next picture, which does not come any more."""
        self._callbacks.clear()

    def on_screen_resume(self) -> None:
        """Have the cursor in the PIN."""
        self.query_one(PinField).focus()

    async def _list_employees(self) -> None:
        self._show_employees(await self._seat.names())
        self.call_after_refresh(self.run_worker, self._open(), exclusive=True, group="employees")

    async def _open(self) -> None:
        """Open the shop once this screen is painted, for that must not hold it up."""
        try:
            everyone = await self._seat.ask(lambda desk: desk.employees.everyone())
        except IntakeError as error:
            self.post_message(self.CannotOpen(self, error))
            return
        self._trouble = None
        if everyone:
            self._say_what_next()
            self._show_employees([employee for employee in everyone if employee.enabled])
            self.post_message(self.ShopOpened())
        else:
            self.post_message(self.NobodyWorksHere())

    def try_again(self, error: IntakeError) -> None:
        """Say why the shop cannot be opened, and go on trying; what is typed stays."""
        self._trouble = error
        if is_there(self):
            self._say_what_next()
            self.set_timer(_AGAIN, lambda: self.run_worker(self._open(), exclusive=True, group="employees"))

    def _show_employees(self, employees: Sequence[Employee]) -> None:
        """Show the names, and choose the one that is preferred or the only one, unless that is done already."""
        if [each.name for each in employees] == self._names:
            self._employees = employees
            return
        self._employees = employees
        names = self.query_one("#names", OptionList)
        names.set_options([Option(plain(f"{employee.name}  ({employee.role})")) for employee in employees])
        known = [fold(employee.name) for employee in employees]
        if self._preferred is not None and fold(self._preferred) in known:
            names.highlighted = known.index(fold(self._preferred))
        else:
            names.highlighted = 0 if len(known) == 1 else None
        self._say_what_next()
        self._mark(self._letters.choice(self._names))
        if self._steps:
            self._choose(self._steps)
        if self._enter_waits:
            self._sign_in()

    def reconnecting(self, lost: bool) -> None:
        """Keep in sight that the database does not answer, as long as it does not."""
        self._lost = lost
        if is_there(self):
            self.query_one(".title", Static).update(self._headline())

    def _headline(self) -> Content:
        return plain(self._heading) + plain(" · RECONNECTING" if self._lost else "").stylize("$warning b")

    def _say_what_next(self) -> None:
        chosen = self._chosen()
        if self._trouble is not None:
            self._say(f"{self._trouble.message} Trying again; F10 closes.", wrong=True)
        elif not self._employees:
            self._say("Opening the shop…")
        elif chosen is None:
            self._say("Choose your name: arrow keys or its first letters.")
        else:
            self._say(f"{chosen.name}: type your PIN, then Enter.")

    def _say(self, text: str, *, wrong: bool = False) -> None:
        said = self.query_one("#sign-in-said", Static)
        said.update(plain(text))
        said.set_class(wrong, "wrong")

    def _chosen(self) -> Employee | None:
        index = self.query_one("#names", OptionList).highlighted
        return None if index is None or index >= len(self._employees) else self._employees[index]

    def action_choose(self, step: int) -> None:
        """Choose the next name in that direction."""
        self._enter_waits = False
        self._choose(step)

    def _choose(self, step: int) -> None:
        names = self.query_one("#names", OptionList)
        if not self._employees:
            self._steps += step
        else:
            start = -1 if step > 0 else 0
            now = start if names.highlighted is None else names.highlighted
            names.highlighted = (now + step) % len(self._employees)
            self._say_what_next()

    def on_pin_field_letter_typed(self, message: PinField.LetterTyped) -> None:
        """Choose the first name that begins with what was typed; a letter that leads nowhere begins anew."""
        self._enter_waits = False
        if monotonic() - self._letters.typed_at >= _A_SCAN:
            self._chosen_before = self.query_one("#names", OptionList).highlighted
        self._mark(self._letters.add(message.letter, self._names))

    def on_scanned(self, _message: Scanned) -> None:
        """Choose again who was chosen before the barcode."""
        self._forget_letters()

    def on_scan_dropped(self, _message: ScanDropped) -> None:
        """Choose again who was chosen before what a machine typed."""
        self._forget_letters()

    def _forget_letters(self) -> None:
        self._enter_waits = False
        if self._employees and monotonic() - self._letters.typed_at < _A_SCAN:
            self._letters.forget()
            self.query_one("#names", OptionList).highlighted = self._chosen_before
            self._say_what_next()

    @property
    def _names(self) -> Sequence[str]:
        return [employee.name for employee in self._employees]

    def _mark(self, index: int | None) -> None:
        """Choose the name at ``index``; ``None`` leaves the choice as it is."""
        if index is not None:
            self.query_one("#names", OptionList).highlighted = index
            self._say_what_next()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the name that was clicked."""
        event.stop()
        self._say_what_next()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Have a changed PIN wait for another Enter."""
        event.stop()
        self._enter_waits = False

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Sign in."""
        event.stop()
        self._sign_in()

    def _sign_in(self) -> None:
        """Check the PIN of the chosen name, or say what is missing; without names yet, do it once they are there."""
        field, chosen = self.query_one(PinField), self._chosen()
        pin = field.value
        self._enter_waits = bool(pin) and not self._employees
        if chosen is None or not pin:
            self._say_what_next()
            return
        field.clear()
        self._say("Checking…")
        self.run_worker(self._check(chosen, pin), exclusive=True, group="sign-in")

    async def _check(self, employee: Employee, pin: str) -> None:
        try:
            actor = await self._seat.ask(lambda desk: desk.employees.sign_in(employee.name, pin))
        except IntakeError as error:
            self.refuse(error)
        else:
            self.post_message(self.SignedIn(self, employee, actor))

    def refuse(self, error: IntakeError) -> None:
        """Say why nobody could be signed in; the PIN may be typed once more."""
        self._say(error.message, wrong=True)
