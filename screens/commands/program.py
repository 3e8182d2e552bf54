"""The command line: all commands under one roof, with what concerns the shop as a whole."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated, Any, Final, cast

import typer

from intake import report
from intake.errors import ExitStatus, Refused
from intake.text import presentable
from screens import plain
from screens.commands import backup, customers, employees, history, licenses, queue, scanner
from screens.commands.playing import play
from screens.commands.run import Run, run_of
from screens.commands.streams import on_terminal
from screens.commands.wiring import HOME_MARKET, no_command

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from intake.checks import Check
    from screens.commands.wiring import Wiring

app = typer.Typer(name="intake", pretty_exceptions_enable=False, rich_markup_mode=None)
app.add_typer(licenses.app, name="license")
app.add_typer(customers.app, name="customer")
app.add_typer(queue.app, name="queue")
app.add_typer(employees.app, name="employee")
app.add_typer(history.app, name="history")
app.add_typer(scanner.app, name="scanner")
app.command("scan")(licenses.scan)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
config_app = typer.Typer(help="Where things are, and what is set.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(config_app, name="config")


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
    wiring: Wiring = context.obj(database, config)
    run = Run(wiring.open_desk, wiring.backups, as_json, yes, as_, pin_file, manager, manager_pin_file, request_id)
    context.obj = run
    context.meta["wiring"] = wiring
    context.call_on_close(run.close)
    if context.invoked_subcommand is None:
        if as_json:
            raise no_command()
        raise typer.Exit(wiring.open_station(as_))


@app.command()
def init(
    context: typer.Context,
    market: Annotated[str | None, typer.Option(metavar="CODE", help="Whose law holds; ca if not said.")] = None,
    admin: Annotated[str | None, typer.Option(metavar="NAME", help="The first admin; PIN from --pin-file.")] = None,
) -> None:
    """Create or upgrade the database, and make the first admin."""
    from intake.desk.employees import check_first_admin
    from intake.market import load_market

    run, wiring = run_of(context), _wiring(context)
    code = load_market(market).code if market else None
    pin = check_first_admin(admin, run.pin_for_new(run.pin_file)) if admin else None
    prepared = wiring.prepare(code or HOME_MARKET)
    if code and prepared.market != code:
        raise Refused("market_kept", f"This shop was made for the market {prepared.market} and keeps it.")
    shown: dict[str, Any] = {"database": prepared.database, "schema": prepared.schema, "market": prepared.market}
    if prepared.backup:
        shown["backup"] = str(prepared.backup)
    if not prepared.holds:
        shown["history"] = "It does not hold at its end: intake history verify names the place."
    if admin:
        shown["admin"] = report.issued(run.desk.employees.found(admin, pin))
    run.show(shown, plain.facts)


_LOOKING: Final = "...  looking"


@app.command()
def doctor(
    context: typer.Context,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Look at every page and row of a large shop too; that takes minutes.")
    ] = False,
) -> None:
    """Check database, permissions, schema, clock, terminal and scanner, and say what to do."""
    from intake.checks import check_clock, check_terminal

    run, wiring = run_of(context), _wiring(context)
    stored = [*_told(run, wiring.check_storage(thorough=thorough))]
    clock = check_clock(os.environ.get("INTAKE_CLOCK"))
    agreed = wiring.check_agreed_time() if clock.ok else ()
    here = (clock, *agreed, check_terminal(os.environ), *wiring.bench().checks())
    checks = [*stored, *_told(run, here)]
    if run.json:
        run.show([{"name": check.name, "ok": check.ok, "hint": check.hint} for check in checks], plain.facts)
    if not all(check.ok for check in checks):
        raise typer.Exit(ExitStatus.MISUSED if all(check.ok for check in stored) else ExitStatus.STORAGE)


def _told(run: Run, checks: Iterable[Check]) -> Iterator[Check]:
    """Hand on checks as they are made, each told to a person at once: some take minutes, as a terminal says."""
    looking = _LOOKING if not run.json and sys.stdout.isatty() else ""
    coming = iter(checks)
    while check := _next(coming, looking):
        if not run.json:
            _say(presentable(plain.check(check)) + "\n")
        yield check


def _next(checks: Iterator[Check], looking: str) -> Check | None:
    """Return the next check, if any; ``looking`` stands there only meanwhile."""
    _say(looking)
    try:
        return next(checks, None)
    finally:
        if looking:
            _say(f"\r{' ' * len(looking)}\r")


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


@config_app.command("path")
def config_path(context: typer.Context) -> None:
    """Print where the configuration file is, or would be."""
    shown = {"config": str(_wiring(context).config_path)}
    run_of(context).show(shown, lambda found: [found["config"]])


@config_app.command("show")
def config_show(context: typer.Context) -> None:
    """Print what is set, by file, environment and defaults."""
    wiring = _wiring(context)
    shown = {
        "config": str(wiring.config_path),
        "database": wiring.shown_database,
        "secret_file": str(wiring.secret_path),
        "station": wiring.station,
        "zone": wiring.zone,
        "clock_frozen": wiring.clock_frozen,
    }
    run_of(context).show(shown, plain.facts)


@app.command()
def demo(
    context: typer.Context,
    *,
    practice: Annotated[bool, typer.Option("--practice", help="Begin with the practice (F5 in the demo).")] = False,
) -> None:
    """Open the station on a throw-away shop of made-up people; away from a terminal, play the main job there.

    F12 holds a made-up card under the scanner. F5 begins a practice: tasks of reception, one after another.
    """
    run, wiring = run_of(context), _wiring(context)
    if practice or (not run.json and on_terminal()):
        raise typer.Exit(wiring.open_demo(practising=practice))
    with wiring.throw_away_shop() as desk:
        run.open_desk = lambda: desk
        play(run, wiring.through_picture)


def _wiring(context: typer.Context) -> Wiring:
    return cast("Wiring", context.meta["wiring"])
