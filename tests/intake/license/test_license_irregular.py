"""Cards that keep to no edition: directories of another card, none at all, foreign signs, ids on lines of their own."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import date

import pytest
from cards import CALIFORNIAN
from layouts import typed_on

from intake.errors import Unreadable
from intake.license import License, read
from intake.license.compose import compose
from intake.license.hints import hints
from intake.license.repairs import END, EXCHANGED, NOISE

LINES = ["DAQX4410772", "DCSMORLEY BAY", "DACNICK", "DADSANTINO", "DBB07081984", "DBA07082031", "DBC1", "DAU069 IN",
         "DAG14 DOVER TER", "DAIDUNDEE", "DAJNC", "DAK280010000", "DCGUSA"]  # fmt: skip
CARD = "@\n\x1e\rANSI 636004080002DL00410291ZN03320017DL" + "\n".join(LINES) + "\n"
ALBERTAN = (
    "@\n\nANSI 990876030001DLabacDLDCSPIKE\nDCTADA MAE\nDABPIKE\nDACADA\nDADMAE\nDAG12 ELM TERR SW\nDAQ104400-176\n"
)
ALBERTAN += (
    "DAKT2K 3B5\nDAICALGARY\nDAJAB\nDBCF\nDAR5\nDATA\nDBA20310212\nDAU163 CM\nDAW61 KG\nDCE2\nDAZBROWN\nDAYGREEN\n"
)
FLAT = dict.fromkeys(map(ord, "\n\x1e\r"))


def values(payload: str) -> License:
    return replace(read(payload), repairs=(), oddities=())


@pytest.mark.parametrize(
    "payload",
    [
        CARD.translate(FLAT),
        CARD.translate(FLAT).replace("DL00410291ZN03320017", "DL01130291"),
        CARD.translate(FLAT).replace("DL00410291ZN03320017", "DL00410291"),
        CARD.replace("\n", "\r\n").replace("\n", "0010").replace("\r", "0013").replace("\x1e", "0030"),
        CARD.replace("\n", "\u0085\n"),
        CARD.replace("\n", "\u00dc\n"),
        CARD.replace("DCS", "D\u00d4CS").replace("ANSI", "\u00d4ANSI").replace("DAI", "DA\u00d4I"),
        CARD.replace("\nDBB", "\nDBB\n").replace("\nDBA", "\nDBA\n").replace("\nDAQ", "\nDAQ\n"),
        CARD.replace("DL00410291ZN03320017", "") * 2,
        base64.b64encode(CARD[4:].encode()).decode(),
        typed_on("French")(CARD.replace("NICK", "Nicomk")).replace("Nico,k", "NICK").replace("?", "M"),
    ],
)
def test_a_card_whose_directory_is_of_another_one_is_read(payload: str) -> None:
    assert replace(values(payload), document=None) == replace(values(CARD), document=None)


@pytest.mark.parametrize(("line_feed", "return_"), [("\\n", "\\r"), ("<LF>", "<CR>")])
def test_separators_that_are_spelled_out_are_known_on_the_shortest_cards(line_feed: str, return_: str) -> None:
    card = "@\nANSI 636004080001DL00310099DLDAQX4410772\nDCSPIKE\nDACADA\nDBB07081984\r"
    assert values(card.replace("\n", line_feed).replace("\r", return_)) == values(card)


def test_foreign_signs_in_the_ids_are_told_of() -> None:
    assert NOISE in read(CARD.replace("DCS", "D\u00d4CS")).repairs
    assert NOISE not in read(CARD.replace("NICK", "N\u00d4CK")).repairs


@pytest.mark.parametrize(
    "payload", [ALBERTAN.translate(FLAT), ALBERTAN.replace("\n", " "), ALBERTAN * 2, ALBERTAN + "\x1d"]
)
def test_names_that_stand_twice_on_a_card_are_told_apart(payload: str) -> None:
    assert values(payload) == values(ALBERTAN)


def test_half_of_a_card_without_a_directory_behind_it_is_that_card_unless_it_is_of_somebody_else() -> None:
    half = ALBERTAN[: len(ALBERTAN) // 2]
    assert values(ALBERTAN + half) == values(ALBERTAN)
    with pytest.raises(Unreadable) as refusal:
        read(ALBERTAN + half.replace("PIKE", "HOLL").replace("ADA", "EVE").replace("104400", "207711"))
    assert refusal.value.code == "two_licenses"


def test_a_letter_that_a_french_keyboard_makes_a_comma_is_a_letter_again() -> None:
    card = CARD.replace("NICK", "MIDDLE").replace("DCGUSA", "DCF2014items77m\nDCGUSA")
    found = values(typed_on("French")(card))
    assert (found.first_name, found.document_discriminator) == ("MIDDLE", "2014items77m")


@pytest.mark.parametrize(("street", "name"), [("14 DOVER TER", None), ("14 DOVER WAY", "MARY")])
def test_what_a_british_or_german_keyboard_may_have_exchanged_is_unknown_unless_a_street_tells(
    street: str, name: str | None
) -> None:
    lines = ["DAQ10224573", "DAAPIKE,MARY", f"DAG{street}", "DAIDUNDEE", "DAJSC", "DBB19780928", "DAY   ", "DAZ   "]
    card = "@\n\x1c\rANSI 6360050101DL00300201DL" + "\n".join(lines) + "\r"
    for layout in ("British", "German"):
        found = read(typed_on(layout)(card))
        assert (found.first_name, read(card).first_name) == (name, "MARY")
        assert (EXCHANGED in found.repairs) is (name is None)
        assert "lacking" not in {hint.code for hint in hints(found, date(2026, 11, 23))}


def test_half_a_value_at_the_end_is_unknown_where_no_directory_tells_of_an_end() -> None:
    text = "ANSI 636004080102DL" + "\n".join(LINES)
    found = read(text[: text.index("DOVER") + 3])
    assert (found.last_name, found.address_line1, END in found.repairs) == ("MORLEY BAY", None, True)
    assert END not in read(text).repairs
    framed = "\x02" + CARD[: CARD.index("DOVER") + 3] + "\x03"
    assert (read(framed).last_name, read(framed).address_line1) == ("MORLEY BAY", None)


@pytest.mark.parametrize("around", ["\x85", "\u2028", "\u00a0"])
def test_foreign_blanks_around_a_dump_do_no_harm(around: str) -> None:
    for dump in (base64.b64encode(CARD.encode()).decode(), CARD.encode().hex()):
        try:
            assert values(around + dump) == values(CARD)
        except Unreadable as refusal:
            assert refusal.code == "not_a_license"


@pytest.mark.parametrize("behind", ["", "\x04\x01\x02PRODUCT"])
def test_a_card_that_came_whole_is_read_though_it_has_no_dates(behind: str) -> None:
    body = "DLDCSPIKE\nDACADA\nDAG12 ZNZNA ST\nDAIDUNDEE\r"
    found = read(f"@\n\x1e\rANSI 636004080001DL0031{len(body):04}{body}{behind}")
    assert (found.last_name, found.first_name, found.date_of_birth) == ("PIKE", "ADA", None)
    with pytest.raises(Unreadable) as refusal:
        read(f"@\n\x1e\rANSI 636004080001DL0031{len(body) + 99:04}{body}{behind}")
    assert refusal.value.code == "cut_short"


def test_the_name_of_a_subfile_in_a_street_is_no_subfile() -> None:
    text = "@\nANSI 636015100003DL00410002ZT00710009ZA99980006DLDCSPIKE\nDACADA\nDAG12 ZTZTA AVE\nDAIDUNDEE\nDAJTX"
    assert (read(text).address_line1, read(text).city) == ("12 ZTZTA AVE", "DUNDEE")


@pytest.mark.parametrize("before", ["", "  ", "@\n\x1e\r"])
def test_of_a_card_and_half_of_it_again_the_card_is_read(before: str) -> None:
    text = before + compose(CALIFORNIAN).decode("latin-1")[4:]
    assert values(text + text[: len(text) // 2]) == values(text)


def test_names_of_forty_signs_with_digits_are_told_apart_without_separators() -> None:
    names = [f"{name}FULL40SIGNS".ljust(40, "X") for name in ("PIKE", "EVE", "MOE")]
    lines = [
        "DCANONE",
        f"DCS{names[0]}",
        f"DAC{names[1]}",
        f"DAD{names[2]}",
        "DBB03041985",
        "DBA03042031",
        "DAQ12340567",
    ]
    body = "\n".join(lines)
    found = read(f"@\n\x1e\rANSI 636037040001DL0031{len(body) + 4:04}DL{body}\r".translate(FLAT))
    assert (found.last_name, found.first_name, found.middle_name) == tuple(names)
    assert found.date_of_birth == date(1985, 3, 4)
