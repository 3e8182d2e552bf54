"""Hands bytes to a receipt printer: over the network to its raw port, or to the device that the kernel made for it."""

from __future__ import annotations

import errno
import os
import re
import select
import socket
import stat
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Final, NamedTuple

from intake.errors import Misused

RAW_PORT: Final = 9100
"""Where network printers take bytes as they are (IANA: pdl-datastream)."""
PATIENCE_SECONDS: Final = 5.0
"""Seconds within which the printer must have taken everything."""

_HOST: Final = re.compile(r"(?:([A-Za-z0-9._-]{1,253})|\[([0-9A-Fa-f:.]{2,45})\])(?::([0-9]{1,5}))?")
_SETTLE_SECONDS: Final = 1.0
_DEVICE_FLAGS: Final = os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_REASONS: Final = {
    errno.ENOENT: "is not there: is it on and plugged in?",
    errno.EACCES: "may not be written to: make this account a member of its group, mostly lp.",
    errno.EBUSY: "is held by another program.",
    errno.ENOSPC: "is out of paper.",
    errno.ECONNREFUSED: "refuses: is it on, and is that its port?",
    errno.ETIMEDOUT: f"does not take the card within {PATIENCE_SECONDS:.0f} seconds: is it on, and has it paper?",
    errno.ECONNRESET: "hung up in the middle: look at the paper before printing again.",
    errno.EPIPE: "hung up in the middle: look at the paper before printing again.",
}


class Host(NamedTuple):
    """A printer in the network."""

    name: str
    port: int


def place_of(text: str) -> Host | Path:
    """Return where a printer is that is named ``HOST``, ``HOST:PORT``, ``[IPv6]:PORT`` or by its device's path.

    Raises ``Misused`` (``bad_printer``).
    """
    if text.startswith("/") and "\0" not in text:
        return Path(text)
    found = _HOST.fullmatch(text)
    port = int(found[3] or RAW_PORT) if found else 0
    if found is None or not 0 < port < 65536:
        words = "Name a receipt printer as escpos:HOST, escpos:HOST:PORT or escpos:/dev/usb/lp0."
        raise Misused("bad_printer", words)
    return Host(found[1] or found[2], port)


def send(content: bytes, place: Host | Path) -> None:
    """Hand ``content`` over; raises ``Misused`` (``not_printed``; ``bad_printer`` for a path that is no device)."""
    until = time.monotonic() + PATIENCE_SECONDS
    named = f"{place.name}:{place.port}" if isinstance(place, Host) else str(place)
    try:
        if isinstance(place, Host):
            _send_to_host(content, place, until)
        else:
            _send_to_device(content, place, until)
    except OSError as error:
        number = errno.ETIMEDOUT if isinstance(error, TimeoutError) else error.errno or 0
        reason = _REASONS.get(number, f"cannot be used: {error.strerror or 'unknown error'}.")
        raise Misused("not_printed", f"The receipt printer {named} {reason}") from None


def _send_to_host(content: bytes, host: Host, until: float) -> None:
    with _connected(_addresses(host, until), until) as printer:
        printer.settimeout(_left(until))
        printer.sendall(content)
        printer.shutdown(socket.SHUT_WR)
        _let_it_finish(printer, min(until, time.monotonic() + _SETTLE_SECONDS))


def _let_it_finish(printer: socket.socket, until: float) -> None:
    """Take what the printer tells of itself: closing with that unread would throw away what it has not read yet."""
    with suppress(TimeoutError):
        while True:
            printer.settimeout(_left(until))
            if not printer.recv(4096):
                return


def _addresses(host: Host, until: float) -> list[tuple[socket.AddressFamily, tuple[object, ...]]]:
    """Return the addresses of ``host``; a name server may be silent for longer than there is time."""
    found: list[tuple[socket.AddressFamily, tuple[object, ...]]] = []
    known: list[bool] = []

    def ask() -> None:
        with suppress(OSError, UnicodeError):
            answers = socket.getaddrinfo(host.name, host.port, type=socket.SOCK_STREAM)
            found.extend((family, address) for family, _, _, _, address in answers)
        known.append(True)

    asking = Thread(target=ask, name="name server", daemon=True)
    asking.start()
    asking.join(_left(until))
    if not found:
        words = "is not known here: check its name" if known else "cannot be looked up: the name server is silent"
        raise Misused("not_printed", f"The receipt printer {host.name} {words}.")
    return found


def _connected(addresses: list[tuple[socket.AddressFamily, tuple[object, ...]]], until: float) -> socket.socket:
    """Return a connection to the first address that answers."""
    *others, last = addresses
    for address in others:
        with suppress(OSError):
            return _connection(address, until)
    return _connection(last, until)


def _connection(address: tuple[socket.AddressFamily, tuple[object, ...]], until: float) -> socket.socket:
    family, place = address
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.settimeout(_left(until))
        connection.connect(place)
    except OSError:
        connection.close()
        raise
    return connection


def _send_to_device(content: bytes, path: Path, until: float) -> None:
    descriptor = os.open(path, _DEVICE_FLAGS)
    try:
        if not _is_device(os.fstat(descriptor).st_mode):
            raise Misused("bad_printer", f"{path} is no device of a printer.")
        while content:
            if not select.select([], [descriptor], [], _left(until))[1]:
                raise TimeoutError
            with suppress(BlockingIOError):
                content = content[os.write(descriptor, content) :]
    finally:
        os.close(descriptor)


def _is_device(mode: int) -> bool:
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)


def _left(until: float) -> float:
    """Return the seconds that are left; raises ``TimeoutError`` when none are."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
