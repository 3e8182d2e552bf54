"""The program: wires database, devices and screens together."""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import sys
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from screens.commands.answering import answer
from screens.commands.streams import complete_streams, let_go_of_lost, on_terminal
from screens.commands.surroundings import Surroundings, data_folder, state_folder
from screens.commands.wiring import HOME_MARKET, no_command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual.events import Event

    from devices.framing import Gate
    from devices.reader_bench import Bench
    from devices.scanner_profiles import ScannerProfiles
    from intake.backup import Backups
    from intake.checks import Check
    from intake.clock import Clock
    from intake.desk import Desk
    from intake.desk.employees import Issued
    from screens.station_app import StationApp
    from storage.setup import Prepared

_COLLECT_AFTER = 200_000
"""New objects between two garbage collections: importing makes many and frees none, a seventh of a short run."""


class Wiring(Surroundings):
    """Opens what stands on the configuration, database, secret and clock of this run."""

    def open_desk(self) -> Desk:
        """Return the desk of the shop, its database open."""
        return open_desk(self.database, self.secret_path, self.clock, self.station, self.zone)

    def backups(self) -> Backups:
        """Return what makes and restores backups of the shop."""
        from storage.backup import ShopBackups

        return ShopBackups(self.database, self.secret_path)

    @property
    def shown_database(self) -> str:
        """The URL of the shop's database without a password."""
        from storage.url import without_password

        return without_password(self.database)

    def prepare(self, market: str | None) -> Prepared:
        """Make or upgrade the shop's database and secret; ``market`` is for a new one."""
        from storage.setup import prepare

        return prepare(self.database, self.secret_path, market, data_folder())

    def check_storage(self, *, thorough: bool) -> Iterator[Check]:
        """Return what is to be said of database and secret; ``thorough`` looks at all of a large shop too."""
        from storage.health import check_storage

        return check_storage(self.database, self.secret_path, thorough=thorough)

    def check_agreed_time(self) -> Sequence[Check]:
        """Return whether the clock agrees with what is in the database."""
        from storage.clocks import check_agreed_time

        return check_agreed_time(self.database, self.clock.now())

    def through_picture(self, payload: bytes) -> bytes:
        """Draw the barcode of ``payload`` and return what is read from the picture."""
        from devices.card import draw, read_picture

        return read_picture(draw(payload))

    def write_card(self, text: str, file: Path, caption: Sequence[str], *, replace: bool) -> None:
        """Draw the barcode of ``text`` into a new PNG, SVG or PDF file; one there gives way to ``replace``."""
        from devices.card import keep

        keep(text.encode(), file, caption, replace=replace)

    def print_card(self, text: str, printer: str, caption: Sequence[str]) -> None:
        """Print the barcode of ``text`` on a printer of CUPS, or one for receipts behind ``escpos:``."""
        from devices.printing import print_card

        print_card(text.encode(), printer, caption)

    def bench(self) -> Bench:
        """Return what tries the scanners of this computer."""
        from devices.reader_bench import Bench

        return Bench(self.settings.scanner, self.scanners)

    @property
    def scanners(self) -> ScannerProfiles:
        """What the doctor learned of the scanners here."""
        from devices.scanner_profiles import ScannerProfiles

        return ScannerProfiles(state_folder() / "scanners", self.station, self.clock.now)

    def gate(self) -> Gate[Event]:
        """Return the gate for what is typed here, which knows how this station's scanner ends a card."""
        from devices.framing import Gate

        return Gate(added=self.scanners.added())

    @contextlib.contextmanager
    def throw_away_shop(self) -> Iterator[Desk]:
        """Return the desk of an empty shop that is gone afterwards."""
        with _throw_away_folder() as folder, contextlib.closing(self._empty_shop(folder)) as desk:
            yield desk

    def _empty_shop(self, folder: Path) -> Desk:
        from storage.setup import prepare

        url, secret_path = f"sqlite:///{folder / 'demo.db'}", folder / "secret.toml"
        prepare(url, secret_path, HOME_MARKET)
        return open_desk(url, secret_path, self.clock, "demo", None)

    def open_demo(self, *, practising: bool) -> int:
        """Open the station on a throw-away shop of made-up people, with made-up cards and a practice at hand."""
        from intake.demo_shop import PIN, furnish

        with _throw_away_folder() as folder:
            note = f"Nobody here is real. Every PIN is {PIN}."
            return self._open(
                lambda: furnish(self._empty_shop(folder)), note=note, remark="DEMO", practising=practising
            )

    def open_station(self, employee: str | None) -> int:
        """Open the full screen and return its exit status; ``employee`` is the name chosen at first."""
        return self._open(self.open_desk, employee=employee)

    def _open(
        self,
        open_it: Callable[[], Desk],
        *,
        employee: str | None = None,
        note: str = "",
        remark: str = "",
        practising: bool | None = None,
    ) -> int:
        """Open the full screen on the desk that ``open_it`` opens; it is a demo unless ``practising`` is ``None``."""
        if not on_terminal():
            raise no_command()
        from screens.first_frame import first_frame

        with contextlib.ExitStack() as open_until_left:
            desk = cache(lambda: open_until_left.enter_context(contextlib.closing(open_it())))
            with first_frame("Intake station"):
                return self._app(desk, employee, note, remark, practising).open()

    def _app(
        self,
        desk: Callable[[], Desk],
        employee: str | None,
        note: str,
        remark: str,
        practising: bool | None,
    ) -> StationApp:
        from screens.environment import forget_developer_tools

        theme = os.environ.pop("TEXTUAL_THEME", None)
        forget_developer_tools(os.environ)

        from devices.reader_link import listener
        from screens.seat import Seat
        from screens.station_app import StationApp
        from storage.roster import staff_on_disk

        app: Callable[..., StationApp] = StationApp
        if practising is not None:
            from screens.demo import DemoApp

            app = partial(DemoApp, practising=practising)
        settings = self.settings
        gc.freeze()  # what is loaded stays
        return app(
            self.gate,
            Seat(desk, partial(staff_on_disk, self.database) if practising is None else tuple),
            found_shop=self._found_shop,
            place=lambda: self.shown_database.removeprefix("sqlite:///"),
            preferred=employee,
            remark=f"{remark} {self.training}".strip(),
            note=" ".join([*filter(None, [note]), *self.scanners.troubles(settings.scanner)]),
            lock_seconds=settings.lock_minutes * 60,
            theme=theme or settings.theme,
            keys=settings.keys,
            listen=listener(self.scanners.completed(settings.scanner)),
            report=_log_fault,
        )

    def _found_shop(self, market: str | None, admin: str) -> Issued:
        """Make what is missing of a shop, and its first admin."""
        from intake.desk.employees import check_first_admin

        check_first_admin(admin, None)
        self.prepare(market)
        with contextlib.closing(self.open_desk()) as desk:
            return desk.employees.found(admin, None)


def open_desk(url: str, secret_path: Path, clock: Clock, station: str, zone: str | None) -> Desk:
    """Return the desk on the database at ``url``, whose time is the stations' own unless ``clock`` is frozen.

    ``zone`` overrides the time zone of the market.
    """
    from intake.desk import Desk, Shop
    from intake.market import load_market, zone_named
    from storage.secret import load_secret
    from storage.store import check_present, open_store

    gc.freeze()  # what is loaded stays
    check_present(url)
    secret = load_secret(secret_path)
    store = open_store(url, secret)
    market = load_market(store.shop.market)
    place = zone_named(zone) if zone else market.zone
    shared = clock if clock.frozen else store.time
    return Desk(Shop(store, market, shared, place, station, secret.pepper, secret.history_key, store.shop.id))


@contextlib.contextmanager
def _throw_away_folder() -> Iterator[Path]:
    import tempfile

    with tempfile.TemporaryDirectory(prefix="intake-demo-") as folder:
        yield Path(folder)


def _log_fault(error: BaseException) -> str:
    """Note a fault of the program; return the number to tell a person."""
    from intake.faults import log_fault

    return log_fault(state_folder() / "faults.log", error)


def main() -> None:
    """Run the program and leave with the exit status that the contract promises."""
    gc.set_threshold(_COLLECT_AFTER)
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    complete_streams()
    status = run_program(sys.argv[1:])
    let_go_of_lost()
    gc.freeze()  # leaving collects what has been made since the start: a fifth of a short run
    sys.exit(status)


def run_program(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit status."""
    return answer(arguments, Wiring, _log_fault)


if __name__ == "__main__":
    main()
