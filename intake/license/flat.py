"""Cutting text whose separators were lost: the most plausible way to part it into elements.

Every place where an element id stands may be a cut or may be letters of a name or a street. Ways through the text are
followed side by side (a beam search); a way gains where values have the shape of their element and where elements
follow each other as cards write them, and loses where a value does not fit or an element comes twice.
"""

from __future__ import annotations

from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from intake.license.elements import BEGINNING
from intake.license.gains import BITS, COMPANY, TWICE, Gains, of_company

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEAM = 16
_MOST_PLACES, _MOST_OF_A_CARD = 150, 64  # that are looked at: in the whole payload, in one of many copies


_Cuts = tuple[int, "_Cuts"] | None  # the last cut and those before it
_Way = tuple[float, int, int, _Cuts]
"""One way through the text so far: its gain, the open element, the set of elements seen, and the cuts before it."""


def cut(body: str, copies: int = 1) -> dict[str, str]:
    """Return the elements of ``body``, one of ``copies``, whose lines may be all run together or only in places.

    No text takes more than a few milliseconds: places behind those of a card are not cut.
    """
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
    values: dict[str, str] = {}
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        values.setdefault(gains.name(start), _first_line(body[start + 3 : end]))
    return values


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
        further.append((gain + passing, start, seen, cuts))
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
