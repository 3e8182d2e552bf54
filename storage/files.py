"""Files that must not be read by others nor lost in a power cut, and what a disk says when it refuses."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, BinaryIO

from intake.errors import IntakeError, Misused, StorageFailed
from storage.url import SqlitePlace

if TYPE_CHECKING:
    from pathlib import Path

_SENTENCES = {
    errno.ENOSPC: ("full", "The disk is full: nothing was written to {path}. Free some space and try again."),
    errno.EDQUOT: ("full", "The disk's quota is used up: nothing was written to {path}."),
    errno.EROFS: ("read_only", "The disk can only be read: nothing was written to {path}."),
    errno.EACCES: ("no_access", "This account may not write to {path}."),
    errno.EPERM: ("no_access", "This account may not write to {path}."),
}
_NO_FOLDER = {errno.ENOENT, errno.ENOTDIR}


def new_private(path: Path) -> BinaryIO:
    """Open a new file (0600) for writing; one that is there is never opened."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb")


def write_private(path: Path, content: bytes) -> None:
    """Write a new file (0600), on the disk when this returns."""
    with new_private(path) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Return when a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def shown(path: Path) -> str:
    """Return a path as it may be shown."""
    return str(SqlitePlace(path))


def not_written(error: OSError, path: Path) -> IntakeError:
    """Return what ``error`` means to whoever wanted to write to ``path``."""
    if error.errno in _NO_FOLDER:
        return Misused("no_folder", f"There is no folder {shown(path.parent)}: make it first.")
    code, sentence = _SENTENCES.get(
        error.errno or 0, ("disk_error", f"{{path}} could not be written: {error.strerror or 'unknown error'}.")
    )
    return StorageFailed(code, sentence.format(path=shown(path)))
