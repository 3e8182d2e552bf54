"""Cards that are no whole license, as scanners type them: membership cards, zones, licenses without separators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from layouts import LAYOUTS, caps_locked, shift_lost, typed_on
from typed_field import CARD

from intake.membership import card_text

if TYPE_CHECKING:
    from collections.abc import Callable

MEMBER: Final = card_text("17", b"p" * 32)
_LINES: Final = "{}<UTOMARLOWE<VALE<<TESSA<QUINN<<<<<<<<<<<<<<\rC01X004567UTO8503042F3109308<<<<<<<<<<<<<<04\r"
_THREE: Final = "{}D231458907<<<<<<<<<<<<<<<\r7408122M2904159UTO<<<<<<<<<<<6\rBRANDT<<RUFUS<T<<<<<<<<<<<<<<<\r"
_HEADER: Final = "636000100002DL00410040DLDAQT00000000DCSHOLLOWAYDACJUNEDBB01311990\r"
CARDS: Final = {
    "membership": MEMBER + "\r",
    "membership without an end mark": MEMBER,
    "passport": _LINES.format("P"),
    "visa": _LINES.format("V"),
    "identity card": _THREE.format("I<UTO"),
    "identity card of two letters": _THREE.format("IDUTO"),
    "residence permit": _THREE.format("C<UTO"),
    "crew": _THREE.format("A<UTO"),
    "zone in one line": _LINES.format("P").replace("\r", ""),
    "license": CARD,
    "license without RS": CARD.replace("\x1e", ""),
    "license, flat": "@ANSI " + _HEADER,
    "license without the file type": "@ " + _HEADER,
    "license without the at sign": "ANSI " + _HEADER,
    "license with an AIM id": "]L2@ANSI " + _HEADER,
}
"""Each as the scanner means it."""
KEYBOARDS: Final[dict[str, Callable[[str], str]]] = {
    "US": str,
    **{layout: typed_on(layout) for layout in LAYOUTS},
    "caps lock": caps_locked,
    "shift lost": shift_lost,
    "French, caps lock": lambda text: caps_locked(typed_on("French")(text)),
    "French, shift lost": lambda text: typed_on("French")(shift_lost(text)),
    "German, shift lost": lambda text: typed_on("German")(shift_lost(text)),
    "102nd key": lambda text: text.replace("<", "\\"),
    "102nd key shifted": lambda text: text.replace("<", ">"),
}
"""What a computer makes of what the scanner means."""
