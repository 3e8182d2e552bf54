"""What the process that reads a scanner tells the station, and its form on the pipe between them.

A message is one letter for its kind, four bytes for the length of its body (big-endian), and the body: UTF-8, for a
scan behind eight bytes for the seconds that it took (IEEE 754).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO, Final, Literal

Kind = Literal["dropped", "trouble", "ready", "useless"]

_HEAD: Final = struct.Struct(">cI")
_SECONDS: Final = struct.Struct(">d")
_SCAN: Final = b"S"
_KINDS: Final[dict[bytes, Kind]] = {b"D": "dropped", b"T": "trouble", b"R": "ready", b"U": "useless"}
_LONGEST: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Scan:
    """One complete scan: what was typed, raw and unchecked, and the ``seconds`` from its first key to its last."""

    text: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence for the employee.

    A scan was ``dropped``; there is ``trouble`` with the device, which may pass; it is ``ready``; or nothing can be
    read until somebody changes the installation (``useless``).
    """

    kind: Kind
    words: str


Message = Scan | Notice


def packed(message: Message) -> bytes:
    """Return ``message`` as it goes over the pipe."""
    if isinstance(message, Scan):
        letter, body = _SCAN, _SECONDS.pack(message.seconds) + message.text.encode()
    else:
        letter = next(letter for letter, kind in _KINDS.items() if kind == message.kind)
        body = message.words.encode()
    return _HEAD.pack(letter, len(body)) + body


def next_message(pipe: BinaryIO) -> Message | None:
    """Return the next message from ``pipe``, or ``None`` when it ends or makes no sense."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    letter, length = _HEAD.unpack(head)
    if length > _LONGEST:
        return None
    body = pipe.read(length)
    if len(body) < length:
        return None
    if letter == _SCAN:
        seconds: float = _SECONDS.unpack_from(body)[0]
        return Scan(body[_SECONDS.size :].decode("utf-8", "replace"), seconds)
    kind = _KINDS.get(letter)
    return kind and Notice(kind, body.decode("utf-8", "replace"))
