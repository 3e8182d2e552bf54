"""A receipt printer's side of ESC/POS: the picture that commands put on paper, and a printer in the network."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

DOTS_OF_58_MM = 384
"""Dots across the narrow paper at 203 dots an inch."""


def on_paper(commands: bytes) -> Image.Image:
    """Return what a printer with narrow paper prints of ``commands``, whose last one must cut it.

    Knows ESC @, ESC a, GS v 0, ESC d and GS V, and fails for anything else.
    """
    paper = Image.new("L", (DOTS_OF_58_MM, 0), 255)
    cut = False
    while commands:
        assert not cut, "nothing is printed behind the cut"
        if commands.startswith(b"\x1b@"):
            commands = commands[2:]
        elif commands.startswith((b"\x1ba", b"\x1bd")):
            commands = commands[3:]
        elif commands.startswith(b"\x1dV"):
            cut, commands = True, commands[3:]
        else:
            assert commands.startswith(b"\x1dv0\x00"), commands[:8]
            wide, high = int.from_bytes(commands[4:6], "little"), int.from_bytes(commands[6:8], "little")
            assert wide * 8 <= DOTS_OF_58_MM
            dots, commands = commands[8 : 8 + wide * high], commands[8 + wide * high :]
            assert len(dots) == wide * high
            paper = _below(paper, Image.frombytes("1", (wide * 8, high), bytes(255 - byte for byte in dots)))
    assert cut
    return paper


def _below(paper: Image.Image, piece: Image.Image) -> Image.Image:
    longer = Image.new("L", (paper.width, paper.height + piece.height), 255)
    longer.paste(paper, (0, 0))
    longer.paste(piece.convert("L"), ((paper.width - piece.width) // 2, paper.height))
    return longer


class NetworkPrinter:
    """Where it listens, and what it took."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.taken = b""


@contextmanager
def network_printer(status: bytes = b"") -> Iterator[NetworkPrinter]:
    """A printer on a port of this host that takes one job; it tells its ``status`` first, unasked."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        printer = NetworkPrinter(listening.getsockname()[1])

        def take() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(status)
                while piece := connection.recv(512):
                    printer.taken += piece

        taking = Thread(target=take, daemon=True)
        taking.start()
        yield printer
        taking.join(60)
        assert not taking.is_alive()
