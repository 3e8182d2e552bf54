"""What programs and keyboards between the scanner and the till do to values, and what is lost with an end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from cards import CALIFORNIAN
from layouts import typed_on

from intake.license import License, as_json, read
from intake.license.compose import compose
from intake.license.repairs import ACCENTS, END, START, keyboard


def v8(*lines: str, issuer: str = "636033", length: int | None = None) -> str:
    body = "\n".join(lines)
    return f"@\n\x1e\rANSI {issuer}080001DL0031{len(body) + 4 if length is None else length:04}DL{body}\n\r"


def values(payload: str | bytes) -> License:
    return replace(read(payload), repairs=(), oddities=())


def test_accents_garbled_by_windows_or_twice_are_mended() -> None:
    card = v8("DAQ1", "DCSCÔTÉ", "DACZOÉ", "DBB03041985", "DAICHÂTEAU")
    as_windows = "".join(bytes([code]).decode("cp1252", "replace") for code in card.encode())
    twice = card.encode().decode("latin-1").encode().decode("latin-1")
    for garbled in (as_windows, twice, card.encode("latin-1").decode("utf-8", "surrogateescape")):
        found = read(garbled)
        assert (found.last_name, found.first_name, found.city) == ("CÔTÉ", "ZOÉ", "CHÂTEAU")


@pytest.mark.parametrize("name", ["ŁUKASZ", "ŠIMÁNEK", "ŽIŽEK", "ĐOKOVIĆ", "D’ANGELO", "ŞAHİN"])
@pytest.mark.parametrize("page", ["latin-1", "cp1252"])
def test_letters_of_all_alphabets_that_were_garbled_are_mended(name: str, page: str) -> None:
    bytes_of_it = v8("DAQ1", "DCS" + name, "DACADA", "DBB03041985").encode()
    garbled = "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in bytes_of_it)
    assert (read(garbled).last_name, read(garbled).repairs) == (name, (ACCENTS,))


def test_signs_that_a_page_spelled_out_are_themselves_again() -> None:
    card = v8("DAQ1", "DCSO&#39;NEIL", "DACADA", "DBB03041985", "DAGOAK &amp; 5TH ST")
    assert (read(card).last_name, read(card).address_line1) == ("O'NEIL", "OAK & 5TH ST")


@pytest.mark.parametrize("line", ["DAGA&B; CO", "DAG5% INN", "DAG1\\2 ELM ST", "DAGUNIT <CR>"])
def test_a_few_signs_of_a_notation_are_text(line: str) -> None:
    assert read(v8("DAQ1", "DCSPIKE", "DACADA", "DBB03041985", line)).address_line1 == line[3:]


@pytest.mark.parametrize("lines", [("DAYHAZ", "DAJNY"), ("DAYHAZ", "DAJKY")])
def test_a_german_keyboard_is_told_by_values_where_the_signs_are_right(lines: tuple[str, ...]) -> None:
    card = v8("DAQ1", "DCSZYLA-YZ", "DACZOEY", "DBB03041985", "DBC1", *lines)
    meant = str.maketrans("YZ", "ZY")
    found = read(card.translate(meant))
    assert (found.last_name, found.first_name) == ("ZYLA-YZ", "ZOEY")
    assert found.repairs == ("the computer's keyboard is German, the scanner's is not",)


def test_a_german_keyboard_is_told_by_colors_that_only_eyes_and_only_hair_have() -> None:
    card = v8("DAQ1", "DCSZYLA", "DACZOEY", "DBB03041985", "DAYBLU", "DAZBLN")
    assert read(card.translate(str.maketrans("YZ", "ZY"))).last_name == "ZYLA"
    assert read(card).last_name == "ZYLA"


@pytest.mark.parametrize("layout", ["German", "British"])
def test_y_and_z_of_a_clipped_card_are_unknown_while_nothing_tells_whether_they_changed_places(layout: str) -> None:
    lines = (
        "DAQZ1234567",
        "DCSFERNSBY",
        "DACADA",
        "DAIBEND",
        "DBB03041985",
        "DAU068 in",
        "DAYBRO",
        "DAZBRO",
        "DAG1 ELM STREET WEST",
    )
    card = typed_on(layout)(v8(*lines))
    assert read(card[: card.index("DAU")] + "\r").license_number is None
    clipped, told = read(card[: card.index("068") + 2]), read(card[:-4])
    assert (clipped.license_number, clipped.last_name, clipped.first_name, clipped.city) == (None, None, "ADA", "BEND")
    assert (told.license_number, told.last_name, told.repairs) == (
        "Z1234567",
        "FERNSBY",
        (keyboard(layout), END),
    )


@pytest.mark.parametrize("name", ["MADDOX", "ROSS,"])
def test_a_french_keyboard_that_left_m_where_it_is_changes_four_letters_only(name: str) -> None:
    card = v8("DAQ1", "DCS" + name, "DACADA", "DBB03041985", "DAU 73 in", "DCFAM/W,1")
    typed = card.translate(str.maketrans("AQZW", "QAWZ"))
    assert (read(typed).last_name, read(typed).license_number) == (name.strip(","), "1")


def test_hash_stays_hash_where_a_british_keyboard_changed_only_quotes() -> None:
    typed = v8("DAQ1", "DCSPIKE", "DACADA", "DBB03041985", "DAG4 ELM ST # 3").replace("@", '"')
    assert read(typed).address_line1 == "4 ELM ST # 3"


@pytest.mark.parametrize(
    ("last", "whole"),
    [("DAG120 OA", None), ("DAK770", None), ("DAK97701", "97701"), ("DAIBEN", None), ("DAJO", None), ("DAJOR", "OR")],
)
def test_half_a_value_at_a_missing_end_is_unknown(last: str, whole: str | None) -> None:
    lines = ["DAQ1", "DCSPIKE", "DACADA", "DBB03041985", last]
    found = read(v8(*lines, length=250).rstrip())
    value = {"DAG": found.address_line1, "DAK": found.postal_code, "DAI": found.city, "DAJ": found.state}[last[:3]]
    assert value == whole
    assert (found.last_name, "the end of the license is missing" in found.repairs) == ("PIKE", True)


def test_a_length_that_no_bar_code_has_says_nothing_about_the_end() -> None:
    found = read(v8("DAQ1", "DCSPIKE", "DACADA", "DBB03041985", "DAG120 OAK ST", length=9999).rstrip())
    assert (found.address_line1, found.repairs) == ("120 OAK ST", ())


def test_commas_behind_values_do_not_count() -> None:
    assert read(v8("DAQ1,", "DCSPIKE,", "DACADA,", "DBB03041985,", "DBC2,")).sex == "F"


@pytest.mark.parametrize("kinds", [("DL", "ID"), ("EN", "DL"), ("DL", "EN")])
@pytest.mark.parametrize("separator", ["", " "])
@pytest.mark.parametrize("name", ["PIKE", "LADEN"])
def test_two_standard_subfiles_are_told_apart_without_separators(
    kinds: tuple[str, str], separator: str, name: str
) -> None:
    holder = replace(CALIFORNIAN, last_name=name, version=8)
    body = compose(holder).decode("latin-1")[31:][2:]
    header, first, second = "@\n\x1e\rANSI 636014080002", 41, 41 + len(body) + 2
    length = len(body) + 2
    directory = f"{kinds[0]}{first:04}{length:04}{kinds[1]}{second:04}{length:04}"
    payload = header + directory + kinds[0] + body + kinds[1] + body
    found = values(payload.translate(dict.fromkeys(map(ord, "\n\x1e\r"), separator)))
    assert replace(found, document="license") == replace(holder, document="license")


@pytest.mark.parametrize(
    ("run_on", "value"),
    [
        ("DAHSTE 200DCHNONE", "STE 200"), ("DAH# 12DCE5", "# 12"), ("DAHLOT 7BDCDM", "LOT 7B"),
        ("DAHSTE 200DCKNONE", "STE 200"),
    ],
)  # fmt: skip
def test_a_flat_ends_where_the_next_entry_begins(run_on: str, value: str) -> None:
    lines = ["DAQ1234567", "DCSPIKE", "DACADA", "DBB03041985", "DBA03042030", "DAG4 ELM ST", "DAIBEND", run_on]
    assert read("@ANSI 636033080001DL00310099DL" + "".join(lines)).address_line2 == value


def test_no_name_ends_with_an_apostrophe() -> None:
    lines = ["DCTJ J", "DBA03042030", "DCSO'DACEY", "DBB03041985", "DAG1 A ST", "DAIBEND", "DAJOR", "DAQ1234567"]
    found = read("@ANSI 636029030001DL00310099DL" + "".join(lines))
    assert (found.first_name, found.middle_name, found.last_name) == ("J", "J", "O'DACEY")
    assert found.date_of_birth == date(1985, 3, 4)


def test_half_a_character_in_a_text_with_percent_signs_is_refused_or_read_but_never_a_fault() -> None:
    text = v8("DAQ1", "DCSPI\ud800KE", "DACADA", "DBB01021970").replace("\n", "%0A").replace("\r", "%0D")

    assert read(text).license_number == "1"


LAST = ("DAQ41736148", "DCSMOORE", "DAG55 OAK RD", "DAIDALLAS", "DAJTX", "DAK751010000  ", "DCUIII", "DAZBRO", "DADLEE")
WITH_THEM = ("DACANNA", "DBD03022024", "DBB07051984", "DBA07052028", "DBC1", "DAU070 in", "DAYHAZ", "DCF24Q10XP7983")


@pytest.mark.parametrize("last", LAST)
@pytest.mark.parametrize("enter", ["", "\n", "\r\n"])
def test_an_end_that_the_length_in_the_header_proves_missing_is_told_and_leaves_no_half_value(
    last: str, enter: str
) -> None:
    card = v8(*WITH_THEM, *(element for element in LAST if element != last), last, issuer="636015")
    whole = as_json(read(card))
    assert whole["repairs"] == []
    assert read(card + enter).repairs == ()
    for cut in range(3, len(last) + 2):
        found = read(card[:-cut] + enter)
        assert found.repairs == (END,), cut
        for name, value in as_json(replace(found, repairs=())).items():
            assert value in (None, [], whole[name]), (cut, name)


@pytest.mark.parametrize("last", ["DAJTX", "DCUIII", "DAZBRO", "DBA07052028"])
def test_half_a_value_of_known_shape_before_a_cr_tells_that_the_end_is_missing(last: str) -> None:
    card = v8("DACANNA", "DAQ41736148", "DCSMOORE", "DBB07051984", last, issuer="636015")
    whole = as_json(read(card))
    for cut in range(3, len(last) - 1):
        found = read(card[:-cut] + "\r")
        assert found.repairs == (END,), cut
        assert [*as_json(found).values()].count(None) == [*whole.values()].count(None) + 1


@pytest.mark.parametrize("last", LAST)
@pytest.mark.parametrize("longer", [2, 3, 20])
@pytest.mark.parametrize("lost", ["", "\x1e"], ids=["nothing", "RS"])
def test_a_length_that_is_a_little_too_large_loses_no_value(last: str, longer: int, lost: str) -> None:
    """Accents of two bytes and stripped blanks make it so; the last element needs no line feed behind it."""
    body = "DL" + "\n".join((*WITH_THEM, *(element for element in LAST if element != last), last)) + "\r"
    header = "@\n\x1e\rANSI 636015080001DL0031"
    whole = replace(read(f"{header}{len(body):04}{body}"), repairs=())
    found = read(f"{header}{len(body) + longer:04}{body}".translate(dict.fromkeys(map(ord, lost))))
    assert END not in found.repairs
    assert replace(found, repairs=()) == whole


@pytest.mark.parametrize("lost", ["", "\x1e", "\n\x1e"], ids=["nothing", "RS", "LF and RS"])
def test_where_much_is_missing_an_enter_behind_it_hides_no_half_value(lost: str) -> None:
    card = v8(*WITH_THEM, *LAST, issuer="636015").translate(dict.fromkeys(map(ord, lost)))
    for cut in ("55 O", "DALL"):
        found = read(card[: card.index(cut) + 3] + "\r")
        assert END in found.repairs
        assert (found.license_number, found.city if cut == "DALL" else found.address_line1) == ("41736148", None)


def test_a_last_line_that_is_complete_counts_where_the_header_announces_more() -> None:
    header = "@\n\x1e\rANSI 636015080002DL00410300ZT03410010DL"
    lines = ("DAQ1", "DCSMOORE", "DACANNA", "DBB07051984", "DAU505")
    assert read(header + "\n".join(lines)).height == "65 in"
    assert read(header + "\n".join(lines[::-1]) + "\n\r").license_number == "1"


@pytest.mark.parametrize("end", ["\n\r", "\r\n", "\n", "", "\r"])
@pytest.mark.parametrize("off", [0, 9, -9])
def test_a_card_whose_header_does_not_count_well_loses_nothing(end: str, off: int) -> None:
    first = "DL" + "\n".join((*WITH_THEM, *LAST)) + "\n\r"
    directory = f"DL0041{len(first):04}ZT{41 + len(first) + off:04}0008"
    found = read(f"@\n\x1e\rANSI 636015080002{directory}{first}ZTZTA1{end}")
    assert found.repairs == ()
    assert found.middle_name == "LEE"


@pytest.mark.parametrize("enter", ["", "\n", "\r", "\r\n"])
@pytest.mark.parametrize("own", ["", "\rZTZTA1\nZTB\n"])
@pytest.mark.parametrize("longer", [3, 40, 400])
def test_a_header_that_announces_more_than_there_is_raises_no_alarm_where_the_end_came(
    enter: str, own: str, longer: int
) -> None:
    first = "DL" + "\n".join((*WITH_THEM, *LAST)) + "\n"
    directory = f"DL0041{len(first) + longer:04}" + (f"ZT{41 + len(first) + longer:04}0012" if own else "DL00410010")
    found = read(f"@\n\x1e\rANSI 636015080002{directory}{first}{own}\r{enter}")
    assert (found.repairs, found.middle_name) == ((), "LEE")


@pytest.mark.parametrize("lead", ["@\n\x1e\r", "@\n6", "@\n\x1c\n", "@\n^\r", "@a\n"])
def test_signs_that_no_card_has_are_taken_out_of_its_values_whatever_became_of_its_header(lead: str) -> None:
    lines = ("DAQ1234567", "DCSPIKE", "DACADA", "DBB03\x00041985", "DBA03042030", "DAIBEND\x00", "DAJOR")
    found = read(v8(*lines).replace("@\n\x1e\r", lead))
    assert (found.date_of_birth, found.city, found.state) == (date(1985, 3, 4), "BEND", "OR")


def test_a_birth_date_that_a_clipped_card_says_it_has_not_is_no_reason_to_refuse_it() -> None:
    card = v8("DAQ41736148", "DCSMOORE", "DACANNA", "DBBNONE", "DBANONE", "DAG55 OAK RD", issuer="636015")
    found = read(card[:-8])
    assert (found.last_name, found.address_line1, found.repairs) == ("MOORE", None, (END,))


CLIPPED = ["DBB03041985", "DBC2", "DAU070 in", "DAG12 OAK ST", "DAICHICO", "DAJCA", "DAQD1234567"]


@pytest.mark.parametrize("separator", ["\n", ""], ids=["in lines", "run together"])
@pytest.mark.parametrize(
    ("fragment", "field"),
    [
        ("DAYTON,NONA,IV", "eye_color"),
        ("DAKHSHAN", "postal_code"),
        ("DAQUINO", "license_number"),
        ("DAZELL", "hair_color"),
    ],
)
def test_the_end_of_a_name_with_which_a_clipped_card_begins_is_no_value(
    fragment: str, field: str, separator: str
) -> None:
    lines = [line for line in CLIPPED if line[:3] != fragment[:3]]
    assert getattr(read(separator.join([fragment, *lines])), field) is None


@pytest.mark.parametrize("fragment", ["DAIGLE RD", "DAGOSTINO 4"])
def test_where_a_clipped_card_tells_a_value_later_its_beginning_is_none(fragment: str) -> None:
    found = read("\n".join([fragment, *CLIPPED]))
    assert (found.city, found.address_line1, found.repeated) == ("CHICO", "12 OAK ST", ())


@pytest.mark.parametrize("first", CLIPPED)
def test_a_whole_value_with_which_a_clipped_card_begins_counts(first: str) -> None:
    lines = [first, *(line for line in CLIPPED if line != first)]
    assert values("\n".join([*lines, ""])) == values("\n".join([*CLIPPED, ""]))


@pytest.mark.parametrize("cut", [0, 1, 3, 12, 25, 31])
@pytest.mark.parametrize("layout", ["German", "British", "French", "Belgian"])
def test_a_card_without_its_beginning_is_read_on_another_keyboard(layout: str, cut: int) -> None:
    lines = ("DCSO'ZYLA-GRAY", "DACMAZY", *CLIPPED[:3], "DAYHAZ", "DAZBLN", "DAG12 OAK ST #4 1/2", *CLIPPED[4:], "")
    payload = v8(*lines, issuer="636014")[cut:]
    assert values(typed_on(layout)(payload)) == values(payload)


@pytest.mark.parametrize("cut", [1, 3, 12, 31, 40])
@pytest.mark.parametrize(
    "lines",
    [
        ("DCSDAZA", "DACROY", "DAYBRO", "DAZBLK"),
        ("DCSMENDAZ", "DACDAZIE", "DAYBLK"),
        ("DCSRAMIREZ", "DACROY", "DAU070 in", "DAZBRO"),
        ("DCSRAMIREZ", "DACROY", "DAU070 in", "DAZBLK", "DAYBRO"),
    ],
)
def test_hair_before_eyes_or_alone_or_daz_in_a_name_are_no_trace_of_a_german_keyboard(
    lines: tuple[str, ...], cut: int
) -> None:
    found = read(v8("DAQZ1234567", *lines, "DBB03041985", "DBC2", "DAG12 KAY ST", "DAICHICO", "DAJCA")[cut:])
    assert (found.last_name, found.first_name, found.address_line1) == (lines[0][3:], lines[1][3:], "12 KAY ST")
    assert keyboard("German") not in found.repairs


@pytest.mark.parametrize("cut", range(1, 6))
def test_of_a_card_without_beginning_and_end_no_half_value_is_read(cut: int) -> None:
    """A whole card ends with a line end; without a header nothing else tells whether all of it came."""
    whole = "\n".join([*(line for line in CLIPPED if "DAI" not in line), "DAIEXAMPLETON"])
    assert read(whole + "\r").city == "EXAMPLETON"
    found = read(whole[:-cut])
    assert (found.city, found.repairs) == (None, (START, END))


def test_a_card_without_dates_whose_beginning_is_missing_is_read_so_far() -> None:
    found = read("DLDAQT520\nDAADOE,SUE\nDAG9 ELM DR\nDAIBEND\nDAJOR\nDAK9")
    assert (found.last_name, found.license_number, found.postal_code) == ("DOE", "T520", None)
