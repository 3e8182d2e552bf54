"""The frame around the elements: file type, issuer, version and subfile directory, also where they are damaged."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import NamedTuple

from intake.license.elements import DOCUMENTS, ID
from intake.license.issuers import issuers

_FILE_TYPE = re.compile(r"(?:ANSI|AAMVA|AMVA)\s*([0-9]{5,12})")
_DIRECTORY = re.compile(r"(?:[A-Z]{2}[0-9]{8})*")
_ELEMENT = re.compile(f"()(?={ID})")
_TYPE_AND_ELEMENT = re.compile(rf"(DL|ID|EN)\s*(?={ID})")
_LEAD = 24  # characters before the file type that may still be what became of '@', LF, RS and CR

_LONGEST_DIRECTORY = 60
_LONGEST_HEADER = 21 + 8  # characters before the directory, and by which states count wrong
_CAPACITY = 1850  # characters that a PDF417 holds
_LONGEST_BODY = 3000
_COPIES = 8  # headers that are looked at


Directory = tuple[tuple[str, int, int], ...]
"""Type, offset and length of each subfile, as a header announces them."""


class Frame(NamedTuple):
    """One header and the text that follows it up to the next.

    ``lead`` is what stood before the file type, ``directory`` as much of it as could be read.
    """

    lead: str
    issuer: str | None
    version: int | None
    document: str | None
    directory: Directory
    body: str
    has_file_type: bool
    has_short_issuer: bool

    @property
    def own(self) -> tuple[str, ...]:
        """Return the types of the jurisdiction's own subfiles (``ZC``)."""
        return tuple(kind for kind, _, _ in self.directory if kind.startswith("Z"))

    @property
    def further(self) -> tuple[tuple[str, float], ...]:
        """Return the types of the standard's subfiles behind the first, and what share of the body precedes each."""
        if len(self.directory) < 2 or not self.announced > self.directory[0][1]:
            return ()
        first = self.directory[0][1]
        whole = self.announced - first
        return tuple((kind, (offset - first) / whole) for kind, offset, _ in self.directory[1:] if kind in DOCUMENTS)

    @property
    def room(self) -> int:
        """Return the length of the elements according to the directory, 0 where it gives none that can be."""
        standard = [entry for entry in self.directory if entry[0] in DOCUMENTS]
        end = announced_end(tuple(standard))
        return end - standard[0][1] - len(standard[0][0]) if end else 0

    @property
    def announced(self) -> int:
        """Return the length of the whole payload according to its directory, 0 where it gives none that can be."""
        return announced_end(self.directory)


def announced_end(directory: Directory) -> int:
    """Return the end of the last subfile, 0 where that is nowhere on a PDF417.

    Nor is it known where the first one begins farther behind the header than any that is counted begins: then the
    directory is of another card.
    """
    end, first = 0, _CAPACITY
    for _, offset, length in directory:
        end = max(end, offset + length)
        first = min(first, offset)
    return end if end <= _CAPACITY and first <= _LONGEST_HEADER + 10 * len(directory) else 0


def directory_of(entries: str) -> Directory:
    """Return the directory in the header's ``entries``."""
    places = range(0, len(entries), 10)
    return tuple(
        [(entries[at : at + 2], int(entries[at + 2 : at + 6]), int(entries[at + 6 : at + 10])) for at in places]
    )


def frames_of(text: str) -> list[Frame]:
    """Return every header in ``text`` with its body; one without a header when only elements are there."""
    headers = list(islice(_FILE_TYPE.finditer(text), _COPIES))
    named = bool(headers)
    if not headers:
        headers = list(islice(_number_alone().finditer(text), _COPIES))
    if not headers:
        return [_frame("", "", text, named=False)]
    ends = [_before_lead(text, header.start()) for header in headers[1:]] + [len(text)]
    return [
        _frame(text[: header.start()], header[1], text[header.end() : end], named=named)
        for header, end in zip(headers, ends, strict=True)
    ]


@cache
def _number_alone() -> re.Pattern[str]:
    """Return the pattern for what is left of a header without its file type; only numbers of issuers count."""
    rest, numbers = "(?=DL|ID|EN|Z[A-Z])", "|".join(issuers())
    return re.compile(rf"(?=[0-9]{{10}}(?:[0-9]{{2}})?{rest})((?:{numbers})[0-9]{{4}}(?:[0-9]{{2}})?){rest}")


def _before_lead(text: str, end: int) -> int:
    """Return where the header begins whose file type is at ``end``: at its ``@``, if there is one."""
    found = text.rfind("@", max(0, end - _LEAD), end)
    return end if found < 0 else found


def _frame(before: str, digits: str, after: str, *, named: bool) -> Frame:
    short = len(digits) in {8, 9, 11} and digits[:6] not in issuers() and "6" + digits[:5] in issuers()
    if short:
        digits = "6" + digits
    match = _DIRECTORY.match(after) if digits else None
    directory = directory_of(match[0]) if match else ()
    rest = after[match.end() :] if match else after
    start, kind = _first_element(rest, typed=bool(directory) or not digits)
    kind = kind or next((name for name, _, _ in directory if name in DOCUMENTS), "") or rest[:2]
    return Frame(
        before[-_LEAD:].rpartition("@")[2],
        digits[:6] if len(digits) >= 6 else None,
        int(digits[6:8]) if len(digits) >= 8 else None,
        DOCUMENTS.get(kind),
        directory,
        rest[start : start + _LONGEST_BODY],
        named,
        short,
    )


def _first_element(rest: str, *, typed: bool) -> tuple[int, str]:
    """Return where the first element begins and the subfile type in front of it, if there is one.

    With a directory that could not be read (``typed`` false) the type letters come first, since the remains of
    the directory may look like an element.
    """
    if at_once := _TYPE_AND_ELEMENT.match(rest):
        return at_once.end(), at_once[1]
    if rest.lstrip().startswith("Z"):
        return 0, ""
    found = [match for pattern in (_TYPE_AND_ELEMENT, _ELEMENT) if (match := pattern.search(rest))]
    if not found:
        return len(rest), ""
    near = found[0].end() < _LONGEST_DIRECTORY
    best = found[0] if near and not typed else min(found, key=re.Match.start)
    return best.end(), best[1]
