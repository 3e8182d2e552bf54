"""The frame around the elements: file type, issuer, version and subfile directory, also where they are damaged."""

from __future__ import annotations

import re
from typing import NamedTuple

from intake.license.elements import DOCUMENTS, ID
from intake.license.issuers import issuers

_DIRECTORY = r"(?:[A-Z]{2}[0-9]{8})*"
_LEAD = 24  # characters before the file type that may still be what became of '@', LF, RS and CR

_LONGEST_DIRECTORY = 60
_LONGEST_BODY = 3000
_COPIES = 8  # headers that are looked at


class Frame(NamedTuple):
    """One header and the text that follows it up to the next.

    ``lead`` is what stood before the file type; ``own`` the types of the jurisdiction's own subfiles (``ZC``).
    ``announced`` is the length of the whole payload as its directory has it, 0 where it has none.
    """

    lead: str
    issuer: str | None
    version: int | None
    document: str | None
    own: tuple[str, ...]
    body: str
    announced: int
    has_file_type: bool
    has_short_issuer: bool = False


def frames_of(text: str) -> list[Frame]:
    """Return every header in ``text`` with its body; one without a header when only elements are there."""
    headers = list(re.finditer(r"(?:ANSI|AAMVA|AMVA)\s*([0-9]{5,12})", text))[:_COPIES]
    named = bool(headers)
    if not headers:
        numbers = "|".join(issuers())
        headers = list(re.finditer(rf"((?:{numbers})[0-9]{{4}}(?:[0-9]{{2}})?)(?=DL|ID|EN|Z[A-Z])", text))
    if not headers:
        return [_frame("", "", text, named=False)]
    ends = [_before_lead(text, header.start()) for header in headers[1:]] + [len(text)]
    return [
        _frame(text[: header.start()], header[1], text[header.end() : end], named=named)
        for header, end in zip(headers, ends, strict=True)
    ]


def _before_lead(text: str, end: int) -> int:
    """Return where the header begins whose file type is at ``end``: at its ``@``, if there is one."""
    found = text.rfind("@", max(0, end - _LEAD), end)
    return end if found < 0 else found


def _frame(before: str, digits: str, after: str, *, named: bool) -> Frame:
    short = len(digits) in {9, 11} and digits[:6] not in issuers() and "6" + digits[:5] in issuers()
    if short:
        digits = "6" + digits
    directory = re.match(_DIRECTORY, after) if digits else None
    entries = re.findall(r"([A-Z]{2})([0-9]{4})([0-9]{4})", directory[0]) if directory else []
    types = [kind for kind, _, _ in entries]
    rest = after[directory.end() :] if directory else after
    start, kind = _first_element(rest, typed=bool(types) or not digits)
    kind = kind or next((name for name in types if name in DOCUMENTS), "") or rest[:2]
    return Frame(
        before[-_LEAD:].rpartition("@")[2],
        digits[:6] if len(digits) >= 6 else None,
        int(digits[6:8]) if len(digits) >= 8 else None,
        DOCUMENTS.get(kind),
        tuple(name for name in types if name.startswith("Z")),
        rest[start : start + _LONGEST_BODY],
        max((int(offset) + int(length) for _, offset, length in entries), default=0),
        named,
        short,
    )


def _first_element(rest: str, *, typed: bool) -> tuple[int, str]:
    """Return where the first element begins and the subfile type in front of it, if there is one.

    With a directory that could not be read (``typed`` false) the type letters come first, since the remains of
    the directory may look like an element.
    """
    if rest.lstrip().startswith("Z"):
        return 0, ""
    patterns = [rf"(DL|ID|EN)\s*(?={ID})", rf"()(?={ID})"]
    found = [match for pattern in patterns if (match := re.search(pattern, rest))]
    if not found:
        return len(rest), ""
    near = found[0].end() < _LONGEST_DIRECTORY
    best = found[0] if near and not typed else min(found, key=re.Match.start)
    return best.end(), best[1]
