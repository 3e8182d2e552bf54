"""The shop's secret file: the pepper of PINs and the key of the history, outside the database (design decision 12)."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
import stat
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake.errors import Misused
from intake.private_files import draft_of, sync, write_private

if TYPE_CHECKING:
    from pathlib import Path

_BYTES = 32
_MOST = 4096
_SHORTEST_PASSPHRASE = 12


@dataclass(frozen=True, slots=True)
class Secret:
    """The two keys that all hosts of one shop share; ``repr`` shows neither."""

    pepper: bytes = field(repr=False)
    history_key: bytes = field(repr=False)


def fingerprint(secret: Secret) -> str:
    """Return a text that tells two secrets apart and gives nothing away about either."""
    return hmac.digest(secret.pepper + secret.history_key, b"intake shop", hashlib.sha256).hex()


def short_fingerprint(whole: str) -> str:
    """Return the beginning of a fingerprint, by which people know which secret file belongs to what."""
    return whole[:8]


def load_secret(path: Path) -> Secret:
    """Return the secret in the file at ``path``.

    Raises ``Misused``: ``no_secret`` when there is none, ``loose_secret`` when others may read it or it is
    somebody else's, ``bad_secret`` when it holds something else.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        why = error.strerror or "unknown error"
        raise Misused("no_secret", f"The shop's secret file cannot be opened: {path} ({why}).") from None
    try:
        _check_private(os.fstat(descriptor), path)
        return _parse(os.read(descriptor, _MOST), path)
    finally:
        os.close(descriptor)


def load_passphrase(path: Path) -> str:
    """Return the passphrase in the file at ``path``, its one line; a pipe will do as well.

    Raises ``Misused``: ``no_passphrase`` when there is none, ``loose_passphrase`` when others may read it or it is
    somebody else's, ``bad_passphrase`` when it is several lines or no text.
    """
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            content = file.read(_MOST)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "the name is not valid"
        raise Misused("no_passphrase", f"The passphrase file cannot be read: {why}.") from None
    if stat.S_ISREG(status.st_mode) and not is_private(status):
        raise Misused(
            "loose_passphrase", "Others may read the passphrase file or it is not yours: chmod 600, and chown it."
        )
    return _one_line(content)


def check_strength(passphrase: str) -> None:
    """Raise ``Misused`` (``weak_passphrase``) for one that a thief of a backup would guess."""
    if len(passphrase) < _SHORTEST_PASSPHRASE:
        raise Misused(
            "weak_passphrase", f"The passphrase is too short for a backup: give {_SHORTEST_PASSPHRASE} characters."
        )


def _one_line(content: bytes) -> str:
    lines = [line.strip() for line in content.split(b"\n") if line.strip()]
    if not lines:
        raise Misused("no_passphrase", "The passphrase file is empty.")
    try:
        (passphrase,) = [line.decode() for line in lines]
    except ValueError:
        raise Misused("bad_passphrase", "The passphrase file must hold one line of text in UTF-8.") from None
    return passphrase


def create_secret(path: Path) -> Secret:
    """Write a new random secret to ``path`` (mode 0600, new folders 0700) and return it.

    The file appears whole or not at all, and one that is there is never replaced: ``Misused`` (``secret_exists``).
    """
    secret = Secret(secrets.token_bytes(_BYTES), secrets.token_bytes(_BYTES))
    text = f'pepper = "{secret.pepper.hex()}"\nhistory_key = "{secret.history_key.hex()}"\n'
    try:
        make_private_folder(path.parent)
        with draft_of(path) as draft:
            write_private(draft, text.encode())
            os.link(draft, path)
        sync(path.parent)
    except FileExistsError:
        raise Misused("secret_exists", f"There is a secret file already: {path}.") from None
    except OSError as error:
        why = error.strerror or "unknown error"
        raise Misused("no_secret", f"The shop's secret file cannot be written: {path} ({why}).") from None
    return secret


def make_private_folder(folder: Path) -> None:
    """Make ``folder`` and those above it where they are missing, each for its owner only (0700)."""
    if not folder.is_dir():
        make_private_folder(folder.parent)
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)


def is_private(status: os.stat_result) -> bool:
    """Return whether nobody but the owner may touch a file, and the owner is us or we are root."""
    ours = os.geteuid() in {status.st_uid, 0}
    return ours and not status.st_mode & 0o077


def _check_private(status: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise Misused("bad_secret", f"The shop's secret is not a plain file: {path}.")
    if not is_private(status):
        raise Misused(
            "loose_secret",
            f"Others may read the shop's secret file or it is not yours: {path}. Run: chmod 600, and chown it.",
        )


def _parse(content: bytes, path: Path) -> Secret:
    try:
        keys = tomllib.loads(content.decode())
        secret = Secret(bytes.fromhex(keys["pepper"]), bytes.fromhex(keys["history_key"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _bad(path) from None
    if len(secret.pepper) != _BYTES or len(secret.history_key) != _BYTES:
        raise _bad(path)
    return secret


def _bad(path: Path) -> Misused:
    return Misused("bad_secret", f"This is not a shop's secret file, or a damaged one: {path}.")
