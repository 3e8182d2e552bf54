"""Holding hostile barcodes under the scanner of a station, one after another, and seeing what comes of each."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hostile_barcodes import CONFIRMING, FINGERS, SECONDS, Fate, Pace, characters, fate, keys

from intake.errors import ExitStatus
from tests.e2e.watched import Stored, but_drafts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.e2e.places import Place
    from tests.e2e.reception import Shop
    from tests.e2e.watched import Watched

_OVER: Final = 0.25
"""Seconds after which a scan has ended and something may have come of it."""
_OVER_SLOWLY: Final = 0.8
"""The same for a scanner that takes 80 ms for a byte."""
_PATIENCE: Final = 8.0
_DRAFT_KEPT: Final = 1.4
"""Seconds after which a form has kept what is typed."""
_TRIES: Final = 6
_JITTER: Final = 0.008
"""Seconds by which a key may come late; so long, and never for a whole key, may the station wait for a processor."""


@dataclass
class Outcome:
    """What came of all barcodes at one place.

    ``late``: how many tries a busy machine made those of another pace; ``untold``: barcodes with no other try.
    """

    place: str
    pace: Pace
    kitty: bool
    typed: dict[Fate, int] = field(default_factory=lambda: {"scan": 0, "text": 0, "person": 0})
    late: int = 0
    untold: list[bytes] = field(default_factory=list)
    opened: int = 0
    failures: list[str] = field(default_factory=list)


class Attack:
    """Attacks ``place`` at stations of copies, in ``folder``, of the shop ``furnished``, at one pace."""

    def __init__(self, place: Place, furnished: Shop, folder: Path, pace: Pace, *, kitty: bool) -> None:
        self._place = place
        self._furnished = furnished
        self._folder = folder
        self._kitty = kitty
        self._seconds = SECONDS[pace]
        self._pressed: set[str] = set()
        self.outcome = Outcome(place.name, pace, kitty)

    def run(self, barcodes: Sequence[bytes]) -> Outcome:
        """Hold all ``barcodes`` under the scanner: first those that are scans, then what may be typing."""
        fates = {
            barcode: fate(barcode, self._seconds, kitty=self._kitty, field=self._place.field) for barcode in barcodes
        }
        self._open()
        try:
            for kind, judge in (("scan", self._scan), ("text", self._text), ("person", self._person)):
                for barcode in (barcode for barcode, its in fates.items() if its == kind):
                    judge(barcode)
                    self.outcome.typed[fates[barcode]] += 1
        finally:
            self._close()
        return self.outcome

    # -- at the place

    def _open(self) -> None:
        self.outcome.opened += 1
        self._shop = self._furnished.copy(self._folder / str(self.outcome.opened))
        self._stored = Stored(self._shop.folder)
        self._desk: Watched = self._place.open(self._shop)
        self._place.go(self._desk)
        self._look()

    def _close(self) -> None:
        self._desk.__exit__()
        self._stored.close()
        if faults := self._shop.faults():
            self.outcome.failures.append(f"faults: {faults[:300]}")

    def _look(self) -> None:
        """Take the place as it is now for what it shall stay."""
        self._desk.rest(_DRAFT_KEPT)
        self._stored.changed()
        self._picture = self._desk.picture()

    def _again(self) -> None:
        """Come back to the place, at a new station if need be."""
        self._pressed = set()
        if self._comes_back():
            self._look()
        else:
            self._close()
            self._open()

    def _comes_back(self) -> bool:
        """Go back to the place; tell whether keys lead there."""
        if self._desk.process.poll() is not None or self._place.once:
            return False
        try:
            self._place.again(self._desk)
        except (TimeoutError, EOFError, AssertionError):
            return False
        return True

    def _type(self, barcode: bytes) -> bool:
        """Hold ``barcode`` under the scanner; tell whether it was typed and read at the pace."""
        gap, delayed = 0.0, self._desk.delayed()
        if self._seconds:
            gap = self._desk.type_singly(keys(barcode, kitty=self._kitty), self._seconds)
        else:
            self._desk.send(b"".join(keys(barcode, kitty=self._kitty)))
        self._desk.rest(_OVER if self._seconds < FINGERS else _OVER_SLOWLY)
        waits = min(_JITTER, self._seconds or _JITTER)
        return gap < self._seconds + _JITTER and self._desk.delayed() - delayed < waits

    # -- what must come of it

    def _scan(self, barcode: bytes) -> None:
        """Expect that nothing but a scan happens."""
        self._try(barcode, self._problem)

    def _text(self, barcode: bytes) -> None:
        """Expect that plain text went into the field, and nothing else."""
        if self._try(barcode, self._problem_of_text) and self._place.sign in self._desk.text():
            self._desk.press("\x15")

    def _try(self, barcode: bytes, find_problem: Callable[[], str]) -> bool:
        """Try ``barcode``, and again as long as a busy machine types or reads it at another pace.

        Of a station that ended nobody can know how late it read, so ending twice counts.
        """
        ended = 0
        for _ in range(_TRIES):
            in_time = self._type(barcode)
            problem = find_problem()
            if self._desk.process.poll() is not None:
                ended += 1
                in_time = ended > 1
            if problem:
                self._again()
            if not problem:
                return True
            if in_time:
                self.outcome.failures.append(f"{barcode!r}: {problem}")
                return False
            self.outcome.late += 1
        self.outcome.untold.append(barcode)
        return False

    def _problem(self) -> str:
        if self._desk.process.poll() is not None:
            return f"the station ended with {self._desk.process.returncode}"
        end = time.monotonic() + _PATIENCE
        while not self._is_same():
            if time.monotonic() > end:
                return "the screen shows:\n" + self._desk.text()
            self._desk.rest(0.1)
        changed = self._stored.changed()
        return f"stored otherwise: {', '.join(sorted(changed))}" if changed else ""

    def _is_same(self) -> bool:
        return self._desk.looks_like(self._picture)

    def _problem_of_text(self) -> str:
        if changed := but_drafts(self._stored.changed()):
            return f"as text, stored: {', '.join(sorted(changed))}"
        stands = self._desk.process.poll() is None and self._place.sign in self._desk.text()
        return "" if stands else "as text, the screen shows:\n" + self._desk.text()

    def _person(self, barcode: bytes) -> None:
        """Expect that the station stands, and stores nothing without a key that a person presses for that."""
        self._type(barcode)
        self._pressed |= set(characters(barcode))
        if (changed := but_drafts(self._stored.changed())) and not CONFIRMING & self._pressed:
            self.outcome.failures.append(f"{barcode!r} as a person's keys stored: {sorted(changed)}")
        ended = self._desk.process.poll()
        if ended is not None and not (ended == ExitStatus.DONE and {"\r", " "} & self._pressed):
            self.outcome.failures.append(f"{barcode!r} as a person's keys: the station ended with {ended}")
        if ended is not None or self._place.sign not in self._desk.text():
            self._again()
