"""Single values: text, sex, height, colors, postal code, country."""

from __future__ import annotations

import re

from intake.text import clean

_ABSENT = {"NONE", "UNAVL", "UNAVAIL", "UNAVAILABLE", "N/A"}
_BEGIN_TELLING = frozenset("ABCDEFGHIJKLMOPQRSTVWXYZabcdefghijklmopqrstvwxyz0123456789")  # as no word for absent does
_SIGNS = "-*./?_|!#$%&+=:;<>@^~'\"()[]{}\\`"
_SEXES = {
    "1": "M",
    "2": "F",
    "9": "X",
    "01": "M",
    "02": "F",
    "09": "X",
    "M": "M",
    "F": "F",
    "X": "X",
    "MALE": "M",
    "FEMALE": "F",
}
_WRITTEN = {"USA", "CAN", "MEX"}
_COUNTRIES = {"US": "USA", "CDN": "CAN", "CANADA": "CAN", "MX": "MEX", "MEXICO": "MEX"}
_EYES = {"BLK", "BLU", "BRO", "DIC", "GRY", "GRN", "HAZ", "MAR", "PNK"}
_HAIR = {"BAL", "BLK", "BLN", "BRO", "GRY", "RED", "SDY", "WHI"}
_EITHER = {
    "BRN": "BRO", "BRW": "BRO", "BRU": "BRO", "CAF": "BRO", "BROWN": "BRO",
    "BR": "BRO", "BRUN": "BRO", "BLACK": "BLK", "BK": "BLK", "NOIR": "BLK",
    "GRAY": "GRY", "GREY": "GRY", "GY": "GRY", "GRIS": "GRY",
}  # fmt: skip
_EYE_WORDS = _EITHER | {
    "BL": "BLU", "BLUE": "BLU", "BLEU": "BLU", "BN": "BRO", "GN": "GRN", "GREEN": "GRN", "GRE": "GRN", "VERT": "GRN",
    "HZ": "HAZ", "HZL": "HAZ", "HAZEL": "HAZ", "MAROON": "MAR", "PINK": "PNK", "PK": "PNK", "DICHROMATIC": "DIC",
    "MUL": "DIC", "MULTI": "DIC",
}  # fmt: skip
_HAIR_WORDS = _EITHER | {
    "BALD": "BAL", "BLD": "BAL", "BLO": "BLN", "AUB": "RED", "AUBURN": "RED",
    "BLOND": "BLN", "BLONDE": "BLN", "BN": "BLN", "RD": "RED", "SANDY": "SDY", "WHITE": "WHI",
    "WH": "WHI", "WHT": "WHI",
}  # fmt: skip
_USUAL_HEIGHTS = {  # what most cards write, all others need a closer look
    f"{number:03} {as_written}": f"{number} {unit}"
    for unit, numbers in (("in", range(36, 100)), ("cm", range(100, 230)))
    for as_written in (unit, unit.upper())
    for number in numbers
}
_HEIGHT = re.compile(r"([0-9]{1,4})(?:\.0+)?\s*(IN|CM|\"|$)")
_FEET = re.compile(r"([3-8])\s*(?:(?:['\u00b4\u2019\u2032-]|FT|\s)[-'\s]*([0-9]{1,2})|\.(0[0-9]|1[01]))(?![0-9])")
_METERS = re.compile(r"([12])\.([0-9]{2})\s*M\b")
_ZIP = re.compile("([0-9]{5})([0-9]{4})?")
_USUAL_ZIP = re.compile(r"([0-9]{5})(?:[ -]*([0-9]{4})| *\Z)")
_TOO_SHORT = re.compile("[0-9]{1,4} *-")
_CANADIAN = re.compile("[A-Z][0-9][A-Z][0-9][A-Z][0-9]")
_MOST_INCHES = 11  # beside feet
_UNKNOWN_COLORS = {"UNK", "UNKNOWN", "NULL", "OTHER"}
_COLOR_WORD = re.compile(r"(?!(.)\1*\Z)[A-ZÀ-Þ]{4,}")


def text_of(raw: str | None) -> str | None:
    """Return the cleaned text without padding and trailing commas; ``None`` when it says that there is none."""
    if not raw:
        return None
    if raw.isalnum() and raw[0] in _BEGIN_TELLING and raw.isascii():
        return raw
    text = raw.strip(" ,")
    if not text.isascii() or "  " in text or not text.isprintable():
        text = clean(text).strip(" ,")
    if text[:1] in _BEGIN_TELLING:
        return text
    if text[:1].isalnum():
        return None if text.upper() in _ABSENT else text
    inner = text.strip(_SIGNS).upper()
    return None if not inner or inner in _ABSENT or inner == "REDACTED" else text


def sex_of(raw: str | None) -> str | None:
    """Return ``M``, ``F`` or ``X`` from D20's digits or letters; 0 and U are unknown."""
    return _SEXES.get(raw) or _SEXES.get(raw.strip(" ,").upper()) if raw else None


def eye_color_of(raw: str | None) -> str | None:
    """Return the D20 eye color code (A.9.2)."""
    return raw if raw is None or raw in _EYES else _color(raw, _EYES, _EYE_WORDS)


def hair_color_of(raw: str | None) -> str | None:
    """Return the D20 hair color code (A.9.3)."""
    return raw if raw is None or raw in _HAIR else _color(raw, _HAIR, _HAIR_WORDS)


def _color(raw: str, codes: set[str], words: dict[str, str]) -> str | None:
    """Return a code, or the card's own word of four letters or more where D20 has none for it."""
    if raw in words:
        return words[raw]
    text = (text_of(raw) or "").upper()
    if not text or text in codes:
        return text or None
    if any(map(str.isdigit, text)):
        return None
    word = re.split(r"[^A-ZÀ-Þ]", text, maxsplit=1)[0]
    if word in codes or word in words:
        return words.get(word, word)
    return (
        text
        if _COLOR_WORD.fullmatch(word) and text.replace(" ", "").isalpha() and word not in _UNKNOWN_COLORS
        else None
    )


def height_of(raw: str | None, centimeters: str | None = None) -> str | None:
    """Return ``"70 in"`` or ``"178 cm"`` from any notation in use; ``centimeters`` is version 1's own element.

    Three digits without a unit are feet and inches when they can be (``509``), else centimeters or inches.
    """
    if raw in _USUAL_HEIGHTS:
        return _USUAL_HEIGHTS[raw]
    text = raw.strip(" .").upper() if raw else ""
    found = _HEIGHT.match(text)
    if found:
        number, unit = found.groups()
        return _measured(int(number), unit, len(number))
    feet = _FEET.match(text)
    if feet and (inches := int(feet[2] or feet[3])) <= _MOST_INCHES:
        return f"{int(feet[1]) * 12 + inches} in"
    if meters := _METERS.match(text):
        return f"{meters[1]}{meters[2]} cm"
    return height_of(f"{centimeters.strip()} CM") if centimeters and centimeters.strip() else None


def _measured(number: int, unit: str, digits: int) -> str | None:
    feet, inches = divmod(number, 100)
    if unit != "CM" and 3 <= feet <= 8 and inches <= _MOST_INCHES:
        return f"{feet * 12 + inches} in"
    if unit == "CM" or (not unit and digits == 3 and number >= 100):
        return f"{number} cm" if 30 <= number <= 275 else None
    return f"{number} in" if 12 <= number <= 108 else None


def postal_code_of(raw: str | None) -> str | None:
    """Return ``12345``, ``12345-6789`` or ``A1A 1A1``; a +4 of 0000 is unknown and left out.

    ``None`` also for one that lacks a digit before the dash.
    """
    if raw and (usual := _USUAL_ZIP.match(raw)):
        return _zip(usual[1], usual[2])
    text = text_of(raw)
    if text is None:
        return None
    if "-" in text and _TOO_SHORT.match(text):
        return None
    compact = text.replace(" ", "").replace("-", "").upper()
    zip_code = _ZIP.match(compact)
    if zip_code:
        return _zip(zip_code[1], zip_code[2])
    if _CANADIAN.match(compact):
        return f"{compact[:3]} {compact[3:6]}"
    return text


def _zip(first: str, rest: str | None) -> str | None:
    if first == "00000":
        return None
    return first if rest in {None, "0000"} else f"{first}-{rest}"


def country_of(raw: str | None) -> str | None:
    """Return ``USA``, ``CAN`` or ``MEX``."""
    if raw is None or raw in _WRITTEN:
        return raw
    text = (text_of(raw) or "").upper().replace(".", "")
    if text in _WRITTEN:
        return text
    return "USA" if text.startswith("UNITED STATES") else _COUNTRIES.get(text)
