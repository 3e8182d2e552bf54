"""Control characters that a program on the way spelled out: ``%0A``, ``\\n``, ``&#10;``, ``<LF>``.

Web addresses and forms, mail, JSON, HTML and scanners in their display mode each have a notation; all of them are
undone before anything else, since other characters of the payload may be written in it too (``O%27NEIL``).
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from intake.alt_keys import without_alt_keys
from intake.license.elements import ID

if TYPE_CHECKING:
    from collections.abc import Callable

_OFTEN, _SELDOM = 5, 3  # times that a line end is spelled out, before a notation is believed; fewer where it is plain

_BACKSLASHED = re.compile(
    r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,4})\}|(0[0-3][0-7])|([nrtvf\"'/\\]))"
)
_MEANT = {"n": "\n", "r": "\r", "t": "\t", "v": "\v", "f": "\f"}

# Names as ASCII tables, keyboards and HTML have them; hexadecimal codes.
_SIGNS = {
    "\n": "LF|NL|0?X?0A|ENTER|RETURN|BR ?/?|DOWN",
    "\r": "CR|0?X?0D",
    "\x1e": "RS|0?X?1E",
    "\x1d": "GS|0?X?1D",
    "\x1c": "FS|0?X?1C",
    "": "STX|ETX|EOT|0?X?0[234]",
}
_NAMES = re.compile(rf"[<\[{{(](?:{'|'.join(f'({names})' for names in _SIGNS.values())})[>\]}})]", re.IGNORECASE)

_CARETS = re.compile(r"\^(J|M|\^)\n?")
_UNDER_CARETS = {"J": "\n", "M": "\r", "^": "\x1e"}
_IN_SHEETS = re.compile("_x([0-9A-Fa-f]{4})_")
# CR may also be a county road.
_WORDS = re.compile(rf"(?: |(?<=@))(LF|CR|RS)(?: (?={ID}|Z[A-Z]{{2}}|DL|ID|EN|ANSI|AAMVA)|(?= (?:LF|CR|RS)\b|\s*\Z))")


def undone(text: str) -> str:
    """Return ``text`` with its control characters themselves, where they were spelled out."""
    for sign, telling, least, decoded in _NOTATIONS:
        if sign in text and len(telling.findall(text)) >= least:
            text = decoded(text)
    return text


def _from_address(text: str) -> str:
    if " " not in text and "%20" not in text:  # forms write a blank as +, and + as %2B
        text = text.replace("+", " ")
    return _decoded(unquote_to_bytes(text.encode("utf-8", "surrogatepass")))


def _from_mail(text: str) -> str:
    return _decoded(a2b_qp(text.encode("utf-8", "surrogatepass")))


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return raw.decode("iso-8859-1")


def _from_backslashes(text: str) -> str:
    return _BACKSLASHED.sub(_backslashed, text)


def _from_entities(text: str) -> str:
    import html  # noqa: PLC0415 - two thousand names of characters, for a text that is seldom seen

    return html.unescape(text)


def _backslashed(escape: re.Match[str]) -> str:
    two, four, braced, octal, sign = escape.groups()
    if sign:
        return _MEANT.get(sign, sign)
    return chr(int(octal, 8) if octal else int(two or four or braced, 16))


def _from_names(text: str) -> str:
    signs = tuple(_SIGNS)
    return _NAMES.sub(lambda name: signs[(name.lastindex or 1) - 1], text)


def _from_carets(text: str) -> str:
    return _CARETS.sub(lambda caret: _UNDER_CARETS[caret[1]], text)


def _from_sheets(text: str) -> str:
    return _IN_SHEETS.sub(lambda code: chr(int(code[1], 16)), text)


def _from_words(text: str) -> str:
    return _WORDS.sub(lambda word: {"L": "\n", "C": "\r", "R": "\x1e"}[word[1][0]], text)


# What begins it, what tells it, how often it must be there to be believed, and how it is undone. British Columbia's
# stripes have _%0A before the postal code.
_NOTATIONS: tuple[tuple[str, re.Pattern[str], int, Callable[[str], str]], ...] = (
    ("%", re.compile("(?<!_)%(?:0[AaDd]|1[C-Ec-e]|2[0457Ff]|3[BDFbdf]|40|5[Ee])"), _OFTEN, _from_address),
    ("=", re.compile("=(?:0[AaDd]|1[C-Ec-e]|3[Dd])"), _OFTEN, _from_mail),
    ("&", re.compile("&(?:#0*1[03]|#[Xx]0*[AaDd]|#39|#[Xx]27|apos|quot|amp|lt|NewLine);"), 1, _from_entities),
    ("\\", re.compile(r"\\(?:[nr]|x0[AaDd]|u000[AaDd]|u\{0*[AaDd]\}|01[25])"), _SELDOM, _from_backslashes),
    ("", _NAMES, _SELDOM, _from_names),
    ("\x1b", re.compile("\x1b[Jj]"), _OFTEN, without_alt_keys),
    ("^J", re.compile(r"\^J"), _OFTEN, _from_carets),
    ("_x", re.compile("_x000[AaDd]_"), _OFTEN, _from_sheets),
    (" LF", re.compile(" LF(?= )"), _OFTEN, _from_words),
)
