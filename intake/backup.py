"""Backups: what one is said to hold, and what the screens ask of whoever makes and restores them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from intake.history import Finding


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person agreed to beforehand.

    ``replace``: what is there already gives way. ``broken_history``: go on although the history, or what it tells of,
    was tampered with.
    """

    replace: bool = False
    broken_history: bool = False


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was checked; ``secret`` is the beginning of the fingerprint of the secret file it needs.

    ``disagreement`` says what in it is not what its history tells, and what was left out because it was no shop's.
    """

    file: Path
    customers: int
    history: Finding
    schema: str
    secret: str
    encrypted: bool
    disagreement: str = ""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back from ``backup`` to ``database``; ``set_aside`` is where the database that was there lies now."""

    backup: Backup
    database: str
    set_aside: Path | None = None


class Backups(Protocol):
    """Makes and restores the backups of one shop."""

    def back_up(self, file: Path, passphrase_file: Path | None, consent: Consent) -> Backup:
        """Write everything that was acknowledged before this began to ``file``, while stations go on."""

    def restore(self, file: Path, passphrase_file: Path | None, consent: Consent) -> Restored:
        """Put the shop of the backup at its place; raises ``Refused`` (``exists``) when one is there."""

    def shop_in_place(self) -> str | None:
        """Return the place of a database that a restore would set aside, if there is one."""
