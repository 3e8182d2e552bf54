"""The program: wires database, devices and screens together, and answers for every error in one place."""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import Abort, TyperException

from intake import report
from intake.errors import Broken, ExitStatus, IntakeError, Misused, Refused, StorageFailed
from intake.text import clean, presentable
from screens import plain
from screens.commands import backup, customers, employees, history, licenses, queue
from screens.commands.options import misuse, shared_first
from screens.commands.playing import play
from screens.commands.run import Run, run_of
from screens.commands.streams import complete_streams, on_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from intake.backup import Backups
    from intake.clock import Clock
    from intake.demo_shop import DemoCard
    from intake.desk import Desk
    from intake.desk.employees import Issued
    from intake.settings import Settings
    from screens.crash import Crash

APP_NAME = "intake-station"
_HOME_MARKET = "ca"
_COLLECT_AFTER = 200_000
"""New objects between two garbage collections: importing makes many and frees none, a seventh of a short run."""
app = typer.Typer(name="intake", pretty_exceptions_enable=False, rich_markup_mode=None)
app.add_typer(licenses.app, name="license")
app.add_typer(customers.app, name="customer")
app.add_typer(queue.app, name="queue")
app.add_typer(employees.app, name="employee")
app.add_typer(history.app, name="history")
app.command("scan")(licenses.scan)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
config_app = typer.Typer(help="Where things are, and what is set.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(config_app, name="config")


class Wiring:
    """Where this run finds its configuration, database, secret and clock."""

    def __init__(self, database: str | None, config: str | None) -> None:
        self._database = database
        self._config = config
        self._settings: Settings | None = None

    @property
    def config_path(self) -> Path:
        """Where the configuration file is, or would be."""
        return Path(self._config) if self._config else _config_folder() / "config.toml"

    @property
    def settings(self) -> Settings:
        """What the configuration file sets."""
        from intake.settings import read_settings

        if self._settings is None:
            self._settings = read_settings(self.config_path, required=bool(self._config))
        return self._settings

    @property
    def database(self) -> str:
        """The URL of the shop's database."""
        return self._database or self.settings.database or f"sqlite:///{_data_folder() / 'shop.db'}"

    @property
    def secret_path(self) -> Path:
        """Where the shop's secret file lies."""
        return Path(self.settings.secret_file or _config_folder() / "secret.toml")

    @property
    def station(self) -> str:
        """The name of this station, by which events tell where they happened."""
        import socket

        named = os.environ.get("INTAKE_STATION") or self.settings.station or socket.gethostname()
        return clean(named)[:40] or "station"

    @property
    def clock(self) -> Clock:
        """The host's clock, or the frozen one of ``INTAKE_CLOCK``."""
        from intake.clock import clock_from

        return clock_from(os.environ.get("INTAKE_CLOCK"))

    def open_desk(self) -> Desk:
        """Return the desk of the shop, its database open."""
        return open_desk(self.database, self.secret_path, self.clock, self.station, self.settings.zone)

    def backups(self) -> Backups:
        """Return what makes and restores backups of the shop."""
        from storage.backup import ShopBackups

        return ShopBackups(self.database, self.secret_path)


def open_desk(url: str, secret_path: Path, clock: Clock, station: str, zone: str | None) -> Desk:
    """Return the desk on the database at ``url``; ``zone`` overrides the time zone of the market."""
    from intake.desk import Desk, Shop
    from intake.market import load_market, zone_named
    from storage.secret import load_secret
    from storage.store import check_present, open_store

    check_present(url)
    secret = load_secret(secret_path)
    store = open_store(url, secret)
    market = load_market(store.shop.market)
    place = zone_named(zone) if zone else market.zone
    return Desk(Shop(store, market, clock, place, station, secret.pepper, secret.history_key))


def _config_folder() -> Path:
    from platformdirs import user_config_path

    return user_config_path(APP_NAME)


def _data_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path(APP_NAME)


def _show_version(wanted: bool) -> None:
    from intake.version import VERSION

    if wanted:
        sys.stdout.write(f"intake {VERSION}\n")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def station(
    context: typer.Context,
    as_: Annotated[str | None, typer.Option("--as", metavar="NAME", envvar="INTAKE_EMPLOYEE", help="Who acts.")] = None,
    pin_file: Annotated[
        str | None, typer.Option(metavar="FILE", help="The PIN, one line; - is standard input. Never an argument.")
    ] = None,
    manager: Annotated[str | None, typer.Option(metavar="NAME", help="The manager who stands beside.")] = None,
    manager_pin_file: Annotated[str | None, typer.Option(metavar="FILE", help="That manager's PIN.")] = None,
    database: Annotated[
        str | None, typer.Option(metavar="URL", envvar="INTAKE_DATABASE_URL", help="sqlite:///FILE or postgresql://…")
    ] = None,
    config: Annotated[
        str | None, typer.Option(metavar="FILE", envvar="INTAKE_CONFIG", help="The configuration file.")
    ] = None,
    request_id: Annotated[
        str | None, typer.Option(metavar="ID", help="Names this action, so that repeating it does it once.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Answer yes where the command would ask.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Print the version.")
    ] = False,
) -> None:
    """Take customers in: scan an ID, decide, and put the person into the queue.

    These options may stand anywhere on the line.
    """
    wiring = Wiring(database, config)
    run = Run(wiring.open_desk, wiring.backups, as_json, yes, as_, pin_file, manager, manager_pin_file, request_id)
    context.obj = run
    context.meta["wiring"] = wiring
    context.call_on_close(run.close)
    if context.invoked_subcommand is None:
        if as_json or not on_terminal():
            raise Misused("no_command", "Give a command; intake --help lists them. The station needs a terminal.")
        raise typer.Exit(_open_station(wiring, run))


@app.command()
def init(
    context: typer.Context,
    market: Annotated[str | None, typer.Option(metavar="CODE", help="Whose law holds; ca if not said.")] = None,
    admin: Annotated[str | None, typer.Option(metavar="NAME", help="The first admin; PIN from --pin-file.")] = None,
) -> None:
    """Create or upgrade the database, and make the first admin."""
    from intake.desk.employees import check_first_admin
    from intake.market import load_market
    from storage.setup import prepare

    run, wiring = run_of(context), _wiring(context)
    code = load_market(market).code if market else None
    pin = check_first_admin(admin, run.pin_for_new(run.pin_file)) if admin else None
    prepared = prepare(wiring.database, wiring.secret_path, code or _HOME_MARKET)
    if code and prepared.market != code:
        raise Refused("market_kept", f"This shop was made for the market {prepared.market} and keeps it.")
    shown: dict[str, Any] = {"database": prepared.database, "schema": prepared.schema, "market": prepared.market}
    if admin:
        shown["admin"] = report.issued(run.desk.employees.found(admin, pin))
    run.show(shown, plain.facts)


@app.command()
def doctor(context: typer.Context) -> None:
    """Check database, permissions, schema, clock and terminal, and say what to do."""
    from intake.checks import check_clock, check_terminal
    from storage.health import check_storage

    run, wiring = run_of(context), _wiring(context)
    stored = check_storage(wiring.database, wiring.secret_path)
    checks = [*stored, check_clock(os.environ.get("INTAKE_CLOCK")), check_terminal(os.environ)]
    run.show([{"name": check.name, "ok": check.ok, "hint": check.hint} for check in checks], plain.checks)
    if not all(check.ok for check in checks):
        raise typer.Exit(ExitStatus.MISUSED if all(check.ok for check in stored) else ExitStatus.STORAGE)


@config_app.command("path")
def config_path(context: typer.Context) -> None:
    """Print where the configuration file is, or would be."""
    shown = {"config": str(_wiring(context).config_path)}
    run_of(context).show(shown, lambda found: [found["config"]])


@config_app.command("show")
def config_show(context: typer.Context) -> None:
    """Print what is set, by file, environment and defaults."""
    from storage.url import without_password

    wiring = _wiring(context)
    shown = {
        "config": str(wiring.config_path),
        "database": without_password(wiring.database),
        "secret_file": str(wiring.secret_path),
        "station": wiring.station,
        "zone": wiring.settings.zone,
        "clock_frozen": wiring.clock.frozen,
    }
    run_of(context).show(shown, plain.facts)


@app.command()
def demo(context: typer.Context) -> None:
    """Open the station on a throw-away shop of made-up people; away from a terminal, play the main job there."""
    import tempfile

    run, wiring = run_of(context), _wiring(context)
    with tempfile.TemporaryDirectory(prefix="intake-demo-") as folder:
        url, secret_path = f"sqlite:///{folder}/demo.db", Path(folder) / "secret.toml"

        def open_demo() -> Desk:
            from storage.setup import prepare

            prepare(url, secret_path, _HOME_MARKET)
            return open_desk(url, secret_path, wiring.clock, "demo", None)

        if run.json or not on_terminal():
            from devices.card import draw, read_picture

            run.open_desk = open_demo
            play(run, lambda payload: read_picture(draw(payload)))
            run.close()
            return
        from intake.demo_shop import PIN, demo_cards, furnish

        run.open_desk = lambda: furnish(open_demo())
        note = f"Nobody here is real. Every PIN is {PIN}."
        status = _open_station(wiring, run, "DEMO", note, lambda: demo_cards(run.desk.shop.today()))
        run.close()
    raise typer.Exit(status)


def _open_station(
    wiring: Wiring, run: Run, remark: str = "", note: str = "", cards: Callable[[], Sequence[DemoCard]] | None = None
) -> int:
    """Open the full screen and return its exit status; with ``cards`` to hold under the scanner it is a demo."""
    from screens.environment import forget_developer_tools

    theme = os.environ.pop("TEXTUAL_THEME", None)
    forget_developer_tools(os.environ)

    from devices.framing import Gate
    from intake.faults import log_line
    from screens.demo import DemoApp
    from screens.seat import Seat
    from screens.station_app import StationApp

    def report_crash(crash: Crash) -> None:
        log_line(_state_folder() / "faults.log", f"{crash.number} {crash.kind} at {crash.place}")

    settings = wiring.settings
    make = StationApp if cards is None else partial(DemoApp, cards=cards)
    return make(
        Gate,
        Seat(lambda: run.desk),
        found_shop=lambda market, admin: _found_shop(wiring, run, market, admin),
        place=lambda: _place(wiring),
        preferred=run.employee,
        remark=f"{remark} {_training(wiring)}".strip(),
        note=note,
        lock_seconds=settings.lock_minutes * 60,
        theme=theme or settings.theme,
        keys=settings.keys,
        report=report_crash,
    ).open()


def _training(wiring: Wiring) -> str:
    """Return the remark of a station whose clock stands."""
    return f"CLOCK STANDS AT {os.environ['INTAKE_CLOCK'][:16]}" if wiring.clock.frozen else ""


def _found_shop(wiring: Wiring, run: Run, market: str | None, admin: str) -> Issued:
    from intake.desk.employees import check_first_admin
    from storage.setup import prepare

    check_first_admin(admin, None)
    prepare(wiring.database, wiring.secret_path, market)
    return run.desk.employees.found(admin, None)


def _place(wiring: Wiring) -> str:
    from storage.url import without_password

    return without_password(wiring.database).removeprefix("sqlite:///")


def _wiring(context: typer.Context) -> Wiring:
    wiring: Wiring = context.meta["wiring"]
    return wiring


def main() -> None:
    """Run the program and leave with the exit status that the contract promises."""
    gc.set_threshold(_COLLECT_AFTER)
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    complete_streams()
    status = run_program(sys.argv[1:])
    gc.freeze()  # leaving collects what has been made since the start: a fifth of a short run
    sys.exit(status)


def run_program(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit status; every error becomes words for a person or JSON for a script."""
    as_json = "--json" in arguments
    try:
        status = app(shared_first(arguments), prog_name="intake", standalone_mode=False)
        sys.stdout.flush()
    except IntakeError as error:
        return _tell(error, as_json=as_json)
    except TyperException as error:
        return _tell(misuse(error), as_json=as_json)
    except (KeyboardInterrupt, Abort):
        return ExitStatus.INTERRUPTED
    except OSError:
        return _output_lost(as_json=as_json)
    except Exception as error:  # noqa: BLE001 - the last door: nothing of it may reach the terminal
        from intake.faults import log_fault

        fault = log_fault(_state_folder() / "faults.log", error)
        return _tell(Broken("fault", f"The program failed (fault {fault}); nothing was half done."), as_json=as_json)
    return int(status or ExitStatus.DONE)


def _output_lost(*, as_json: bool) -> int:
    """Tell that standard output could not be written to; a reader that has gone away is no error."""
    reader_gone = isinstance(sys.exc_info()[1], BrokenPipeError)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if reader_gone:
        return ExitStatus.DONE
    return _tell(StorageFailed("output", "The output could not be written: is the disk full?"), as_json=as_json)


def _tell(error: IntakeError, *, as_json: bool) -> int:
    """Write an error to standard error and return its status."""
    text = json.dumps(report.error(error), ensure_ascii=False) if as_json else error.message
    sys.stderr.write(presentable(text) + "\n")
    return error.status


def _state_folder() -> Path:
    from platformdirs import user_state_path

    return user_state_path(APP_NAME)


if __name__ == "__main__":
    main()
