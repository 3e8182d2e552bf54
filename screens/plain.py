"""Plain text for the command line: one fact a line, columns for lists, nothing that steers a terminal."""

from __future__ import annotations

import textwrap
from datetime import datetime
from typing import TYPE_CHECKING, Any

from intake.text import presentable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from intake.checks import Check


def facts(document: Mapping[str, Any]) -> list[str]:
    """Return ``name: value`` lines for what a document says; empty values are left out."""
    said = {name: value for name, value in document.items() if value not in (None, "", [], {})}
    width = max((len(name) for name in said), default=0)
    return [f"{name.replace('_', ' '):<{width}}  {_words(value)}" for name, value in said.items()]


def columns(rows: Iterable[Sequence[object]]) -> list[str]:
    """Return rows as lines whose columns stand under each other."""
    texts = [[_words(cell) for cell in row] for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(*texts, strict=True)] if texts else []
    return ["  ".join(f"{cell:<{w}}" for cell, w in zip(row, widths, strict=True)).rstrip() for row in texts]


def in_words(lines: Iterable[str], columns: int, indent: int = 0) -> Iterator[str]:
    """Yield ``lines`` broken between words where they are wider than ``columns``; as they are for a width of 0.

    What does not begin a line is indented.
    """
    for line in lines:
        wrapped = (
            textwrap.wrap(line, columns, subsequent_indent=" " * indent, break_on_hyphens=False) if columns else []
        )
        yield from wrapped or [line]


def customers(found: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return one line a customer: number, name, birth date, phone, license, and what to mind."""
    fields = ("number", "display_name", "date_of_birth", "phone", "license_number")
    return columns([*(each[name] for name in fields), "BANNED" if each["banned"] else ""] for each in found)


def employees(everyone: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return one line an employee: name, role, and whether disabled."""
    return columns([each["name"], each["role"], "" if each["enabled"] else "disabled"] for each in everyone)


def events(found: Iterable[Mapping[str, Any]], zone: ZoneInfo) -> list[str]:
    """Return one line an event: when by the shop's clocks, who, where, what."""
    return columns([_when(each["at"], zone), each["by"], each["station"], each["summary"]] for each in found)


def _when(at: str, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(at).astimezone(zone):%Y-%m-%d %H:%M:%S}"


def check(made: Check) -> str:
    """Return the line of a check: verdict, name, and what to do."""
    return f"{'ok' if made.ok else 'BAD':<3}  {made.name:<14}  {made.hint}"


def queue(queue: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    """Return the queue under its heading, as the pane shows it."""
    rows = columns(
        [
            f"{each['position']}.",
            each["name"],
            _words(each["type"]).replace("_", " "),
            waited(each["waited_seconds"]),
            ", ".join(each["badges"]),
            f"id {each['id']}",
        ]
        for each in queue["waiting"]
    )
    drafts = columns(
        [each["name"], f"draft by {each['author']}", waited(each["waited_seconds"])] for each in queue["drafts"]
    )
    begun = ["Drafts", *(f"  {row}" for row in drafts)] if drafts else []
    return [*begun, "Waiting", *(f"  {row}" for row in rows or ["nobody"])]


def scan(scanned: Mapping[str, Any]) -> list[str]:
    """Return what a scan came to: who was found and how, what speaks against them, and the place in the queue."""
    heading = f"match: {scanned['match'].replace('_', ' ')}"
    lines = [heading, *(f"  {row}" for row in customers(scanned["customers"]))]
    lines += [f"look at the card: {hint['message']}" for hint in scanned["hints"]]
    lines += [f"mind: {reason['message']}" for reason in scanned["reasons"]]
    lines += [f"repaired: {repair}" for repair in scanned["license"]["repairs"]]
    if entry := scanned["entry"]:
        lines.append(f"checked in: place {entry['position']} in the queue, id {entry['id']}")
    return lines


def waited(seconds: int) -> str:
    """Return a wait in words: whole minutes, and hours from 60 of them on."""
    minutes = seconds // 60
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "; ".join(_words(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {_words(part)}" for name, part in value.items())
    return presentable("" if value is None else str(value)).replace("\n", " ")
