"""A PostgreSQL server of a test's own, which can be ended, started again and followed by a standby."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROGRAM = Path(__file__).parent.parent / "storage/serve_postgres.py"


class OwnPostgres:
    """A running server; ``folder`` has its socket."""

    def __init__(self, process: subprocess.Popen[str], folder: str) -> None:
        self._process = process
        self.folder = folder

    def end(self, signal_name: str) -> None:
        """End it: ``SIGINT`` is a fast shutdown, ``SIGQUIT`` an immediate one, ``SIGKILL`` a crash."""
        self._do(f"end {signal_name}")

    def start(self) -> None:
        """Start it again."""
        self._do("start")

    def start_standby(self) -> str:
        """Start a server that follows this one, and return the folder of its socket."""
        self._do("standby")
        return f"{self.folder}/standby"

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let no process of it run meanwhile: connections stand and are taken, and nothing is answered."""
        first = (Path(self.folder) / "data/postmaster.pid").read_text().split()[0]
        processes = [int(first), *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGCONT)

    def _do(self, command: str) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n", command


def url_of(folder: str, database: str) -> str:
    """Return the URL of a database on the server whose socket is in ``folder``."""
    return f"postgresql://app@/{database}?host={folder}"


def on_server(folder: str, statement: str) -> None:
    """Do what a statement says that makes or drops a database."""
    with psycopg.connect(host=folder, user="app", dbname="postgres", autocommit=True) as server:
        server.execute(statement.encode())


@contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    """Run a server; skip the test where there is none."""
    with subprocess.Popen(
        [sys.executable, _PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        folder = process.stdout.readline().strip()
        if not folder:
            pytest.skip(process.stderr.read().strip().splitlines()[-1])
        yield OwnPostgres(process, folder)
        process.stdin.close()
