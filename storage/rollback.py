"""Whether a ``-journal`` is of the file that it lies beside: SQLite would undo what is in it in any file.

Every transaction of ours writes its number to page 1 before all else, so a journal begins with that page as it was.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

from storage.wal import NUMBER_AT, number_of

if TYPE_CHECKING:
    from pathlib import Path

_HEADER = struct.Struct(">8s5I")
_MAGIC = bytes.fromhex("d9d505f920a163d7")
"""What a journal begins with that is to be undone (sqlite.org/fileformat2.html)."""

_RECORD = struct.Struct(f">I{NUMBER_AT}xi")
"""The number of a page, and the page as far as the number of the last transaction in it."""

_FIRST = 1


def is_of(path: Path, journal: Path) -> bool:
    """Return whether nothing speaks against that the transaction in ``journal`` was the next one of the file.

    SQLite cuts the file to the pages that it had before that, and writes to it only once pages are ``synced`` in there.
    """
    try:
        with journal.open("rb") as file:
            magic, synced, _, pages, sector, page_size = _HEADER.unpack(file.read(_HEADER.size))
            record = os.pread(file.fileno(), _RECORD.size, sector)
        grown = path.stat().st_size - pages * page_size
        return magic != _MAGIC or ((grown == 0 or (grown > 0 and synced > 0)) and _is_next(path, record, synced))
    except (OSError, struct.error):
        return True


def _is_next(path: Path, record: bytes, synced: int) -> bool:
    """Return whether the first page of ``synced``, if it is the file's first, is of its last transaction or now."""
    if len(record) < _RECORD.size:
        return synced == 0
    page, number = _RECORD.unpack(record)
    return page != _FIRST or number_of(path) in {number, number + 1}
