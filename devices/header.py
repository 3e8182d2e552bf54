"""How a card begins, in the forms in which scanners type it.

The header of a standard license is ``@``, LF, RS, CR and the file type ``ANSI`` with the issuer's number (AAMVA CDS,
D.12.3); older ones have ``AAMVA`` or ``AMVA``. Many scanners drop the control characters, the ``@`` or the file type,
or put an AIM symbology identifier such as ``]L2`` in front.

The shop's own membership cards begin with ``@INTAKE`` and a digit, the machine-readable zones of passports and other
identity cards with the kind of document and a country, filled up with ``<`` (ICAO 9303).

How these look when another keyboard changed them, and when they come slowly, is told by ``opening``.
"""

from __future__ import annotations

import re
from typing import Final

from devices.opening import WITHIN, is_card, meant

SEPARATORS: Final = frozenset("\n\r\x1c\x1d\x1e\x1f")
FULL: Final = "@\n\x1e\r"
"""The header as the standard has it, up to the file type."""

_SPELLED: Final = re.compile(r"@(?:\n\x1e\r|\x1b\[(?:10|106;[0-9:]+)u(?:\x1e|\x1b\[[0-9:;]+u)(?:\r|\x1b\[[0-9:;]+u))")
"""The same, also as a terminal sends it that spells out the keys with Ctrl (kitty keyboard protocol)."""
_SECOND: Final = re.compile(rf"{_SPELLED.pattern}|@[\n\r\x1c-\x1f ]{{0,4}}(?:ANSI|A?AMVA) ?\d{{6}}")
_BEGINNING: Final = re.compile(
    r"(?:\]L[0-5])?(?:@?\s?(?:ANSI|A?AMVA) ?\d|@INTAKE\d|%[A-Z]{2}|[ACDIPV]<[A-Z]{3})", re.IGNORECASE
)
_CARD: Final = re.compile(
    r"@\s{0,4}[\n\r\x1c-\x1f]|(?:ANSI|A?AMVA) ?\d{6}|@INTAKE\d[A-Z2-7]{16}"
    r"|\A\W{0,4}[ACDIPV][A-Z0-9<](?:[A-Z]{3}|D<<)[A-Z0-9<]*<<",
    re.IGNORECASE,
)
_ANNOUNCED: Final = re.compile(r"(?:ANSI |A?AMVA ?)\d{8}(?:\d{2})?(\d{2})((?:[A-Z]{2}\d{8})+)")
_SUBFILE: Final = re.compile(r"([A-Z]{2})(\d{4})(\d{4})")
"""A subfile in a header: what it is, where it begins and how long it is."""

_END: Final = "\r"
_END_MARK: Final = 4
"""Characters that a scanner types behind a card, at the most."""
_NAMED: Final = re.compile(r"(?:ANSI|A?AMVA) ?\d{6}")
_DIRECTORY: Final = re.compile(r"(?:ANSI|A?AMVA) ?\d{9,12}((?:[A-Z]{2}\d{8})+)")
_BROKEN_HEADER: Final = re.compile(
    r"@\r{0,3}[\n\x1c-\x1f][\n\r\x1c-\x1f ]{0,3}\Z"
    r"|@[\n\r\x1c-\x1f ]{0,4}A(?:[NM]|NS|MV|A(?:M|MV)?)?\Z"
    r"|(?:ANSI|A?AMVA) ?\d{0,12}(?:[A-Z]{2}\d{8})*(?:[A-Z]{1,2}\d{0,7})?\Z"
)
_WITH_FILE_TYPE: Final = re.compile(r"@[\n\r\x1c-\x1f ]{1,4}(?:ANSI|A?AMVA) ?\d")
_CONTROLS: Final = "".join(map(chr, range(32)))
_CAPACITY: Final = 1850
"""Characters that a PDF417 holds."""
_LITTLE: Final = 12
"""Characters by which a whole card may fall short of what its header announces, if that counts well."""
_MUCH: Final = 40
"""The same, if it does not."""


def opens(text: str) -> bool:
    """Tell whether ``text``, typed without a pause, ends with what opens a scan."""
    return text[-2:-1] == "@" and text[-1] in SEPARATORS


def next_header(text: str, start: int) -> int | None:
    """Return where in ``text``, from ``start`` on, a header stands, with all its control characters or its issuer."""
    found = _SECOND.search(text, start)
    return None if found is None else found.start()


def begins_card(text: str) -> bool:
    """Tell whether ``text`` begins as a card, a zone or a magnetic stripe (``%`` and a state, ISO/IEC 7811) does."""
    return _BEGINNING.match(text) is not None


def holds_card(text: str) -> bool:
    """Tell whether ``text``, which came at once, begins with a card."""
    text = text[:WITHIN]
    return _CARD.search(text) is not None or is_card(text) or any(map(_NAMED.search, meant(text)))


def begins_another(half: str, rest: str) -> bool:
    """Tell whether ``rest``, which came behind the ``half`` of a license, begins a card of its own."""
    if not (holds_card(rest) or begins_card(rest)):
        return False
    before, joined = (any(map(_WITH_FILE_TYPE.match, meant(text[:WITHIN]))) for text in (half, half + rest))
    return before or not joined


def lacks_end(text: str) -> bool:
    """Tell whether ``text``, on whatever keyboard it was typed, is a license that obviously lacks its end."""
    beyond = beyond_end(text)
    return (beyond is None or beyond > _END_MARK) and any(map(falls_short, meant(text)))


def falls_short(text: str) -> bool:
    """Tell whether ``text`` is the beginning of a license and much shorter than its header announces.

    Most headers count well, but not all, and scanners drop separators; so a little may always be missing.
    """
    found = _DIRECTORY.search(text[: 2 * WITHIN])
    if found is None or found.end() == len(text):
        return _BROKEN_HEADER.search(text) is not None
    subfiles = _SUBFILE.findall(found[1])
    announced = max(int(offset) + int(length) for _, offset, length in subfiles)
    came = text.rstrip(_CONTROLS)
    if not set(_CONTROLS).intersection(came[found.end() :]):
        allowed = announced // (3 if text.endswith(("\r", "\t")) else 6)
    else:
        allowed = _LITTLE if all(text.startswith(kind, int(offset)) for kind, offset, _ in subfiles) else _MUCH
    return allowed < announced - len(came) and announced <= _CAPACITY


def beyond_end(text: str) -> int | None:
    """Return how many characters stand in ``text`` behind the end of its card, or ``None`` before it has come.

    The header announces how many subfiles there are, and each of them ends with CR (AAMVA CDS, D.12.3).
    """
    announced = _ANNOUNCED.search(text[:WITHIN])
    if announced is None:
        return None
    subfiles, end = int(announced[1]), announced.end(1)
    for _ in range(max(1, subfiles)):
        if not (end := text.find(_END, end) + 1):
            return None
    return len(text) - end


def is_cut(text: str) -> bool:
    """Tell whether ``text`` is a license that kept its CR and stops before the last of those that it announces."""
    return _keeps_end(text) and _ANNOUNCED.search(text[:WITHIN]) is not None and beyond_end(text) is None


def is_mixed(text: str) -> bool:
    """Tell whether the header of ``text`` cannot be read, or more than an end mark stands behind its license."""
    beyond = beyond_end(text)
    return _ANNOUNCED.search(text[:WITHIN]) is None if beyond is None else beyond > _END_MARK


def _keeps_end(text: str) -> bool:
    """Tell whether the header of ``text`` kept its CR, as the end of the license will then."""
    return _END in text[:WITHIN].partition("@")[2].partition("A")[0]


def announced_end(text: str) -> int | None:
    """Return where in ``text`` the last subfile of its card is over, as its header says, which may lie."""
    announced = _ANNOUNCED.search(text[:WITHIN])
    if announced is None:
        return None
    subfiles = _SUBFILE.findall(announced[2])[: max(1, int(announced[1]))]
    return max(0, text.find("@")) + max(int(offset) + int(length) for _, offset, length in subfiles)
