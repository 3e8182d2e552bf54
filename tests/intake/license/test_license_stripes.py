"""Magnetic-stripe text, whole, clipped, bent by keyboards and with tracks that a reader could not read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from layouts import LAYOUTS, typed_on

from intake.errors import Unreadable
from intake.license import License, as_json, read
from intake.license.repairs import END, NOISE, SEPARATORS, SMALL, START, TWICE, keyboard, track

if TYPE_CHECKING:
    from collections.abc import Callable


def values(payload: str | bytes) -> License:
    return replace(read(payload), repairs=(), oddities=())


BRITISH_COLUMBIAN = (
    "%BCPORT MOODY^PIKE,$ADA MAY^12 HARBOUR RD # 4$PORT MOODY BC  V3H 1A2^?"
    ";6360281234567=271119850304=?"
    "_%0AV3H1A2                     F170 64BROBLU9123456789?"
)
OHIOAN = "OHLODI^PIKE$ADA$MAY^12 OAK ST^6360231601123456=28031985030410442541234  D              2509130BROBLU"
TRACKS = {
    "small letters": str.lower,
    "a prefix": lambda text: "417" + text,
    "STX": lambda text: "\x02" + text,
    "quotes": json.dumps,
    **{layout: typed_on(layout) for layout in LAYOUTS if layout != "Czech"},
}


@pytest.mark.parametrize("text", [BRITISH_COLUMBIAN, OHIOAN], ids=["BC", "OH"])
@pytest.mark.parametrize("way", TRACKS)
def test_magnetic_stripe_text_is_read_whatever_typed_it(text: str, way: str) -> None:
    assert values(TRACKS[way](text)) == values(text)


def test_magnetic_stripe_text_is_read_where_its_padding_was_lost() -> None:
    found = read(" ".join(BRITISH_COLUMBIAN.split()))
    assert (found.postal_code, found.sex, found.height) == ("V3H 1A2", "F", "170 cm")


LONG_NUMBER = BRITISH_COLUMBIAN.replace("1234567=271119850304=?", "1234567890123=27111985030445=?")


@pytest.mark.parametrize("text", [BRITISH_COLUMBIAN, LONG_NUMBER, OHIOAN], ids=["BC", "long number", "OH"])
def test_of_magnetic_stripe_text_without_its_end_all_is_read_that_came_whole(text: str) -> None:
    whole, read_so_far = read(text), 0
    for end in range(40, len(text)):
        if text[:end].endswith(("^?", "=?")):  # the first or second track, which may be all that there is
            continue
        try:
            found = read(text[:end])
        except Unreadable as refusal:
            assert refusal.code == "cut_short"
            assert not read_so_far
            continue
        read_so_far += 1
        assert found.repairs == (END,)
        assert found.license_expires == whole.license_expires
        for name, value in as_json(replace(found, repairs=())).items():
            expected = getattr(whole, name)
            postal_so_far = name == "postal_code" and value and expected.startswith(value)
            assert value in (None, [], as_json(whole)[name]) or postal_so_far, (end, name)
    assert read_so_far > 40


LOST_WITH = (
    ("last_name", "first_name", "address_line1", "city", "state"),
    ("license_number", "date_of_birth", "license_expires", "issuer", "jurisdiction"),
    ("postal_code", "sex", "height", "hair_color", "eye_color"),
)


@pytest.mark.parametrize(
    "errors", [{1: "%E?"}, {2: ";E?"}, {2: "%E?"}, {2: ";e?"}, {3: "%E?"}, {3: "+E?"}, {1: "%e?", 3: ";E?"}], ids=str
)
@pytest.mark.parametrize("between", ["", "\r"])
def test_of_a_stripe_with_an_unreadable_track_the_others_are_read(errors: dict[int, str], between: str) -> None:
    """A reader sends an E for a track that it cannot read."""
    tracks = re.split("(?<=\\?)", BRITISH_COLUMBIAN)[:3]
    whole = read(BRITISH_COLUMBIAN)
    found = read("".join(errors.get(number, sent) + between for number, sent in enumerate(tracks, start=1)))
    lost = dict.fromkeys(name for number in errors for name in LOST_WITH[number - 1])
    told = replace(whole, middle_name=None) if 1 in errors else whole
    assert replace(found, country=None, repairs=()) == replace(told, country=None, **lost)  # type: ignore[arg-type]
    assert found.repairs == tuple(track(number) for number in errors)


@pytest.mark.parametrize("typed", [str, str.lower, typed_on("German"), lambda sent: f"417{sent}\r\n"])
def test_of_a_stripe_whose_first_track_came_alone_name_and_address_are_read(typed: Callable[[str], str]) -> None:
    first, second, third = re.split("(?<=\\?)", BRITISH_COLUMBIAN)[:3]
    found = read(typed(first))
    assert values(typed(first)) == replace(values(first + ";E?" + third), **dict.fromkeys(LOST_WITH[2]))  # type: ignore[arg-type]
    assert found.repairs[-2:] == (track(2), track(3))
    for other in (second, third, "%PLUS^ADA^?", "%ZZPORT MOODY^PIKE$ADA^12 OAK ST^?", first[:-1]):
        with pytest.raises(Unreadable):
            read(other if other != second else ";E?")


def test_where_the_signs_that_part_the_tracks_are_dead_keys_nothing_is_made_up() -> None:
    german = typed_on("German")
    for text in (BRITISH_COLUMBIAN, LONG_NUMBER):
        assert values(text.replace("=", "")) == values(german(text).replace("\u00b4", "")) == values(text)
        assert SEPARATORS in read(text.replace("=", "")).repairs
        for without in (text.replace("^", ""), text.replace("^", "").replace("=", "")):
            assert values(without) == values("%E?" + text[text.index(";") :])
    found = read(BRITISH_COLUMBIAN.replace("PORT MOODY^", "BEAR", 1))
    assert (found.city, found.last_name, found.first_name) == (None, None, None)


@pytest.mark.parametrize("sent", ["%! ", "! ", "#0", "%0A", "+! ", "+10"])
def test_the_third_track_is_read_without_its_sentinel_too(sent: str) -> None:
    found = read(BRITISH_COLUMBIAN.replace("_%0A", sent))
    assert (found.postal_code, found.sex, found.height) == ("V3H 1A2", "F", "170 cm")


@pytest.mark.parametrize(
    ("track_2", "number", "blanks"),
    [
        ("1601123456123=280319850304", "1601123456123", 15),
        ("1601123456123=280319850304", "1601123456123", 14),
        ("1601123456123=2803198503047", "16011234561237", 14),
        ("1601123456123=28031985030477777", "160112345612377777", 15),
    ],
)
def test_where_no_sign_ends_a_long_number_the_place_of_the_description_does(
    track_2: str, number: str, blanks: int
) -> None:
    description = f"1045333      D{' ' * blanks}2509130BROBLU"
    found = read(f"{OHIOAN[: OHIOAN.index('1601')]}{track_2}{description}")
    assert found.license_number == number
    assert (found.postal_code, found.sex, found.height, found.eye_color) == ("45333", "F", "69 in", "BLU")


def test_a_stripe_with_a_blank_before_its_city_or_small_letters_without_a_sentinel_is_whole() -> None:
    full = "%BCNEW WESTMINSTPIKE,$ADA^12 OAK ST$SUITE 2$^?;6360281234567=271119850304=?"
    assert replace(read(full.replace("%BC", "%BC ")), repairs=()) == read(full)
    for typed in ("J", "|", "0013"):
        assert read(full.replace("=?", f"=?{typed}").replace("$^?", f"?{typed}")).address_line2 == "SUITE 2"
    small = full.replace("TPIKE,$ADA", "^Pike,$Ada")[1:]
    assert (read(small).city, read(small).state, read(small).address_line2) == ("NEW WESTMINS", "BC", "SUITE 2")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("636014041234567", "D1234567"),
        ("6360470812345678", "H12345678"),
        ("6360470912345678", "0912345678"),  # Hawaii's letter is an H
        ("636023201234567", "201234567"),
        ("6360232012123456", "TL123456"),
        ("636014991234567", "991234567"),
        ("63605408123456", "H123456"),
        ("6360370123456789", "0123456789"),  # Indiana has numbers without a letter
        ("6360281234567", "1234567"),
    ],
)
def test_letters_that_a_stripe_writes_as_numbers_are_restored_where_nothing_else_fits(
    written: str, number: str
) -> None:
    assert read(f";{written}=311019850304=?").license_number == number


def test_in_small_letters_a_stripe_with_an_unreadable_track_is_read_too() -> None:
    first, _, third = re.split("(?<=\\?)", BRITISH_COLUMBIAN)[:3]
    found = read((first + ";E?" + third).lower())
    assert (found.last_name, found.repairs) == (read(BRITISH_COLUMBIAN).last_name, (SMALL, track(2)))


def test_two_stripes_without_their_first_tracks_are_refused_and_one_that_came_twice_is_read() -> None:
    rest = "%E?" + BRITISH_COLUMBIAN[BRITISH_COLUMBIAN.index(";") :] + "\r"
    assert read(rest + rest).repairs == (TWICE, track(1))
    with pytest.raises(Unreadable, match="Two different licenses"):
        read(rest + rest.replace("=", "9=").replace("19", "18"))


@pytest.mark.parametrize("text", [BRITISH_COLUMBIAN, OHIOAN], ids=["BC", "OH"])
def test_of_magnetic_stripe_text_without_its_beginning_nothing_is_made_up(text: str) -> None:
    whole = read(text)
    assert whole.repairs == ()
    for start in range(2 if text.startswith("%") else 1, text.rindex("^") + 1):
        found = read(text[start:])
        assert found.repairs == (START,)
        assert (found.state, found.city, found.address_line2) == (None, None, None)
        for name, value in as_json(replace(found, repairs=())).items():
            assert value in (None, [], as_json(whole)[name]), (start, name)
        assert (found.country, found.license_number) == (whole.country, whole.license_number)


@pytest.mark.parametrize("text", [BRITISH_COLUMBIAN, OHIOAN], ids=["BC", "OH"])
def test_a_magnetic_stripe_whose_first_track_is_lost_still_gives_all_but_name_and_address(text: str) -> None:
    whole = read(text)
    lost = ("first_name", "middle_name", "last_name", "address_line1", "address_line2", "city", "state")
    rest = text[text.rindex("^") + 1 :].lstrip("?")
    for behind in (rest, rest.removeprefix(";"), f"{rest}\r\n"):
        assert read(behind) == replace(whole, **dict.fromkeys(lost), repairs=(START,))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        ";4111111111111111=25091011234567890?",
        ";999999704201=310919850304=?",
        ";636028704201=310919851304=?",
        "X;636028704201=310919850304=?",
        ";6360240551074314=310910171876933?",  # none of these has a day of birth, in order of year, month, day
        ";6360280551074314=25121011998010112345?",
        "%B6011000990139424^PIKE/ADA M^25121010000000000?;6011000990139424=2512101000000000?",
        "%b6221260000000000^pike/ada^3012201?;6221260000000000=30122011998010112345?",
        "%B6360280551074314^PIKE/ADA^29121011985030412345?;6360280551074314=29121985030412345?",
        "%B6010567085878703^^?;6010567085878703=00010004000070779628?",
        "%PLUS^ADA^?;6220123456789012=49120000000000000?",
        ";6360280551074314=2912198503041234567?",
    ],
)
def test_other_magnetic_stripes_are_no_licenses(text: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(text)
    assert refusal.value.code == "not_a_license"


@pytest.mark.parametrize(
    ("way", "told"),
    [
        (str.lower, (SMALL,)),
        (str.swapcase, (SMALL,)),
        (lambda text: "417" + text, (NOISE,)),
        (lambda text: "DL>" + text, (NOISE,)),
        (lambda text: "]L2" + text, ()),
        (lambda text: text * 2, (TWICE,)),
        (lambda text: text * 6, (TWICE,)),
        (lambda text: text + text[:20], (TWICE,)),
        (lambda text: text + "\r\n" + text, (TWICE,)),
        (lambda text: (text * 2).lower(), (SMALL, TWICE)),
    ],
)
@pytest.mark.parametrize("text", [BRITISH_COLUMBIAN, OHIOAN], ids=["BC", "OH"])
def test_what_was_mended_of_magnetic_stripe_text_is_told(
    text: str, way: Callable[[str], str], told: tuple[str, ...]
) -> None:
    assert read(way(text)) == replace(read(text), repairs=told)


def test_a_british_keyboard_is_told_of_by_what_it_made_of_a_number_sign() -> None:
    assert read(TRACKS["British"](BRITISH_COLUMBIAN)).repairs == (keyboard("British"),)


@pytest.mark.parametrize("between", ["", "\r", "\r\n"])
@pytest.mark.parametrize("text", [BRITISH_COLUMBIAN, OHIOAN], ids=["BC", "OH"])
def test_magnetic_stripes_of_two_people_are_refused(text: str, between: str) -> None:
    other = text.replace("PIKE", "BRANDT").replace("1234567=", "7654321=").replace("123456=", "654321=")
    with pytest.raises(Unreadable) as refused:
        read(text + between + other.replace("19850304", "19790812"))
    assert refused.value.code == "two_licenses"


@pytest.mark.parametrize("number", ["41736148", "36736148", "D4173614", "64173614"])
@pytest.mark.parametrize("kind", ["ID", "DL"])
def test_a_card_without_its_header_is_no_magnetic_stripe(kind: str, number: str) -> None:
    card = [f"{kind}DAQ{number}", "DCSPIKE", "DACADA", "DADMAY", "DBB03041985", "DBA03042030", "DAG1 ELM ST", "DAJTX"]
    found = read("\n".join(card) + "\n\r")
    assert (found.license_number, found.last_name, found.repairs) == (number, "PIKE", (START,))
