"""What became of the separators: finding the text that stands for LF, and putting LF back."""

from __future__ import annotations

import re
from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING

from intake.license.elements import BEGINNING, ID

if TYPE_CHECKING:
    from collections.abc import Sequence

INTACT = ("\n\x1e\r", "\n\x1c\r")
"""LF, RS, CR as the header begins with them; South Carolina writes FS for RS."""

_LONGEST = 8  # characters that one separator may have become, as in "\\x0a"
_MOST = 300  # elements; a text with more is no card, nor several
_NEAR = 30  # characters by which the place of a subfile may be wrong where separators were lost
_OFTEN = 5  # times that a text stands before an element, before it is believed to be the separator
_TYPED_RETURNS = ("0013", "^M", "M", "m")  # what becomes of the CR that ends a subfile
_INTACT = re.compile(r"\n(?<![\n\r]\n)[\x1e\x1c]\r(?=ANSI|AAMVA|AMVA|[0-9]{6})")
_INSIDE = re.compile(rf"(?:{BEGINNING.pattern})(?<=[^\n][DP])")  # one that begins no line
_STARTS = f"(?:{ID}|Z[A-Z]{{2}}|(?:DL|ID|EN)(?=D))"
_LINE = re.compile(rf"\n{ID}")  # behind what is no subfile of a jurisdiction's own, but in a street
_STANDARD = re.compile(rf"\n?(?:DL|ID|EN)(?={ID})")


def are_intact(text: str) -> bool:
    """Tell whether the header in ``text`` still has LF, RS and CR, and nothing more."""
    return ("\x1e\r" in text or "\x1c\r" in text) and _INTACT.search(text) is not None


def restored(lead: str, body: str, own: tuple[str, ...]) -> str:
    """Return ``body`` with LF between its elements, as far as anything in it still tells where.

    ``lead`` is what stood between ``@`` and the file type: LF, RS and CR, or whatever they were turned into. ``own``
    are the jurisdiction's own subfiles, which begin a line of their own.
    """
    mark = _mark(body)
    body = _without_returns(lead, mark, body, own)
    if mark:
        more = "" if mark.isalnum() and len(mark) < 4 else "+ *"  # J may also be the last letter of a name
        pattern = rf"({_STARTS}[^\n]*?)(?:{re.escape(mark)}){more}(?={_STARTS}|\n|\Z)"
        body = re.sub(pattern, lambda element: element[1] + "\n", body)
    if own and body.lstrip().startswith(own):  # the standard's subfile comes second
        begins = _STANDARD.search(body)
        return f"{body[: begins.start()]}\n{body[begins.start() :].lstrip()}" if begins else body
    for name in own:  # the last one: ZAZA may also be somebody's name
        before, start, rest = body.rpartition(name + name)
        body = f"{before.rstrip()}\n{start}{rest}" if start and not _LINE.search(rest) else body
    return body


def parted(body: str, subfiles: Sequence[tuple[str, float]]) -> str:
    """Return ``body`` with LF before each of ``subfiles``, a type and the share of the body that precedes it."""
    for kind, share in subfiles:
        expected = share * len(body)
        found = [match.start() for match in re.finditer(f"{kind}(?={ID})", body)]
        near = [place for place in found if abs(place - expected) < _NEAR]
        if near and f"\n{kind}" not in body:
            place = min(near, key=lambda place: abs(place - expected))
            body = f"{body[:place].rstrip()}\n{body[place:]}"
    return body


def _mark(body: str) -> str:
    """Return the text that stands before most elements: what the separator was turned into; empty if LF or nothing."""
    inside = [match.start() for match in _INSIDE.finditer(body)]
    if len(inside) < _OFTEN:
        return ""
    elements = len(BEGINNING.findall(body))
    least = max(_OFTEN, elements // 2)
    if elements > _MOST or len(inside) < least or _commonest([body[place - 1] for place in inside])[1] < least:
        return ""
    texts = [body[max(0, match.start() - _LONGEST) : match.start()] for match in BEGINNING.finditer(body)]
    found = ""
    for length in range(1, _LONGEST + 1):
        mark, times = _commonest([text[-length:] for text in texts])
        if times < least:  # a longer text stands there no more often
            break
        if "\n" not in mark and mark.strip():
            found = mark.strip(" ")
    return found


def _commonest(texts: Sequence[str]) -> tuple[str, int]:
    """Return the commonest of ``texts`` but the empty one, and how often it is there."""
    counted = Counter(texts)
    counted.pop("", None)
    return max(counted.items(), key=itemgetter(1), default=("", 0))


def _without_returns(lead: str, mark: str, body: str, own: tuple[str, ...]) -> str:
    """Drop what the CR at the end of a subfile was typed as, when the lead shows it too.

    Anything that the lead ends with is taken for CR behind a typed LF, only the usual spellings of CR elsewhere.
    """
    typed = [re.escape(mark + lead[place:]) for place in range(len(lead))] if mark else []
    if lead.endswith(_TYPED_RETURNS):
        typed += [re.escape(usual) for usual in _TYPED_RETURNS if lead.endswith(usual)]
    if not typed:
        return body
    ends = "|".join([rf"{name}{name}[A-Z]" for name in own] + [r"\s*\Z"])
    return re.sub(rf"(?:{'|'.join(typed)})(?={ends})", "\n", body)
