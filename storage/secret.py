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

if TYPE_CHECKING:
    from pathlib import Path

_BYTES = 32
_MOST = 4096


@dataclass(frozen=True, slots=True)
class Secret:
    """The two keys that all hosts of one shop share; ``repr`` shows neither."""

    pepper: bytes = field(repr=False)
    history_key: bytes = field(repr=False)


def fingerprint(secret: Secret) -> str:
    """Return a text that tells two secrets apart and gives nothing away about either."""
    return hmac.digest(secret.pepper + secret.history_key, b"intake shop", hashlib.sha256).hex()


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


def create_secret(path: Path) -> Secret:
    """Write a new random secret to ``path`` (mode 0600, new folders 0700) and return it.

    The file appears whole or not at all, and one that is there is never replaced: ``Misused`` (``secret_exists``).
    """
    secret = Secret(secrets.token_bytes(_BYTES), secrets.token_bytes(_BYTES))
    text = f'pepper = "{secret.pepper.hex()}"\nhistory_key = "{secret.history_key.hex()}"\n'
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        make_private_folder(path.parent)
        _write_private(draft, text.encode())
        os.link(draft, path)
        _sync_folder(path.parent)
    except FileExistsError:
        raise Misused("secret_exists", f"There is a secret file already: {path}.") from None
    except OSError as error:
        why = error.strerror or "unknown error"
        raise Misused("no_secret", f"The shop's secret file cannot be written: {path} ({why}).") from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
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


def _write_private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
