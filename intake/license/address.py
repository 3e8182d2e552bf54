"""Addresses: the mailing address, or the residence address where a card leaves the first one blank."""

from __future__ import annotations

from intake.license.values import postal_code_of, text_of

Address = tuple[str | None, str | None, str | None, str | None, str | None]
"""First and second line, city, state and postal code, ``None`` where the card has none."""


def address_of(values: dict[str, str]) -> Address:
    """Return the address from DAG to DAK, filled up from the residence address DAL to DAP."""
    get = values.get
    line1, line2 = text_of(get("DAG")), text_of(get("DAH"))
    if line1 is None:
        line1, line2 = text_of(get("DAL")), text_of(get("DAM")) or line2
    city = text_of(get("DAI")) or text_of(get("DAN"))
    state = text_of(get("DAJ")) or text_of(get("DAO"))
    postal_code = postal_code_of(get("DAK")) or postal_code_of(get("DAP"))
    if line2 is not None and (line2 == line1 or _repeats_city(line2, city)):
        line2 = None
    return line1, line2, city, state and state.upper(), postal_code


def _repeats_city(line2: str, city: str | None) -> bool:
    """Tell a second line that only says city and state again, as Wyoming's does."""
    return city is not None and line2.upper().startswith(f"{city.upper()},")
