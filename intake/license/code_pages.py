"""Letters with accents that a scanner sends in a code page of its own, 850 of DOS (as 437) or 1252 of Windows.

What it sends then are control characters (É is 0x90, as é is 0x82) and other signs (ó is ¢), where cards have letters
of ISO 8859-1. They are read where one code page alone makes fitting letters of all of them, else they are unreadable.
"""

from __future__ import annotations

import re
from functools import cache

from intake.license.elements import ID

UNREADABLE = "\ufffd"
"""What stands for a letter that cannot be told."""

_PAGES = ("cp850", "cp1252")
_CONTROLS = r"\x80-\x9f"
_MONEY = r"\u00a4\u00a5"
_NO_LETTERS = r"\u00a1\u00a2\u00b5\u00b6\u00b7\u00d7"  # that stand in no name on any keyboard, but Catalan L\u00b7L
_LETTERS = rf"A-Za-z\u00c0-\u00ff{_NO_LETTERS}{_MONEY}"
_IN_A_WORD = re.compile(
    rf"[{_CONTROLS}{_NO_LETTERS}{_MONEY}\u00a0\u00a3](?:"
    rf"(?<=[{_LETTERS}' ,-][^\u00a0\u00a3])(?!(?<=[Ll]\u00b7)[Ll])(?!\s*\Z)"
    rf"|(?<=[a-z][\u00a0\u00a3])(?=[a-z{_NO_LETTERS}{_MONEY}]))"  # elsewhere a blank, and # on a British keyboard
)
_NOISE = re.compile(rf"(?:\A|[\n\r\x1e\x1c@])\s*[{_CONTROLS}]|[{_CONTROLS}][^\n]{{0,9}}(?:ANSI|AMVA|AAMVA)")
_BEFORE_ID = re.compile(rf"(?:[{_CONTROLS}]|[{_NO_LETTERS}{_MONEY}]\s*){ID}")
_FEW = 3  # letters that may happen to stand before an id; more are what became of separators
_WORD = re.compile(r"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_FOREIGN = re.compile(r"[\x80-\xff]")
_SIGNS = "\u2018\u2019\u2013\u2014"  # that stand in names too: quotes and dashes


def read_letters(text: str) -> str:
    """Return ``text`` with the letters that its code page means, as far as there is one and it can be told."""
    if text.isascii() or not _IN_A_WORD.search(text) or _NOISE.search(text) or len(_BEFORE_ID.findall(text)) > _FEW:
        return text
    words = _WORD.findall(text)
    pages = [page for page in _PAGES if all(_suits(word, page) for word in words)]
    return text.translate(_table(pages[0])) if len(pages) == 1 else _FOREIGN.sub(UNREADABLE, text)


def _suits(word: str, page: str) -> bool:
    """Tell whether ``page`` has a letter for each foreign sign of ``word``, large or small as those beside it."""
    letters = word.translate(_table(page))
    return all(
        _fits(letter, letters[max(0, place - 1) : place], letters[place + 1 : place + 2])
        for place, letter in enumerate(letters)
        if not word[place].isascii()
    )


def _fits(letter: str, before: str, behind: str) -> bool:
    if letter.islower():
        return before.islower() or behind.islower()
    return (letter.isupper() and not before.islower()) or letter in _SIGNS


@cache
def _table(page: str) -> dict[int, str]:
    return {code: bytes([code]).decode(page, "replace") for code in range(0x80, 0x100)}
