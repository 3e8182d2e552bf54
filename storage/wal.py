"""What the bytes of a ``-wal`` tell (sqlite.org/fileformat2.html) before SQLite opens it and changes things.

Every transaction of ours first gives the database the next number (``begin_writing``), which SQLite keeps on page 1
for the program. So each commit in a ``-wal`` has that page, and what is missing before or between them can be counted.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from sqlalchemy import Connection

HEADER = 32
"""Bytes of the header, which are synced before anything follows them."""

_READ_NUMBER = "PRAGMA user_version"
_NUMBER = struct.Struct(">i")
NUMBER_AT = 60
"""Where on page 1 the number of the last transaction stands."""

_HEADER_FIELDS, _FRAME_FIELDS = struct.Struct(">8I"), struct.Struct(">6I")
_PAIRS = {0x377F0682: struct.Struct("<2I"), 0x377F0683: struct.Struct(">2I")}
"""How checksums are made, by the number that a header begins with."""

_PAGE_SIZES = {1 << power for power in range(9, 17)}
_FIRST = 1
_32_BITS = 0xFFFFFFFF


class _Frame(NamedTuple):
    start: int
    page: int
    ends_commit: bool
    checksum: tuple[int, int]


def begin_writing(connection: Connection) -> None:
    """Begin a transaction on a file, alone among writers, and number it."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    number = connection.exec_driver_sql(_READ_NUMBER).scalar_one()
    connection.exec_driver_sql(f"{_READ_NUMBER} = {number + 1}")


def number_of(path: Path) -> int:
    """Return the number of the last transaction that came into the database file itself; raises ``OSError``.

    Not while this process has the file open: its locks end with the reading.
    """
    with path.open("rb") as file:
        return _number(os.pread(file.fileno(), _NUMBER.size, NUMBER_AT))


class Wal:
    """The open ``-wal`` in ``file``, longer than its header; all but ``is_one`` are of a header that holds."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file.fileno()
        self._size = os.fstat(self._file).st_size
        self._header = os.pread(self._file, HEADER, 0)
        kind, _, page_size, _, *salts, one, other = _HEADER_FIELDS.unpack(self._header)
        self._pairs = _PAIRS.get(kind)
        self._page_size = int(page_size)
        self._salts, self._checksum = tuple(salts), (one, other)

    @property
    def is_one(self) -> bool:
        """Whether it begins as a ``-wal`` does."""
        return self._pairs is not None

    @property
    def header_holds(self) -> bool:
        """Whether the header is as it was written."""
        return self._page_size in _PAGE_SIZES and self._sum(self._header[:-8], (0, 0)) == self._checksum

    def first_number(self) -> int | None:
        """Return the number of the first transaction, 0 where it was not numbered, None where it is not there whole."""
        number, checksum, start = 0, self._checksum, HEADER
        for frame in self._frames():
            data = os.pread(self._file, self._stride, frame.start)
            checksum = self._sum(data[:8] + data[_FRAME_FIELDS.size :], checksum)
            if (frame.start, frame.checksum) != (start, checksum):
                return None
            if frame.page == _FIRST:
                number = self._number_in(frame)
            if frame.ends_commit:
                return number
            start += self._stride
        return None

    def highest_number(self) -> int:
        """Return the highest number of a transaction that ever began to be written since the ``-wal`` began anew."""
        return max((self._number_in(frame) for frame in self._frames() if frame.page == _FIRST), default=0)

    @property
    def _stride(self) -> int:
        return _FRAME_FIELDS.size + self._page_size

    def _frames(self) -> Iterator[_Frame]:
        """Give the frames that are no older than the header, whole or not."""
        for start in range(HEADER, self._size - self._stride + 1, self._stride):
            page, size, *salts, one, other = _FRAME_FIELDS.unpack(os.pread(self._file, _FRAME_FIELDS.size, start))
            if tuple(salts) == self._salts:
                yield _Frame(start, page, size > 0, (one, other))

    def _number_in(self, frame: _Frame) -> int:
        return _number(os.pread(self._file, _NUMBER.size, frame.start + _FRAME_FIELDS.size + NUMBER_AT))

    def _sum(self, data: bytes, start: tuple[int, int]) -> tuple[int, int]:
        one, other = start
        for even, odd in self._pairs.iter_unpack(data) if self._pairs else ():
            one = (one + even + other) & _32_BITS
            other = (other + odd + one) & _32_BITS
        return one, other


def _number(data: bytes) -> int:
    return int(_NUMBER.unpack(data)[0]) if len(data) == _NUMBER.size else 0
