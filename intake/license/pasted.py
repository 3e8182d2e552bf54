"""Text that a person pasted: quoted in a mail, taken from a program's source, a dump or a list of elements.

What was put around every line or element is taken off, where it is there so often that nothing else explains it.
"""

from __future__ import annotations

import re
from binascii import Error, a2b_base64
from contextlib import suppress
from typing import TYPE_CHECKING

from intake.license.elements import ID

if TYPE_CHECKING:
    from collections.abc import Callable

_OFTEN = 5  # lines or elements that are wrapped alike

_HEX = re.compile(r"[0-9A-Fa-f]{2}(?:[\s:,]?[0-9A-Fa-f]{2}){60,}", re.ASCII)
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{80,}={0,2}", re.ASCII)
_DUMPED = re.compile(r"ANSI|AMVA|DAQ.*DBB|DBB.*DAQ|\^.*=", re.DOTALL)
_BEYOND_ASCII = re.compile("[\x80-\xff]")
_MEMBER = re.compile(rf"""(["'])({ID})\1\s*[:=]>?\s*(?:(["'])(.*?)(?<!\\)\3|([0-9]+))""")
_TAGGED = re.compile(rf"<({ID})>([^<]*)</\1>")
_LF, _CR, _RS = r"vb(?:Cr)?Lf|vbNewLine|Chr\$?\(10\)", r"vbCr|Chr\$?\(13\)", r"Chr\$?\(30\)"
_SIGN = rf"(?:({_LF})|({_CR})|({_RS}))\s{{0,9}}[+&.]"
# Between two literals: a line end, a sign that joins them, or two and a separator between them.
_SEAM = re.compile(
    rf"[\"'`](?:[ \t]{{0,9}}[\r\n]\s{{0,20}}[+&.]?|\s{{0,9}}[+&.]\s{{0,20}}(?:{_SIGN})?)\s{{0,9}}[\"'`]", re.IGNORECASE
)
_MARKS = re.compile(r"^[ \t]*[>|*+#\u2022-][>|*+#\u2022 \t-]*", re.MULTILINE)
_MARKED = re.compile(rf"{_MARKS.pattern}(?=(?:DL|ID|EN)?{ID})", re.MULTILINE)
_NAMED = re.compile(rf"^[ \t]*(?:DL|ID|EN)?{ID}[ \t]*[:=\t]", re.MULTILINE)
_NAMES = re.compile(rf"(^[ \t]*|DL|ID|EN)({ID})[ \t]*[:=\t]+[ \t]*", re.MULTILINE)
_SHORTEST_LINE = 60  # of text that was wrapped; no value is as long


def unwrapped(text: str) -> str:
    """Return ``text`` without what was put around its lines or elements; itself where that is nothing."""
    text = _from_columns(_from_dump(text))
    for signs, telling, plain in _WRAPPINGS:
        if any(map(text.__contains__, signs)) and len(telling.findall(text)) >= _OFTEN:
            text = plain(text)
    return text


def _from_dump(text: str) -> str:
    """Return what hexadecimal digits or base64 stand for, where that is a card."""
    dump = text.strip()
    found = ""
    if _HEX.fullmatch(dump) and not _DUMPED.search(dump):
        found = bytes.fromhex(re.sub("[^0-9A-Fa-f]", "", dump)).decode("iso-8859-1")
    elif _BASE64.fullmatch(dump) and not _DUMPED.search(dump):
        with suppress(Error):
            found = a2b_base64(dump).decode("iso-8859-1")
    return found if _DUMPED.search(found) and len(_BEYOND_ASCII.findall(found)) < len(found) // 16 else text


def _from_columns(text: str) -> str:
    """Join lines that are all of one length: what has no line ends of its own was wrapped."""
    first = text.find("\n")
    if first < _SHORTEST_LINE:
        return text
    *lines, last = text.splitlines()
    alike = len(lines) > 1 and len({len(line) for line in lines}) == 1 and len(last) <= len(lines[0])
    return "".join([*lines, last]) if alike else text


def _from_members(text: str) -> str:
    return "".join([f"{name}{value or number}\n" for _, name, _, value, number in _MEMBER.findall(text)])


def _from_tags(text: str) -> str:
    return "".join([f"{name}{value}\n" for name, value in _TAGGED.findall(text)])


def _from_literals(text: str) -> str:
    return _SEAM.sub(lambda seam: "\n" if seam[1] else "\r" if seam[2] else "\x1e" if seam[3] else "", text)


# What it takes signs of, what tells it, and how it is taken off.
_WRAPPINGS: tuple[tuple[str, re.Pattern[str], Callable[[str], str]], ...] = (
    (":=", _MEMBER, _from_members),
    ("<", _TAGGED, _from_tags),
    ("\"'`", _SEAM, _from_literals),
    (">|*+#\u2022-", _MARKED, lambda text: _MARKS.sub("", text)),
    (":=\t", _NAMED, lambda text: _NAMES.sub(r"\1\2", text)),
)
