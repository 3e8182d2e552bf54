"""Machine-readable zones of made-up documents of every size."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from intake.license import read
from intake.license.check_digits import check_digit

if TYPE_CHECKING:
    from intake.license import License

TODAY = date(2026, 11, 21)


def td3(number: str = "C01X0O456", born: str = "850304", expires: str = "310930", personal: str = "") -> list[str]:
    """Return the zone of a made-up passport of the country that ICAO keeps for examples."""
    number, personal = number.ljust(9, "<"), personal.ljust(14, "<")
    parts = (number + check_digit(number), born + check_digit(born), expires + check_digit(expires))
    own = personal + check_digit(personal)
    whole = check_digit("".join(parts) + own)
    return ["P<UTOMARLOWE<VALE<<TESSA<QUINN<ANN".ljust(44, "<"), f"{parts[0]}UTO{parts[1]}F{parts[2]}{own}{whole}"]


def td2() -> list[str]:
    """Return the zone of a made-up identity card of two lines."""
    number, born, expires = "D23145890", "740812", "290415"
    parts = (number + check_digit(number), born + check_digit(born), expires + check_digit(expires))
    whole = check_digit("".join(parts) + "<" * 7)
    return ["I<UTOOKONJO<<FELIX".ljust(36, "<"), f"{parts[0]}UTO{parts[1]}M{parts[2]}{'<' * 7}{whole}"]


def td1(number: str = "D23145890", kind: str = "I<") -> list[str]:
    """Return the zone of a made-up identity card of three lines."""
    born, expires, optional = "740812", "290415", "".ljust(15, "<")
    if len(number) > 9:
        field, digit = number[:9], "<"
        optional = (number[9:] + check_digit(number)).ljust(15, "<")
    else:
        field, digit = number, check_digit(number)
    first = f"{kind}UTO{field}{digit}{optional}"
    dates = (born + check_digit(born), expires + check_digit(expires))
    second = f"{dates[0]}<{dates[1]}UTO" + "<" * 11
    whole = check_digit(first[5:] + dates[0] + dates[1] + "<" * 11)
    return [first, second + whole, "BRANDT<<RUFUS<T".ljust(30, "<")]


def french(number: str = "090692310417", born: str = "740812") -> list[str]:
    """Return the zone of a made-up French identity card of before 2021."""
    first = "IDFRAMARLOWE<VALE".ljust(30, "<") + "069042"
    second = f"{number}{check_digit(number)}{'TESSA<<QUINN'.ljust(14, '<')}{born}{check_digit(born)}F"
    return [first, second + check_digit(first + second)]


def zone(lines: list[str]) -> License:
    """Return what is read from these lines."""
    return read("\r".join(lines) + "\r", TODAY)
