"""Machine-readable zones: passports and identity cards of every size, typed or scanned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layouts import LAYOUTS, caps_locked, shift_lost, typed_on
from zones import TODAY, french, td1, td2, td3, zone

from intake.customer import fields_from_license
from intake.errors import Unreadable
from intake.license import License, hints, read
from intake.license.check_digits import agrees, check_digit, mended
from intake.license.mrz import is_zone, read_zone
from intake.license.repairs import FILLERS, LOOK_ALIKE, NOISE, SMALL, TWICE, keyboard

if TYPE_CHECKING:
    from collections.abc import Callable

PASSPORT = License(
    first_name="TESSA",
    middle_name="QUINN ANN",
    last_name="MARLOWE VALE",
    date_of_birth=date(1985, 3, 4),
    sex="F",
    license_number="C01X0O456",
    license_expires=date(2031, 9, 30),
    jurisdiction="UTO",
    document="id",
    id_type="passport",
)


def test_a_passport_gives_the_fields_of_a_license() -> None:
    assert zone(td3()) == PASSPORT
    assert hints(PASSPORT, TODAY) == ()


def test_a_profile_takes_them_as_a_passport() -> None:
    values = fields_from_license(zone(td3()))
    assert (values["id_type"], values["license_number"], values["license_state"]) == ("passport", "C01X0O456", "UTO")


def test_an_identity_card_of_two_lines_and_one_of_three() -> None:
    two, three = zone(td2()), zone(td1())
    assert (two.first_name, two.last_name, two.sex, two.id_type) == ("FELIX", "OKONJO", "M", "other")
    assert (three.first_name, three.middle_name, three.last_name, three.sex) == ("RUFUS", "T", "BRANDT", "X")
    assert two.date_of_birth == three.date_of_birth == date(1974, 8, 12)
    assert two.license_number == three.license_number == "D23145890"


@pytest.mark.parametrize("form", ["{0}\n{1}\n", "{0}{1}", "\x02{0}\r{1}\x03", "{0} {1}"])
def test_a_french_identity_card_of_before_2021_has_a_zone_of_its_own(form: str) -> None:
    assert read(form.format(*french()), TODAY) == License(
        first_name="TESSA", middle_name="QUINN", last_name="MARLOWE VALE", date_of_birth=date(1974, 8, 12), sex="F",
        license_number="090692310417", jurisdiction="FRA", document="id", id_type="other",
    )  # fmt: skip


@pytest.mark.parametrize("place", [6, 32, 36, 41, 48, 50, 64, 69, 71])
def test_a_wrong_sign_of_a_french_identity_card_is_not_believed(place: int) -> None:
    signs = "".join(french())
    with pytest.raises(Unreadable) as refused:
        read(signs[:place] + ("7" if signs[place] != "7" else "4") + signs[place + 1 :], TODAY)
    assert refused.value.code == "zone_check_digit"


def test_a_number_that_is_too_long_for_its_field_goes_on_behind_it() -> None:
    assert zone(td1("D23145890734")).license_number == "D23145890734"


@pytest.mark.parametrize(
    ("kind", "country", "id_type"), [("IP", "USA", "passport"), ("D<", "UTO", "driver_license"), ("C1", "USA", "other")]
)
def test_the_kind_of_document_tells_the_kind_of_id(kind: str, country: str, id_type: str) -> None:
    lines = td1(kind=kind)
    lines[0] = kind + country + lines[0][5:]
    assert zone(lines).id_type == id_type


def test_germany_is_named_as_everywhere_else() -> None:
    lines = td3()
    lines[0] = lines[0].replace("UTO", "D<<", 1)
    assert zone(lines).jurisdiction == "DEU"


@pytest.mark.parametrize("lines", [td3("C71X0R456"), td2(), td1()], ids=["TD3", "TD2", "TD1"])
@pytest.mark.parametrize(
    ("form", "repaired"),
    [
        ("{0}", ()),
        ("\x02{n}\x03", ()),
        ("]o0{n}\r\n", ()),
        ("{lower}", (SMALL,)),
        ("]L0{lower}", (SMALL,)),
        ("{spaced}", ()),
        ("{bare}", ()),
        ("{quoted}", ()),
        ("{letters}", (LOOK_ALIKE,)),
        ("{n}\r\n{n}\r\n", (TWICE,)),
        ("]L0{n}\r]L0{n}\r", (TWICE,)),
        ("{0}{0}", (TWICE,)),
        ('"{json}"', ()),
        ("{html}", ()),
        ("{single}", ()),
    ],
)
def test_readers_and_people_write_it_in_many_ways(lines: list[str], form: str, repaired: tuple[str, ...]) -> None:
    joined = "\n".join(lines)
    written = {
        "n": joined,
        "lower": joined.lower(),
        "spaced": "\n".join(" ".join(line) for line in lines),
        "bare": "\n".join(line.rstrip("<") for line in lines),
        "quoted": joined.replace("<<", "\u00ab"),
        "letters": joined.replace("0", "O"),
        "json": "\\r\\n".join(lines),
        "html": joined.replace("<", "&lt;"),
        "single": joined.replace("<", "\u2039"),
    }
    found = read(form.format("".join(lines), **written), TODAY)
    assert replace(found, repairs=()) == replace(zone(lines), repairs=())
    assert found.repairs == repaired


@pytest.mark.parametrize("lines", [td3("C71X0R4YZ"), td2(), td1("D23145890734")], ids=["TD3", "TD2", "TD1"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_keyboard_of_another_country_changes_nothing(lines: list[str], layout: str) -> None:
    lines = [line.replace("TESSA<QUINN", "ZAYA<QWIM<") for line in lines]
    typed = typed_on(layout)("\r".join(lines) + "\r")
    for text, small in ((typed, ()), (caps_locked(typed), (SMALL,)), ("\x02" + typed, ())):
        found = read(text, TODAY)
        assert replace(found, repairs=()) == replace(zone(lines), repairs=())
        said = {"British": (), "Belgian": (keyboard("French"),)}.get(layout, (keyboard(layout),))
        assert found.repairs == said + small


@pytest.mark.parametrize("layout", ["", "French", "Belgian", "Czech"])
def test_without_shift_the_filler_is_a_comma(layout: str) -> None:
    small = shift_lost("\r".join(td3()))
    found = read(typed_on(layout)(small) if layout else small, TODAY)
    assert replace(found, repairs=()) == PASSPORT
    assert SMALL in found.repairs


@pytest.mark.parametrize("lines", [td3(), td2(), td1()], ids=["TD3", "TD2", "TD1"])
@pytest.mark.parametrize("sign", ["\\", ">", "|", " "])
def test_the_key_of_the_filler_may_make_another_sign(lines: list[str], sign: str) -> None:
    found = read("\r".join(lines).replace("<", sign) + "\r", TODAY)
    assert replace(found, repairs=()) == replace(zone(lines), repairs=())
    assert found.repairs == (FILLERS,)


def test_a_list_of_words_is_no_zone() -> None:
    for text in ("apple,,banana,cherry", "Apple, Banana, Cherry, Date", "A;B;;C", "IS IT YOU??", "what?? who??"):
        with pytest.raises(Unreadable) as refused:
            read(text, TODAY)
        assert refused.value.code == "not_a_license"


def test_an_o_for_a_zero_is_put_right_where_the_check_digit_proves_it() -> None:
    lines = td3()
    typed = [lines[0].replace("O", "0"), lines[1].replace("C01X0O456", "CO1X0O456")]
    found = zone(typed)
    assert found.license_number == "C01X0O456"
    assert found.last_name == "MARLOWE VALE"
    assert found.repairs == (LOOK_ALIKE,)


@pytest.mark.parametrize("place", [0, 9, 13, 19, 21, 27, 43])
def test_a_wrong_sign_that_no_exchange_explains_is_not_believed(place: int) -> None:
    lines = td3("C73X44467")
    wrong = "4" if lines[1][place] != "4" else "7"
    lines[1] = lines[1][:place] + wrong + lines[1][place + 1 :]
    with pytest.raises(Unreadable) as refused:
        zone(lines)
    assert refused.value.code == "zone_check_digit"


@pytest.mark.parametrize("lines_of", [td3, td1], ids=["TD3", "TD1"])
@pytest.mark.parametrize("number", ["208158512", "BS1208525", "C01X00T47", "805Z8R1S2"])
def test_no_wrong_digit_of_a_number_is_mended_into_another_number(
    number: str, lines_of: Callable[[str], list[str]]
) -> None:
    whole = "\n".join(lines_of(number))
    typed = [number[:place] + wrong + number[place + 1 :] for place in range(9) for wrong in "0123456789"]
    for misread in typed:
        if not agrees(misread, check_digit(number)):
            with pytest.raises(Unreadable) as refused:
                read(whole.replace(number, misread), TODAY)
            assert refused.value.code == "zone_check_digit"


def test_one_o_among_digits_is_a_zero() -> None:
    lines = td3("208150512")
    assert zone([lines[0], lines[1].replace("208150512", "2O8150512")]).license_number == "208150512"


def test_where_every_zero_was_read_as_an_o_those_of_the_number_were_too() -> None:
    found = zone([line.replace("0", "O") for line in td3("C01X00T47")])
    assert (found.license_number, found.repairs) == ("C01X00T47", (LOOK_ALIKE,))


@pytest.mark.parametrize("number", ["925905072", "785566002"])
def test_that_they_were_counts_more_than_a_check_digit_that_agrees_by_chance(number: str) -> None:
    lines = td3(number)
    assert agrees(number.replace("0", "O"), check_digit(number))
    assert zone([lines[0], lines[1].replace("0", "O")]).license_number == number


@pytest.mark.parametrize(
    ("text", "always", "found"),
    [("9259O5O72", "O", "925905072"), ("925905072", "O", "925905072"), ("COX7", "O", "COX7"), ("ZZ7", "Z", None)],
)
def test_letters_that_always_stand_for_digits_come_first_where_nothing_else_is_as_likely(
    text: str, always: str, found: str | None
) -> None:
    assert mended(text, check_digit(text), set(always), set(always)) == found


def test_fillers_that_were_read_as_a_k_are_no_name() -> None:
    lines = td3()
    lines[0] = lines[0].replace("<<<<", "<K<<")
    assert (zone(lines).first_name, zone(lines).middle_name) == ("TESSA", "QUINN ANN")
    for names, read_as in (("KENT<<KAI<K", ("KAI", "K")), ("KENT<<K<K", ("K", "K"))):
        lines[0] = f"P<UTO{names}".ljust(44, "<")
        assert (zone(lines).first_name, zone(lines).middle_name) == read_as


def test_an_o_beside_letters_stays_one_where_nothing_else_was_mixed_up() -> None:
    lines = td3("C01X00T47")
    with pytest.raises(Unreadable, match="misread"):
        zone([lines[0], lines[1].replace("C01X00T47", "C01XO0T47")])


@pytest.mark.parametrize("lines", [td3(), french()], ids=["TD3", "French"])
def test_one_filler_too_many_is_left_out(lines: list[str]) -> None:
    assert zone([lines[0].replace("<<<", "<<<<", 1), lines[1]]) == replace(zone(lines), repairs=(NOISE,))


def test_a_visa_is_no_id() -> None:
    with pytest.raises(Unreadable, match="visa"):
        zone([td3()[0].replace("P<", "V<", 1), td3()[1]])


@pytest.mark.parametrize(
    ("born", "expires", "day", "until"),
    [
        ("270101", "360101", date(1927, 1, 1), date(2036, 1, 1)),
        ("261121", "360101", date(2026, 11, 21), date(2036, 1, 1)),
        ("200101", "240101", date(2020, 1, 1), date(2024, 1, 1)),
        ("850304", "991231", date(1985, 3, 4), date(1999, 12, 31)),
    ],
)
def test_two_digits_of_a_year_are_taken_by_todays_date(born: str, expires: str, day: date, until: date) -> None:
    found = zone(td3(born=born, expires=expires))
    assert (found.date_of_birth, found.license_expires) == (day, until)


@pytest.mark.parametrize("born", ["85<<<<", "8503<<", "<<<<<<", "850231"])
def test_a_birth_date_that_is_not_whole_is_unknown(born: str) -> None:
    assert zone(td3(born=born)).date_of_birth is None


@pytest.mark.parametrize(
    ("born", "told"), [("850231", True), ("851301", True), ("85<<<<", False), ("000000", False), ("850304", False)]
)
@pytest.mark.parametrize("lines_of", [td3, french])
def test_a_birth_date_of_a_zone_that_no_calendar_has_is_told_of(
    born: str, told: bool, lines_of: Callable[..., list[str]]
) -> None:
    assert ("no_birth_date" in [hint.code for hint in hints(zone(lines_of(born=born)), TODAY)]) is told


def test_without_a_given_name_there_is_only_a_last_one() -> None:
    lines = td3()
    lines[0] = "P<UTOMARLOWE".ljust(44, "<")
    assert (zone(lines).first_name, zone(lines).last_name) == (None, "MARLOWE")


@given(st.text("ABPIVCD0123456789<OISZ\n ", max_size=130) | st.text(max_size=100))
def test_nothing_but_a_license_or_a_plain_refusal_comes_of_any_text(text: str) -> None:
    if not is_zone(text):
        return
    try:
        found = read_zone(text, TODAY)
    except Unreadable as refusal:
        assert refusal.message.endswith(".")
    else:
        assert isinstance(found, License)


@given(st.data())
def test_any_two_damaged_signs_give_the_same_document_or_none_of_its_values_wrongly_proven(data: st.DataObject) -> None:
    lines = td3()
    text = "\n".join(lines)
    place = data.draw(st.integers(45, len(text) - 1))
    sign = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"))
    damaged = text[:place] + sign + text[place + 1 :]
    try:
        found = read(damaged, TODAY)
    except Unreadable:
        return
    same = ("date_of_birth", "license_expires", "last_name", "first_name")
    assert [getattr(found, name) for name in same] == [getattr(PASSPORT, name) for name in same] or agrees(
        damaged[45:54], damaged[54]
    )


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<", min_size=1, max_size=20))
def test_what_agrees_is_left_alone(text: str) -> None:
    assert mended(text, check_digit(text)) == text


def test_two_ways_that_agree_prove_nothing() -> None:
    assert mended("OOOOOO", check_digit("0OOOOO"), {"O"}) is None
