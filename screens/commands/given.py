"""What a command is given besides its options: payloads, lines and PINs, always read with a bound."""

from __future__ import annotations

import getpass
import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from intake.errors import Misused, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

STANDARD_INPUT = "-"
_LARGEST_PAYLOAD = 64 * 1024
_LARGEST_LINE = 256 * 1024
_LARGEST_PIN_FILE = 1024


@contextmanager
def opened(file: str) -> Iterator[BinaryIO]:
    """Open a file, or standard input for ``-``; raises ``Unreadable`` in plain words."""
    if file == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    try:
        with Path(file).open("rb") as stream:
            yield stream
    except (OSError, ValueError) as error:
        raise Unreadable("no_file", f"The file cannot be read: {_why(error)}.") from None


def payload(file: str) -> bytes:
    """Return one payload; raises ``Unreadable`` beyond 64 KiB, without reading on."""
    with opened(file) as stream:
        data = stream.read(_LARGEST_PAYLOAD + 1)
    if len(data) > _LARGEST_PAYLOAD:
        raise Unreadable("too_long", "This is far too long for a license: scan one card at a time.")
    return data


def lines(file: str) -> Iterator[bytes | None]:
    """Yield the lines of a file, ``None`` for one beyond 256 KiB, which is skipped unread."""
    with opened(file) as stream:
        while line := stream.readline(_LARGEST_LINE):
            if len(line) < _LARGEST_LINE or line.endswith(b"\n"):
                yield line
                continue
            while line and not line.endswith(b"\n"):
                line = stream.readline(_LARGEST_LINE)
            yield None


def json_text(line: bytes | None) -> str:
    """Return the one JSON string of a line; raises ``Unreadable``."""
    if line is None:
        raise Unreadable("too_long", "The line is far too long for a license.")
    try:
        text = json.loads(line) if line.lstrip().startswith(b'"') else None
    except ValueError:
        text = None
    if not isinstance(text, str):
        raise Unreadable("not_json", "The line is not a JSON string in UTF-8.")
    return text


def pins(file: str) -> list[str]:
    """Return the PINs of a file, one a line; raises ``Misused`` when there is none."""
    with opened(file) as stream:
        text = stream.read(_LARGEST_PIN_FILE).decode("utf-8", "replace")
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if not found:
        raise Misused("no_pin", "The PIN file is empty.")
    return found


def asked_pin(whose: str) -> str:
    """Ask a person at the terminal for a PIN, unseen; raises ``Misused`` away from one."""
    if not sys.stdin.isatty():
        raise Misused("no_pin", "This needs a PIN: bring it with --pin-file FILE, or - for standard input.")
    return getpass.getpass(f"PIN of {whose}: ")


def _why(error: Exception) -> str:
    return (error.strerror or "it cannot be opened") if isinstance(error, OSError) else "the name is not valid"
