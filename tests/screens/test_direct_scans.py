"""A scanner that is read past the keyboard is as good as one that types."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

from sitting import at_station, piloted

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake.desk import Desk


class Wire:
    """A scanner at the other end, which speaks from a thread of its own."""

    def __init__(self) -> None:
        self.ended = False

    def listen(self, take: Callable[[str], object], tell: Callable[[str, bool], object]) -> Callable[[], None]:
        """Begin."""
        self._take, self._tell = take, tell
        return self._end

    def scan(self, payload: str) -> None:
        """Read a card."""
        self._speak(lambda: self._take(payload))

    def say(self, words: str, *, good: bool) -> None:
        """Say how the scanner is."""
        self._speak(lambda: self._tell(words, good))

    def _end(self) -> None:
        self.ended = True

    @staticmethod
    def _speak(words: Callable[[], object]) -> None:
        thread = Thread(target=words)
        thread.start()
        thread.join()


@piloted
async def test_a_card_read_past_the_keyboard_is_looked_up(desk: Desk, payload: bytes) -> None:
    wire = Wire()
    async with at_station(desk, listen=wire.listen) as sitting:
        wire.scan(payload.decode("latin-1"))
        await sitting.until("MARLOWE")
        assert not wire.ended
    assert wire.ended


@piloted
async def test_how_the_scanner_is_stands_on_the_screen(desk: Desk) -> None:
    wire = Wire()
    async with at_station(desk, listen=wire.listen) as sitting:
        wire.say("The scanner is not plugged in.", good=False)
        await sitting.until(lambda: "The scanner is not plugged in." in sitting.told)
        wire.say("The scanner is ready.", good=True)
        await sitting.until(lambda: "The scanner is ready." in sitting.told)


@piloted
async def test_a_card_before_anybody_has_signed_in_shows_nothing(desk: Desk, payload: bytes) -> None:
    wire = Wire()
    async with at_station(desk, None, listen=wire.listen) as sitting:
        wire.scan(payload.decode("latin-1"))
        await sitting.until(lambda: any("Sign in first" in words for words in sitting.told))
        assert "MARLOWE" not in sitting.shown()


@piloted
async def test_a_card_that_another_one_covers_before_it_was_seen_is_told(desk: Desk, payload: bytes) -> None:
    wire = Wire()
    card = payload.decode("latin-1")
    other = card.replace("MARLOWE", "STRANGER").replace("\nDAQ", "\nDAQX").replace("DLDAQ", "DLDAQX")
    async with at_station(desk, listen=wire.listen) as sitting:
        for one in (card, card, other):
            wire.scan(one)
        await sitting.until("STRANGER")
        await sitting.until(lambda: any("was not seen: scan it again" in words for words in sitting.told))
        assert len(sitting.told) == 1
        wire.scan(card)
        await sitting.until("MARLOWE")
        await sitting.settle()
        assert len(sitting.told) == 1
