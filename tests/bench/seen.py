"""How soon a change is on the screens of two stations that show the queue, each on a terminal of its own."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from probe import Probe

from cli import open_desk
from intake.clock import clock_from
from storage.secret import load_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from intake.desk import Desk
    from storage.secret import Secret

PIN = "482915"
F4 = b"\x1bOS"
QUIET = 0.3
"""Seconds without a byte after which a picture is done."""
IDLE_SECONDS = 5.0
_INTAKE = str(Path(sys.executable).parent / "intake")


@dataclass(frozen=True)
class Shop:
    """A shop whose account lives in ``home`` and whose admin is Ada."""

    home: Path
    url: str

    @classmethod
    def make(cls, home: Path, url: str) -> Shop:
        """Return a new one."""
        home.mkdir()
        shop = cls(home, url)
        init = [_INTAKE, "init", "--admin", "Ada", "--market", "ca", "--pin-file", "-"]
        subprocess.run(init, env=shop.environment, input=PIN, text=True, check=True, stdout=subprocess.DEVNULL)
        return shop

    @property
    def environment(self) -> dict[str, str]:
        """What its programs find around them."""
        return {"HOME": str(self.home), "INTAKE_DATABASE_URL": self.url}

    @property
    def secret_path(self) -> Path:
        """The file of its secret."""
        return self.home / ".config/intake-station/secret.toml"

    @property
    def secret(self) -> Secret:
        """Its secret."""
        return load_secret(self.secret_path)

    def desk(self) -> Desk:
        """Open a desk of it."""
        return open_desk(self.url, self.secret_path, clock_from(None), "door", None)


@dataclass(frozen=True)
class Seen:
    """Seconds to the last byte of each change, and what a station costs while nothing happens: ms a second, bytes."""

    from_start: list[float]
    from_commit: list[float]
    idle_cpu: float
    idle_bytes: int


def see_moves(shop: Shop, changes: int) -> Seen:
    """Move somebody in the queue that many times while two stations show it."""
    with closing(shop.desk()) as desk, ExitStack() as stack:
        ada = desk.employees.sign_in("Ada", PIN)
        guest = desk.customers.add(ada, {"last_name": "Vale", "date_of_birth": "1990-01-01"})
        entry = desk.queue.check_in(ada, guest.number)
        desk.queue.move(ada, entry.id, 1)
        stations = [stack.enter_context(station_of(shop, name)) for name in ("front desk", "side desk")]
        stack.enter_context(looking_at(stations))
        cpu, size = idle(stations)
        moves = [partial(desk.queue.move, ada, entry.id, place) for place in (2, 1)]
        delays = [one_change(moves[change % 2], stations) for change in range(changes)]
    return Seen([whole for whole, _ in delays], [after for _, after in delays], cpu, size)


@contextmanager
def station_of(shop: Shop, name: str) -> Iterator[Probe]:
    """A station at which Ada looks at the queue."""
    with Probe([_INTAKE], 80, 24, shop.environment | {"INTAKE_STATION": name}) as station:
        station.until("Ada: type your PIN")
        station.type(f"{PIN}\r".encode())
        station.until("Last check-ins")
        station.quiet(0.5)
        station.type(F4)
        station.until("Queue: ")
        station.quiet(0.5)
        yield station


@contextmanager
def looking_at(stations: list[Probe]) -> Iterator[None]:
    """Read all that the stations write, the moment when it comes."""
    ended = threading.Event()

    def look(station: Probe) -> None:
        while not ended.is_set():
            station.read(0.1)

    eyes = [threading.Thread(target=look, args=[station]) for station in stations]
    for each in eyes:
        each.start()
    try:
        yield
    finally:
        ended.set()
        for each in eyes:
            each.join()


def idle(stations: list[Probe]) -> tuple[float, int]:
    """Return a station's processor time, in ms a second, and the bytes of all, while nothing happens."""
    cpu, written = sum(each.cpu_ms() for each in stations), [len(each.output) for each in stations]
    time.sleep(IDLE_SECONDS)
    used = sum(each.cpu_ms() for each in stations) - cpu
    news = [data for each, begin in zip(stations, written, strict=True) for _, data in each.output[begin:]]
    return used / len(stations) / IDLE_SECONDS, sum(map(len, news))


def one_change(change: Callable[[], object], stations: list[Probe]) -> tuple[float, float]:
    """Make a change; return the seconds until the last byte at the later station, from before and from the commit."""
    time.sleep(random.uniform(0.05, 0.25))
    before = [len(station.output) for station in stations]
    started = time.perf_counter()
    change()
    committed = time.perf_counter()
    painted = max(last_byte(station, begin) for station, begin in zip(stations, before, strict=True))
    return painted - started, max(0.0, painted - committed)


def last_byte(station: Probe, begin: int) -> float:
    """Return when the last byte came after the first ``begin`` pieces of output, by ``perf_counter``."""
    while len(station.output) == begin or station.now() - station.output[-1][0] < QUIET * 1000:
        time.sleep(0.01)
    return station.started + station.output[-1][0] / 1000
