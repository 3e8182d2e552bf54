"""The first run: no shop yet, or nobody who works in it, so the station offers to make what is missing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, Protocol

from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from intake.errors import IntakeError
from screens.key_bar import KeyBar
from screens.text import plain, sentence
from screens.too_small import HEIGHTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from intake.desk.employees import Issued
    from intake.market import Market
    from screens.messages import Scanned

_USUAL_MARKET = "ca"


class FoundShop(Protocol):
    """Makes what is missing of a shop."""

    def __call__(self, market: str | None, admin: str) -> Issued:
        """Make the database for ``market`` if there is none, and its first admin; raises ``IntakeError``."""


class FirstRun(Screen[None]):
    """Asks for market and admin, makes the shop, and shows the admin's PIN once.

    ``place`` says where the shop is or will be; a shop that is there already has no ``markets`` to choose from.
    """

    HELP = (
        "The market is the state whose law the shop goes by; a shop keeps it. The admin can add all other employees. "
        "The PIN is shown once: write it down."
    )
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "Go on", id="first_run.enter", tooltip="Take this and go on"),
    ]

    class ShopMade(Message):
        """There is a shop now, with ``admin`` in it."""

        def __init__(self, admin: str) -> None:
            super().__init__()
            self.admin = admin

    def __init__(self, found_shop: FoundShop, place: str, markets: Sequence[Market]) -> None:
        super().__init__()
        self._found_shop = found_shop
        self._place = place
        self._markets = markets
        self._admin = ""

    def compose(self) -> ComposeResult:
        """Lay out the questions."""
        with Vertical(id="first-run", classes="box"):
            yield Static("No shop here yet" if self._markets else "Nobody works here yet", classes="title")
            yield Static(sentence("This makes one at $place" if self._markets else "$place", place=self._place))
            if self._markets:
                yield Label("Whose law does the shop go by?", classes="label")
                yield OptionList(*(Option(plain(f"{each.name} ({each.code})")) for each in self._markets), id="markets")
            yield Label("Who is its first admin?", classes="label")
            yield Input(placeholder="Name", max_length=40, id="admin")
            yield Static("", id="first-run-said", classes="said", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with the first question."""
        if not self._markets:
            self._ask_name()
            return
        codes = [market.code for market in self._markets]
        markets = self.query_one("#markets", OptionList)
        markets.highlighted = codes.index(_USUAL_MARKET) if _USUAL_MARKET in codes else 0
        markets.focus()
        self._say("Choose the market with the arrow keys, then Enter.")

    def on_scanned(self, message: Scanned) -> None:
        """Say that there is nobody yet whom a card could mean."""
        message.stop()
        self.notify("Make the shop first, then scan again.", severity="warning")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go on to the name."""
        event.stop()
        self._ask_name()

    def _ask_name(self) -> None:
        self.query_one("#admin", Input).focus()
        self._say("Type the admin's name, then Enter.")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Make the shop."""
        event.stop()
        if event.value.strip():
            self._say("Making the shop…")
            self.run_worker(self._make(self._chosen_market(), event.value), exclusive=True)

    def _chosen_market(self) -> str | None:
        if not self._markets:
            return None
        return self._markets[self.query_one("#markets", OptionList).highlighted or 0].code

    def action_go_on(self) -> None:
        """Leave for the sign-in once the PIN is shown."""
        if self._admin:
            self.post_message(self.ShopMade(self._admin))

    async def _make(self, market: str | None, admin: str) -> None:
        try:
            issued = await asyncio.to_thread(self._found_shop, market, admin)
        except IntakeError as error:
            self._say(error.message)
        else:
            await self._show_pin(issued)

    async def _show_pin(self, issued: Issued) -> None:
        name, pin = issued.employee.name, issued.pin or "as it was"
        box = self.query_one("#first-run", Vertical)
        await box.remove_children()
        await box.mount(
            Static("The shop is made", classes="title"),
            Static(sentence("The PIN of $name is", name=name), classes="label"),
            Static(sentence("[b]$pin[/b]", pin=pin), id="pin"),
            Static("Write it down now: it is shown this once. Then press Enter to sign in.", classes="said"),
        )
        self._admin = name
        self.set_focus(None)

    def _say(self, text: str) -> None:
        self.query_one("#first-run-said", Static).update(plain(text))
