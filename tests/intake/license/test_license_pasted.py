"""Cards as people paste them: from mails, programs, dumps and lists of elements."""

from __future__ import annotations

import base64
import json
import re
from datetime import date

import pytest
from cards import CALIFORNIAN

from intake.errors import Unreadable
from intake.license import as_json, read
from intake.license.compose import compose

CARD = compose(CALIFORNIAN).decode("latin-1")
LINES = CARD.replace("\r", "").replace("\x1e", "").splitlines()
ELEMENTS = dict(re.findall(r"(?:\n|DL)(D[A-D][A-Z])([^\n]*)", CARD))
FLAT = "".join(LINES)
OF_THE_HEADER = ("issuer", "jurisdiction", "version", "document", "repairs", "oddities")


def spelled(line_feed: str, record: str, end: str) -> str:
    return CARD.replace("\n", line_feed).replace("\x1e", record).replace("\r", end)


def values(text: str) -> dict[str, object]:
    return {name: value for name, value in as_json(read(text, date(2025, 1, 1))).items() if name not in OF_THE_HEADER}


@pytest.mark.parametrize(
    "pasted",
    [
        spelled("\\u{0a}", "\\u{1e}", "\\u{0d}"),
        spelled("^J\n", "^^", "^M"),
        spelled("&lt;LF&gt;", "&lt;RS&gt;", "&lt;CR&gt;"),
        spelled("&NewLine;", "", ""),
        spelled("_x000A_", "_x001E_", "_x000D_"),
        spelled(" LF ", " RS ", " CR "),
        spelled('" & vbLf & "', '" & Chr(30) & "', '" & vbCr & "'),
        spelled(" | ", "", ""),
    ],
)
def test_separators_that_programs_spell_out_are_separators_again(pasted: str) -> None:
    assert values(pasted) == values(CARD)


@pytest.mark.parametrize(
    "pasted",
    [
        *("\n".join(mark + line for line in LINES) for mark in ("> ", "- ", "+", "* ", "| ")),
        " +\n".join(json.dumps(line + "\n") for line in LINES),
        "\n".join("    " + repr(line + "\n") for line in LINES),
        re.sub("(?m)^(D[A-D][A-Z])|(?<=DL)(DAQ)", r"\1\2: ", "\n".join(LINES)),
        json.dumps(ELEMENTS),
        "<card>" + "".join(f"<{name}>{value}</{name}>" for name, value in ELEMENTS.items()) + "</card>",
        "\n".join(f"{name}\t{value}" for name, value in ELEMENTS.items()) + "\n",
        CARD.encode("latin-1").hex(" "),
        base64.encodebytes(CARD.encode("latin-1")).decode(),
        "\n".join(FLAT[place : place + 80] for place in range(0, len(FLAT), 80)),
    ],
)
def test_what_was_put_around_lines_and_elements_is_taken_off(pasted: str) -> None:
    assert values(pasted) == values(CARD)


@pytest.mark.parametrize("dump", ["QA" * 80, "QA" * 80 + "Q", "40" * 80])
def test_a_dump_of_something_else_is_refused(dump: str) -> None:
    with pytest.raises(Unreadable, match="That was no license"):
        read(dump)


def test_a_street_on_a_county_road_keeps_its_letters() -> None:
    pasted = spelled(" LF ", " RS ", " CR ").replace("DAG", "DAG91 CR 204 ")
    assert (read(pasted).address_line1 or "").startswith("91 CR 204 ")
