"""Two scanners that type at once make one text of two cards: no license may come of it that is nobody's."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date
from itertools import zip_longest

import pytest
from cards import CALIFORNIAN

from intake.errors import Unreadable
from intake.license import read
from intake.license.compose import compose

ONE = compose(replace(CALIFORNIAN, version=8), {"A": "Y", "B": "@9"}).decode() + "\r"
OTHER = (
    compose(
        replace(
            CALIFORNIAN,
            first_name="BEATRIX",
            last_name="ODELL",
            date_of_birth=date(1971, 12, 3),
            sex="F",
            address_line1="80 QUARRY LN",
            city="BARSTOW",
            postal_code="92311",
            license_number="B7750043",
            license_issued=date(2024, 1, 19),
            license_expires=date(2029, 12, 3),
            eye_color="GRN",
            height="64 in",
        )
    ).decode()
    + "\r"
)
OLDER = compose(replace(CALIFORNIAN, version=1, first_name="RUFUS", last_name="LANE", license_number="C5501")).decode()


def typed_at_once(one: str, other: str, pace: int, other_pace: int, offset: float) -> str:
    """Return what arrives of two cards at ``pace`` ms a sign, the other one begun at a share of the first one."""
    begun = offset * len(one) * pace
    keys = [(float(place * pace), sign) for place, sign in enumerate(one)]
    keys += [(begun + place * other_pace, sign) for place, sign in enumerate(other)]
    return "".join(sign for _, sign in sorted(keys, key=lambda key: key[0]))


@pytest.mark.parametrize("lost", ["", "\x1e", "\r"], ids=["nothing", "RS", "CR"])
@pytest.mark.parametrize("paces", [(1, 1), (2, 3), (10, 1), (1, 10), (20, 5)], ids=str)
@pytest.mark.parametrize("second", [OTHER, OLDER], ids=["version 8", "version 1"])
def test_of_two_cards_typed_at_once_none_is_made_of_both(second: str, paces: tuple[int, int], lost: str) -> None:
    """They are refused, unless one of them is done before the other one harms it."""
    whole = [replace(read(card), repairs=()) for card in (ONE, second)]
    for offset in (0.0, 0.01, 0.05, 0.3, 0.6):
        text = typed_at_once(ONE, second, *paces, offset)
        try:
            found = read("".join(sign for sign in text if sign not in lost))
        except Unreadable:
            continue
        assert replace(found, repairs=()) in whole


@pytest.mark.parametrize("paces", [(1, 1), (2, 3), (1, 10), (20, 5)], ids=str)
@pytest.mark.parametrize("second", [OTHER, OLDER], ids=["version 8", "version 1"])
def test_of_two_cards_without_separators_typed_at_once_none_is_made_of_both(
    second: str, paces: tuple[int, int]
) -> None:
    whole = [read(card) for card in (ONE, second)]
    for offset in (0.2, 0.3, 0.4, 0.6):
        text = typed_at_once(ONE, second, *paces, offset)
        try:
            found = read("".join(sign for sign in text if sign.isprintable()))
        except Unreadable:
            continue
        told = {name for name in ("last_name", "license_number", "address_line1", "city") if getattr(found, name)}
        assert any(all(getattr(found, name) == getattr(card, name) for name in told) for card in whole)


@pytest.mark.parametrize("size", [8, 16, 32, 64])
def test_two_cards_that_came_in_lumps_by_turns_are_refused(size: int) -> None:
    lumps = [[card[start : start + size] for start in range(0, len(card), size)] for card in (ONE, OTHER)]
    for ahead in range(1, 6):
        turns = zip_longest(lumps[0][ahead:], lumps[1], fillvalue="")
        text = "".join(lumps[0][:ahead]) + "".join(lump for turn in turns for lump in turn)
        with pytest.raises(Unreadable):
            read(text)


def test_the_refusal_names_two_licenses() -> None:
    with pytest.raises(Unreadable) as refusal:
        read(typed_at_once(ONE, OTHER, 2, 5, 0.4))
    assert refusal.value.code == "two_licenses"


def test_a_second_scanner_inside_a_copied_header_is_noticed() -> None:
    """What follows a header that came whole holds the end of the card that it cut, and signs of that in between."""
    text = typed_at_once(ONE, OTHER, 20, 1, 0.5)
    second = text[text.index("@\n\x1e\r", 16) :]
    with pytest.raises(Unreadable):
        read(second)


@pytest.mark.parametrize("begun", [3, 4, 8, 15, 31, 60])
def test_a_card_that_came_twice_and_broke_off_once_is_one_card(begun: int) -> None:
    for text in (ONE + ONE[:begun], ONE[:begun] + ONE, ONE[:begun] + "\r" + ONE):
        assert read(text).license_number == CALIFORNIAN.license_number


@pytest.mark.parametrize("separator", ["\n", "", " "], ids=["in lines", "run together", "blanks"])
def test_a_card_that_partly_came_again_is_the_same_card(separator: str) -> None:
    """A second scan lost its beginning, a first one broke off, a third one began, or a lump was sent once more."""
    own = "@NEWYORK\nZCBBLAH$\nZCCMDEyMzQ1Njc4"
    card = re.sub("[\n\x1e\r]+", separator, compose(replace(CALIFORNIAN, version=8), {"A": own}).decode())
    whole = replace(read(card), repairs=())
    for cut in range(20, len(card) - 40, 16):
        lump = card[: cut + 32] + card[cut:]
        for text in (card + card[cut:], card[cut:] + card, card[:cut] + card + card[:12], lump):
            found = read(text)
            if text is not lump:
                assert replace(found, repairs=()) == whole
            assert found.license_number is None or found.license_number[:8] == CALIFORNIAN.license_number


@pytest.mark.parametrize("damaged", range(12))
def test_a_card_that_came_again_with_a_damaged_header_is_one_card(damaged: int) -> None:
    again = ONE[:damaged] + ONE[damaged + 1 :]
    for text in (ONE + again, ONE + again.replace("\x1e", "")):
        assert read(text).license_number == CALIFORNIAN.license_number


def test_damage_to_one_card_is_not_taken_for_a_second_one() -> None:
    """Signs that were lost or came twice, in whatever places, leave nothing of a second card."""
    chance = random.Random(11)
    for _ in range(60):
        signs = list(ONE)
        for place in chance.sample(range(31, len(signs)), 4):
            signs[place] *= chance.choice([0, 2])
        try:
            read("".join(signs))
        except Unreadable as refusal:
            assert refusal.code != "two_licenses"


@pytest.mark.parametrize("element", ["DAG", "DAI", "DCF"])
def test_an_at_sign_in_a_value_is_no_second_card(element: str) -> None:
    text = re.sub(rf"\n{element}[^\n]{{3}}", r"\g<0>@", ONE)
    assert text != ONE
    assert read(text).license_number == CALIFORNIAN.license_number


@pytest.mark.parametrize("other", [OTHER, OLDER], ids=["version 8", "version 1"])
@pytest.mark.parametrize("torn", [39, 42, 45])
def test_a_header_that_another_card_tore_begins_no_card(torn: int, other: str) -> None:
    """The one has no element any more and the other one no directory, so what is read would be of both."""
    text = ONE[:torn] + other[:22] + ONE[torn : torn + 60] + other[22:82] + ONE[torn + 60 :] + other[82:]
    with pytest.raises(Unreadable) as refusal:
        read(text)
    assert refusal.value.code == "two_licenses"


def test_a_card_that_came_again_with_its_header_and_its_last_name_damaged_is_one_card() -> None:
    place = ONE.index("DCS") + 5
    again = ONE[:25] + ONE[26:place] + ONE[place + 1 :]
    for text in (ONE + again, again + ONE):
        assert read(text).last_name == CALIFORNIAN.last_name


def test_a_card_that_came_in_capitals_and_in_small_letters_is_one_card() -> None:
    for text in (ONE + ONE.lower(), ONE.lower() + ONE):
        assert read(text).license_number == CALIFORNIAN.license_number
