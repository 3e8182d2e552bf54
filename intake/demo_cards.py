"""The made-up cards of the demo: people at the desk, cards from elsewhere, and what scanners make of cards."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from intake.demo import cards, made_up_card
from intake.license.check_digits import FILLER, check_digit
from intake.license.compose import compose

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from intake.license import License

PEOPLE: Final = "People at the desk"
ELSEWHERE: Final = "Cards from elsewhere"
BENT: Final = "Cards that a scanner or a keyboard bent"
_YEAR: Final = timedelta(days=365)
_US_KEYS: Final = "-[;'/@#^&*()_<>?\"zyZY"
_GERMAN_KEYS: Final = 'ßüöä-"§&/()=?;:_ÄyzYZ'


@dataclass(frozen=True, slots=True)
class DemoCard:
    """Something to hold under the scanner: what it is, in words, what the scanner types, and where it is listed."""

    title: str
    payload: str
    group: str = PEOPLE


def demo_cards(today: date) -> list[DemoCard]:
    """Return everything that the demo can hold under its scanner, group by group."""
    return [*_people(today), *_elsewhere(today), *_bent(today)]


# -- people at the desk


def sharing_a_number(today: date) -> tuple[License, License]:
    """Return the cards of two customers whom somebody once entered with the same license number."""
    born, expires = today - 41 * _YEAR, today + timedelta(days=800)
    iris = made_up_card("FAIRWEATHER", "IRIS", "", born, expires, "D7042020", "F")
    return iris, made_up_card("FAIRWEATHER", "IVY", "", born + timedelta(days=900), expires, "D7042020", "F")


def with_small_barcode(today: date) -> License:
    """Return the card of a customer whose scanner catches the small barcode first."""
    return made_up_card("ASHGROVE", "WREN", "LEE", today - 29 * _YEAR, today + 2 * _YEAR, "D7042016", "X")


def without_card(today: date) -> License:
    """Return the card, left at home, of a customer who knows the phone number."""
    return made_up_card("AMBERLY", "LENA", "", today - 52 * _YEAR, today + 2 * _YEAR, "D7042017", "F")


def _people(today: date) -> Iterator[DemoCard]:
    made, small = cards(today), with_small_barcode(today)
    yield DemoCard("Felix, who has been here before", _typed(made["return"]))
    yield DemoCard("Tessa, who is not on file yet", _typed(made["new"]))
    yield DemoCard("Petra, whose ID has expired (a manager may override)", _typed(made["expired"]))
    yield DemoCard("Rufus, who is banned", _typed(made["banned"]))
    yield DemoCard("Juno, who is under age", _typed(made["under age"]))
    yield DemoCard("Iris, whose license number another customer has too", _typed(sharing_a_number(today)[0]))
    yield DemoCard("Wren, the wrong barcode of the card: the small one", f"{small.license_number}\r")
    yield DemoCard("Wren, the right barcode of the card: the large one", _typed(small))


# -- cards from elsewhere


class _Elsewhere(NamedTuple):
    """Where a card comes from, by the issuer's number and the card's own; ``says`` is its title."""

    says: str
    issuer: str
    state: str
    version: int
    number: str
    city: str
    postal_code: str
    first: str
    last: str


_STATES: Final = (
    _Elsewhere("Oregon, the oldest kind of card (version 1)", "636029", "OR", 1, "7042101", "FERNDELL", "97000",
               "ORLA", "BECKWITH"),
    _Elsewhere("New Jersey, version 2: given names in one entry", "636036", "NJ", 2, "Q70421012345678", "MILLBANK",
               "07000", "JARED", "COLLIVER"),
    _Elsewhere("Michigan, version 3", "636032", "MI", 3, "D704210123456", "LAKEMONT", "48000", "MYRA", "DUNWOODY"),
    _Elsewhere("Illinois, version 4", "636035", "IL", 4, "E70421012345", "PRAIRIE GLEN", "60000", "IDRIS", "EVERSOLE"),
    _Elsewhere("Nevada, version 5", "636049", "NV", 5, "7042101234", "DRY SPRINGS", "89000", "NADIA", "FROBISHER"),
    _Elsewhere("Pennsylvania, version 6", "636025", "PA", 6, "70421012", "STONY FORK", "15000", "PERCY", "GALLOWAY"),
    _Elsewhere("Texas, version 7", "636015", "TX", 7, "70421013", "LONE OAKS", "75000", "TOBIAS", "HUCKABY"),
    _Elsewhere("Florida, version 8", "636010", "FL", 8, "F704210123456", "CORAL KEYS", "32000", "FAYE", "ISHERWOOD"),
    _Elsewhere("Washington, version 9: letters in the number", "636045", "WA", 9, "WDLABC1D234E", "CEDAR SOUND",
               "98000", "WALDO", "JESSUP"),
    _Elsewhere("New York, version 10", "636001", "NY", 10, "704210123", "HUDSON FALLS END", "12000", "NELL",
               "KITTERIDGE"),
    _Elsewhere("Puerto Rico: two last names", "604431", "PR", 9, "7042101", "VILLA CLARA", "00900", "PILAR",
               "LUNA MORALEDA"),
    _Elsewhere("Guam", "636019", "GU", 7, "7042101234", "TALOVERDE", "96900", "GREGORIO", "MANGLONA"),
)  # fmt: skip
_PROVINCES: Final = (
    _Elsewhere("Ontario: the year first in dates, centimeters", "636012", "ON", 9, "N70421012345678", "MAPLE REACH",
               "N1M 3J6", "ODETTE", "NORRINGTON"),
    _Elsewhere("Quebec: letters with accents", "604428", "QC", 10, "O704210123456", "VAL-ÉTOILÉ", "G1A 1A1",
               "ÉLOÏSE", "ORFÈVRE"),
)  # fmt: skip


def _elsewhere(today: date) -> Iterator[DemoCard]:
    for place in _STATES:
        yield DemoCard(place.says, _typed(_card_of(place, today)), ELSEWHERE)
    for place in _PROVINCES:
        card = dataclasses.replace(_card_of(place, today), country="CAN", height="172 cm")
        yield DemoCard(place.says, _typed(card), ELSEWHERE)
    yield DemoCard("British Columbia: the text of a magnetic stripe", _stripe(today), ELSEWHERE)
    georgian = _Elsewhere("", "636055", "GA", 10, "070421012", "PEACH HOLLOW", "30000", "GUS", "PELLINGTON")
    identity = dataclasses.replace(_card_of(georgian, today), document="id")
    yield DemoCard("Georgia: an ID card, not a license", _typed(identity), ELSEWHERE)
    tribal = _Elsewhere("", "636999", "AZ", 8, "T7042101", "RED MESA FLATS", "86000", "TALIA", "QUILLON")
    card = dataclasses.replace(_card_of(tribal, today), document="id", jurisdiction=None)
    yield DemoCard("A tribal ID: its issuer is not on the list, look at it", _typed(card), ELSEWHERE)
    yield DemoCard("A passport: the lines with <", _passport(today), ELSEWHERE)
    yield DemoCard("A military ID: its barcode is not for us, sign up by hand", _military(), ELSEWHERE)


def _card_of(place: _Elsewhere, today: date) -> License:
    born, expires = today - 33 * _YEAR, today + 2 * _YEAR
    card = made_up_card(place.last, place.first, "", born, expires, place.number, "F")
    return dataclasses.replace(
        card,
        city=place.city,
        state=place.state,
        postal_code=place.postal_code,
        issuer=place.issuer,
        jurisdiction=place.state,
        version=place.version,
    )


def _stripe(today: date) -> str:
    """Return the three tracks that British Columbia puts into the large barcode (CDS 2020, annex F)."""
    born, expires = today - 47 * _YEAR, today + 2 * _YEAR
    first = "%BCINLET BAY^RAVENHILL,$BRAM ELI^8 SAMPLE QUAY$INLET BAY BC  V3H 1A2^?"
    second = f";6360287042101={expires:%y%m}{born:%Y%m%d}=?"
    third = f"_%0AV3H1A2{' ' * 21}M181 85BROBLU9704210123{' ' * 16}00?"
    return first + second + third


def _passport(today: date) -> str:
    """Return both lines of a passport of the country that ICAO 9303 keeps for examples."""
    born, expires = f"{today - 38 * _YEAR:%y%m%d}", f"{today + 6 * _YEAR:%y%m%d}"
    number, personal = "L70421016", FILLER * 14
    fields = [number + check_digit(number), born + check_digit(born), expires + check_digit(expires)]
    own = personal + FILLER
    whole = check_digit("".join(fields) + own)
    names = "P<UTOSILVERLAKE<<PAOLA<VERA".ljust(44, FILLER)
    return f"{names}\r{fields[0]}UTO{fields[1]}F{fields[2]}{own}{whole}\r"


def _military() -> str:
    """Return text such as only its owner can read: letters and digits without a name for anything."""
    return "".join(f"{7042101 * step % 16**7:07X}" for step in range(3, 15)) + "\r"


# -- bent cards


def _bent(today: date) -> Iterator[DemoCard]:
    card = made_up_card("FERNSBY", "IONA", "MAE", today - 36 * _YEAR, today + 3 * _YEAR, "D7042030", "F")
    text = _typed(card)
    flat = text.translate(dict.fromkeys(map(ord, "\n\x1e\r")))
    for title, payload in (
        ("Caps lock is on", text.swapcase()),
        ("The computer has a German keyboard", text.translate(str.maketrans(_US_KEYS, _GERMAN_KEYS))),
        ("The scanner drops everything between the values", flat + "\r"),
        ("The scanner reads the card twice", text + text),
        ("The beginning of the card is lost", text[9:]),
        ("The end of the card is lost", text[: text.index("DCF")]),
        ("A card with a scratch: half of it is lost", text[: text.index("DBB")]),
    ):
        yield DemoCard(title, payload, BENT)


def _typed(card: License) -> str:
    return compose(card).decode("latin-1")
