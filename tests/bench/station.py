"""How fast the station answers, beside the floor of its framework in the same run.

python tests/bench/station.py [CUSTOMERS [FOLDER]]

Starts the station on a shop of CUSTOMERS (1,000,000 unless said) and the program in ``floor.py`` by turns, on pseudo
terminals, and prints medians with their spread (lowest to highest). Times are in milliseconds from the last byte sent
to the last byte written, sizes in bytes. With FOLDER the shop is kept there for the next run.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from commands import card_of, make_shop
from floor import LAST_ROW_SEEN
from people import people
from probe import Probe

from cli import open_desk
from intake.clock import clock_from

ROUNDS = 2
SIZES = ((80, 24), (160, 50))
PIN = "482915"
F1, F2, F3, F4, DOWN, RIGHT, ESCAPE = b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1bOS", b"\x1b[B", b"\x1b[C", b"\x1b"
IDLE_SECONDS = 10.0
LINE = 400
"""How many customers stand in the directory's last check-ins and in the queue of a busy day."""
CARD = 1031
"""Characters of a long card."""
_HERE = Path(__file__).parent
_INTAKE = str(Path(sys.executable).parent / "intake")


@dataclass
class Figures:
    """All values seen, by name, in the order of their first measurement."""

    seen: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, value: float) -> None:
        """Keep one value."""
        self.seen.setdefault(name, []).append(value)

    def median(self, name: str) -> float:
        """Return the middle value."""
        return statistics.median(self.seen[name])

    def print(self, goals: dict[str, str]) -> None:
        """Print each figure beside its goal."""
        for name, values in self.seen.items():
            spread = f"{min(values):,.1f}–{max(values):,.1f}"
            print(f"  {name:<46}{statistics.median(values):>10,.1f}   {spread:<19} {goals.get(name, '')}")


class Shop:
    """A shop on disk with one admin, a line of waiting people, and cards that nobody has used yet."""

    def __init__(self, home: Path, customers: int) -> None:
        self.home = home
        self.customers = customers
        self.url = f"sqlite:///{home}/shop.db"
        self.environment = {"HOME": str(home), "INTAKE_DATABASE_URL": self.url, "INTAKE_STATION": "front"}
        if not (home / "shop.db").exists():
            self._make()
        self._known = iter([each for each in people(min(customers, 50_000)) if each.license_number][LINE:])

    def _make(self) -> None:
        make_shop(self.home, self.customers)
        subprocess.run([_INTAKE, "init", "--admin", "Ada", "--pin-file", "-"], env=self.environment, input=PIN,
                       text=True, check=True, stdout=subprocess.DEVNULL)  # fmt: skip
        secret = self.home / ".config/intake-station/secret.toml"
        desk = open_desk(self.url, secret, clock_from(None), "front", None)
        ada = desk.employees.sign_in("Ada", PIN)
        for number in range(1, LINE + 1):
            desk.queue.check_in(ada, str(number))
        desk.shop.store.close()

    def known(self) -> tuple[bytes, str]:
        """Return another card of a known customer, and the license number on it."""
        number = next(self._known).license_number or ""
        return _long(card_of(number, self.home, 0).read_bytes()), number

    def unknown(self, place: int) -> tuple[bytes, str]:
        """Return a card of nobody known, and its license number."""
        number = f"X{place:07}"
        return _long(card_of(number, self.home, 0).read_bytes()), number


def _long(card: bytes) -> bytes:
    """Return ``card`` with lines of a jurisdiction's own, up to the length of a long one."""
    body = card.rstrip(b"\r")
    while len(body) + 1 < CARD:
        line = b"\nZC" + bytes([65 + len(body) % 26]) + b"X" * 20
        body += line[: max(4, CARD - 1 - len(body))]
    return body[: CARD - 1] + b"\r"


def start_floor(columns: int, rows: int, figures: Figures) -> None:
    """Start the floor, use it a little and let it stand."""
    with Probe([sys.executable, str(_HERE / "floor.py")], columns, rows, {"HOME": "/"}) as probe:
        probe.until(LAST_ROW_SEEN)
        probe.quiet()
        full = probe.full_paint()
        figures.add("floor: first frame", probe.first_frame())
        figures.add("floor: full paint", full)
        figures.add("floor: row down, last byte", probe.answer(DOWN).last)
        figures.add("floor: pane switch, last byte", (turned := probe.answer(F3)).last)
        figures.add("floor: pane switch, bytes", turned.size)
        probe.answer(F2)
        probe.quiet()
        _idle(probe, "floor", figures)
        figures.add("floor: memory, MiB", probe.memory_mib())


def start_station(shop: Shop, columns: int, rows: int, figures: Figures, place: int) -> None:
    """Walk through what a receptionist does, once."""
    with Probe([_INTAKE], columns, rows, shop.environment) as probe:
        usable = probe.until("type your PIN")
        probe.quiet()
        figures.add("first frame", probe.first_frame())
        figures.add("sign-in usable", usable)
        _sign_in(probe, figures)
        _search(probe, figures)
        _panes(probe, figures)
        _scans(probe, shop, figures, place)
        probe.answer(F2)
        probe.quiet(1.0)
        _idle(probe, "station", figures)
        figures.add("memory, MiB", probe.memory_mib())


def _sign_in(probe: Probe, figures: Figures) -> None:
    probe.type(PIN.encode(), 0.1)
    probe.quiet()
    sent = probe.now()
    probe.type(b"\r")
    probe.until("Ada")
    probe.quiet(0.5)
    figures.add("sign-in to rows", probe.shown(lambda screen: "in queue" in screen, sent) - sent)
    figures.add("sign-in to last byte", probe.output[-1][0] - sent)


def _search(probe: Probe, figures: Figures) -> None:
    probe.answer(b"/")
    for key in b"joden smi":
        begin, sent = len(probe.output), probe.now()
        probe.type(bytes([key]))
        probe.read(2)
        probe.quiet(0.25)
        new = probe.output[begin:]
        figures.add("search key echoed", new[0][0] - sent)
        figures.add("search key to results", new[-1][0] - sent)
        figures.add("search key, bytes", sum(len(data) for _, data in new))
    probe.answer(ESCAPE)
    probe.quiet()


def _panes(probe: Probe, figures: Figures) -> None:
    for key in (F4, F3, F2):
        probe.answer(key)
    for key in (F4, F3, F2, F4, F2):
        turned = probe.answer(key)
        figures.add("pane switch, last byte", turned.last)
        figures.add("pane switch, bytes", turned.size)
    figures.add("row down, last byte", probe.answer(DOWN).last)


def _scans(probe: Probe, shop: Shop, figures: Figures, place: int) -> None:
    _scan(probe, *shop.known(), "first known card", figures)
    _scan(probe, *shop.known(), "known card", figures)
    _scan(probe, *shop.unknown(2 * place), "first unknown card", figures)
    _discard(probe)
    _scan(probe, *shop.unknown(2 * place + 1), "unknown card", figures)
    _discard(probe)
    for pause in (0.001, 0.005):
        card, _number = shop.known()
        begin = len(probe.output)
        probe.type(card, pause)
        figures.add(f"bytes while a card is typed at {pause * 1000:.0f} ms", _size(probe, begin))
        probe.quiet(0.5)


def _discard(probe: Probe) -> None:
    """Leave a form and keep nothing of it."""
    for key in (ESCAPE, RIGHT, b"\r"):
        probe.answer(key)


def _scan(probe: Probe, card: bytes, number: str, name: str, figures: Figures) -> None:
    begin = len(probe.output)
    probe.type(card)
    sent = probe.now()
    probe.quiet(0.5)
    title = "New customer" if "unknown" in name else "Enter checks in"
    painted = probe.shown(lambda screen: number in screen and title in screen, sent)
    figures.add(f"{name} to profile painted", painted - sent)
    figures.add(f"{name} to last byte", probe.output[-1][0] - sent)
    figures.add(f"{name}, bytes", _size(probe, begin))


def _size(probe: Probe, begin: int) -> int:
    return sum(len(data) for _, data in probe.output[begin:])


def _idle(probe: Probe, who: str, figures: Figures) -> None:
    begin, used, end = len(probe.output), probe.cpu_ms(), probe.now() + IDLE_SECONDS * 1000
    while (left := end - probe.now()) > 0:
        probe.read(left / 1000)
    figures.add(f"{who}: idle, CPU ms a second", (probe.cpu_ms() - used) / IDLE_SECONDS)
    figures.add(f"{who}: idle, bytes", _size(probe, begin))


def goals(figures: Figures) -> dict[str, str]:
    """Return what each figure must reach, from the floor seen in this run."""
    full, memory = figures.median("floor: full paint"), figures.median("floor: memory, MiB")
    return {
        "first frame": f"≤ {full * 0.5:,.0f}, half the floor's full paint",
        "sign-in usable": f"≤ {full:,.0f}, the floor's full paint",
        "sign-in to rows": "≤ 200",
        "search key echoed": "≤ 20",
        "search key to results": "≤ 50",
        "pane switch, last byte": "≤ 60",
        "pane switch, bytes": "≤ 10,000",
        "first known card to profile painted": "≤ 150",
        "known card to profile painted": "≤ 150",
        "first unknown card to profile painted": "≤ 150",
        "unknown card to profile painted": "≤ 150",
        "bytes while a card is typed at 1 ms": "≤ 16,000",
        "bytes while a card is typed at 5 ms": "≤ 16,000",
        "station: idle, CPU ms a second": f"≤ {figures.median('floor: idle, CPU ms a second'):.1f}, the floor",
        "station: idle, bytes": "0",
        "memory, MiB": f"≤ {memory * 2:.0f}, twice the floor",
    }


def main(customers: int, folder: Path) -> None:
    """Measure everything at both sizes and print it."""
    shop = Shop(folder, customers)
    place = 0
    for columns, rows in SIZES:
        figures = Figures()
        for _ in range(ROUNDS):
            start_floor(columns, rows, figures)
            start_station(shop, columns, rows, figures, place := place + 1)
        print(f"\n{columns} × {rows}, a shop of {customers:,} customers, medians of {ROUNDS} starts")
        figures.print(goals(figures))


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    if len(sys.argv) > 2:
        main(wanted, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as made:
            main(wanted, Path(made))
