"""What the commands need of the shop's wiring, which stands above them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from intake.errors import Misused

if TYPE_CHECKING:
    from collections.abc import Sequence
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

    def check_storage(self) -> Sequence[Check]:
        """Return what is to be said of database and secret."""

    def open_station(self, employee: str | None) -> int:
        """Open the full screen and return its exit status; ``employee`` is the name chosen at first."""

    def open_demo(self) -> int:
        """Open it on a throw-away shop."""

    def throw_away_shop(self) -> AbstractContextManager[Desk]:
        """Return the desk of an empty shop that is gone afterwards."""

    def through_picture(self, payload: bytes) -> bytes:
        """Draw the barcode of ``payload`` and return what is read from the picture."""
