"""Parts of one card that came twice: a scan begun again, an end sent once more, a lump of a wireless link repeated."""

from __future__ import annotations

import re

_LEAST = 12  # characters that are believed to have come twice; a date may be there twice
_LONGER = 4  # characters by which a card may be longer than its header announces
_LONGEST_LUMP = 64
_BEGINNING = re.compile(r"\s*@|\W*(?:ANSI|A?AMVA)")
_LUMP = re.compile(rf"(.{{8,{_LONGEST_LUMP}}})\1", re.DOTALL)


def once(text: str, announced: int) -> str:
    """Return ``text`` without an end that came before and a beginning that comes again.

    Where what is left is longer than ``announced``, as where another card is in it, ``text`` is left as it is.
    """
    left = _without_start(_without_end(text)) if _BEGINNING.match(text) else _without_end(_without_start(text))
    return left if len(left) <= announced + _LONGER else text


def without_lump(text: str, announced: int) -> str:
    """Return ``text`` without a lump that came twice, where it is not longer than ``announced`` then."""
    if len(text) > announced + _LONGER + _LONGEST_LUMP:
        return text
    left = _LUMP.sub(r"\1", text, count=1)
    return left if len(left) <= announced + _LONGER else text


def _without_start(text: str) -> str:
    return _without_end(text[::-1])[::-1]


def _without_end(text: str) -> str:
    """Return ``text`` without its longest end that is in it before."""
    longest, too_long = 0, len(text) // 2 + 1
    while too_long - longest > 1:
        length = (longest + too_long) // 2
        if text[-length:] in text[:-length]:
            longest = length
        else:
            too_long = length
    return text[: len(text) - longest] if longest >= _LEAST else text
