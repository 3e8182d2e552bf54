"""The station of ``intake demo``: the real one, with made-up cards to hold under a scanner that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from screens.confirm import Passing
from screens.messages import TypedTogether
from screens.station_app import StationApp
from screens.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from intake.demo_shop import DemoCard


class CardBox(Passing[str]):
    """Made-up cards to choose from; the answer is what the scanner types."""

    HELP = "Each of these is a made-up card. Enter holds it under the scanner; it then comes as from a real one."

    def __init__(self, cards: Sequence[DemoCard]) -> None:
        super().__init__()
        self._cards = cards

    def compose(self) -> ComposeResult:
        """Lay out the cards."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = "Scan a made-up card"
            box.border_subtitle = "Enter scans, Esc closes"
            yield OptionList(*(Option(plain(card.title)) for card in self._cards))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the card."""
        event.stop()
        self.dismiss(self._cards[event.option_index].payload)


class DemoApp(StationApp):
    """A station with ``cards`` at hand."""

    SIGNED_IN_ONLY = StationApp.SIGNED_IN_ONLY | {"cards"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f12", "cards", "Scan a card", id="demo.cards", tooltip="Hold a made-up card under the scanner"),
    ]

    def __init__(self, *arguments: Any, cards: Callable[[], Sequence[DemoCard]], **named: Any) -> None:  # noqa: ANN401 - the station's own
        super().__init__(*arguments, **named)
        self._cards = cards

    def action_cards(self) -> None:
        """Let a person choose a card."""
        self.push_screen(CardBox(self._cards()), self._scan)

    def _scan(self, payload: str | None) -> None:
        """Type what a scanner would type of the card."""
        if payload is not None:
            self.post_message(TypedTogether(payload))
