"""``intake employee …``: who works here."""

from __future__ import annotations

from typing import Annotated

import typer

from intake import report
from intake.employee import role_named
from screens import plain
from screens.commands.options import Name, NewPin
from screens.commands.run import run_of

app = typer.Typer(help="Employees, roles and PINs.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def add(
    context: typer.Context,
    name: Name,
    role: Annotated[str, typer.Option(metavar="ROLE", help="reception, manager or admin.")],
    new_pin_file: NewPin = None,
) -> None:
    """Add an employee; without a PIN file a random PIN is issued and shown this once."""
    run, wanted = run_of(context), role_named(role)
    pin = run.pin_for_new(new_pin_file)
    run.show(report.issued(run.desk.employees.add(run.actor(), name, wanted, pin, run.request)), plain.facts)


@app.command("list")
def list_employees(context: typer.Context) -> None:
    """Print all employees."""
    run = run_of(context)
    run.reader()
    run.show([report.employee(each) for each in run.desk.employees.everyone()], plain.employees)


@app.command()
def disable(context: typer.Context, name: Name) -> None:
    """End an employee's access at once."""
    run = run_of(context)
    run.show(report.employee(run.desk.employees.disable(run.actor(), name, run.request)), plain.facts)


@app.command()
def pin(context: typer.Context, name: Name, new_pin_file: NewPin = None) -> None:
    """Give an employee a new PIN and end a lock; everybody may renew their own."""
    run = run_of(context)
    new = run.pin_for_new(new_pin_file)
    run.show(report.issued(run.desk.employees.set_pin(run.actor(), name, new, run.request)), plain.facts)
