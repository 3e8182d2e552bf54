"""From the body of a payload to raw values by element id, one element a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intake.license.card import Elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def _ids(prefix: str, letters: str) -> set[str]:
    return {prefix + letter for letter in letters}


_A_TO_Z = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

#: Every element id of the standard, versions 1 to 10 and the 2025 edition.
KNOWN = frozenset(
    _ids("DA", _A_TO_Z) | _ids("DB", _A_TO_Z[:19]) | _ids("DC", _A_TO_Z[:21]) | _ids("DD", _A_TO_Z[:16])
    | _ids("PA", "ABCDEF")
)  # fmt: skip

#: A pattern for one of them.
ID = "(?:D(?:A[A-Z]|B[A-S]|C[A-U]|D[A-P])|PA[A-F])"

#: Finds every place where one begins, also inside another one (``DDAQ``).
BEGINNING = re.compile("D(?=A[A-Z]|B[A-S]|C[A-U]|D[A-P])|P(?=A[A-F])")

#: The elements that a license is made of.
WANTED = frozenset(
    _ids("DA", "ABCDEGHIJKLMNOPQUVYZ") | _ids("DB", "ABCDJ") | _ids("DC", "FGSTU") | {"DDB"}
)  # fmt: skip

#: Finds a date below its id, where ids have lines of their own.
DATE_BELOW = re.compile(r"(?:\n|\A)DB[AB][\r\n]+[0-9]{8}(?:[\r\n]|\Z)")

#: Subfile types that hold the standard's elements.
DOCUMENTS = {"DL": "license", "ID": "id", "EN": "license"}


_LINE = re.compile(rf"\n(?:|DL|ID|EN)({ID})([^\n]*+)")  # with the type of its subfile or, more often, without
_STANDARD = rf"(?:DL|ID|EN)(?={ID}|\n|\Z)"
# A jurisdiction's own subfile (``ZCZCA…``) may hold anything, also lines that look like elements.
_OWN = re.compile(rf"\nZ.Z[^\n]*(?:\n(?!{_STANDARD})[^\n]*)*")


def by_lines(text: str) -> Elements:
    """Return the elements of ``text``, one a line; the first value of an id wins. Restrictions may come several times.

    Nothing in a jurisdiction's own subfile counts, which ends where a standard one begins.
    """
    text = "\n" + text
    own = text.find("\nZ")
    if own >= 0 and text.find("\nD", own) >= 0:
        text = _OWN.sub("", text)
    told = _LINE.findall(text)
    values: dict[str, str] = dict(told)
    return Elements(values) if len(values) == len(told) else _first_of_each(told)


def _first_of_each(told: Iterable[tuple[str, str]]) -> Elements:
    values: dict[str, str] = {}
    repeated: list[str] = []
    for name, value in told:
        if name not in values:
            values[name] = value
        elif name in WANTED and value.strip() != values[name].strip() and value.strip():
            repeated.append(name)
    return Elements(values, tuple(repeated))


# Ids inside a line, each only before what its value may begin with: letters of a name are seldom that.
_ENDS = r"(?=[\s DZ]|\Z)"
_INSIDE = re.compile(
    r"D(?<![\n\r]D)(?=[A-D])(?<=[^\n\r]{3}D)(?=("  # what fails most is asked first
    r"(?:B[ABD]|D[BCHIJ])(?=[0-9]|NONE)|BC(?=[0-9MFX]" + _ENDS + r")|D[EFG](?=[NTU]" + _ENDS + r")"
    r"|D[ADKLM](?=[0-9FMNY]?" + _ENDS + r")|A[UW](?=[0-9 ])|AK(?=[A-Z]?[0-9])|AJ(?=[A-Z]{2}" + _ENDS + r")"
    r"|A[YZ](?=[A-Z]{0,5}"
    + _ENDS
    + r")|CG(?=USA|C[AD]N|MEX)|AQ(?=.{0,8}[0-9])|CE(?=[0-9])|(?:A[ACDGHI]|C[ABDFSTU])(?=[^\n\r])"
    r"))"
)


def hidden(body: str, values: Mapping[str, str]) -> bool:
    """Tell whether an element that has no line of its own may stand inside another one's line."""
    inside = _INSIDE.findall(body)
    return bool(inside) and any("D" + rest not in values for rest in inside)


#: What a complete card always has, each in one of several elements.
_ALWAYS = (("DCS", "DAB", "DAA"), ("DAC", "DCT", "DAA"), ("DAQ", "DBJ"), ("DBB",))


def lacking(values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids of what a complete card always has and ``values`` lack; none where they are readable."""
    return tuple(ids[0] for ids in _ALWAYS if values.keys().isdisjoint(ids))


def is_readable(values: Mapping[str, str]) -> bool:
    """Tell whether there is a name, a number and a birth date: what a complete card always has."""
    named = ("DCS" in values or "DAB" in values) and ("DAC" in values or "DCT" in values)
    return (named or "DAA" in values) and ("DAQ" in values or "DBJ" in values) and "DBB" in values
