"""The demo's cards are read like real ones: many jurisdictions, every edition, and bent ones."""

from __future__ import annotations

from datetime import date

import pytest

from intake.demo_cards import BENT, ELSEWHERE, PEOPLE, DemoCard, demo_cards
from intake.errors import Unreadable
from intake.license import License, hints, read
from intake.license.repairs import END, FLAT, SWAPPED, TWICE, keyboard

TODAY = date(2026, 11, 21)
CARDS = demo_cards(TODAY)
_UNREADABLE = ("A military", "A card with a scratch")


def held(words: str, cards: list[DemoCard] = CARDS) -> License:
    """Read the card whose title has these words."""
    return read(next(card.payload for card in cards if words in card.title), TODAY)


def readable(group: str) -> list[License]:
    """Read the cards of a group that can be read."""
    wanted = [card for card in CARDS if card.group == group and not card.title.startswith(_UNREADABLE)]
    return [read(card.payload, TODAY) for card in wanted]


def test_there_are_cards_of_many_places_and_of_every_edition() -> None:
    cards = readable(ELSEWHERE)
    assert len({card.jurisdiction for card in cards}) >= 16
    assert {card.version for card in cards} >= set(range(1, 11))
    assert {"license", "id", "passport"} <= {card.id_type or card.document for card in cards}


def test_cards_from_elsewhere_are_read_whole_and_give_no_hint_but_the_tribal_one() -> None:
    for card in readable(ELSEWHERE):
        told = [hint.code for hint in hints(card, TODAY)]
        assert told == (["unknown_issuer"] if card.last_name == "QUILLON" else []), card.jurisdiction
        assert card.repairs == ()
        assert card.first_name
        assert card.date_of_birth
        assert card.license_number
        assert card.license_expires
        assert card.license_expires > TODAY


def test_people_at_the_desk_are_what_their_titles_say() -> None:
    assert held("expired").license_expires < TODAY  # type: ignore[operator]
    assert held("under age").date_of_birth > date(2006, 1, 1)  # type: ignore[operator]
    with pytest.raises(Unreadable, match="small striped barcode"):
        held("the small one")


def test_people_at_the_desk_are_listed_by_their_names() -> None:
    for card in CARDS:
        if card.group == PEOPLE and "small" not in card.title:
            assert card.title.partition(",")[0].upper() == read(card.payload, TODAY).first_name


def test_bent_cards_are_the_same_person_and_say_what_was_bent() -> None:
    cards = readable(BENT)
    assert {(card.first_name, card.last_name, card.license_number) for card in cards} == {
        ("IONA", "FERNSBY", "D7042030")
    }
    told = {words for card in cards for words in card.repairs}
    assert {SWAPPED, FLAT, TWICE, END, keyboard("German")} <= told


@pytest.mark.parametrize(("words", "code"), [("military", "not_a_license"), ("scratch", "cut_short")])
def test_what_cannot_be_read_says_what_to_do(words: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        held(words)
    assert refused.value.code == code


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2027, 1, 1), date(2030, 12, 31)])
def test_the_cards_suit_any_day(today: date) -> None:
    cards = demo_cards(today)
    assert held("caps lock".capitalize(), cards).license_expires > today  # type: ignore[operator]
    assert held("Ontario", cards).date_of_birth < today  # type: ignore[operator]
