"""``intake customer …``: sign up, find and edit."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from intake import report
from intake.errors import Misused
from intake.fields import split_settings
from screens import plain
from screens.commands.options import Fields, Limit, Number
from screens.commands.run import Run, run_of

if TYPE_CHECKING:
    from intake.customer import Customer
    from screens.commands.wiring import Wiring

app = typer.Typer(help="Sign up, find and edit customers.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def add(context: typer.Context, fields: Fields = None) -> None:
    """Sign up a customer by hand."""
    run, given = run_of(context), split_settings(fields or ())
    _show(run, run.desk.customers.add(run.actor(), given, run.request))


@app.command()
def show(context: typer.Context, number: Number) -> None:
    """Print a profile."""
    run = run_of(context)
    run.reader()
    _show(run, run.desk.customers.show(number))


@app.command()
def edit(context: typer.Context, number: Number, fields: Fields = None) -> None:
    """Change fields of a profile; an empty value clears one."""
    run, given = run_of(context), split_settings(fields or ())
    if not given:
        raise Misused("nothing_set", "Say what to change with --set FIELD=VALUE.")
    _show(run, run.desk.customers.edit(run.actor(), number, given, request=run.request))


@app.command()
def find(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Name, phone, email, license, number, birth date …")],
    limit: Limit = 50,
) -> None:
    """Search as the directory does: three characters at least; a prefix as phone: picks the field."""
    run = run_of(context)
    run.reader()
    found = run.desk.customers.find(text, limit)
    run.show([report.customer(each.customer, run.desk.shop) | {"found_by": each.by} for each in found], plain.customers)


@app.command()
def delete(context: typer.Context, number: Number) -> None:
    """Move a customer to the bin; restore brings the profile back."""
    run = run_of(context)
    run.agreed(f"Move customer {number} to the bin?")
    _show(run, run.desk.customers.delete(run.actor(), number, run.request))


@app.command()
def restore(context: typer.Context, number: Number) -> None:
    """Bring a customer back from the bin."""
    run = run_of(context)
    _show(run, run.desk.customers.restore(run.actor(), number, run.request))


@app.command()
def history(context: typer.Context, number: Number, limit: Limit = 200) -> None:
    """Print a customer's events, newest first."""
    run = run_of(context)
    run.reader()
    events = [report.event(each) for each in run.desk.customers.history(number, limit)]
    run.show(events, partial(plain.events, zone=run.desk.shop.zone))


@app.command()
def card(
    context: typer.Context,
    number: Number,
    out: Annotated[
        str | None, typer.Option("--out", metavar="FILE", help="Where to draw it: a new file, .png or .svg.")
    ] = None,
    printer: Annotated[
        str | None,
        typer.Option(
            "--print",
            metavar="PRINTER",
            help="The CUPS printer to print it on, or a receipt printer: escpos:HOST[:PORT], escpos:/dev/usb/lp0.",
        ),
    ] = None,
) -> None:
    """Make a membership card, whose barcode the station knows again."""
    run, wiring = run_of(context), cast("Wiring", context.meta["wiring"])
    if not (out or printer):
        raise Misused("no_file_given", "Say where the card goes: --out FILE or --print PRINTER.")
    file = _picture_file(out) if out else None
    run.reader()
    text = run.desk.scans.membership_card(number)
    name = run.desk.customers.show(number).display_name
    caption = tuple(dict.fromkeys([name, f"Customer {number}"]))
    if file:
        wiring.write_card(text, file, caption, replace=run.yes)
    if printer:
        wiring.print_card(text, printer, caption)
    run.show({"customer": number, "file": str(file) if file else None, "printer": printer}, plain.facts)


def _picture_file(out: str) -> Path:
    file = Path(out)
    if "\0" in out or file.suffix.lower() not in {".png", ".svg"}:
        raise Misused("bad_file", "Name a file that ends with .png or .svg.")
    return file


def _show(run: Run, customer: Customer) -> None:
    run.show(report.customer(customer, run.desk.shop), plain.facts)
