"""No barcode does anything but scan, on any screen of the station, at any pace at which that can be known.

What a barcode may do where nobody can know it, is the table of docs/scanners.md, which ``hostile_barcodes.fate``
repeats. Every day a small sample is tried; ``INTAKE_LONG=1`` tries all of it, in several hours.
"""

from __future__ import annotations

import random
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

import pytest
from hostile_barcodes import Pace, barcodes
from long_runs import LONG

from tests.e2e.attacks import Attack, Outcome
from tests.e2e.places import PLACES, Place, furnish

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.reception import Shop

_STATIONS: Final = 18
"""Stations that run at once, mostly waiting."""
_LONGEST_SLOW: Final = 60
"""Bytes of a barcode that is typed with 80 ms for each."""
_WITH_AN_ARROW: Final = b"0360029\x1b[A1452\r"
_SAMPLE: Final[dict[str, tuple[Pace, int]]] = {"queue": ("5 ms", 8), "form": ("20 ms", 8)}


@pytest.fixture(scope="module")
def crowded(furnished: Shop, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The shop with two customers more, who have one license."""
    shop = furnished.copy(tmp_path_factory.mktemp("crowded") / "home")
    furnish(shop)
    return shop


def held_under_the_scanner(
    place: Place, shop: Shop, folder: Path, pace: Pace, kitty: bool, found: list[bytes]
) -> Outcome:
    return Attack(place, shop, folder, pace, kitty=kitty).run(found)


@pytest.mark.parametrize("name", _SAMPLE)
def test_no_barcode_of_a_sample_does_anything_but_scan(crowded: Shop, tmp_path: Path, name: str) -> None:
    place = next(place for place in PLACES if place.name == name)
    pace, count = _SAMPLE[name]
    sample = [_WITH_AN_ARROW, *random.Random(11).sample(barcodes(), count - 1)]
    outcome = held_under_the_scanner(place, crowded, tmp_path, pace, False, sample)
    assert sum(outcome.typed.values()) == count
    assert outcome.failures == []


@pytest.mark.skipif(not LONG, reason="every barcode on every screen takes hours: INTAKE_LONG=1 runs it")
@pytest.mark.parametrize(
    ("pace", "kitty"),
    [("1 ms", False), ("5 ms", False), ("20 ms", False), ("80 ms", False), ("lump", False), ("5 ms", True)],
)
def test_no_barcode_does_anything_but_scan_on_any_screen(
    crowded: Shop, tmp_path: Path, pace: Pace, kitty: bool
) -> None:
    found = barcodes()
    assert len(set(found)) >= 500
    if pace == "80 ms":
        found = [barcode[:_LONGEST_SLOW] for barcode in found]
    with ProcessPoolExecutor(_STATIONS, get_context("fork")) as stations:
        tried = [
            stations.submit(held_under_the_scanner, place, crowded, _own(tmp_path, place), pace, kitty, found)
            for place in PLACES
        ]
        outcomes = [each.result() for each in tried]
    assert {outcome.place for outcome in outcomes} == {place.name for place in PLACES}
    assert [failure for outcome in outcomes for failure in (outcome.place, *outcome.failures) if outcome.failures] == []


def _own(folder: Path, place: Place) -> Path:
    own = folder / place.name
    own.mkdir()
    return own
