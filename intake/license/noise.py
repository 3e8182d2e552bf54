"""What scanners, wedges and terminals put around and between the characters of a payload."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress

from intake.license.elements import ID

_BYTE_ORDER_MARKS = ("\ufeff", "\u00ef\u00bb\u00bf")
_ESCAPED = r"(?:(?<=\x1b)(?:\[[0-9;?]*[ -/]*[@-~]|O[A-Z]))?"  # arrow keys and paste marks of a terminal
_PICTURES = r"\u240a\u240d\u241e\u25d9\u25b2\u266a"  # the visible signs for LF, CR, RS; code page 437 has others
_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
_SIGN = f"[{_PICTURES}{_CONTROL}]"
_RUN = re.compile(rf"{_SIGN}(?<!\n(?!{_SIGN}| )){_ESCAPED} *(?:{_SIGN}{_ESCAPED} *)*")  # but a single LF
_LONE_BYTE = re.compile("[\udc80-\udcff]")
_CP1252 = {ord(sign): code for code in range(0x80, 0xA0) if (sign := bytes([code]).decode("cp1252", "ignore"))}
_TIMES = 2  # that letters are garbled
_SIGNS = "".join(map(chr, _CP1252))
# What two or more bytes of UTF-8 look like that were taken for one letter each.
GARBLED = re.compile(rf"[\u00c2-\u00f4][\u0080-\u00bf{_SIGNS}]")
_SYMBOLOGY = re.compile(r"[\s\x00-\x1f]*\]L[0-9]")  # AIM identifier of PDF417
_BARS = re.compile(r"[\s\x00-\x1f]*\][ACEFGHIMRSXe][0-9]")  # AIM identifiers of bar codes of lines
_NULS_FOR_LINES = re.compile(rf"\x00+(?={ID}|Z[A-Z]{{2}})")
_IN_AN_ID = re.compile(r"(?<=[\n\r\t])(?:(D)[^\x00-\x7f]+(?=[A-D][A-Z])|(D[A-D])[^\x00-\x7f]+(?=[A-Z]))", re.IGNORECASE)
_END_OF_LINE, _OFTEN = re.compile(r"([^\x00-\x7f])\n"), 5
_SHORT_WORD = re.compile(r"\s*(?=\S*[0-9])[A-Za-z0-9./$+%*-]{4,40}\s*")


def without_marks(text: str) -> str:
    """Return ``text`` without NULs, byte order marks and the symbology identifier of PDF417."""
    if "\x00" in text:
        text = _NULS_FOR_LINES.sub("\n", text).replace("\x00", "")
    for mark in _BYTE_ORDER_MARKS:
        text = text.removeprefix(mark)
    symbology = _SYMBOLOGY.match(text)
    return text[symbology.end() :] if symbology else text


def without_foreign_signs(text: str) -> str:
    """Return ``text`` without signs that stand in the ids of elements, and without one that ends most lines."""
    if text.isascii():
        return text
    text = _IN_AN_ID.sub(r"\1\2", text)
    ends = Counter(_END_OF_LINE.findall(text)).most_common(1)
    if ends and ends[0][1] >= _OFTEN and 2 * ends[0][1] > text.count("\n"):
        text = text.replace(ends[0][0] + "\n", "\n").removesuffix(ends[0][0])
    return text


def once_decoded(text: str) -> str:
    """Undo UTF-8 that was taken for ISO 8859-1 or Windows-1252, also twice, and bytes that were kept as surrogates."""
    if text.isascii():
        return text
    with suppress(UnicodeError):  # then the letters are meant
        if _LONE_BYTE.search(text):
            text = text.encode("utf-8", "surrogateescape").decode("iso-8859-1")
        for _ in range(_TIMES):
            if GARBLED.search(text):
                text = text.translate(_CP1252).encode("iso-8859-1").decode("utf-8")
    return text


def in_lines(text: str) -> str:
    """Return ``text`` with a single LF for every run of control characters and the blanks behind them."""
    return _RUN.sub("\n", text)


def is_of_bars(text: str) -> bool:
    """Tell whether a bar code of lines was read, by its symbology identifier or by its look: one short word."""
    return bool(_BARS.match(text) or _SHORT_WORD.fullmatch(text))
