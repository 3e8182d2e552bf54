"""Cutting text whose separators were lost: the most plausible way to part it into elements.

Every place where an element id stands may be a cut or may be letters of a name or a street. Ways through the text are
followed side by side (a beam search); a way gains where values have the shape of their element and where elements
follow each other as cards write them, and loses where a value does not fit or an element comes twice.
"""

from __future__ import annotations

import re
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from intake.license.clipped import is_whole
from intake.license.elements import BEGINNING
from intake.license.gains import BITS, COMPANY, TWICE, Gains, of_company

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEAM = 16
_MOST_PLACES, _MOST_OF_A_CARD = 150, 64  # that are looked at: in the whole payload, in one of many copies
_WELL_COUNTED = 2  # characters by which a text may fall short of what its header announces
_HALF_AN_ID = re.compile("D[A-D]?")
# Gain by which one way may exceed another that may be right as well; what follows proves where a name ends.
_DOUBT, _DOUBT_AT_END = 3.0, 6.0
_AT_END = 30  # characters
_OF_LETTERS = {"DCS", "DAC", "DAD", "DCT", "DAG", "DAI"}


_Cuts = tuple[int, "_Cuts"] | None  # the last cut and those before it
_Way = tuple[float, int, int, _Cuts]
"""One way through the text so far: its gain, the open element, the set of elements seen, and the cuts before it."""


def cut(body: str, copies: int = 1, announced: int = 0) -> dict[str, str]:
    """Return the elements of ``body``, one of ``copies``, whose lines may be all run together or only in places.

    ``announced`` is the length that it had with its separators, 0 where nothing tells; of a shorter text, values are
    left empty that its missing end could make others. No text takes more than a few milliseconds: places behind those
    of a card are not cut.
    """
    lacking = announced - len(body.rstrip("\n"))
    body = body.rstrip()
    most = max(_MOST_PLACES // copies, _MOST_OF_A_CARD)
    places = [match.start() for match in islice(BEGINNING.finditer(body), most)]
    if not places:
        return {}
    gains = Gains(body, places)
    ways: list[_Way] = [(0.0, places[0], BITS[gains.name(places[0])], None)]
    for place in places[1:]:
        ways = _further(ways, place, gains)
    best = max(ways, key=lambda way: way[0] + gains.of_value(way[1], len(body)) + gains.of_whole(way[2]))
    starts = _starts(best)
    if "\n" not in body and lacking - len(starts) > _WELL_COUNTED:
        return _certain(body, ways, gains)
    return _values(body, starts, len(body), gains)


def _values(body: str, starts: Sequence[int], end: int, gains: Gains) -> dict[str, str]:
    values: dict[str, str] = {}
    for start, stop in zip(starts, [*starts[1:], end], strict=True):
        values.setdefault(gains.name(start), _first_line(body[start + 3 : stop]))
    return values


def _certain(body: str, ways: Sequence[_Way], gains: Gains) -> dict[str, str]:
    """Return the values of a text that breaks off, those empty that the plausible ways through it do not share."""
    endings = _endings(body, ways, gains)
    most = max(ending[0] for ending in endings)
    plausible = [
        (most - gain, _closed(body, way, end, gains)) for gain, end, way in endings if gain >= most - _DOUBT_AT_END
    ]
    best = next(values for behind, values in plausible if not behind)
    for name, value in best.items():
        at_end = name in _OF_LETTERS and body.find(name + value) + _AT_END > len(body)
        doubt = _DOUBT_AT_END if at_end else _DOUBT
        if any(values.get(name) != value for behind, values in plausible if behind <= doubt):
            best = best | {name: ""}
    return best


def _endings(body: str, ways: Sequence[_Way], gains: Gains) -> list[tuple[float, int, _Way]]:
    """Return the gain of each of ``ways`` and where its last value ends: with the text, or before half an id."""
    end = len(body)
    endings = [(way[0] + gains.of_beginning(way[1], end, way[2]), end, way) for way in ways]
    for place in (end - 1, end - 2):
        if _HALF_AN_ID.fullmatch(body, place):
            endings += [(way[0] + gains.of_end(way[1], place, way[2]), place, way) for way in ways]
    return endings


def _closed(body: str, way: _Way, end: int, gains: Gains) -> dict[str, str]:
    """Return the values on a way, without the last one where it may go on behind the text."""
    starts = _starts(way)
    values = _values(body, starts, end, gains)
    last = gains.name(starts[-1])
    return values if end < len(body) or is_whole(last, values[last]) else values | {last: ""}


def _starts(way: _Way) -> list[int]:
    _, start, _, cuts = way
    starts = [start]
    while cuts is not None:
        start, cuts = cuts
        starts.append(start)
    return starts[::-1]


def _first_line(value: str) -> str:
    return value.split("\n", 1)[0].strip()


def _further(ways: Sequence[_Way], place: int, gains: Gains) -> list[_Way]:
    """Return the best ways when each passes over ``place`` and when it cuts there.

    There is one for each open element and set of elements seen.
    """
    name, passing = gains.name(place), gains.of_passing(place)
    bit, by_company = BITS[name], name in COMPANY
    of_cuts = gains.of_cuts({way[1] for way in ways if way[1] + 3 <= place}, place)
    further: list[_Way] = []
    cut_here: dict[int, _Way] = {}
    for way in ways:
        gain, start, seen, cuts = way
        if start not in of_cuts:
            further.append(way)
            continue
        further.append((gain + passing, start, seen, cuts) if passing else way)
        gain += of_cuts[start]
        if by_company:
            gain += of_company(name, seen)
        elif seen & bit:
            gain += TWICE
        seen |= bit
        if seen not in cut_here or cut_here[seen][0] < gain:
            cut_here[seen] = (gain, place, seen, (start, cuts))
    further += cut_here.values()
    further.sort(key=itemgetter(0), reverse=True)
    return further[:_BEAM]
