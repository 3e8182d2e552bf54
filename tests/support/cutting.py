"""A network between a station and PostgreSQL that fails around the moment of a commit."""

from __future__ import annotations

import select
import socket
import threading
from contextlib import ExitStack, contextmanager, suppress
from enum import Enum
from itertools import cycle
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST = 65536


class Fate(Enum):
    """What becomes of a commit."""

    ARRIVES = "the commit arrives and so does its answer"
    LOST = "the connection is cut before the commit arrives"
    UNANSWERED = "the connection is cut after the commit, before its answer"
    SILENT = "the commit arrives, its answer does not, and the connection stays"


class CuttingNetwork:
    """Listens on a port of this host and passes on to a socket; each commit meets the next fate in turn."""

    def __init__(self, path: str, fates: Sequence[Fate]) -> None:
        self._path = path
        self._fates = cycle(fates)
        self._in_turn = threading.Lock()
        self._open = ExitStack()
        self._listening = self._open.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.port: int = self._listening.getsockname()[1]
        self.met: list[Fate] = []

    def run(self) -> None:
        """Pass everything on until the network is shut."""
        while True:
            try:
                station, _ = self._listening.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._path)
            threading.Thread(target=self._pass_on, args=[station, server], daemon=True).start()

    def shut(self) -> None:
        """Take no more connections; those that are open end with the station's side."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._open.close()

    def _pass_on(self, station: socket.socket, server: socket.socket) -> None:
        answers = True
        with station, server, suppress(ConnectionError):
            while True:
                readable, _, _ = select.select([station, server], [], [])
                if server in readable:
                    answer = server.recv(_MOST)
                    if not answer:
                        return
                    if answers:
                        station.sendall(answer)
                if station in readable:
                    said = station.recv(_MOST)
                    fate = self._fate() if b"COMMIT" in said else Fate.ARRIVES
                    if not said or fate is Fate.LOST:
                        return
                    server.sendall(said)
                    if fate is Fate.UNANSWERED:
                        server.recv(1)
                        return
                    answers = answers and fate is not Fate.SILENT

    def _fate(self) -> Fate:
        with self._in_turn:
            fate = next(self._fates)
            self.met.append(fate)
            return fate


@contextmanager
def cutting_network(path: str, *fates: Fate) -> Iterator[CuttingNetwork]:
    """Stand between stations and the server whose socket is at ``path``."""
    network = CuttingNetwork(path, fates)
    running = threading.Thread(target=network.run)
    running.start()
    try:
        yield network
    finally:
        network.shut()
        running.join()
