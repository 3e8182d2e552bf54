"""How many licenses are read a second, beside the least that any reader does, in the same run.

python tests/bench/reader.py

Reads made-up cards of every version in turns with a reference, which only parts their lines and puts them into a dict,
and prints the payloads a second of one core (processor time; best and median round) and the ratio of the two.
"""

from __future__ import annotations

import statistics
import time
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from intake.demo_cards import demo_cards
from intake.errors import Unreadable
from intake.license import read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROUNDS, TIMES = 40, 25


def seconds(work: Callable[[str], object], payloads: Sequence[str]) -> float:
    """Return the processor time for one payload."""
    started = time.process_time()
    for _ in range(TIMES):
        for payload in payloads:
            with suppress(Unreadable):
                work(payload)
    return (time.process_time() - started) / (TIMES * len(payloads))


def part(payload: str) -> dict[str, str]:
    """Return what stands behind the first three letters of each line."""
    return {line[:3]: line[3:] for line in payload.split("\n")}


def is_sound(payload: str) -> bool:
    """Tell whether nothing has to be mended to read ``payload``."""
    try:
        return not read(payload).repairs
    except Unreadable:
        return False


def main() -> None:
    """Measure sound and damaged cards, each in turns with the reference, and print them."""
    payloads = [card.payload for card in demo_cards(date(2026, 11, 22))]
    sound = [payload for payload in payloads if is_sound(payload)]
    for title, group in (("sound", sound), ("damaged", [payload for payload in payloads if payload not in sound])):
        rounds = [(seconds(part, group), seconds(read, group)) for _ in range(ROUNDS)]
        for name, times in zip(("reference", title), zip(*rounds, strict=True), strict=True):
            print(f"{name:<10} {1 / min(times):9,.0f} best {1 / statistics.median(times):9,.0f} median a second")
        print(f"ratio {statistics.median(read / reference for reference, read in rounds):.1f}")


if __name__ == "__main__":
    main()
