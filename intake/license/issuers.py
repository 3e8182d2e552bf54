"""Who issues licenses: issuer numbers (IIN), the codes of their jurisdictions and their countries."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple


class Issuer(NamedTuple):
    """One issuing authority; ``code`` is empty where none belongs to it (the Department of State)."""

    code: str
    name: str
    country: str


_OLDER_CODES = {"NF": "CAN", "PQ": "CAN"}  # Newfoundland and Quebec, as D20 and older cards write them


@cache
def issuers() -> dict[str, Issuer]:
    """Return every known issuer by its six-digit number."""
    lines = Path(__file__).with_name("issuers.csv").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split(",") for line in lines)
    return {number: Issuer(code, name, country) for number, code, name, country in rows}


@cache
def countries() -> dict[str, str]:
    """Return the country (``USA``, ``CAN``, ``MEX``) of every state and province code."""
    return {issuer.code: issuer.country for issuer in issuers().values() if issuer.code} | _OLDER_CODES
