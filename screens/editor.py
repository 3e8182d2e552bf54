"""The form of a profile: signing up and editing, kept as a draft at every moment (F13 to F16, F69, F73)."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.message import Message

from intake.errors import Conflict, IntakeError, NotFound
from screens.clash import ClashQuestion
from screens.draft_keeper import SECONDS, DraftKeeper
from screens.draft_question import DraftAnswer, DraftQuestion
from screens.form import edit_form
from screens.form_sheet import NOT_KEPT, FormSheet
from screens.labels import label
from screens.telling import is_there
from screens.vouching import ManagerQuestion, managers_of, with_manager

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from textual.binding import BindingType
    from textual.timer import Timer

    from intake.customer import Customer
    from screens.form import Form
    from screens.seat import Seat

_AGAIN: Final = 2.0
"""Seconds until a draft that could not be stored is tried again."""
_GONE: Final = "! This draft was saved or discarded at another station."


class Editor(FormSheet):
    """Edits one form after another; ``load`` begins one, ``Saved`` and ``Left`` end it."""

    HELP = (
        "The form of a profile. Enter, Tab and the arrow keys go from field to field; choices change with left, right, "
        "Space and their first letter. Dates are typed as 11/30/2026 or 11302026. Ctrl+S saves, Esc leaves. What is "
        "typed is kept as a draft in the queue all the time, for its author to go on with."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", id="form.save", tooltip="Save the profile and go back"),
        Binding("escape", "leave", "Leave", id="form.leave", tooltip="Leave the form; asks when something is unsaved"),
    ]

    class Saved(Message):
        """The form was saved as ``customer``."""

        def __init__(self, customer: Customer) -> None:
            super().__init__()
            self.customer = customer

    class Left(Message):
        """Somebody left the form without saving."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._keeper: DraftKeeper | None = None
        self._timer: Timer | None = None

    @property
    def dirty(self) -> bool:
        """Whether the open form holds anything that is not saved."""
        return bool(self.form and self.form.changed)

    def load(self, form: Form, hidden: Collection[str], *, kept: bool = False) -> None:
        """Open ``form``, all fields shown but ``hidden``; ``kept`` tells that it is stored as a draft just so."""
        self._keeper = DraftKeeper(self._seat, form, form.changed if kept else None)
        self.show(form, hidden)
        if form.changed and not kept:
            self._autosave()

    def _end(self, form: Form | None) -> None:
        """Have ``form`` open no more; another one that a card has opened meanwhile stays."""
        if self.form is form:
            self._keeper = self.form = None

    # -- keeping the draft

    async def keep(self) -> None:
        """Store the open form as a draft now; raises the ``IntakeError`` of a database that cannot."""
        keeper = self._keeper
        if keeper:
            self._show_again(keeper, await keeper.keep())

    async def close(self) -> None:
        """Close the form, after storing what is unsaved as a draft; raises as ``keep`` does, and stays open then."""
        while keeper := self._keeper:  # a save that ends meanwhile leaves the letters typed late in another form
            await (keeper.keep() if self.dirty else keeper.discard())
            self._end(keeper.form)

    async def refresh_from_shop(self) -> None:
        """Say so when somebody else has saved the profile that is being edited; keep what could not be kept so far.

        What its author has typed into the same draft at another station is taken over.
        """
        if self._timer is not None and self.said.startswith(NOT_KEPT):
            self._timer.stop()
            self._autosave()
        await self._catch_up()
        form = self.form
        if form is None or form.seen is None:
            return
        number, version = form.seen.number, form.seen.version
        present = await self._seat.ask(lambda desk: desk.customers.show(number))
        if present.version != version and self.form is form and is_there(self):
            self.tell("! Somebody else saved this profile meanwhile. Saving keeps both, or asks.")

    async def _catch_up(self) -> None:
        keeper = self._keeper
        if keeper is None:
            return
        try:
            taken = await keeper.catch_up()
        except NotFound:
            if self._keeper is keeper:
                self.tell(_GONE)
        else:
            self._show_again(keeper, taken)

    def typed(self) -> None:
        """Keep soon what was typed."""
        self._autosave_in(SECONDS)

    def _show_again(self, keeper: DraftKeeper, names: Collection[str]) -> None:
        if names and self._keeper is keeper:
            self.show_texts(names)
            for name in filter(self.is_at, names):
                self.tell(f"! {label(name)} was typed at another station too: the newest text is shown.")

    def _autosave_in(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = self.set_timer(seconds, self._autosave)

    def _autosave(self) -> None:
        self._timer = None
        self.run_worker(self._autokeep(), group="draft")

    async def _autokeep(self) -> None:
        try:
            await self.keep()
        except IntakeError as error:
            self.tell(f"{NOT_KEPT}{error.message}")
            self._autosave_in(_AGAIN)
        else:
            if self.said.startswith(NOT_KEPT):
                self.tell("")

    # -- saving and leaving

    def action_save(self) -> None:
        """Save the form as a profile."""
        self.run_worker(self._save(), group="save", exclusive=True)

    async def _save(self) -> None:
        keeper = self._keeper
        if keeper is None or not self.check(keeper.form):
            return
        given = keeper.form.changed
        self.tell("")
        try:
            saved = await keeper.save()
        except IntakeError as error:
            await self._refused(keeper, error)
        else:
            self._saved(keeper.form, given, saved)

    async def _refused(self, keeper: DraftKeeper, error: IntakeError) -> None:
        form, field = keeper.form, error.detail.get("field")
        if isinstance(error, Conflict) and error.code == "clash" and form.seen:
            await self._settle_clash(form, form.seen.number, error.detail["fields"])
        elif isinstance(field, str) and field in form.texts:
            self.refuse(field, error)
        else:
            self.tell(f"! {error.message}")
            if error.code == "not_allowed":
                await self._ask_manager(keeper, error)

    async def _ask_manager(self, keeper: DraftKeeper, refusal: IntakeError) -> None:
        """Let a manager beside vouch for what the role of who sits here may not save."""
        managers, given = await self._seat.ask(managers_of), keeper.form.changed

        async def vouch(manager: str, pin: str) -> Customer:
            beside = partial(with_manager, manager=manager, pin=pin)
            return await asyncio.shield(keeper.save(beside))  # a save goes on when the pop-up is put away

        def answered(saved: Customer | None) -> None:
            if saved is not None:
                self._saved(keeper.form, given, saved)

        if managers:
            self.app.push_screen(ManagerQuestion(refusal, managers, vouch), answered)

    def _saved(self, form: Form, given: Mapping[str, str], saved: Customer) -> None:
        """Tell of the saved profile, unless something was typed while it was being saved."""
        late = {name: text for name, text in form.changed.items() if given.get(name) != text}
        if late:
            rest = edit_form(form.author, saved)
            rest.texts |= late
            self.load(rest, ["number"])
            self.tell("Saved, but for what was typed meanwhile.")
        else:
            self._end(form)
            self.post_message(self.Saved(saved))

    async def _settle_clash(self, form: Form, number: str, fields: Collection[str]) -> None:
        """Ask whose texts count where somebody else changed the same fields, and save again (J5)."""
        present, events, zone = await self._seat.ask(
            lambda desk: (desk.customers.show(number), desk.customers.history(number), desk.shop.zone)
        )

        def answered(dropped: Collection[str] | None) -> None:
            if dropped is not None:
                form.rebase(present, dropped)
                self.show_texts(form.texts)
                self.action_save()

        self.app.push_screen(ClashQuestion(form, present, events, fields, zone), answered)

    def action_leave(self) -> None:
        """Leave the form; asks what becomes of what is unsaved."""
        if self.dirty:
            self.app.push_screen(DraftQuestion(), self._leave)
        else:
            self.run_worker(self._leave("discard"), group="save", exclusive=True)

    async def _leave(self, answer: DraftAnswer | None) -> None:
        keeper = self._keeper
        if keeper is None or answer is None:
            return
        try:
            await (keeper.keep_on_demand() if answer == "keep" else keeper.discard())
        except IntakeError as error:
            self.tell(f"! {error.message}")
        else:
            self._end(keeper.form)
            self.post_message(self.Left())
