"""Files that must not be read by others nor lost in a power cut, and what a disk says when it refuses."""

from __future__ import annotations

import contextlib
import errno
import os
from typing import TYPE_CHECKING, BinaryIO

from intake.errors import IntakeError, Misused, StorageFailed
from intake.text import presentable

if TYPE_CHECKING:
    from collections.abc import Iterator
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
    """Write a new file (0600), on the disk when this returns; none is left where it cannot be written whole."""
    file = new_private(path)
    try:
        with file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def replace_private(path: Path, content: bytes) -> None:
    """Write a file (0600) in place of one that may be there; who looks sees the old one or the whole new one."""
    with draft_of(path) as draft:
        write_private(draft, content)
        draft.replace(path)


@contextlib.contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """Yield a name beside ``path`` for a file that is not whole yet; what is left under it goes."""
    draft = path.with_name(f".{path.name[:200]}.{os.urandom(4).hex()}")
    try:
        yield draft
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Return when a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def shown(path: Path) -> str:
    """Return a path as it may be shown, on one line."""
    return presentable(str(path)).replace("\n", " ")


def not_written(error: OSError, path: Path) -> IntakeError:
    """Return what ``error`` means to whoever wanted to write to ``path``."""
    if error.errno in _NO_FOLDER:
        return Misused("no_folder", f"There is no folder {shown(path.parent)}: make it first.")
    code, sentence = _SENTENCES.get(
        error.errno or 0, ("disk_error", f"{{path}} could not be written: {error.strerror or 'unknown error'}.")
    )
    return StorageFailed(code, sentence.format(path=shown(path)))
