"""A market: one jurisdiction's rules as dated, sourced rows (design decision 11). Not legal advice."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from intake.errors import Misused, NotFound
from intake.text import presentable

if TYPE_CHECKING:
    from datetime import date

ANY_TYPE = "any"


@dataclass(frozen=True, slots=True)
class Row:
    """One rule for one customer type (or ``any``) from ``effective_from`` on, with where it was read.

    ``certainty`` is A (regulation or regulator read), B (compliance guide) or C (verify before use).
    """

    market: str
    customer_type: str
    rule: str
    value: str | int | bool
    unit: str
    effective_from: date
    source: str
    checked_on: date
    certainty: str

    @property
    def citation(self) -> str:
        """The row in one line, as it is shown beside a decision."""
        about = "" if self.customer_type == ANY_TYPE else f" {self.customer_type}"
        unit = f" {self.unit}" if self.unit else ""
        return (
            f"{self.market}{about} {self.rule} = {self.value}{unit} since {self.effective_from}"
            f" ({self.source}; certainty {self.certainty})"
        )


@dataclass(frozen=True, slots=True)
class Market:
    """The rules of one jurisdiction; ``zone`` is the default time zone of a shop there."""

    code: str
    name: str
    zone: ZoneInfo
    rows: tuple[Row, ...]

    def row(self, rule: str, customer_type: str, on: date) -> Row | None:
        """Return the row in force for ``customer_type`` (its own before ``any``) on that day, or ``None``."""
        for wanted in (customer_type, ANY_TYPE):
            in_force = [
                row
                for row in self.rows
                if row.rule == rule and row.customer_type == wanted and row.effective_from <= on
            ]
            if in_force:
                return max(in_force, key=lambda row: row.effective_from)
        return None

    def allows(self, rule: str, customer_type: str, on: date) -> bool:
        """Return whether a row in force says yes; no row is no."""
        row = self.row(rule, customer_type, on)
        return row is not None and row.value is True


def market_codes() -> list[str]:
    """Return the codes of the markets that ship with the program."""
    files = resources.files("intake").joinpath("markets").iterdir()
    return sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml"))


def load_market(code: str) -> Market:
    """Return the market of that code, as ``ca``.

    Raises ``NotFound`` for a code that does not ship.
    """
    wanted = code.strip().lower()
    if wanted not in market_codes():
        raise NotFound(
            "no_market",
            f"There is no market {presentable(code)[:20]!r}; choose one of {', '.join(market_codes())}.",
        )
    text = resources.files("intake").joinpath("markets", f"{wanted}.toml").read_text(encoding="utf-8")
    return read_market(wanted, tomllib.loads(text))


def read_market(code: str, data: dict[str, Any]) -> Market:
    """Return the market that a parsed TOML document describes."""
    rows = tuple(
        Row(
            market=code,
            customer_type=row["customer_type"],
            rule=row["rule"],
            value=row["value"],
            unit=row.get("unit", ""),
            effective_from=row["effective_from"],
            source=row["source"],
            checked_on=row["checked_on"],
            certainty=row["certainty"],
        )
        for row in data["row"]
    )
    return Market(code, data["name"], zone_named(data["zone"]), rows)


def zone_named(name: str) -> ZoneInfo:
    """Return the IANA time zone of that name.

    Raises ``Misused`` when there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Misused("bad_zone", f"{presentable(name)[:40]!r} is no time zone, as America/Los_Angeles.") from None
