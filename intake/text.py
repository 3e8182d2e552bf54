"""Cleaning of text on its way in, folding for comparison, and the filter at the last door out.

Design decision 6: text is cleaned once before it is stored and filtered once more before it is shown.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import product, takewhile

_DROPPED = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
_TAGS = "\U000e0000-\U000e0fff"
_UNSEEN = re.compile(f"[{_BIDI}{_INVISIBLE}{_TAGS}]")
_MARKS_IN_A_ROW = 4
_PLAIN = re.compile(r"[ -~]*\Z")
_LETTERS = str.maketrans(
    {"\N{LATIN SMALL LETTER DOTLESS I}": "i", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th"}
    | dict(zip("đðɖɗħŋŧĸƙəǝɛɔɓƀƒɠǥɨɟɲʈʉƴƶ", "ddddhntkkeeeobbfggijntuyz", strict=True))
    | dict.fromkeys("ʹʻʼʽʾʿˈꞌ")
)
"""What plain letters stand for letters that are no letter with a mark; apostrophes that count as letters fall away."""

_ASCII = str.maketrans(
    {c: c.lower() if c.isalnum() else " " if c.isspace() or c in "-_/,." else None for c in map(chr, range(128))}
)
"""What ``fold`` makes of plain characters, a tenth of the work of all others."""

_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
"""Where passports write two letters (ICAO 9303, part 3, section 6) and most licenses leave the marks out."""

_PERHAPS_ONE = re.compile("|".join(sorted(set(_SPELT_OUT.values()))))
"""Two letters that may be one, spelt out."""

_MOST_SPELT = 6
"""Letters of a name that are each taken in both ways, which makes 64 names."""


def _dropped(character: str) -> bool:
    return unicodedata.category(character) in _DROPPED


def _thin_marks(text: str) -> str:
    """Keep at most four combining marks in a row."""
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= _MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)


def _clean(text: str) -> str:
    text = _UNSEEN.sub("", text)
    text = "".join(" " if c in "\t\n\r\v\f\u0085\u2028\u2029" else "" if _dropped(c) else c for c in text)
    return _thin_marks(unicodedata.normalize("NFC", text))


def clean(text: str) -> str:
    """Return ``text`` as one safe line: NFC, nothing invisible or controlling, single blanks, trimmed.

    Line breaks and tabs become blanks. The result is the same when cleaned again.
    """
    if _PLAIN.match(text):
        return " ".join(text.split())
    while (cleaned := " ".join(_clean(text).split())) != text:
        text = cleaned
    return text


def clean_lines(text: str) -> str:
    """Return ``text`` cleaned line by line, for notes of several lines; outer empty lines go."""
    lines = re.split(r"\r\n|[\n\r\u0085\u2028\u2029]", text)
    return "\n".join(clean(line) for line in lines).strip("\n")


def fold(text: str) -> str:
    """Return the form in which names are compared: no case, accents, marks or punctuation, single blanks.

    Hyphens become blanks, so that ``Núñez-O'Neil`` and ``nunez oneil`` are the same, as are ``Łukasz`` and ``lukasz``.
    """
    if text.isascii():
        return " ".join(text.translate(_ASCII).split())
    while (folded := _fold(text)) != text:
        text = folded
    return text


def spelt_out(text: str) -> str:
    """Return what ``fold`` does of ``text`` as passports spell it: ``mueller`` for ``Müller``."""
    return fold(text if text.isascii() else unicodedata.normalize("NFC", text.casefold()).translate(_SPELT_OUT))


def spellings(text: str) -> set[str]:
    """Return each way in which a card may have a name: of every letter, what ``fold`` or ``spelt_out`` makes of it.

    Of a name with more than a handful of such letters, only those with all of them written alike.
    """
    whole = {fold(text), spelt_out(text)}
    letters = unicodedata.normalize("NFC", text.casefold())
    ways = [dict.fromkeys((letter, letter.translate(_SPELT_OUT))) for letter in letters]
    if len(whole) == 1 or sum(len(way) > 1 for way in ways) > _MOST_SPELT:
        return whole
    return whole | {fold("".join(each)) for each in product(*ways)}


def beginning(text: str) -> str:
    """Return what the names that have a spelling in common with ``text`` begin with, by ``fold`` or ``spelt_out``."""
    sure = [each[: one.start() + 1] if (one := _PERHAPS_ONE.search(each)) else each for each in spellings(text)]
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*sure, strict=False))
    return "".join(letter for letter, *_ in alike)


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    letters = (" " if c.isspace() or c in "-_/,." else c for c in decomposed if not unicodedata.combining(c))
    kept = "".join(c for c in letters if c.isalnum() or c == " ")
    return " ".join(unicodedata.normalize("NFKC", kept).split())


def key(text: str) -> str:
    """Return the form in which license and other numbers are compared: upper-case letters and digits only."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isalnum())


def presentable(text: str) -> str:
    """Return ``text`` with nothing in it that could steer a terminal; line feeds stay.

    The last door: everything that is printed or painted passes here, also what was stored before the rules.
    """
    if text.isascii() and text.isprintable():
        return text
    return "\n".join("".join("" if _dropped(c) else c for c in _UNSEEN.sub("", line)) for line in text.split("\n"))
