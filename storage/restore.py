"""Restoring a backup: checked as a whole first, then put in place at once; nothing that was there is lost."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from intake.backup import Backup, Restored
from intake.errors import Misused, Refused, StorageFailed, Unreadable
from intake.private_files import new_private, not_written, shown, sync
from storage import schema
from storage.backup import (
    SIDES,
    check_agreeing,
    check_foreign,
    check_history,
    damage_told_as,
    take_out_foreign,
    workspace,
)
from storage.engine import make_engine
from storage.faults import fault_of, storage_failed
from storage.presence import alone
from storage.rows import copy_rows, settle
from storage.schema import read_shop
from storage.secret import fingerprint, load_secret, make_private_folder, short_fingerprint
from storage.setup import create_or_upgrade, has_shop, make_and_fill
from storage.snapshot import contents_of, disagreement_in, read_snapshot
from storage.transactions import Transactions
from storage.turn import TooLongError, turn
from storage.url import SqlitePlace, parse_place, without_password

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from sqlalchemy import Connection

    from intake.backup import Consent
    from storage.secret import Secret
    from storage.snapshot import Contents
    from storage.url import Place, PostgresPlace

_PLAIN = b"SQLite format 3\0"
_SEALED = b"age-encryption.org/v1\n"
_WAIT_SECONDS = 5.0


def restore(file: Path, url: str, secret_path: Path, passphrase: str | None, consent: Consent) -> Restored:
    """Put the shop in the backup ``file`` at ``url``, upgraded to this program's schema where it is older.

    An SQLite file that is there is set aside under a new name if the person consents; a server's database must be
    empty. Raises ``Unreadable`` for a file that is damaged, sealed otherwise or no backup, ``Refused`` (``exists``,
    ``broken_history``, ``disagreeing``, ``foreign_parts``), ``Misused`` (``wrong_secret``), ``StorageFailed``
    (``in_use``, ``newer_schema``, …).
    """
    place, secret = parse_place(url), load_secret(secret_path)
    with workspace(_room_at(place, consent)) as folder:
        copy = SqlitePlace(folder / "shop.db")
        sealed = _unpack(file, copy.path, passphrase)
        with _what_is_in(file):
            _check_shop(copy, file, secret)
            foreign = take_out_foreign(copy)
            check_foreign(foreign, consent)
            create_or_upgrade(f"sqlite:///{copy.path}", secret, None)
            contents = read_snapshot(copy, secret)
        check_history(contents.history, consent)
        with _what_is_in(file):
            disagreement = disagreement_in(copy, secret)
        check_agreeing(disagreement, consent)
        set_aside = None
        if isinstance(place, SqlitePlace):
            set_aside = _put(copy, place)
        else:
            with _what_is_in(file):
                _fill(copy, place, secret, contents)
    needed = short_fingerprint(contents.shop.secret_fingerprint)
    backup = Backup(file, contents.customers, contents.history, contents.shop.schema, needed, sealed, disagreement)
    return Restored(backup, without_password(url), set_aside)


def _room_at(place: Place, consent: Consent) -> Path | None:
    """Check that a shop may come to ``place``, and return the folder where it can be made ready unseen."""
    if not isinstance(place, SqlitePlace):
        if has_shop(place):
            raise Refused("exists", f"There is a shop in the database at {place} already: name an empty database.")
        return None
    if os.path.lexists(place.path) and not consent.replace:
        raise Refused("exists", f"There is a database at {place} already. Say --yes to set it aside.")
    if place.path.is_dir():
        raise Misused("not_a_file", f"There is a folder at {place}: name a file.")
    folder = place.path.resolve().parent
    try:
        make_private_folder(folder)
    except OSError as error:
        raise not_written(error, place.path) from None
    with alone(place):  # asked again at the end: this spares the work in between
        return folder


def _unpack(file: Path, copy: Path, passphrase: str | None) -> bool:
    """Write the database in the backup to ``copy`` and return whether it was sealed."""
    with _opened(file) as source, new_private(copy) as target:
        start = source.read(len(_SEALED))
        source.seek(0)
        if start == _SEALED:
            if passphrase is None:
                raise Misused("no_passphrase", "The backup is encrypted: bring its passphrase, --passphrase-file FILE.")
            from storage.sealed import unseal  # noqa: PLC0415 - only who unseals pays for it

            unseal(source, target, passphrase)
        elif start.startswith(_PLAIN) and passphrase is not None:
            raise Misused("not_encrypted", "The backup is not encrypted: is it yours? Then leave the passphrase out.")
        elif start.startswith(_PLAIN):
            shutil.copyfileobj(source, target, 1024 * 1024)
        else:
            raise _no_backup(file)
        target.flush()
        os.fsync(target.fileno())
        return start == _SEALED


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "the name is not valid"
        raise Unreadable("no_file", f"The backup cannot be read: {why}.") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _no_backup(file)
    with os.fdopen(descriptor, "rb") as source:
        yield source


@contextlib.contextmanager
def _what_is_in(file: Path) -> Iterator[None]:
    """Say of ``file`` what is said of a copy of it, in which there may be anything."""
    try:
        with damage_told_as(_no_backup(file)):
            yield
    except (SQLAlchemyError, TypeError, ValueError):
        raise _no_backup(file) from None


def _no_backup(file: Path) -> Unreadable:
    return Unreadable("damaged_backup", f"This is a damaged backup, or none of a shop: {shown(file)}.")


def _check_shop(copy: SqlitePlace, file: Path, secret: Secret) -> None:
    """Check that the copy is a shop's, whose secret is here, and of no newer schema."""
    transactions = Transactions(copy, make_engine(copy))
    try:
        shop = transactions.read(read_shop)
    finally:
        transactions.dispose()
    if shop is None:
        raise _no_backup(file)
    if shop.schema > schema.SCHEMA:
        raise StorageFailed("newer_schema", f"The backup is newer than this program: update the program ({file}).")
    if shop.secret_fingerprint != (here := fingerprint(secret)):
        needed = short_fingerprint(shop.secret_fingerprint)
        raise Misused(
            "wrong_secret",
            f"The backup needs the secret file with the fingerprint {needed}; the one here has "
            f"{short_fingerprint(here)}: bring the shop's own.",
        )


def _put(copy: SqlitePlace, place: SqlitePlace) -> Path | None:
    """Give the copy its place; what was there gets a new name, which is returned, with the files beside it."""
    real = place.path.resolve()
    try:
        sync(copy.path)
        with turn(place.lock_path, time.monotonic() + _WAIT_SECONDS), alone(place):
            set_aside = _exchange(copy.path, real)
        sync(real.parent)
    except TooLongError:
        raise storage_failed("locked", place) from None
    return set_aside


def _exchange(copy: Path, real: Path) -> Path | None:
    aside = real.with_name(f"{real.name}.replaced-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    moves = [(real.with_name(real.name + side), aside.with_name(aside.name + side)) for side in SIDES]
    moves = [(old, new) for old, new in moves if os.path.lexists(old)]
    done: list[tuple[Path, Path]] = []
    try:
        for old, new in [*moves, (copy, real)]:
            old.rename(new)
            done.append((old, new))
    except OSError:
        for old, new in reversed(done):
            new.rename(old)
        raise
    for _, new in moves:
        _make_private(new)
    return aside if aside.exists() else None


def _make_private(file: Path) -> None:
    """Take ``file`` from everybody else, unless it is another account's or elsewhere."""
    if not file.is_symlink():
        with contextlib.suppress(PermissionError):
            file.chmod(0o600)


def _fill(copy: SqlitePlace, place: PostgresPlace, secret: Secret, contents: Contents) -> None:
    """Put all rows of the copy into the empty database of a server, if they prove to be the same there."""

    import psycopg  # noqa: PLC0415 - who has only files has no driver

    def fill(target: Connection) -> None:
        try:
            copy_rows(copy, target)
        except psycopg.Error as error:
            raise fault_of(error, place) from None
        settle(target)
        if contents_of(target, place, secret) != contents:
            raise StorageFailed(
                "failed", f"The database at {place} holds something else than the backup: nothing kept."
            )

    make_and_fill(place, fill)
