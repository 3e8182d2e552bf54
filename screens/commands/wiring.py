"""What the commands need of the shop's wiring, which stands above them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from intake.errors import Misused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from intake.backup import Backups
    from intake.checks import Check
    from intake.desk import Desk

HOME_MARKET = "ca"
"""Whose law holds in a new shop, if nobody says."""


def no_command() -> Misused:
    """Return what is said where the station cannot open."""
    return Misused("no_command", "Give a command; intake --help lists them. The station needs a terminal.")


class Prepared(Protocol):
    """A database that is ready."""

    @property
    def database(self) -> str:
        """Its URL without a password."""

    @property
    def schema(self) -> str:
        """The migration that it is at."""

    @property
    def market(self) -> str:
        """Whose law holds."""

    @property
    def backup(self) -> Path | None:
        """The backup that was made before an upgrade, if there was one."""

    @property
    def holds(self) -> bool:
        """Whether the history ends as it was sealed."""


class Typed(Protocol):
    """What a scanner typed."""

    @property
    def text(self) -> str:
        """All of it, raw."""

    @property
    def pace(self) -> float | None:
        """Seconds a character, or ``None`` when it came at once."""


class Bench(Protocol):
    """Tries scanners: the one that is configured, or what types into the terminal."""

    @property
    def test_text(self) -> str:
        """What the doctor's test symbol says."""

    @property
    def direct(self) -> bool:
        """Whether the scanner is read from the kernel."""

    def devices(self) -> list[dict[str, Any]]:
        """Return what types at this computer."""

    def checks(self) -> Sequence[Check]:
        """Return what is to be said of the scanner: whether it can be read, and what the doctor learned of it."""

    def troubles(self) -> Sequence[str]:
        """Return one sentence for each scanner's profile that cannot be used."""

    def symbol(self) -> list[str]:
        """Return the lines of the test symbol, to be shown dark on light."""

    def typed(self, patience: float) -> Typed:
        """Return what is scanned within ``patience`` seconds."""

    def given(self, data: bytes) -> Typed:
        """Return what is typed by a scanner whose bytes are at hand."""

    def verdict(self, typed: Typed) -> dict[str, Any]:
        """Return what the doctor says of a scanner that typed this for the test symbol."""

    def learned(self, typed: Typed) -> dict[str, Any] | None:
        """Return the profile of a scanner that has just typed this, ``None`` if it is not the whole symbol."""

    def keep(self, typed: Typed) -> None:
        """Keep that profile from now on."""

    def end_mark(self, text: str) -> str | None:
        """Return what a scanner types behind a card, in words."""


class Wiring(Protocol):
    """Finds configuration, database, secret and clock, and opens what stands on them."""

    @property
    def config_path(self) -> Path:
        """Where the configuration file is, or would be."""

    @property
    def secret_path(self) -> Path:
        """Where the shop's secret file lies."""

    @property
    def station(self) -> str:
        """The name of this station."""

    @property
    def zone(self) -> str | None:
        """The time zone that is set, where it is not the market's."""

    @property
    def clock_frozen(self) -> bool:
        """Whether the clock stands."""

    @property
    def shown_database(self) -> str:
        """The URL of the shop's database without a password."""

    def open_desk(self) -> Desk:
        """Return the desk of the shop, its database open."""

    def backups(self) -> Backups:
        """Return what makes and restores backups of the shop."""

    def prepare(self, market: str) -> Prepared:
        """Make or upgrade the shop's database and secret; ``market`` is for a new one."""

    def check_storage(self, *, thorough: bool) -> Iterator[Check]:
        """Return what is to be said of database and secret; ``thorough`` looks at all of a large shop too."""

    def check_agreed_time(self) -> Sequence[Check]:
        """Return whether the clock agrees with what is in the database."""

    def bench(self) -> Bench:
        """Return what tries the scanners of this computer."""

    def open_station(self, employee: str | None) -> int:
        """Open the full screen and return its exit status; ``employee`` is the name chosen at first."""

    def open_demo(self, *, practising: bool) -> int:
        """Open it on a throw-away shop; the practice begins at once when somebody is ``practising``."""

    def throw_away_shop(self) -> AbstractContextManager[Desk]:
        """Return the desk of an empty shop that is gone afterwards."""

    def through_picture(self, payload: bytes) -> bytes:
        """Draw the barcode of ``payload`` and return what is read from the picture."""

    def write_card(self, text: str, file: Path, caption: Sequence[str], *, replace: bool) -> None:
        """Draw the barcode of ``text``, ``caption`` beneath it, into a PNG, SVG or PDF file.

        A file that is there gives way to ``replace``.
        """

    def print_card(self, text: str, printer: str, caption: Sequence[str]) -> None:
        """Print the barcode of ``text``, ``caption`` beneath it, on a printer of CUPS or a receipt printer."""
