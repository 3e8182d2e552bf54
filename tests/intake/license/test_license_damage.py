"""Whatever a scanner, a keyboard or a terminal does to a payload, the same values come out."""

from __future__ import annotations

import html
import json
import random
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import pytest
from cards import CALIFORNIAN
from layouts import caps_locked, typed_on

from intake.errors import Unreadable
from intake.license import License, read
from intake.license.compose import compose

if TYPE_CHECKING:
    from collections.abc import Callable

FULL_OF_IDS = replace(
    CALIFORNIAN,
    first_name="DANIEL",
    middle_name="QUINCY",
    last_name="MCDADE",
    suffix="JR",
    date_of_birth=date(1984, 10, 31),
    sex="M",
    address_line1="4455 DALLAS DR",
    address_line2="APT 4",
    license_expires=date(2029, 10, 31),
)
ONTARIAN = License(
    first_name="ZOE MAY",
    last_name="O'NEIL-HADDAD",
    date_of_birth=date(1999, 2, 28),
    sex="F",
    address_line1="9 DADE RIDGE RD E",
    city="CADDO MILLS",
    state="ON",
    postal_code="N1M 3J6",
    country="CAN",
    license_number="A1234-56789-90228",
    license_issued=date(2020, 3, 1),
    license_expires=date(2030, 2, 28),
    eye_color="GRN",
    height="165 cm",
    issuer="636012",
    jurisdiction="ON",
    document="license",
)
CARDS = [
    replace(FULL_OF_IDS, version=1),
    replace(FULL_OF_IDS, version=3),
    replace(FULL_OF_IDS, version=8),
    replace(FULL_OF_IDS, version=10, document="id"),
    replace(ONTARIAN, version=2),
    replace(ONTARIAN, version=9),
]
OWN = {"A": "Y", "B": "", "C": "DAQ99 DBB01011990"}
PAYLOADS = [(card, compose(card, OWN).decode("latin-1")) for card in CARDS]


def separated(line_feed: str, record: str, carriage_return: str) -> Callable[[str], str]:
    """Return the damage that makes other texts of LF, RS and CR."""
    table = str.maketrans({"\n": line_feed, "\x1e": record, "\r": carriage_return})
    return lambda payload: payload.translate(table)


def losing(share: float) -> Callable[[str], str]:
    """Return the damage that drops a share of the separators."""

    def damage(payload: str) -> str:
        chance = random.Random(3)
        return "".join(c for c in payload if c not in "\n\r" or chance.random() >= share)

    return damage


def substituted(pattern: str, by: str) -> Callable[[str], str]:
    return lambda payload: re.sub(pattern, by, payload, count=1)


flat = separated("", "", "")

#: Damages after which header and values must both be right.
DAMAGES: dict[str, Callable[[str], str]] = {
    "CR for every LF": separated("\r", "\x1e", "\r"),
    "CRLF for CR": separated("\n", "\x1e", "\r\n"),
    "CRLF for LF": separated("\r\n", "\x1e", "\r"),
    "doubled LF": separated("\n\n", "\x1e", "\r"),
    "LF for CR": separated("\n", "\x1e", "\n"),
    "RS lost": separated("\n", "", "\r"),
    "RS typed as 6": separated("\n", "6", "\r"),
    "RS typed as ^": separated("\n", "^", "\r"),
    "RS typed as 0030": separated("\n", "0030", "\r"),
    "RS typed as N": separated("\n", "N", "\r"),
    "CR typed as M": separated("\n", "6", "M"),
    "Ctrl lost everywhere": separated("J", "6", "M"),
    "Ctrl and Shift lost": separated("j", "6", "m"),
    "codes of the keypad": separated("0010", "0030", "0013"),
    "separators with Alt": separated("\x1bj", "\x1b^", "\x1bm"),
    "separators as carets": separated("^J", "^^", "^M"),
    "separators spelled out": separated("\\n", "\\x1e", "\\r"),
    "separators named": separated("<LF>", "<RS>", "<CR>"),
    "numbers of HTML": separated("&#10;", "&#30;", "&#13;"),
    "hexadecimal codes of a display": separated("<0x0A>", "<0x1E>", "<0x0D>"),
    "carriage returns and line feeds named": separated("<CR><LF>", "<RS>", "<CR>"),
    "keys named": separated("{ENTER}", "", "{ENTER}"),
    "address of the web": quote,
    "form of the web": quote_plus,
    "form of the web, older file type": lambda payload: quote_plus(payload.replace("ANSI ", "AMVA ")),
    "mail": separated("=0A", "=1E", "=0D"),
    "mail that also escapes its own sign": lambda payload: separated("=0A", "=1E", "=0D")(payload.replace("=", "=3D")),
    "JSON": lambda payload: json.dumps(payload)[1:-1],
    "HTML": lambda payload: html.escape(payload).replace("\n", "&#xA;"),
    "separators spelled out on a German keyboard": lambda payload: typed_on("German")(
        separated("\\n", "\\x1e", "\\r")(payload)
    ),
    "NULs for all separators": separated("\0", "\0", "\0"),
    "file type in small letters": lambda payload: payload[:31].lower() + payload[31:],
    "pictures of controls": separated("\u240a", "\u241e", "\u240d"),
    "bars": separated("|", "", "|"),
    "semicolons": separated(";", "", ";"),
    "tabs": separated("\t", "", "\t"),
    "arrow keys of a terminal": separated("\x1b[B", "\x1e", "\r"),
    "blanks behind LF": separated("\n ", "\x1e", "\r"),
    "all separators lost": flat,
    "separators made blanks": separated(" ", " ", " "),
    "half of the separators lost": losing(0.5),
    "noise of C1 controls": separated("\x90\n\x90", "\x90", "\r"),
    "a letter with umlaut in the header": separated("\n", "\xdc", "M"),
    "letters in the header": substituted("@\n\x1e\r", "@ac"),
    "caps lock": str.swapcase,
    "shift lost": str.lower,
    "shift and separators lost": lambda payload: flat(payload).lower(),
    "caps lock and separators lost": lambda payload: flat(payload).swapcase(),
    "British keyboard": typed_on("British"),
    "German keyboard": typed_on("German"),
    "French keyboard": typed_on("French"),
    "Belgian keyboard": typed_on("Belgian"),
    "Czech keyboard": typed_on("Czech"),
    "British keyboard, caps lock": lambda payload: caps_locked(typed_on("British")(payload)),
    "German keyboard, caps lock": lambda payload: caps_locked(typed_on("German")(payload)),
    "French keyboard, caps lock": lambda payload: caps_locked(typed_on("French")(payload)),
    "Belgian keyboard, caps lock": lambda payload: caps_locked(typed_on("Belgian")(payload)),
    "Czech keyboard, caps lock": lambda payload: caps_locked(typed_on("Czech")(payload)),
    "French keyboard, shift lost": lambda payload: typed_on("French")(payload.lower()),
    "French keyboard, separators lost": lambda payload: typed_on("French")(flat(payload)),
    "bar code of lines before it": lambda payload: "D1234567\r" + payload,
    "letters before it": lambda payload: "xy" + payload,
    "scanned twice": lambda payload: payload + payload,
    "scanned twice, separators lost": lambda payload: flat(payload + payload),
    "cut off and scanned again": lambda payload: payload[: len(payload) // 2] + payload,
    "scanned again and cut off": lambda payload: payload + payload[: len(payload) // 2],
    "@ lost": substituted("@", ""),
    "file type lost": substituted("ANSI ", ""),
    "beginning clipped": lambda payload: payload[5:],
    "beginning clipped to the issuer": lambda payload: payload[9:],
    "offset zero": substituted(r"(DL|ID)[0-9]{4}", r"\g<1>0000"),
    "offset off by one": substituted(r"(DL|ID)00(\d)\d", r"\g<1>00\g<2>8"),
    "letters for digits": substituted(r"(DL|ID)[0-9]{8}", r"\1abac"),
}
#: What scanners are set up to send, or cards do of their own; it may be read without a word.
HARMLESS: dict[str, Callable[[str], str]] = {
    "blanks before LF": separated("   \n", "\x1e", "\r"),
    "a twentieth of the separators lost": losing(0.05),
    "symbology identifier": lambda payload: "]L2" + payload,
    "STX and ETX": lambda payload: "\x02" + payload + "\x03",
    "GS around it": lambda payload: "\x1d" + payload + "\x1d\r\n",
    "Enter before it": lambda payload: "\r\n" + payload,
    "byte order mark": lambda payload: "\ufeff" + payload,
    "NULs": lambda payload: "\0" + payload + "\0\0",
    "two bytes a character": lambda payload: "".join(c + "\0" for c in payload),
    "end stripped": str.strip,
    "AAMVA for ANSI": substituted("ANSI ", "AAMVA"),
    "AMVA for ANSI": substituted("ANSI ", "AMVA "),
    "blank behind ANSI lost": substituted("ANSI ", "ANSI"),
    "FS for RS": separated("\n", "\x1c", "\r"),
    "subfile letters lost": substituted(r"(?<=[0-9])(DL|ID)(?=D)", ""),
    "subfile letters on a line of their own": substituted(r"(?<=[0-9])(DL|ID)(?=D)", r"\1\n"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_mended_and_named(damage: str) -> None:
    for card, payload in PAYLOADS:
        found = read(DAMAGES[damage](payload))
        assert replace(found, repairs=(), oddities=()) == card
        assert found.repairs


@pytest.mark.parametrize("habit", HARMLESS)
def test_habits_of_scanners_change_no_value(habit: str) -> None:
    for card, payload in PAYLOADS:
        assert replace(read(HARMLESS[habit](payload)), repairs=(), oddities=()) == card


@pytest.mark.parametrize("length", range(12, 30, 3))
def test_without_header_values_are_read_and_issuer_is_unknown(length: int) -> None:
    card = replace(FULL_OF_IDS, version=8)

    found = read(compose(card)[length:])

    assert found.issuer is None
    assert found.license_number == card.license_number
    assert (found.last_name, found.date_of_birth) == (card.last_name, card.date_of_birth)
    assert "the beginning of the license is missing" in found.repairs


@pytest.mark.parametrize("card", CARDS, ids=lambda card: f"{card.jurisdiction}{card.version}")
def test_clipped_end_leaves_the_rest_unknown(card: License) -> None:
    payload = compose(card)
    beginning = payload[: payload.index(b"DBB")]

    if b"DBA" not in beginning:
        with pytest.raises(Unreadable, match="Only the beginning"):
            read(beginning)
        return
    found = read(beginning)

    assert found.last_name == card.last_name
    assert found.date_of_birth is None
    assert "the end of the license is missing" in found.repairs


def test_a_name_like_a_subfile_survives_lost_separators() -> None:
    card = replace(FULL_OF_IDS, version=7, last_name="ZAZA", issuer="636021", jurisdiction="AR", state="AR")

    assert replace(read(flat(compose(card, OWN).decode("latin-1"))), repairs=()) == card
