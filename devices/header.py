"""How a license payload begins, in the forms in which scanners type it.

The header of a standard card is ``@``, LF, RS, CR and the file type ``ANSI`` with the issuer's number (AAMVA CDS,
D.12.3); older cards have ``AAMVA`` or ``AMVA``. Many scanners drop the control characters or put an AIM symbology
identifier such as ``]L2`` in front.

The shop's own membership cards begin with ``@INTAKE`` and a digit, the machine-readable zones of passports and other
identity cards with the kind of document and a country, filled up with ``<`` (ICAO 9303).
"""

from __future__ import annotations

import re
from typing import Final

SEPARATORS: Final = frozenset("\n\r\x1c\x1d\x1e\x1f")
FULL: Final = "@\n\x1e\r"
"""The header as the standard has it, up to the file type."""

_FILE_TYPES: Final = ("ANSI", "ANSI ", "AAMVA", "AAMVA ", "AMVA", "AMVA ", "INTAKE")
_OPENINGS: Final = frozenset(f"@{file_type}{digit}" for file_type in _FILE_TYPES for digit in range(10))
_LENGTHS: Final = sorted({len(opening) for opening in _OPENINGS})
_AIM_IDS: Final = ("", *(f"]L{mode}" for mode in range(6)))
_BEGINNINGS: Final = frozenset(
    (aim + opening)[:end] for aim in _AIM_IDS for opening in _OPENINGS for end in range(1, len(aim + opening) + 1)
)
_BEGINNING: Final = re.compile(
    r"(?:\]L[0-5])?(?:@?\s?(?:ANSI|A?AMVA) ?\d|@INTAKE\d|%[A-Z]{2}|[ACDIP]<[A-Z]{3})", re.IGNORECASE
)
_CARD: Final = re.compile(
    r"@\s{0,4}[\n\r\x1c-\x1f]|(?:ANSI|A?AMVA) ?\d{6}|@INTAKE\d"
    r"|\A\W{0,4}[ACDIPV][A-Z0-9<][A-Z<]{3}[A-Z0-9<]*<<",
    re.IGNORECASE,
)
_ANNOUNCED: Final = re.compile(r"(?:ANSI |A?AMVA ?)\d{8}(?:\d{2})?(\d{2})(?=[A-Z]{2}\d{8})")
_END: Final = "\r"
_WITHIN: Final = 64


def opens(text: str) -> bool:
    """Tell whether ``text``, typed without a pause, ends with what opens a scan."""
    if text[-2:-1] == "@" and text[-1] in SEPARATORS:
        return True
    return any(text[-length:].upper() in _OPENINGS for length in _LENGTHS)


def header_begins(text: str) -> int:
    """Return where in ``text`` the header begins, with its AIM identifier, that ``opens`` found; -1 for none."""
    begins = text.rfind("@")
    return begins - 3 if text[:begins].endswith(_AIM_IDS[1:]) else begins


def may_open(text: str) -> bool:
    """Tell whether ``text`` is the beginning of a header without control characters."""
    return text.upper() in _BEGINNINGS


def begins_card(text: str) -> bool:
    """Tell whether ``text`` begins as a card, a zone or a magnetic stripe (``%`` and a state, ISO/IEC 7811) does."""
    return _BEGINNING.match(text) is not None


def holds_card(text: str) -> bool:
    """Tell whether ``text``, which came at once, begins with a card."""
    return _CARD.search(text[:_WITHIN]) is not None


def beyond_end(text: str) -> int | None:
    """Return how many characters stand in ``text`` behind the end of its card, or ``None`` before it has come.

    The header announces how many subfiles there are, and each of them ends with CR (AAMVA CDS, D.12.3).
    """
    announced = _ANNOUNCED.search(text[:_WITHIN])
    if announced is None:
        return None
    subfiles, end = int(announced[1]), announced.end()
    for _ in range(max(1, subfiles)):
        if not (end := text.find(_END, end) + 1):
            return None
    return len(text) - end
