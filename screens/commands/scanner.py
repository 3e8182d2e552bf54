"""``intake scanner``: which scanners there are, what one types, and what is wrong with it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO, cast

import typer

from intake import report
from intake.errors import ExitStatus, IntakeError, Misused, Unreadable
from screens import plain
from screens.commands import given
from screens.commands.run import run_of

if TYPE_CHECKING:
    from screens.commands.wiring import Bench, Typed, Wiring

app = typer.Typer(help="Scanners: find, test and mend them.", no_args_is_help=True, rich_markup_mode=None)

Patience = Annotated[float, typer.Option("--wait", metavar="SECONDS", min=1, max=600, help="How long to wait.")]

_DARK_ON_LIGHT = "\x1b[30;107m"
_AS_BEFORE = "\x1b[0m"
_CAPTION = ("Test symbol for intake scanner doctor",)
_INDENT = len("BAD   ")
_PRINTED = "Scan the printed symbol (Esc ends)."
_PICTURES = {".png", ".svg", ".pdf"}


@app.command("list")
def list_scanners(context: typer.Context) -> None:
    """List what types at this computer, with the id for the configuration and what the doctor learned."""
    bench = _wiring(context).bench()
    run_of(context).show(bench.devices(), _device_lines)
    sys.stderr.writelines(f"{trouble}\n" for trouble in bench.troubles())


@app.command("test")
def try_scanner(
    context: typer.Context,
    wait: Patience = 60,
    show: Annotated[
        bool, typer.Option("--show", help="Print the card's values too, or what arrived instead; it is personal.")
    ] = False,
) -> None:
    """Read one scan and say what arrived: fields, repairs, pace and end mark."""
    run, bench = run_of(context), _wiring(context).bench()
    typed = _typed(bench, "Scan a card now (Esc ends).", wait)
    if not typed.text:
        raise Unreadable("nothing", "Nothing was scanned.")
    tried = _tried(bench, typed, show=show)
    run.show(tried, _tried_lines)
    if "error" in tried:
        raise typer.Exit(ExitStatus.UNREADABLE)


@app.command("doctor")
def scanner_doctor(
    context: typer.Context,
    wait: Patience = 60,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the test symbol to a .png, .svg or .pdf, to be printed.")
    ] = None,
) -> None:
    """Show a test symbol, say which setting mends what the scanner makes of it, and keep what was learned."""
    run, wiring = run_of(context), _wiring(context)
    bench = wiring.bench()
    if out is not None:
        if "\0" in str(out) or out.suffix.lower() not in _PICTURES:
            raise Misused("bad_file", "Name a file that ends with .png, .svg or .pdf.")
        wiring.write_card(bench.test_text, out, _CAPTION, replace=run.yes)
        run.show({"file": str(out)}, plain.facts)
        return
    typed = _typed(bench, _symbol_shown(bench) if sys.stderr.isatty() else _PRINTED, wait)
    verdict = bench.verdict(typed) | {"profile": None if _is_given(bench) else bench.learned(typed)}
    run.show(verdict, _verdict_lines)
    if verdict["profile"]:
        bench.keep(typed)
    if not verdict["ok"]:
        raise typer.Exit(ExitStatus.MISUSED)


def _symbol_shown(bench: Bench) -> str:
    """Show the test symbol where the terminal has room for it, and return what to ask for."""
    lines, size = bench.symbol(), os.get_terminal_size(sys.stderr.fileno())
    columns, rows = len(lines[0]), len(lines) + 2
    if 0 < size.columns < columns or 0 < size.lines < rows:
        return (
            f"This terminal is too small for the test symbol, which takes {columns} columns and {rows} lines: make it"
            f" larger and begin again, or print the symbol (intake scanner doctor --out symbol.pdf). {_PRINTED}"
        )
    sys.stderr.writelines(f"{_DARK_ON_LIGHT}{line}{_AS_BEFORE}\n" for line in lines)
    return "Scan this symbol, or the printed one (Esc ends)."


def _width(stream: TextIO) -> int:
    """Return how many columns the terminal behind ``stream`` has, 0 where there is none or it does not say."""
    return os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 0


def _typed(bench: Bench, invitation: str, wait: float) -> Typed:
    """Return what is scanned: by a configured device, else into the terminal, else what standard input has."""
    if _is_given(bench):
        return bench.given(given.payload(given.STANDARD_INPUT))
    sys.stderr.writelines(f"{line}\n" for line in plain.in_words([invitation], _width(sys.stderr)))
    sys.stderr.flush()
    return bench.typed(wait)


def _is_given(bench: Bench) -> bool:
    """Tell whether what is judged comes from a file, and so from any scanner at any time."""
    return not bench.direct and not sys.stdin.isatty()


def _tried(bench: Bench, typed: Typed, *, show: bool) -> dict[str, Any]:
    """Return what can be said of a scan, without what stands on the card unless it is to be shown."""
    from intake.license import as_json, read

    tried: dict[str, Any] = {
        "characters": len(typed.text),
        "milliseconds_per_character": None if typed.pace is None else round(typed.pace * 1000, 2),
        "end_mark": bench.end_mark(typed.text),
    }
    try:
        _check_license(bench, typed)
        card = as_json(read(typed.text))
    except IntakeError as error:
        arrived = {"payload": typed.text} if show else {}
        return {**tried, **arrived, **report.error(error)}
    repairs = card.pop("repairs")
    tried |= {"fields": sum(bool(value) for value in card.values()), "repairs": repairs}
    return {**tried, "license": card} if show else tried


def _check_license(bench: Bench, typed: Typed) -> None:
    """Raise ``Unreadable`` for what arrived well and is another symbol that this program makes."""
    from intake.membership import is_card

    if bench.learned(typed):
        words = "That was the doctor's test symbol: scan a license, or let intake scanner doctor judge the symbol."
        raise Unreadable("test_symbol", words)
    if is_card(typed.text):
        words = "That was a membership card: scan a license, or let intake scan tell whose card it is."
        raise Unreadable("membership_card", words)


def _tried_lines(tried: dict[str, Any]) -> list[str]:
    said = {name: value for name, value in tried.items() if name not in {"error", "license"}}
    said |= {"payload": json.dumps(tried["payload"])} if "payload" in tried else tried.get("license", {})
    lines = [*plain.facts(said), *([tried["error"]["message"]] if "error" in tried else [])]
    return [*plain.in_words(lines, _width(sys.stdout), _INDENT)]


def _device_lines(devices: list[dict[str, Any]]) -> list[str]:
    if not devices:
        return ["Nothing that types was found here."]
    rows = [
        [
            each["id"],
            each["name"],
            "configured" if each["configured"] else "",
            "" if each["readable"] else "no rights",
            _profile_words(each["profile"]),
        ]
        for each in devices
    ]
    return [*plain.columns(rows), *(each["hint"] for each in devices if each["configured"] and each["hint"])]


def _profile_words(profile: dict[str, Any] | None) -> str:
    if profile is None:
        return ""
    return f"profile {profile['age']}" + ("" if profile["ok"] else ", something is to be set")


def _verdict_lines(verdict: dict[str, Any]) -> list[str]:
    pace = verdict["seconds_per_character"]
    lines = ["All is well: cards arrive as they are." if verdict["ok"] else "Cards do not arrive as they are."]
    lines += [f"{'note' if each['harmless'] else 'BAD '}  {each['message']}" for each in verdict["findings"]]
    measured = {"end mark": verdict["end_mark"], "pace": pace and f"{pace * 1000:.1f} ms a character"}
    profile = verdict["profile"]
    learned = profile and f"{'scanner' if profile['direct'] else 'station'} {profile['scanner']}"
    lines += plain.facts(measured | {"learned for": learned})
    return [*plain.in_words(lines, _width(sys.stdout), _INDENT)]


def _wiring(context: typer.Context) -> Wiring:
    return cast("Wiring", context.meta["wiring"])
