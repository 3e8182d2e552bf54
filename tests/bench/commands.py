"""How fast commands are, each beside its reference in the same run.

python tests/bench/commands.py [CUSTOMERS]

Prints medians in milliseconds, their spread (tenth to ninetieth percentile) and the ratio to the reference: help and
version beside a bare typer app, a scan with check-in of a shop of CUSTOMERS (1,000,000 unless said) beside an import of
sqlmodel alone, both as whole processes.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from people import fill, people

from intake.license import License
from intake.license.compose import compose
from storage.engine import make_engine
from storage.secret import load_secret
from storage.setup import prepare
from storage.store import open_store
from storage.url import parse_place

ROUNDS = 15
_INTAKE = str(Path(sys.executable).parent / "intake")
_BARE = "import typer\napp = typer.Typer()\n@app.command()\ndef hello(name: str = 'x') -> None: ...\napp()"


@dataclass
class Case:
    """A command line and what goes with it."""

    name: str
    command: list[str]
    home: Path
    stdin: bytes = b""
    expected: int = 0

    def run(self) -> float:
        """Return the milliseconds of one run."""
        started = time.perf_counter()
        done = subprocess.run(
            self.command, input=self.stdin, env={"HOME": str(self.home)}, capture_output=True, check=False
        )
        took = (time.perf_counter() - started) * 1000
        if done.returncode != self.expected:
            sys.exit(done.stderr.decode())
        return took


def compare(reference: Case, *cases: Case) -> None:
    """Run all in turns and print each beside the reference."""
    times: dict[str, list[float]] = {case.name: [] for case in (reference, *cases)}
    for _ in range(ROUNDS):
        for case in (reference, *cases):
            times[case.name].append(case.run())
    base = statistics.median(times[reference.name])
    for name, taken in times.items():
        tenths = statistics.quantiles(taken, n=10)
        median = statistics.median(taken)
        print(f"{name:<34} {median:7.0f} ms   {tenths[0]:5.0f}–{tenths[-1]:<5.0f}   {median / base:5.2f} ×")


def make_shop(home: Path, count: int) -> str:
    """Make a shop of ``count`` customers with one admin under ``home`` and return its URL."""
    url, secret_path = f"sqlite:///{home}/shop.db", home / ".config/intake-station/secret.toml"
    prepare(url, secret_path, "ca")
    store = open_store(url, load_secret(secret_path))
    store.close()
    engine = make_engine(parse_place(url))
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        fill(connection, count)
        connection.commit()
    engine.dispose()
    return url


def main(count: int) -> None:
    """Measure everything and print it."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        compare(
            Case("bare typer app --help", [sys.executable, "-c", _BARE, "--help"], home),
            Case("intake --help", [_INTAKE, "--help"], home),
            Case("intake --version", [_INTAKE, "--version"], home),
        )
        url = make_shop(home, count)
        init = [_INTAKE, "init", "--database", url, "--admin", "Ada", "--pin-file", "-"]
        Case("init", init, home, b"482915").run()
        (home / "pin").write_text("482915")
        guests = iter([each for each in people(count) if each.license_number][-(ROUNDS + 1) :])
        scan = ScanCase("intake scan --check-in", [], home)
        scan.cards = [card_of(guest.license_number or "", home, place) for place, guest in enumerate(guests)]
        scan.common = ["--check-in", "--as", "Ada", "--pin-file", str(home / "pin"), "--database", url]
        print(f"\na shop of {count:,} customers")
        compare(Case("import sqlmodel", [sys.executable, "-c", "import sqlmodel"], home), scan)


@dataclass
class ScanCase(Case):
    """A scan of another customer in every run."""

    def __post_init__(self) -> None:
        self.cards: list[Path] = []
        self.common: list[str] = []

    def run(self) -> float:
        """Return the milliseconds of one scan."""
        self.command = [_INTAKE, "scan", str(self.cards.pop()), *self.common]
        return super().run()


def card_of(number: str, home: Path, place: int) -> Path:
    """Write the card with that license number to a file and return it."""
    card = License(first_name="ANY", last_name="BODY", date_of_birth=date(1990, 1, 1), state="CA", country="USA",
                   license_number=number, license_expires=date(2031, 12, 1), issuer="636014", jurisdiction="CA",
                   version=10, document="license")  # fmt: skip
    path = home / f"card{place}"
    path.write_bytes(compose(card))
    return path


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
