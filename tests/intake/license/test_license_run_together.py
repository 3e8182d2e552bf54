"""Names, streets and subfiles that look like entries of a card come out whole, also where separators were lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from cards import CALIFORNIAN
from layouts import typed_on

from intake.license import read
from intake.license.compose import compose

if TYPE_CHECKING:
    from intake.license import License

HOLDER = replace(CALIFORNIAN, document_discriminator="02/03/2021504A1/AAFD/27")
OWN = {"A": "Y", "B": "DAQ99"}
NAMES = [
    ("LINDA", "LEE", "FERNSBY"),
    ("SOLEDAD", "MAE", "FADDEN"),
    ("TRINIDAD", None, "MCCADDACK"),
    ("DACIA", "DAWN", "RODDAN"),
    ("ABDUL", "DADE", "LADCAR"),
    ("O'SHEA", "E", "DADDARIO"),
    ("IONA", "DAE", "MOON"),
]


def typed(holder: License) -> str:
    return compose(holder, OWN).decode("latin-1")


def flat(payload: str) -> str:
    return payload.translate(dict.fromkeys(map(ord, "\n\x1e\r")))


def values(payload: str) -> License:
    return replace(read(payload), repairs=(), oddities=())


@pytest.mark.parametrize("version", [3, 8, 10])
@pytest.mark.parametrize("name", NAMES, ids=lambda name: name[2])
def test_names_that_hold_ids_are_told_apart_without_separators(name: tuple[str, str | None, str], version: int) -> None:
    first, middle, last = name
    holder = replace(HOLDER, first_name=first, middle_name=middle, last_name=last, version=version)
    assert values(flat(typed(holder))) == holder


@pytest.mark.parametrize(
    "line", ["DAG501 E DAHLIA LN", "DAG4 ADAMS RD", "DCIDADE COUNTY, FL", "DCSLADCAR", "DCSFADDEN"]
)
@pytest.mark.parametrize("separator", ["\n", "\r", "\r\n", "\u2028"])
def test_a_line_that_is_whole_is_never_parted(line: str, separator: str) -> None:
    lines = ["DLDCSPIKE", "DADMAE", line, "DBB03041985", "DACADA", "DDAN", "DAQD1234567", "DAIBEND"]
    if line.startswith("DCS"):
        lines[0] = "DLDCUNONE"
    found = read(f"@{separator}\x1e\rANSI 636014090001DL00310099" + separator.join(lines) + "\r")
    street, last = (line[3:] if line.startswith(id_) else other for id_, other in (("DAG", None), ("DCS", "PIKE")))
    assert (found.address_line1, found.last_name, found.first_name) == (street, last, "ADA")
    assert found.middle_name == "MAE"


@pytest.mark.parametrize("street", ["501 E DAHLIA LN", "P.O. BOX 77", "100 DADDY LN"])
def test_streets_that_hold_ids_are_whole_without_separators(street: str) -> None:
    holder = replace(HOLDER, address_line1=street, address_line2="# 12", version=8)
    assert values(flat(typed(holder))) == holder


@pytest.mark.parametrize("version", [3, 8])
@pytest.mark.parametrize("line2", [None, "APT 4B", "DAISY HALL"])
@pytest.mark.parametrize(
    ("street", "city"),
    [
        ("1200 OLD DAIRY RD", "HOUSTON"),
        ("12 NW DAISY LN", "DALLAS"),
        ("100 VIA DAHLIA", "HOUSTON"),
        ("5 PORT DAHLGREN RD", "DAHLONEGA"),
        ("123 MAIN ST", "DAINGERFIELD"),
        ("77 DAISY", "DAISETTA"),
        ("8 ADAIR ST", "BEND"),
        ("8 ELM ST", "PORT DAIRY"),
    ],
)
def test_words_that_begin_as_ids_do_are_whole_without_separators(
    street: str, city: str, line2: str | None, version: int
) -> None:
    holder = replace(HOLDER, address_line1=street, address_line2=line2, city=city, version=version)
    assert values(flat(typed(holder))) == holder


def test_a_residence_is_told_apart_without_separators() -> None:
    lines = ["DLDAQ7042101", "DAAPIKE,ADA,MAE,", "DAG", "DALP.O. BOX 77", "DAM# 12", "DANDAYTON", "DAOOR", "DAP97701",
             "DBB19850304", "DBA20290304", "DBCF"]  # fmt: skip
    found = read("@ANSI 6360290101DL00290199" + "".join(lines))
    assert (found.address_line1, found.address_line2) == ("P.O. BOX 77", "# 12")
    assert (found.city, found.state, found.postal_code) == ("DAYTON", "OR", "97701")


@pytest.mark.parametrize(
    "separators",
    [("", "", ""), ("\n", "\x1e", ""), ("J", "6", "M"), ("<LF>", "<RS>", "<CR>"), ("%0A", "%1E", "%0D"),
     ("[LF]", "[RS]", "[CR]"), ("{LF}", "{RS}", "{CR}"), ("\u25d9", "\u25b2", "\u266a")],
)  # fmt: skip
@pytest.mark.parametrize("last", ["FERNSBY", "ZAZA"])
def test_the_jurisdictions_own_subfile_may_come_first(separators: tuple[str, str, str], last: str) -> None:
    holder = replace(HOLDER, last_name=last, issuer="636021", jurisdiction="AR", state="AR")
    standard = compose(holder).decode("latin-1")[31:].removesuffix("\n\r")
    own = "ZAZAAY\nZAB"
    header = f"@\n\x1e\rANSI 636021090002ZA0041{len(own) + 1:04}DL{42 + len(own):04}{len(standard) + 1:04}"
    table = str.maketrans(dict(zip("\n\x1e\r", separators, strict=True)))
    assert values(f"{header}{own}\r{standard}\r".translate(table)) == holder


def test_subfiles_are_told_apart_when_the_return_between_them_was_lost() -> None:
    payload = typed(replace(HOLDER, hair_color="BLN")).replace("\n\r", "\r").replace("\r", "")
    found = read(payload)
    assert (found.document_discriminator, found.hair_color) == (HOLDER.document_discriminator, "BLN")


def test_a_second_copy_behind_half_of_one_counts_whatever_its_file_type() -> None:
    for kind in ("ANSI ", "AAMVA", "AMVA "):
        payload = typed(HOLDER).replace("ANSI ", kind)
        half = payload[: payload.index("12 OAK")]
        assert values(half + payload) == HOLDER


@pytest.mark.parametrize(
    ("lines", "layout"),
    [(["DAZBLN", "DAYHAZ"], "British"), (["DAYHAZ", "DAZBLN"], "German"), (["DCF12#34", "DAYHAZ"], "German")]
    + [
        (["DAYBRO", "DAU070 in", color, state], layout)
        for color, state in (("DAZBRO", "DAJCA"), ("DAZBLK", "DAJAZ"), ("DAZGRAY", "DAJNY"))
        for layout in ("British", "German")
    ],
)
def test_british_and_german_keyboards_are_told_apart_in_any_order_of_entries(lines: list[str], layout: str) -> None:
    body = ["DLDAQ1", "DCSYZQUIERDO", "DACZOLA", "DADNONE", "DBB03041985", "DBC2", *lines, "DAINEW YORK", "DAJCA"]
    payload = "@\n\x1e\rANSI 636014090001DL00310100" + "\n".join(body) + "\r"
    found = read(typed_on(layout)(payload))
    assert (found.last_name, found.first_name, found.city) == ("YZQUIERDO", "ZOLA", "NEW YORK")


@pytest.mark.parametrize("cut", [10, 20, 40])
def test_without_line_feeds_and_its_first_signs_a_card_is_read_also_before_a_subfile_of_its_state(cut: int) -> None:
    card = compose(replace(CALIFORNIAN, version=8), {"A": "Y"}).decode()
    found = read(card.replace("\n", "")[cut:])
    assert (found.last_name, found.license_number) == (CALIFORNIAN.last_name, CALIFORNIAN.license_number)


@pytest.mark.parametrize(
    ("lines", "field", "name"),
    [
        ("DCSFERRARO DDEN DACPATRICIA DDFN DADJUNE DDGN", "last_name", "FERRARO"),
        ("DCSMADDEN DACPATRICIA DADJUNE", "last_name", "MADDEN"),
        ("DCSGALLANT DACIDA DADMAE", "first_name", "IDA"),
        ("DCSPIKE DACWAYNE DADALLEN", "first_name", "WAYNE"),
    ],
)
def test_a_name_that_ends_where_a_card_without_separators_breaks_off_is_whole_or_unknown(
    lines: str, field: str, name: str
) -> None:
    card = "@ANSI 636036080001DL00310260DLDCADDBA07312024" + lines.replace(" ", "") + "DBD06242020DBB07091958DBC2"
    known = [getattr(read(card[:end]), field) for end in range(card.index("DCS") + 3, len(card) + 1)]
    assert set(known) == {None, name}
