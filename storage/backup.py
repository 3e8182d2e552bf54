"""Backups: one SQLite file for either engine, taken while stations go on, checked, and sealed with a passphrase."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import stat
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from intake.backup import Backup
from intake.errors import IntakeError, Misused, Refused, StorageFailed
from intake.private_files import draft_of, new_private, not_written, shown, sync
from storage.engine import make_engine
from storage.faults import storage_failed
from storage.last_backup import note_backup
from storage.parts import drop_parts, foreign_parts, listed
from storage.presence import presence_path
from storage.secret import check_strength, load_passphrase, load_secret, short_fingerprint
from storage.snapshot import disagreement_in, read_snapshot, take_snapshot
from storage.store import check_present
from storage.url import SqlitePlace, parse_place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from intake.backup import Consent, Restored
    from intake.history import Finding
    from storage.url import Place

SIDES = ("", "-wal", "-shm", "-journal")
"""What SQLite adds to a database's name for the files that belong to it."""

_FOREIGN = "Somebody put in what belongs to no shop ({})"
_ALL_THE_SAME = "To go on all the same, say --accept-broken-history"


class ShopBackups:
    """``intake.backup.Backups`` of the shop at ``url`` whose secret lies at ``secret_path``."""

    def __init__(self, url: str, secret_path: Path) -> None:
        self._url = url
        self._secret_path = secret_path

    def back_up(self, file: Path, passphrase_file: Path | None, consent: Consent) -> Backup:
        """Write everything that was acknowledged before this began to ``file`` (0600), while stations go on.

        The file appears whole and checked, or not at all. What was changed behind the program is told in the answer and
        stops no backup, but triggers and views that belong to no shop are left out. Raises ``Refused``: ``exists``,
        ``broken_history``;
        ``StorageFailed`` and ``Misused`` for all that can be wrong with the shop, the disk and the names.
        """
        check_present(self._url)
        place, secret = parse_place(self._url), load_secret(self._secret_path)
        passphrase = load_passphrase(passphrase_file) if passphrase_file else None
        if passphrase:
            check_strength(passphrase)
        file = file.absolute()
        kept_clear = [*_files_of(place), self._secret_path, *([passphrase_file] if passphrase_file else [])]
        _check_free(file, kept_clear, consent)
        with workspace() as folder:
            copy = SqlitePlace(folder / "shop.db")
            take_snapshot(place, secret, copy)
            with damage_told_as(storage_failed("damaged", place)):
                foreign = take_out_foreign(copy)
                contents = read_snapshot(copy, secret)
            check_history(contents.history, consent)
            left_out = f"{_FOREIGN.format(foreign)}, which was left out" if foreign else ""
            disagreement = ". ".join(filter(None, [disagreement_in(copy, secret), left_out]))
            _deliver(copy.path, file, passphrase, consent)
        note_backup(self._secret_path, contents.shop.id, file)
        needed = short_fingerprint(contents.shop.secret_fingerprint)
        return Backup(
            file, contents.customers, contents.history, contents.shop.schema, needed, bool(passphrase), disagreement
        )

    def restore(self, file: Path, passphrase_file: Path | None, consent: Consent) -> Restored:
        """Put the shop of the backup at its place, see ``storage.restore.restore``."""
        from storage.restore import restore  # noqa: PLC0415 - who backs up needs none of it

        passphrase = load_passphrase(passphrase_file) if passphrase_file else None
        return restore(file, self._url, self._secret_path, passphrase, consent)

    def shop_in_place(self) -> str | None:
        """Return the place of a database that a restore would set aside, if there is one."""
        place = parse_place(self._url)
        return str(place) if isinstance(place, SqlitePlace) and os.path.lexists(place.path) else None


@contextlib.contextmanager
def workspace(beside: Path | None = None) -> Iterator[Path]:
    """Make a private folder for copies that are not checked yet, in ``beside`` or where TMPDIR says; it goes again."""
    try:
        with _ending_orderly(), tempfile.TemporaryDirectory(prefix=".intake-", dir=beside) as folder:
            yield Path(folder)
    except OSError as error:
        raise not_written(error, beside or Path(tempfile.gettempdir())) from None


@contextlib.contextmanager
def _ending_orderly() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end this as Ctrl+C does: no copy that is not encrypted may stay behind."""
    signals = [each for each in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(each) is signal.SIG_DFL]
    if threading.current_thread() is not threading.main_thread():
        signals = []
    for each in signals:
        signal.signal(each, signal.default_int_handler)
    try:
        yield
    finally:
        for each in signals:
            signal.signal(each, signal.SIG_DFL)


@contextlib.contextmanager
def damage_told_as(told: IntakeError) -> Iterator[None]:
    """Raise ``told`` in place of what is said of a copy that is damaged or is no shop: its own name helps nobody."""
    try:
        yield
    except StorageFailed as failed:
        if failed.code in {"damaged", "failed", "missing", "foreign"}:
            raise told from None
        raise


def check_history(finding: Finding, consent: Consent) -> None:
    """Raise ``Refused`` (``broken_history``) unless the history holds or the person goes on in spite of it."""
    if finding.broken and not consent.broken_history:
        raise Refused(
            "broken_history",
            f"The history does not hold at event {finding.broken} ({finding.why}): nothing was done. {_ALL_THE_SAME}.",
            first_broken=finding.broken,
        )


def check_foreign(foreign: str, consent: Consent) -> None:
    """Raise ``Refused`` (``foreign_parts``) where what is no shop's was left out, unless that is accepted."""
    if foreign and not consent.broken_history:
        why = f"{_FOREIGN.format(foreign)}: nothing was done. {_ALL_THE_SAME}, which leaves it out."
        raise Refused("foreign_parts", why)


def check_agreeing(disagreement: str, consent: Consent) -> None:
    """Raise ``Refused`` (``disagreeing``) for rows that were changed behind the program, unless that is accepted."""
    if disagreement and not consent.broken_history:
        raise Refused("disagreeing", f"{disagreement}: nothing was done. {_ALL_THE_SAME}.")


def take_out_foreign(copy: SqlitePlace) -> str:
    """Take what belongs to no shop out of ``copy``, where nobody has written to it yet: no foreign trigger ever runs.

    Returns it in words.
    """
    engine = make_engine(copy)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            foreign = foreign_parts(connection)
            drop_parts(connection, foreign)
            connection.commit()
            return listed(foreign)
    finally:
        engine.dispose()


def _files_of(place: Place) -> list[Path]:
    if not isinstance(place, SqlitePlace):
        return []
    sides = [place.path.with_name(place.path.name + side) for side in SIDES]
    return [*sides, place.lock_path, presence_path(place)]


def _check_free(file: Path, kept_clear: list[Path], consent: Consent) -> None:
    """Check that a backup may be written to ``file``."""
    same = [path for path in kept_clear if path.absolute() == file or _is_same(path, file)]
    if same:
        raise Misused("not_there", f"{shown(file)} belongs to the shop itself: name another file for the backup.")
    try:
        status = file.lstat()
    except (FileNotFoundError, NotADirectoryError):
        if not file.parent.is_dir():
            raise Misused("no_folder", f"There is no folder {shown(file.parent)}: make it first.") from None
        return
    except (OSError, ValueError):
        raise Misused("bad_file", "A backup cannot be written there: name another file.") from None
    if not stat.S_ISREG(status.st_mode):
        raise Misused("not_a_file", f"There is something else than a plain file at {shown(file)}: name a file.")
    if not consent.replace:
        raise Refused("exists", f"There is a file already: {shown(file)}. Name another, or say --yes to replace it.")


def _is_same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except (OSError, ValueError):
        return False


def _deliver(copy: Path, file: Path, passphrase: str | None, consent: Consent) -> None:
    """Bring the checked ``copy`` to ``file``, read it back from there, and give it its name at last."""
    try:
        with draft_of(file) as draft:
            with copy.open("rb") as source, new_private(draft) as target:
                _write(source, target, passphrase)
                target.flush()
                os.fsync(target.fileno())
            _check_written(draft, copy, passphrase)
            _check_free(file, [], consent)
            draft.replace(file)
            sync(file.parent)
    except OSError as error:
        raise not_written(error, file) from None


def _write(source: BinaryIO, target: BinaryIO, passphrase: str | None) -> None:
    if passphrase is None:
        shutil.copyfileobj(source, target, 1024 * 1024)
        return
    from storage.sealed import seal  # noqa: PLC0415 - only who seals pays for it

    seal(source, target, passphrase)


class _Digest:
    """Takes bytes like a file and keeps their hash alone."""

    def __init__(self) -> None:
        self.hash = hashlib.sha256()

    def write(self, data: bytes, /) -> None:
        """Take ``data``."""
        self.hash.update(data)


def _check_written(draft: Path, copy: Path, passphrase: str | None) -> None:
    """Raise ``StorageFailed`` unless the file just written gives back what was meant."""
    written = _Digest()
    with draft.open("rb") as file, copy.open("rb") as meant:
        if passphrase is None:
            shutil.copyfileobj(file, written, 1024 * 1024)
        else:
            from storage.sealed import unseal  # noqa: PLC0415

            unseal(file, written, passphrase)
        if written.hash.digest() != hashlib.file_digest(meant, "sha256").digest():
            raise StorageFailed("disk_error", "The disk gave back something else than was written: nothing was kept.")
