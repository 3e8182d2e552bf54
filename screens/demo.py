"""The station of ``intake demo``: the real one, with made-up cards to hold under a scanner that is not there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from intake.demo_cards import demo_cards
from intake.practice import LOCKED, Deed, Practice, deeds_since, tasks
from screens.confirm import Passing
from screens.key_names import printed_key
from screens.key_table import KEYS
from screens.messages import ShopChanged, TypedTogether
from screens.practice import PracticeBox, PracticeLine, told
from screens.station_app import StationApp
from screens.telling import telling
from screens.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from intake.demo_cards import DemoCard
    from intake.desk import Desk
    from screens.station import StationScreen

_LEARN: Final = "Learn the work task by task; skip or leave"


class CardBox(Passing[str]):
    """Made-up cards to choose from, beginning with the one whose title is ``wanted``; the answer is what is typed."""

    HELP = "Each of these is a made-up card. Enter holds it under the scanner; it then comes as from a real one."

    def __init__(self, cards: Sequence[DemoCard], wanted: str = "") -> None:
        super().__init__()
        self._cards = cards
        self._wanted = wanted

    def compose(self) -> ComposeResult:
        """Lay out the cards."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = "Scan a made-up card"
            box.border_subtitle = "Enter scans, Esc closes"
            yield OptionList(*self._options())

    def _options(self) -> Iterator[Option]:
        """Yield the cards, each group under its name."""
        group = ""
        for place, card in enumerate(self._cards):
            if card.group != group:
                group = card.group
                yield Option(plain(group).stylize("b $text-accent"), disabled=True)
            yield Option(plain(f"  {card.title}"), id=str(place))

    def on_mount(self) -> None:
        """Begin with the card that is wanted."""
        places = [str(place) for place, card in enumerate(self._cards) if card.title == self._wanted]
        cards = self.query_one(OptionList)
        cards.highlighted = cards.get_option_index(*places) if places else 1

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the card."""
        event.stop()
        self.dismiss(self._cards[int(event.option_id or 0)].payload)


class DemoApp(StationApp):
    """A station with cards at hand, and a practice that begins at once when somebody is ``practising``.

    Only what happens while somebody is practising counts.
    """

    SIGNED_IN_ONLY = StationApp.SIGNED_IN_ONLY | {"cards", "practice"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f12", "cards", "Scan", id="demo.cards", priority=True, tooltip="Hold a made-up card under the scanner"
        ),
        Binding("f5", "practice", "Practice", id="demo.practice", priority=True, tooltip=_LEARN),
    ]

    def __init__(self, *arguments: Any, practising: bool = False, **named: Any) -> None:  # noqa: ANN401 - the station's own
        super().__init__(*arguments, **named)
        self._practice: Practice | None = None
        self._practising = practising
        self._heard = 0

    async def _make_station(self) -> StationScreen:
        """Lay out a station with a line for the practice."""
        if self._practice is None:
            self._heard = await self.seat.ask(_newest)
            self._practice = Practice(tasks((await self.seat.desk()).shop.today()))
        station = await super()._make_station()
        await station.mount(PracticeLine(), before="#panes")
        self._tell_practice(station)
        return station

    # -- cards

    async def action_cards(self) -> None:
        """Let a person choose a card, whatever is in front; close the cards where they are open."""
        if isinstance(self.screen, CardBox):
            self.screen.action_put_away()
            return
        today = (await self.seat.desk()).shop.today()
        task = self._practice.task if self._practice and self._practising else None
        self.push_screen(CardBox(demo_cards(today), task.card if task else ""), self._scan)

    def _scan(self, payload: str | None) -> None:
        """Type what a scanner would type of the card."""
        if payload is not None:
            self.post_message(TypedTogether(payload))

    # -- practice

    async def action_practice(self) -> None:
        """Begin, or ask what to do about the task; close the question where it is open, the line when all is over."""
        if self._practice is None:
            return
        if isinstance(self.screen, PracticeBox):
            self.screen.action_put_away()
        elif not self._practising:
            with telling(self):
                self._heard = await self.seat.ask(_newest)
                self._answered("begin")
        elif self._practice.task is None:
            self._answered("leave")
        else:
            self.push_screen(PracticeBox(self._practice), self._answered)

    def _answered(self, choice: str | None) -> None:
        if self._practice is None:
            return
        if choice == "skip":
            self._practice.skip()
        elif choice == "leave" and self._practice.task is not None:
            self.notify(f"{told(self._practice)} {self._named('demo.practice')} goes on.")
        self._practising = choice != "leave"
        self._tell_practice(self._station)

    @on(ShopChanged)
    def _look_what_happened(self) -> None:
        self.run_worker(self._hear_of_it(), group="practice", exclusive=True)

    async def _hear_of_it(self) -> None:
        if not self._practising:
            return
        heard = self._heard
        with telling(self):
            self._heard, deeds = await self.seat.ask(lambda desk: _deeds(desk, heard))
            self._happened(deeds)

    async def action_lock(self) -> None:
        """Lock the station, which is a task as well."""
        open_before = self.seat.actor is not None
        await super().action_lock()
        if open_before and self.seat.actor is None:
            self._happened([Deed(LOCKED)])

    def _happened(self, deeds: Iterable[Deed]) -> None:
        if self._practice is not None and self._practising:
            self._practice.hear(deeds)
            self._tell_practice(self._station)

    def _tell_practice(self, station: StationScreen | None) -> None:
        if station is None or self._practice is None:
            return
        line = station.query_one(PracticeLine)
        line.set_class(self._practising, "practising")
        words = self._practice.task.words if self._practice.task else ""
        named = re.sub(r"\[([a-z_.]+)\]", lambda found: self._named(found[1]), words)
        line.tell(self._practice, named, self._named("demo.practice"))

    def _named(self, id_: str) -> str:
        """Return the key that does this, as it is printed on keyboards."""
        key = (self._keys.get(id_) or KEYS[id_].keys).partition(",")[0]
        return printed_key(key)


def _newest(desk: Desk) -> int:
    return desk.shop.store.look(lambda view: view.head().seq)


def _deeds(desk: Desk, heard: int) -> tuple[int, list[Deed]]:
    return desk.shop.store.look(lambda view: deeds_since(view, heard))
