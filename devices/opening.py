"""How a card's first keys look when they come so slowly that a person could type them: what may be one, what is one.

Keys 80 ms apart tell nothing by their pace, so their text must. What comes first of a card can be a person's too
(``@intake``, ``P<``, ``ANSI 6``); it takes what no person types without a pause:

* a membership card: its mark and ``_PROVEN`` more signs of base 32;
* a license without its control characters: ``@``, the file type or both, the issuer's number and all the digits of the
  header up to the first subfile;
* a zone: ``_LINE`` signs of its first line in capitals, with ``<<``; where ``<`` became another sign or the letters
  small, a whole line as ICAO 9303 has it (parts 4 to 6), up to ``_TAIL`` fillers in a row.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMELESS: Final = "\x1a"
"""Stands for a key without a character, right behind others or inside a scan: the control character SUB."""
WITHIN: Final = 64
"""Characters in which a card must have shown itself."""
_SHORTEST: Final = 15
"""Characters of what tells a card without control characters, at the least."""
_PROVEN: Final = 16
_LINE: Final = 28
_TAIL: Final = 6
_AIM_FIRST: Final = frozenset("]+$)")
_FIRST: Final = _AIM_FIRST | frozenset('@"2éÉACDIPVQacdipvq\n\x1e')
"""What the keys for ``]``, ``@`` and the letters that begin a card make on the keyboards that are known.

Behind a pause a card goes on with its separators, LF and RS.
"""
_SEPARATED: Final = "\n\x1e|\x1e\r"
_OTHER_FILLERS: Final = ",\\>"
"""What a lost shift key, or the key beside the left shift, makes of ``<``; ``readings`` knows the others."""


def _any_beginning(*parts: str) -> str:
    """Return the pattern of every beginning of ``parts`` in a row."""
    pattern = ""
    for part in reversed(parts):
        pattern = f"(?:{part}{pattern})?"
    return pattern


_MARK: Final = _any_beginning("[@2]", *"INTAKE", "[0-9]", "[A-Z2-7]+")
_MAPPED: Final = r"@[\t\x1a][\t\r\x1a]{0,2}"
"""``@`` of a scanner that types a key without a character, such as F8 or an arrow, or Tab for its separators."""
_SIGN: Final = rf"(?:@\r{{1,3}}[\n\x1c-\x1f]?|{_MAPPED}[\n\x1c-\x1f]?\r?|[@2](?:\n[6^]?[\n\r\x1c-\x1f]{{0,3}})?)"
_HEADERS: Final = [
    _any_beginning(f"{_SIGN}?(?:J[6^]?M?| {{0,3}})", *file_type, " ?", "[0-9]+", "(?:DL?|ID?|EN?)")
    for file_type in ("ANSI", "AAMVA", "AMVA")
]
_NO_FILE_TYPE: Final = _any_beginning("[@2] ?", "6", "(?:3(?:6[0-9]*)?|0(?:4[0-9]*)?)", "(?:DL?|ID?|EN?)")
_ZONE: Final = r"[ACDIPV](?:[A-Z0-9<](?:[A-Z]{1,3}|D<|(?:[A-Z]{3}|D<<)[A-Z0-9<]+)?)?"
_AIM: Final = re.compile(r"\](?:[A-Z](?:[0-9]|\Z)|\Z)")
_MARK_OR_HEADER: Final = re.compile("|".join([_MARK, *_HEADERS, _NO_FILE_TYPE]))
_RARE: Final = re.compile("[ACDIPV]<")
_ANY: Final = re.compile(f"{_MARK_OR_HEADER.pattern}|{_ZONE}|{_SEPARATED}")

_ISSUER: Final = "(?:636|604)"
_SUBFILE: Final = "(?:DL|ID|EN)"
_TYPE: Final = "(?:ANSI|A?AMVA) ?"
_KNOWN: Final = re.compile(
    rf"[@2]INTAKE[0-9][A-Z2-7]{{{_PROVEN}}}"
    rf"|[@2](?:J[6^]?M?| {{0,3}}){_TYPE}[0-9]{{9,12}}{_SUBFILE}|{_TYPE}[0-9]{{9,12}}{_SUBFILE}"
    rf"|[@2] ?{_ISSUER}[0-9]{{6,9}}{_SUBFILE}"
    rf"|[@2]\n(?:[\x1c-\x1f]|[6^]?[\n\r]{{0,3}}{_TYPE}[0-9])|(?:@\r{{1,3}}|{_MAPPED})(?:[\n\x1c-\x1f]|{_TYPE}[0-9])"
    rf"|{_SEPARATED}"
)
_COUNTRY: Final = "(?:[A-Z]{3}|D<<)"
_PLAIN_LINE: Final = re.compile(rf"(?=[A-Z0-9<]*<<)[ACDIPV][A-Z0-9<]{_COUNTRY}[A-Z0-9<]{{{_LINE - 5}}}")
_NAMES: Final = re.compile(
    rf"(?=[A-Z<]{{{_LINE}}})[ACIPV][A-Z<]{_COUNTRY}[A-Z]+(?:<[A-Z]+)*<<[A-Z]+(?:<[A-Z]+)*<{{{_TAIL}}}"
)
_NUMBERED: Final = re.compile(
    rf"(?=[A-Z0-9<]{{{_LINE}}})[ACI][A-Z<]{_COUNTRY}(?=(?:[A-Z]*[0-9]){{4}})([A-Z0-9<]{{9}})([0-9])"
    rf"(?:[A-Z0-9]+<)*[A-Z0-9]*<{{{_TAIL}}}"
)


def may_open(text: str) -> bool:
    """Tell whether ``text``, which came without a long pause, can be the beginning of a card on any keyboard."""
    if len(text) == 1:
        return text in _FIRST
    return text[0] in _FIRST and len(text) <= WITHIN and any(_ANY.fullmatch(sent) for sent in meant(text))


def is_rare(text: str) -> bool:
    """Tell whether ``text``, which ``may_open``, is none of the rows of keys that a person presses as commands."""
    if len(text) < 2:
        return False
    return text[0] in _AIM_FIRST or any(_RARE.match(sent) or _MARK_OR_HEADER.fullmatch(sent) for sent in meant(text))


def is_card(text: str) -> bool:
    """Tell whether ``text`` begins with what no person types, at whatever pace it came."""
    text = text[:WITHIN]
    if len(text) < _SHORTEST and text.isprintable():
        return False
    return _PLAIN_LINE.match(_without_aim(text)) is not None or any(
        _KNOWN.match(sent) or _is_line(sent) for sent in meant(text)
    )


def meant(text: str) -> Iterator[str]:
    """Yield what ``text`` may have been, in capitals: on every keyboard and with every filler."""
    from intake.license.keyboard import readings  # noqa: PLC0415 - large, and the first picture needs none of it

    for reading, _ in readings(text):
        capitals = _without_aim(reading.upper())
        yield capitals
        if "<" not in capitals:
            yield from (capitals.replace(filler, "<") for filler in _OTHER_FILLERS if filler in capitals)


def _without_aim(text: str) -> str:
    return _AIM.sub("", text, count=1) if text.startswith("]") else text


def _is_line(text: str) -> bool:
    """Tell whether ``text`` is built like the first line of a zone and ends in fillers."""
    from intake.license.check_digits import agrees  # noqa: PLC0415 - the same

    numbered = _NUMBERED.match(text)
    return (numbered is not None and agrees(numbered[1], numbered[2])) or _NAMES.match(text) is not None
