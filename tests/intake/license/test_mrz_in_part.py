"""Machine-readable zones of which a part is missing, or before which a scanner types something."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from zones import TODAY, french, td1, td2, td3, zone

from intake.errors import Unreadable
from intake.license import read
from intake.license.repairs import END, NOISE, START, TWICE

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("lines", [td3()[:1], [*td3(), "<<<<"], [td3()[0], td3()[1][:-9] + "<" * 30], ["P<UTOX<<Y<<"]])
def test_half_a_zone_asks_for_all_of_it(lines: list[str]) -> None:
    with pytest.raises(Unreadable) as refused:
        zone(lines)
    assert refused.value.code == "zone_size"
    assert refused.value.message.count(".") == 1


@pytest.mark.parametrize("lines", [td3(), td2(), td1(), french()], ids=["TD3", "TD2", "TD1", "French"])
@pytest.mark.parametrize("between", ["\r", ""])
def test_of_a_zone_without_its_end_all_is_read_that_came_whole(lines: list[str], between: str) -> None:
    whole, text = zone(lines), between.join(lines)
    proven = 0
    for length in range(31, len(text)):
        try:
            found = read(text[:length], TODAY)
        except Unreadable as refused:
            assert refused.code in {"zone_size", "not_a_license"} or not between
            continue
        proven += END in found.repairs
        assert (found.license_number, found.date_of_birth) == (whole.license_number, whole.date_of_birth)
        for name in ("sex", "license_expires", "jurisdiction", "id_type"):
            assert getattr(found, name) in {None, getattr(whole, name)}, (name, length)
    assert proven >= 1


@pytest.mark.parametrize("place", range(9))
def test_a_wrong_digit_of_a_number_is_not_believed_where_the_end_is_missing(place: int) -> None:
    first, second = td3("704201569")
    for length in range(28, 44):
        wrong = f"{second[:place]}{(int(second[place]) + 1) % 10}{second[place + 1 : length]}"
        with pytest.raises(Unreadable, match="not complete"):
            zone([first, wrong])


def test_no_other_size_gives_values_to_a_zone_without_its_end() -> None:
    """What one size has for a name, another one has for a number; a check digit agrees with every tenth by chance."""
    for text in (
        "P<FRAADR<<JAEOIKGE<SBVQAXX<<<<<<<<<<<<<<<<<\r",
        "IDIRLSZGENJG<<BJFITWOFM<SICOUHJ<<<<<CBSFNYS6L8IRL8404143F2710062<<<<<<<",
        "IDSWE8Y79KZPQC8<<<<<<<<<<<<<<<9104093<2601157SWE<<<<<<<<<<<",
    ):
        try:
            found = read(text, TODAY)
        except Unreadable as refused:
            assert refused.code == "zone_size"
        else:
            assert found.license_number in {"CBSFNYS6L", "8Y79KZPQC"}


def test_a_passport_without_its_first_signs_gives_no_other_name() -> None:
    first, second = td3()
    for cut in range(1, 12):
        with pytest.raises(Unreadable):
            zone([first[cut:], second])


def test_a_passport_whose_first_line_begins_inside_the_name_gives_no_half_of_it() -> None:
    for name in ("PETERSEN<<ANN", "PEZ<<ANN"):
        found = zone([name.ljust(39, "<"), td3()[1]])
        assert (found.last_name, found.first_name, found.repairs) == (None, None, (START,))
    stripped = zone([td3()[0].rstrip("<"), td3()[1]])
    assert (stripped.last_name, stripped.repairs) == ("MARLOWE VALE", ())


@pytest.mark.parametrize("came", ["BRA", "BRANDT", "BRANDT<<RUF"])
def test_an_identity_card_whose_third_line_breaks_off_says_so(came: str) -> None:
    found = zone([*td1()[:2], came])
    assert (found.last_name, found.repairs) == ("BRANDT" if "<" in came else None, (END,))


@pytest.mark.parametrize("lines", [td3(), td2(), td1()], ids=["TD3", "TD2", "TD1"])
def test_an_expiry_whose_check_digit_did_not_come_is_unknown(lines: list[str]) -> None:
    text = "\r".join(lines)
    digits = text.index("310930" if len(lines[0]) == 44 else "290415")
    assert read(text[: digits + 7], TODAY).license_expires
    assert read(text[: digits + 6], TODAY).license_expires is None


def test_an_identity_card_whose_line_with_the_name_is_missing_gives_all_but_the_name() -> None:
    nameless = replace(zone(td1()), first_name=None, middle_name=None, last_name=None)
    for text in ("\r".join(td1()[:2]), "".join(td1()[:2])):
        assert read(text, TODAY) == replace(nameless, repairs=(END,))


@pytest.mark.parametrize("lines", [td3(), td2(), td1(), french()], ids=["TD3", "TD2", "TD1", "French"])
@pytest.mark.parametrize("prefix", ["42", "scan:", "DESK 7/"])
def test_what_a_scanner_types_before_a_zone_is_left_out(lines: list[str], prefix: str) -> None:
    text = prefix + "\r".join(lines)
    assert read(text, TODAY) == replace(zone(lines), repairs=(NOISE,))
    assert read(f"{text}\r{text}\r", TODAY) == replace(zone(lines), repairs=(NOISE, TWICE))
    for between in ("", " "):
        assert read(prefix + between.join(lines), TODAY) == replace(zone(lines), repairs=(NOISE,))


@pytest.mark.parametrize("sign", ["\\", ">", "|", ";", "\u00ab;"])
def test_what_is_as_long_as_a_zone_behind_a_prefix_and_has_other_signs_is_refused(sign: str) -> None:
    for length in range(70, 104):
        with pytest.raises(Unreadable) as refused:
            read(f"{sign * 3}<<<P;".ljust(length, "7"), TODAY)
        assert refused.value.code == "not_a_license"


@pytest.mark.parametrize("prefix", ["42", "scan:", "DESK 7/"])
def test_what_a_scanner_types_before_a_passport_is_left_out_where_its_end_is_missing(prefix: str) -> None:
    text = "\r".join(td3())
    for cut in (1, 9, 15):
        clipped = read(text[:-cut], TODAY)
        assert read(prefix + text[:-cut], TODAY) == replace(clipped, repairs=(NOISE, END))


@pytest.mark.parametrize(("lines", "kind"), [(td3("V1234567"), "passport"), (td2(), "other")], ids=["TD3", "TD2"])
@pytest.mark.parametrize("typed", [str, str.lower, lambda line: f"{line}\r{line}\r"])
def test_a_second_line_alone_gives_all_but_the_name(lines: list[str], kind: str, typed: Callable[[str], str]) -> None:
    whole, found = zone(lines), read(typed(lines[1]), TODAY)
    assert START in found.repairs
    assert replace(found, repairs=()) == replace(
        whole, first_name=None, middle_name=None, last_name=None, jurisdiction=None, id_type=kind
    )


def test_a_second_line_alone_with_a_wrong_sign_is_not_believed() -> None:
    line = td3("C73X44467")[1]
    for wrong in (f"D{line[1:]}", f"{line[:-1]}{(int(line[-1]) + 1) % 10}"):
        with pytest.raises(Unreadable) as refused:
            read(wrong, TODAY)
        assert refused.value.code == "zone_check_digit"
