"""What cards of single jurisdictions do in their own way."""

from __future__ import annotations

from datetime import date

import pytest

from intake.errors import Unreadable
from intake.license import License, read

BORN, ISSUED, EXPIRES = "DBB03041985", "DBD05062020", "DBA03042028"


def v1(*lines: str, issuer: str = "636005") -> str:
    """Return a card of version 1, whose header has no jurisdiction version."""
    body = "\n".join(lines)
    return f"@\n\x1e\rANSI {issuer}0101DL0029{len(body) + 4:04}DL{body}\n\r"


def v8(*lines: str, issuer: str = "636033", version: int = 8) -> str:
    """Return a card of a later version."""
    body = "\n".join(lines)
    return f"@\n\x1e\rANSI {issuer}{version:02}0001DL0031{len(body) + 4:04}DL{body}\n\r"


def whole_name(text: str) -> tuple[str | None, ...]:
    found = read(v1("DAQ1234567", "DAA" + text, "DBB19850304"))
    return found.last_name, found.first_name, found.middle_name, found.suffix


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PIKE,ADA,MAY,JR", ("PIKE", "ADA", "MAY", "JR")),
        ("PIKE,ADA,,JR", ("PIKE", "ADA", None, "JR")),
        ("PIKE,ADA,,Q", ("PIKE", "ADA", "Q", None)),
        ("PIKE,ADA,MAY", ("PIKE", "ADA", "MAY", None)),
        ("PIKE,ADA, MAY", ("PIKE", "ADA", "MAY", None)),
        ("PIKE,ADA MAY,,", ("PIKE", "ADA MAY", None, None)),
        ("PIKE,ADA", ("PIKE", "ADA", None, None)),
        ("PIKE JR, ADA MAY", ("PIKE", "ADA", "MAY", "JR")),
        ("VAN PIKE SR,ADA,MAY,", ("VAN PIKE", "ADA", "MAY", "SR")),
        ("PIKE,JR,ADA,MAY", ("PIKE", "ADA", "MAY", "JR")),
        ("PIKE;ADA;MAY", ("PIKE", "ADA", "MAY", None)),
        ("PIKE/ADA/MAY", ("PIKE", "ADA", "MAY", None)),
        ("PIKE^ADA^MAY", ("PIKE", "ADA", "MAY", None)),
        ("PIKE,ADA, ,", ("PIKE", "ADA", None, None)),
        ("PIKE, ADA MAY", ("PIKE", "ADA", "MAY", None)),
        ("PIKE, ADA MAY JR", ("PIKE", "ADA", "MAY", "JR")),
        ("PIKE,ADA MAY,JR", ("PIKE", "ADA", "MAY", "JR")),
        ("PIKE,ADA,MAY JR", ("PIKE", "ADA", "MAY", "JR")),
        ("ADA MAY PIKE", ("PIKE", "ADA", "MAY", None)),
        ("ADA MAY ANNE PIKE III", ("PIKE", "ADA", "MAY ANNE", "III")),
        ("ADA PIKE, SR", ("PIKE", "ADA", None, "SR")),
        ("ADA PIKE", ("PIKE", "ADA", None, None)),
        ("PIKE", ("PIKE", None, None, None)),
        ("PIKE@ADA@MAY", ("PIKE", "ADA", "MAY", None)),
        ("PIKE$ADA$MAY", ("PIKE", "ADA", "MAY", None)),
        ("NONE", (None, None, None, None)),
    ],
)
def test_whole_names_of_version_1_are_parted(text: str, expected: tuple[str | None, ...]) -> None:
    assert whole_name(text) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("DCTADA,MAY",), ("ADA", "MAY", "PIKE", None)),
        (("DCTADA MAY",), ("ADA", "MAY", "PIKE", None)),
        (("DCTMARY ANN,",), ("MARY ANN", None, "PIKE", None)),
        (("DCTADA,   ",), ("ADA", None, "PIKE", None)),
        (("DACADA", "DADNONE"), ("ADA", None, "PIKE", None)),
        (("DACADA", "DADunavl", "DCUNONE"), ("ADA", None, "PIKE", None)),
        (("DACADA", "DADMAY,ANNE", "DCUSR"), ("ADA", "MAY ANNE", "PIKE", "SR")),
        (("DACADA,MAY",), ("ADA", "MAY", "PIKE", None)),
        (("DACADA,MAY", "DADMAY"), ("ADA", "MAY", "PIKE", None)),
        (("DACADA,MAY,ANNE", "DADMAY ANNE", "DCU0"), ("ADA", "MAY ANNE", "PIKE", None)),
        (("DACMARY ANN", "DAD"), ("MARY ANN", None, "PIKE", None)),
        (("DCTADA MAY", "DABPIKE", "DACADA", "DADMAY"), ("ADA", "MAY", "PIKE", None)),
        (("DACADA", "DADNMN"), ("ADA", None, "PIKE", None)),
        (("DACADA", "DADN.M.N."), ("ADA", None, "PIKE", None)),
        (("DACADA", "DADNO MIDDLE NAME"), ("ADA", None, "PIKE", None)),
        (("DACADA", "DAD(NONE)", "DCUNA"), ("ADA", None, "PIKE", None)),
        (("DCTADA,MAY,JR",), ("ADA", "MAY", "PIKE", "JR")),
        (("DCTADA$MAY",), ("ADA", "MAY", "PIKE", None)),
    ],
)
def test_given_names_are_parted(lines: tuple[str, ...], expected: tuple[str | None, ...]) -> None:
    found = read(v8("DAQ1", "DCSPIKE,   ", *lines, BORN))

    assert (found.first_name, found.middle_name, found.last_name, found.suffix) == expected
    assert found.repairs == ()


def test_wyoming_writes_both_given_names_into_one_and_the_city_twice() -> None:
    found = read(
        v8(
            "DCAC",
            "DCSPIKE",
            "DACADA M",
            "DAD",
            "DAG1 OAK",
            "DAIBUTTE",
            "DAHBUTTE, WY  82930",
            "DAQ1",
            BORN,
            issuer="636060",
        )
    )

    assert (found.first_name, found.middle_name, found.address_line2) == ("ADA", "M", None)


@pytest.mark.parametrize("last", ["PIKE,JR", "PIKE, JR", "PIKE JR"])
def test_suffix_behind_the_family_name_is_a_suffix(last: str) -> None:
    found = read(v8("DAQ1", "DCS" + last, "DACADA", BORN))

    assert (found.last_name, found.suffix) == ("PIKE", "JR")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("03041985", date(1985, 3, 4)),
        ("19850304", date(1985, 3, 4)),
        ("12202012", date(2012, 12, 20)),
        ("20121220", date(2012, 12, 20)),
        ("03-04-1985", date(1985, 3, 4)),
        ("1985-03-04", date(1985, 3, 4)),
        ("3041985", date(1985, 3, 4)),
        ("3/4/1985", date(1985, 3, 4)),
        ("1985-3-4", date(1985, 3, 4)),
        ("3-4-85", None),
        ("03041985M", date(1985, 3, 4)),
        ("19852510", None),
        ("02301985", None),
        ("00000000", None),
        ("99999999", None),
        ("0304198", None),
        ("NONE", None),
        ("MMDDCCYY", None),
        ("", None),
    ],
)
def test_dates_tell_their_own_order(text: str, expected: date | None) -> None:
    assert read(v8("DAQ1", "DCSPIKE", "DACADA", "DBB" + text)).date_of_birth == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("073 in", "73 in"), (" 73 IN", "73 in"), ("73", "73 in"), ("181 cm", "181 cm"), ("181CM", "181 cm"),
        ("181", "181 cm"), ("509", "69 in"), ("511", "71 in"), ("601   ", "73 in"), ("600 in", "72 in"),
        ("5-10", "70 in"), ("5'-04\"", "64 in"), ("5'11", "71 in"), ("5 FT 4 IN", "64 in"), ("0510", "70 in"),
        ("5\u00b409", "69 in"), ("5\u20199\u201d", "69 in"), ("5.09", "69 in"), ("5.9", None), ("069.00", "69 in"),
        ("1.75 m", "175 cm"), ("", None), ("NONE", None), ("000 in", None), ("572", None), ("999 cm", None),
    ],
)  # fmt: skip
def test_heights_in_every_notation(text: str, expected: str | None) -> None:
    assert read(v8("DAQ1", "DCSPIKE", "DACADA", BORN, "DAU" + text)).height == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("95616", "95616"), ("956160000  ", "95616"), ("956161234  ", "95616-1234"), ("95616 1234", "95616-1234"),
        ("95616-1234", "95616-1234"), ("96826     0", "96826"), ("0210800000", "02108"), ("000000000", None),
        ("N1M 3J6    ", "N1M 3J6"), ("n1m3j6", "N1M 3J6"), ("NONE", None), ("9561-1234", None),
    ],
)  # fmt: skip
def test_postal_codes_in_every_form(text: str, expected: str | None) -> None:
    assert read(v8("DAQ1", "DCSPIKE", "DACADA", BORN, "DAK" + text)).postal_code == expected


@pytest.mark.parametrize(
    ("lines", "sex", "eyes", "hair"),
    [
        (("DBC1", "DAYBRN", "DAZBROWN"), "M", "BRO", "BRO"),
        (("DBC2", "DAYHZL", "DAZBLOND"), "F", "HAZ", "BLN"),
        (("DBC9", "DAYUNK", "DAZUNK"), "X", None, None),
        (("DBCX", "DAY   ", "DAZ"), "X", None, None),
        (("DBC0", "DAYNONE", "DAZunavl"), None, None, None),
        (("DBCF", "DAYGN", "DAZBR "), "F", "GRN", "BRO"),
        (("DBCM", "DAYBLU/BLE", "DAZBALD"), "M", "BLU", "BAL"),
        (("DBC01", "DAYMUL", "DAZBLD"), "M", "DIC", "BAL"),
        (("DBC02", "DAYBRW", "DAZBLO"), "F", "BRO", "BLN"),
        (("DBCM", "DAYXXX", "DAZUUUU"), "M", None, None),
        (("DBCM", "DAYBL3456789", "DAZ000"), "M", None, None),
        (("DBCM", "DAYNULL", "DAZNA"), "M", None, None),
        (("DBCM", "DAYTEAL", "DAZTEAL"), "M", "TEAL", "TEAL"),
    ],
)
def test_sex_and_colors_are_told_in_one_way(
    lines: tuple[str, ...], sex: str | None, eyes: str | None, hair: str | None
) -> None:
    found = read(v8("DAQ1", "DCSPIKE", "DACADA", BORN, *lines))

    assert (found.sex, found.eye_color, found.hair_color) == (sex, eyes, hair)


@pytest.mark.parametrize(
    ("lines", "country"),
    [
        (("DCGUSA", "DAJON"), "USA"),
        (("DCGCDN", "DAJON"), "CAN"),
        (("DCG", "DAJON"), "CAN"),
        (("DAJQC",), "CAN"),
        ((), "USA"),
    ],
)
def test_country_is_from_the_card_else_from_state_and_issuer(lines: tuple[str, ...], country: str) -> None:
    assert read(v8("DAQ1", "DCSPIKE", "DACADA", BORN, *lines)).country == country


@pytest.mark.parametrize(
    "lines",
    [
        ("DAG", "DAL4 ELM ST", "DAIBEND", "DAJOR", "DAK97701"),
        ("DAL4 ELM ST", "DANBEND", "DAOOR", "DAP97701"),
        ("DAGNONE", "DAL4 ELM ST", "DAIBEND", "DAJor", "DAK97701"),
    ],
)
def test_residence_address_fills_up_the_mailing_address(lines: tuple[str, ...]) -> None:
    found = read(v1("DAQ1", "DAAPIKE, ADA MAY", *lines, "DBB19850304", issuer="636029"))

    assert (found.address_line1, found.city, found.state, found.postal_code) == ("4 ELM ST", "BEND", "OR", "97701")


def test_issuer_may_lie_about_the_state() -> None:
    found = read(v8("DAQ1", "DCSPIKE", "DACADA", BORN, "DAJHI", issuer="636039"))

    assert (found.jurisdiction, found.state) == ("NH", "HI")


def test_issuer_without_its_first_digit_is_known() -> None:
    text = v1("DAQ1", "DAAPIKE,ADA,MAY", "DBB03-04-1985", "DBA03-04-2028", "DAU5-10", issuer="36004")
    older = text.replace("360040101DL", "36004001DL")
    assert (read(older).issuer, read(older).jurisdiction) == ("636004", "NC")

    found = read(text)

    assert (found.issuer, found.jurisdiction, found.version) == ("636004", "NC", 1)
    assert (found.license_expires, found.height) == (date(2028, 3, 4), "70 in")
    assert "the issuer number lacked its first digit" in found.repairs


def test_unknown_issuer_version_and_elements_are_no_obstacle() -> None:
    found = read(v8("DAQ1", "DCSPIKE", "DACADA", BORN, "DDO1", "DXX9", issuer="700000", version=12))

    assert (found.issuer, found.jurisdiction, found.version, found.repairs) == ("700000", None, 12, ())


def test_version_1_body_under_a_later_header_is_read() -> None:
    found = read(v8("DAQ1", "DAAPIKE,ADA,MAY", "DBB19850304", "DAU509", version=2))

    assert (found.version, found.last_name, found.height) == (2, "PIKE", "69 in")


def test_later_version_under_the_short_header_is_read() -> None:
    found = read(v1("DAQ1", "DCSPIKE", "DCTADA,MAY", BORN, issuer="636035").replace("0101DL", "0201DL"))

    assert (found.version, found.last_name, found.middle_name) == (2, "PIKE", "MAY")


def test_number_may_stand_in_the_customer_element() -> None:
    found = read(v1("DBJD1234567", "DAAPIKE,ADA", "DBB19850304", issuer="636014"))

    assert found.license_number == "D1234567"
    assert found.repairs == ()


def test_id_cards_and_enhanced_licenses_are_told_apart() -> None:
    card = v8("DAQ1", "DCSPIKE", "DACADA", BORN)

    assert read(card).document == "license"
    assert read(card.replace("DL", "ID")).document == "id"
    assert read(card.replace("DL", "EN")).document == "license"


@pytest.mark.parametrize("first", [True, False])
def test_the_jurisdictions_own_data_overwrites_nothing(first: bool) -> None:
    own = "ZVZVA@1DAQ7\nDAQ999\nDACBOB\nDAHAPT 9\nZVBDBB01012001\n\r"
    standard = f"DLDAQ1\nDCSPIKE\nDACADA\n{BORN}\n\r"
    body = own + standard if first else standard + own

    found = read(f"@\n\x1e\rANSI 636000100002DL00410000ZV00410000{body}")

    assert (found.license_number, found.first_name, found.address_line2) == ("1", "ADA", None)


def test_first_value_of_a_repeated_element_wins_and_the_repetition_is_kept() -> None:
    found = read(v8("DAQ1", "DCSPIKE", "DACADA", BORN, "DBB01012001", "DAQ1"))

    assert (found.date_of_birth, found.repeated) == (date(1985, 3, 4), ("DBB",))


def test_names_that_hold_element_ids_stay_whole() -> None:
    found = read(v8("DAQ1", "DCSMCDADE", "DACBUDDA", "DADDADDY", BORN, "DAG1 DALLAS DR", "DAIDADE CITY"))

    assert (found.last_name, found.first_name, found.middle_name) == ("MCDADE", "BUDDA", "DADDY")
    assert (found.address_line1, found.city, found.repairs) == ("1 DALLAS DR", "DADE CITY", ())


def test_latin_1_and_utf_8_bytes_give_the_same_accents() -> None:
    card = v8("DAQ1", "DCSNÚÑEZ", "DACZOÉ", BORN)

    assert read(card.encode("latin-1")) == read(card.encode()) == read(card)
    assert read(card).last_name == "NÚÑEZ"


def test_accents_garbled_on_the_way_are_mended() -> None:
    card = v8("DAQ1", "DCSNÚÑEZ", "DACZOÉ", BORN)

    found = read(card.encode().decode("latin-1"))

    assert (found.last_name, found.first_name) == ("NÚÑEZ", "ZOÉ")
    assert found.repairs == ("letters with accents had been garbled",)


def test_card_hides_nothing_in_invisible_characters() -> None:
    found = read(v8("DAQ1\x1b", "DCSPI\u202eKE", "DACA\u200bDA", BORN))

    assert (found.license_number, found.last_name, found.first_name) == ("1", "PIKE", "ADA")


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ("", "empty"),
        (" \r\n\x02", "empty"),
        (b"", "empty"),
        ("S9244-43879-65702", "one_dimensional"),
        ("]C0D12345678", "one_dimensional"),
        ("]A0PIKE ADA\r", "one_dimensional"),
        ("*12345678*\r\n", "one_dimensional"),
        ("https://example.org/a?b=1", "not_a_license"),
        ("hello, is anybody there?", "not_a_license"),
        ("@\n\x1e\rANSI 636014080002DL0041", "cut_short"),
    ],
)
def test_what_is_no_license_is_refused_with_its_reason(payload: bytes | str, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(payload)
    assert refusal.value.code == code


def test_a_bar_code_of_lines_is_answered_with_what_to_do() -> None:
    with pytest.raises(Unreadable, match="scan the large block on the back of the license"):
        read("D12345678")


def test_two_peoples_licenses_at_once_are_refused() -> None:
    other = v8("DAQ2", "DCSROSS", "DACBOB", "DBB01021970")

    with pytest.raises(Unreadable) as refusal:
        read(v8("DAQ1", "DCSPIKE", "DACADA", BORN) + other)
    assert refusal.value.code == "two_licenses"


@pytest.mark.parametrize("other", [("DCSPIKE", "DACBOB"), ("DCSROSS", "DACADA"), ("DCSPIKE", "DACADA", "DCF88A1")])
def test_people_of_one_birth_date_are_told_apart_by_number_and_name(other: tuple[str, ...]) -> None:
    first = v8("DAQA1000001", "DCSPIKE", "DACADA", BORN, "DCF77B2")

    with pytest.raises(Unreadable) as refusal:
        read(first + v8("DAQA1000002", *other, BORN))
    assert refusal.value.code == "two_licenses"


@pytest.mark.parametrize("number", ["A1000001", "A10000012", "1000001"])
def test_people_with_other_names_are_two_whatever_their_numbers(number: str) -> None:
    first = v8("DAQA1000001", "DCSPIKE", "DACADA", BORN)

    with pytest.raises(Unreadable) as refusal:
        read(first + v8(f"DAQ{number}", "DCSROSS", "DACBOB", BORN))
    assert refusal.value.code == "two_licenses"


def test_a_part_of_a_number_or_name_is_no_other_person() -> None:
    found = read(v8("DAQA1000001", "DCSPIKE", "DACADA", BORN) + v8("DAQA1000", "DCSPI", "DACADA", BORN))

    assert (found.license_number, found.last_name) == ("A1000001", "PIKE")


def test_a_day_that_no_calendar_has_is_told_of() -> None:
    written = ("02301990", "19900230", "00000000", "99999999", "")
    odd = [read(v8("DAQ1", "DCSPIKE", f"DBB{digits}", "DBA01022031")).oddities for digits in written]
    assert ["birth_date" in each for each in odd] == [True, True, False, False, False]
    odd = [read(v8("DAQ1", "DCSPIKE", "DBB01021980", f"DBA{digits}")).oddities for digits in written]
    assert ["other_date" in each for each in odd] == [True, True, False, False, False]


BRITISH_COLUMBIAN = (
    "%BCPORT MOODY^PIKE,$ADA MAY^12 HARBOUR RD$PORT MOODY BC  V3H 1A2^?"
    ";6360281234567=271119850304=?"
    "_%0AV3H1A2                     F170 64BROBLU9123456789?"
)
OHIOAN = "OHLODI^PIKE$ADA$MAY^12 OAK ST^6360231601123456=28031985030410442541234  D              2509130BROBLU"


def test_magnetic_stripe_text_of_british_columbia_is_read() -> None:
    assert read(BRITISH_COLUMBIAN) == License(
        first_name="ADA", middle_name="MAY", last_name="PIKE", date_of_birth=date(1985, 3, 4), sex="F",
        address_line1="12 HARBOUR RD", city="PORT MOODY", state="BC", postal_code="V3H 1A2", country="CAN",
        license_number="1234567", license_expires=date(2027, 11, 30), eye_color="BLU", hair_color="BRO",
        height="170 cm", issuer="636028", jurisdiction="BC",
    )  # fmt: skip


def test_magnetic_stripe_text_of_ohio_has_no_sentinels_and_letters_as_numbers() -> None:
    assert read(OHIOAN) == License(
        first_name="ADA", middle_name="MAY", last_name="PIKE", date_of_birth=date(1985, 3, 4), sex="F",
        address_line1="12 OAK ST", city="LODI", state="OH", postal_code="44254-1234", country="USA",
        license_number="PA123456", license_expires=date(2028, 3, 31), eye_color="BLU", hair_color="BRO",
        height="69 in", issuer="636023", jurisdiction="OH",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("expires", "expected"),
    [
        ("2712", date(2027, 12, 31)),
        ("2799", date(2027, 3, 4)),
        ("2788", date(2028, 3, 31)),
        ("2777", None),
        ("2713", None),
    ],
)
def test_expiry_of_magnetic_stripes_is_a_month_or_a_rule(expires: str, expected: date | None) -> None:
    assert read(BRITISH_COLUMBIAN.replace("=2711", "=" + expires)).license_expires == expected


def test_a_long_city_of_a_magnetic_stripe_runs_into_the_name() -> None:
    found = read(
        BRITISH_COLUMBIAN.replace("PORT MOODY^", "NORTH VANCOUV").replace("$PORT MOODY BC", "$NORTH VANCOUVER BC")
    )

    assert (found.city, found.last_name, found.address_line2) == ("NORTH VANCOUV", "PIKE", None)
