"""The profile pane: one customer, seen or edited; the two never mix (F69, F73, F77)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from screens import beginning
from screens.editor import Editor
from screens.frugal import Down
from screens.messages import ProfileSaved, ShopChanged
from screens.profile_view import ProfileView
from screens.sight import sight_by_card, sight_of
from screens.telling import is_there, telling

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from intake.desk import Desk
    from intake.desk.scans import Scanned
    from intake.employee import Actor
    from screens.beginning import Beginning
    from screens.seat import Seat
    from screens.sight import Sight


class Profile(Down):
    """The pane of one customer.

    Whatever is shown next, a form with something unsaved in it stays as a draft. The methods that show or begin
    something raise the ``IntakeError`` of the desk; then everything stays as it is.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit", id="profile.edit", tooltip="Edit this profile"),
    ]

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self._seat = seat
        self._view = ProfileView(seat)
        self._editor = Editor(seat)
        self._payload: str | bytes | None = None

    def compose(self) -> ComposeResult:
        """Lay out the view; the form comes once it is needed, or once there is time."""
        yield self._view
        self._editor.display = False

    def on_mount(self) -> None:
        """Make the form ready behind the first picture, so that a scan need not wait for it."""
        self.call_after_refresh(self._ready)

    @property
    def dirty(self) -> bool:
        """Whether something typed here is not saved."""
        return self._editor.dirty

    @property
    def editing(self) -> bool:
        """Whether the form is shown."""
        return self._editor.display

    @property
    def sight(self) -> Sight | None:
        """Whom the view shows, and what there is to see."""
        return self._view.sight

    # -- what is shown

    async def show(self, number: str, payload: str | bytes | None = None) -> None:
        """Show a customer, by the card in hand where a person chose them among those whom it may mean."""
        await self._show(lambda desk: sight_of(desk, number, payload), payload)

    async def show_scanned(self, scanned: Scanned, payload: str | bytes) -> None:
        """Show the one customer whom a scan found; the card in hand counts at check-in."""
        number = scanned.match.customers[0].number
        await self._show(lambda desk: sight_by_card(desk, scanned, number, payload), payload)

    async def clear(self) -> None:
        """Show nobody, and keep nothing here of whom was shown."""
        await self._editor.close()
        self._payload = None
        self._see(None)

    async def refresh_from_shop(self) -> None:
        """Read whom is shown anew; a form stays as it is, and tells when it was overtaken."""
        with telling(self.app):
            await (self._editor.refresh_from_shop() if self.editing else self._look_again())

    async def _look_again(self) -> None:
        sight = self._view.sight
        if sight is not None:
            number, payload = sight.customer.number, self._payload
            fresh = await self._seat.ask(lambda desk: sight_of(desk, number, payload))
            if self._view.sight is sight and not self.editing and is_there(self):
                self._view.show(fresh)

    def take_focus(self) -> None:
        """Put the cursor where work begins."""
        if not self.editing:
            self._view.focus()
        elif not self._editor.has_focus_within:
            self._editor.focus_field()

    async def _show(self, look: Callable[[Desk], Sight], payload: str | bytes | None) -> None:
        await self._editor.keep()
        sight = await self._seat.ask(look)
        await self._editor.close()
        self._payload = payload
        self._see(sight)

    def _see(self, sight: Sight | None) -> None:
        had_focus = self.has_focus_within
        self._view.show(sight)
        self._editor.display, self._view.display = False, True
        if had_focus:
            self._view.focus()

    # -- forms

    async def start_sign_up(self) -> None:
        """Open the empty form of a new customer."""
        self._payload = None
        await self._begin(beginning.sign_up)

    async def sign_up_scanned(self, scanned: Scanned, payload: str | bytes) -> None:
        """Open the form of somebody whose card was never seen before, filled from it."""
        await self._begin(lambda desk, actor: beginning.sign_up_from(desk, actor, scanned))
        self._payload = payload

    async def open_draft(self, draft_id: str) -> None:
        """Go on with a draft; raises ``Refused`` for somebody else's and ``NotFound`` when it is gone."""
        self._payload = None
        await self._begin(lambda desk, actor: beginning.draft(desk, actor, draft_id))

    async def save_draft_now(self) -> None:
        """Store what is typed here as a draft, this moment; raises ``StorageFailed``."""
        await self._editor.keep()

    async def action_edit(self) -> None:
        """Edit whom is shown."""
        sight = self._view.sight
        if sight:
            with telling(self.app):
                await self._begin(lambda desk, actor: beginning.edit(desk, actor, sight.customer.number))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer editing where somebody is shown, and not while editing."""
        if action == "edit":
            return not self.editing and self._view.sight is not None
        return super().check_action(action, parameters)

    async def _begin(self, begin: Callable[[Desk, Actor], Beginning]) -> None:
        await self._editor.keep()
        form, hidden, kept = await self._seat.act(begin)
        await self._editor.close()
        await self._ready()
        self._editor.load(form, hidden, kept=kept)
        self._editor.display, self._view.display = True, False
        self._editor.focus_field()

    async def _ready(self) -> None:
        if not self._editor.is_attached:
            await self.mount(self._editor)

    async def on_editor_saved(self, message: Editor.Saved) -> None:
        """Show the saved profile, whom Enter checks in, unless a card that came meanwhile shows somebody else."""
        message.stop()
        number, payload = message.customer.number, self._payload
        with telling(self.app):
            sight = await self._seat.ask(lambda desk: sight_of(desk, number, payload))
            if self.editing and not self._editor.form:
                self._see(sight)
                self._view.focus()
        self.post_message(ProfileSaved(number))
        self.post_message(ShopChanged())

    async def on_editor_left(self, message: Editor.Left) -> None:
        """Show again whom was shown before the form, unless a card that came meanwhile shows somebody else."""
        message.stop()
        if self.editing and not self._editor.form:
            self._see(self._view.sight)
            self._view.focus()
        self.post_message(ShopChanged())
