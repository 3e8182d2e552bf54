"""Damage that a keyboard does: another layout on the computer than the scanner's, and the wrong case.

A scanner types key positions of a US keyboard. A computer set to another layout makes other characters of them;
each table lists what it makes (above) of what was meant (below). Dead keys leave nothing and cannot be mended.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from intake.license.issuers import countries
from intake.license.repairs import HEADER, SMALL, SWAPPED, keyboard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_BRITISH = ('"@£¬~', '@"#~|')
_GERMAN = (
    'yzYZßüöäÜÖÄ"§&/()=?;:_+*#-°\u00b4',
    "zyZY-[;'{:\"@#^&*()_<>?]}\\/~=",
)
_FRENCH_LETTERS = ("aqzwAQZWm,?;M", "qawzQAWZ;mM,:")
_FRENCH = (
    _FRENCH_LETTERS[0] + "&é\"'(-è_çà)1234567890°:!ù$*.§/%ÉÈÇÀÙ",
    _FRENCH_LETTERS[1] + "1234567890-!@#$%^&*()_./']\\<?>\"2790'",
)
_BELGIAN = (
    _FRENCH_LETTERS[0] + "&é\"'(§è!çà)1234567890°:=ù$.+/%-ÉÈÇÀÙ",
    _FRENCH_LETTERS[1] + "1234567890-!@#$%^&*()_./']<?>\"=2790'",
)
_CZECH = ("yzYZ+ěščřžýáíé1234567890=ú)ů§-%?:_ĚŠČŘŽÝÁÍÉÚŮ", "zyZY1234567890!@#$%^&*()-[];'/_<>?234567890[;")

_GERMAN_LETTERS = ("yzYZ", "zyZY")

_LAYOUTS = (
    ("British", _BRITISH),
    ("German", _GERMAN),
    ("French", _FRENCH),
    ("French", _BELGIAN),
    ("French", _FRENCH_LETTERS),
    ("Czech", _CZECH),
)  # fmt: skip

_FILE_TYPE = r"(?:ANSI|AAMVA|AMVA)\s*"
_FRENCH_FILE_TYPE = r"(?:QNSI|Q?Q[?,M]VQ)\s*"
_FRENCH_DATE = re.compile("D(?:B[BDQ]|DB)([&é\"'(§è!çà_-]{8})")  # DBQ is what becomes of DBA
_SMALL_HEADER = re.compile(rf"{_FILE_TYPE}[0-9]{{6,12}}(?:[A-Z]{{2}}[0-9]{{8}})*", re.IGNORECASE)
_CAPITALS = re.compile(rf"{_FILE_TYPE}[0-9]|QNSI|Q[?,]VQ|D(?:BB|AQ|AC|CS)")
_SMALL_LETTERS = re.compile("ansi|amva|qnsi|q[?,]vq|d(?:bb|aq|ac|cs)")
_CZECH_DIGIT = "[+ěščřžýáíé]"
_IN_PLACE = re.compile(f"{_FILE_TYPE}[0-9]")
_QUOTED = re.compile(rf'"[^@"]{{0,12}}{_FILE_TYPE}[0-9]')
_SIGNED = re.compile(rf"@[^@\"]{{0,12}}{_FILE_TYPE}[0-9]")  # signs are where they were sent
_STATE = re.compile("DAJ([A-Z]{2})")
_EXCHANGED_KIND = re.compile("Y(?<=[0-9]Y)[A-Z][0-9]{8}(?:DL|ID|EN)")
_COLORS_OF_EYES = {"BLU", "GRN", "DIC", "MAR", "PNK", "HAY"}
_EYES_AS_HAIR = re.compile(f"DAZ(?:{'|'.join(sorted(_COLORS_OF_EYES))})")
_HAIR_AS_EYES = re.compile("DAY(?:BAL|BLN|RED|SDZ|SDY|WHI)")
_EXCHANGED_COLORS = re.compile(
    r"(?:DAZ(?:BLUE?|GRN|DIC|MAR|PNK)|DAY(?:BAL|BLN|RED|WHI))(?=[^A-Z]|\Z|D[A-D][A-Z]|Z[A-Z]{2})"
)
_OWN_COLORS = re.compile("DAZ(?:BAL|BLN|RED|SDY|WHI)|DAY(?:BLU|GRN|HAZ|DIC|MAR|PNK)")
_A_COLOR = r"\s*(?:B[AKLNR]|DIC|G[NRYZ]|H[AYZ]|MAR|P[KN]|RE?D|S[AD]|UN|WH)"  # how each of them begins
_HAIR, _EYES = re.compile("DAZ" + _A_COLOR), re.compile("DAY" + _A_COLOR)
_HAIR_BEHIND_HEIGHT = re.compile(r"(?:DBC.|DAU[0-9 ]{3}(?: ?[IiCc][NnMm])?)\s*DAZ")
# Words of streets and cities; what Y and Z make of one another in them is none.
_WORD = r"(?<=[A-Z ])(?:WAY|HWY|KWY|CITY|LLEY|RKWAY|GHWAY)(?= *(?:[\r\n]|D[A-D][A-Z]|[NESW0-9]{1,5}\b|\Z))"
_OWN_WORD, _EXCHANGED_WORD = re.compile(_WORD), re.compile(_WORD.replace("Y)", "Z)").replace("Y|", "Z|"))
_EXCHANGED_COLOR = re.compile("DA[YZ](?:HAY|HYL|GR[AE]?Z|SDZ|SANDZ)")


@cache
def _table(seen: str, meant: str) -> dict[int, int]:
    return str.maketrans(seen, meant)


def readings(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield ``text`` as it is, and as the scanner meant it under each layout, with the words for that.

    For texts that prove themselves which of these they are, as by check digits.
    """
    yield text, ()
    for language, layout in _LAYOUTS:
        meant = text.translate(_table(*layout))
        if meant != text:
            yield meant, (keyboard(language),)


def mended(text: str) -> tuple[str, tuple[str, ...]]:
    """Return ``text`` as the scanner meant it, and what was mended."""
    if _IN_PLACE.search(text):
        return _signs_in_place(text)
    text, swapped = _without_caps_lock(text)
    text, layout = _letters_in_place(text)
    text, small = _in_capitals(text)
    if not layout:
        text, layout = _signs_in_place(text)
    return text, layout + swapped + small


def _letters_in_place(text: str) -> tuple[str, tuple[str, ...]]:
    """Undo layouts that are told by what they make of the file type and the digits behind it, or of a date."""
    if _IN_PLACE.search(text):
        return text, ()
    french = re.search(_FRENCH_FILE_TYPE + "(.{1,12})", text, re.IGNORECASE) or _FRENCH_DATE.search(text)
    if french:
        belgian = _BELGIAN if re.search("[§!]", french[1]) else _FRENCH
        layout = _FRENCH_LETTERS if re.match("[0-9]", french[1]) else belgian  # digits stay digits under caps lock
        table = _table(*layout)
        if _has_m_in_place(text):
            table = {sign: meant for sign, meant in table.items() if chr(sign) not in "m,?;M"}
        return text.translate(table), (keyboard("French"),)
    if re.search(_FILE_TYPE + _CZECH_DIGIT, text, re.IGNORECASE):
        return text.translate(_table(*_CZECH)), (keyboard("Czech"),)
    return text, ()


def _has_m_in_place(text: str) -> bool:
    """Tell whether M was sent as M, not as the key where a US keyboard has it, which types ``,`` and ``?``."""
    comma = ";" not in text and re.search("[A-Z]", text) is not None and re.search("(?<!c),", text) is not None
    return text.count("M") > text.count("?") or (comma and "?" not in text)


def _without_caps_lock(text: str) -> tuple[str, tuple[str, ...]]:
    """Undo caps lock, which acts on the letters that a layout makes and so comes before it."""
    if _CAPITALS.search(text) or not _SMALL_LETTERS.search(text) or not any(map(str.isupper, text)):
        return text, ()
    return _but_sharp_s(text, str.swapcase), (SWAPPED,)


def _in_capitals(text: str) -> tuple[str, tuple[str, ...]]:
    """Make capitals where a lost shift key left none, or left them at the beginning of words or in the body only."""
    if _CAPITALS.search(text):
        header = _SMALL_HEADER.search(text)
        if header is None or header[0].isupper():
            return text, ()
        return text[: header.start()] + header[0].upper() + text[header.end() :], (HEADER,)
    if not _SMALL_LETTERS.search(text.lower()):
        return text, ()
    return _but_sharp_s(text, str.upper), (SMALL,)


def _but_sharp_s(text: str, change: Callable[[str], str]) -> str:
    """Return ``text`` changed, but for the ß, a sign of the German layout whose capital is two letters."""
    return "ß".join(change(part) for part in text.split("ß"))


def _signs_in_place(text: str) -> tuple[str, tuple[str, ...]]:
    """Undo the German layout (Y and Z change places) and the British one (only signs do)."""
    signed = _SIGNED.search(text) is not None
    unsigned = not signed and _CAPITALS.search(text) is not None
    quoted = _QUOTED.search(text) is not None
    if "£" not in text and _is_german(text, quoted=quoted, unsigned=unsigned):
        layout = _GERMAN_LETTERS if signed and "ß" not in text else _GERMAN
        return text.translate(_table(*layout)), (keyboard("German"),)
    if unsigned and ("£" in text or quoted):
        return text.translate(_table(*_BRITISH)), (keyboard("British"),)
    return text, ()


def _is_german(text: str, *, quoted: bool, unsigned: bool) -> bool:
    """Tell whether Y and Z have changed places; it takes a trace that no card on a US keyboard has.

    Unless the sign before the file type is one already, the place of a color is none: some cards have hair before
    eyes, or hair alone.
    """
    certain = _certain_traces_of_german(text)
    if certain < 0:
        return False
    likely = (quoted or certain > 0) and _is_likely_german(text)
    return certain > 1 or likely or (unsigned and (certain > 0 or _has_exchanged_colors(text)))


def _certain_traces_of_german(text: str) -> int:
    """Count what only exchanged Y and Z, or German letters, explain, less what exchanging them would spoil."""
    exchanged = "Z".join([part.replace("Z", "Y") for part in text.split("Y")])
    certain = _traces_of_exchange(text) - _traces_of_exchange(exchanged)
    if not text.isascii():
        certain += "ß" in text or "§" in text
        certain += re.search("[A-Z][äöü][A-Z]" if re.search("[a-z]", text) else "[äöü]", text) is not None
    return certain


def _traces_of_exchange(text: str) -> int:
    """Count the subfiles, colors and states that are none as they are."""
    found = _STATE.search(text)
    state = found[1] if found else ""
    exchanged = state.translate(_table("YZ", "ZY"))
    return (
        2 * (_EXCHANGED_KIND.search(text) is not None)
        + (_EXCHANGED_COLOR.search(text) is not None)
        + (_EXCHANGED_WORD.search(text) is not None)
        + 2 * (_EYES_AS_HAIR.search(text) is not None and _HAIR_AS_EYES.search(text) is not None)
        + (exchanged != state and state not in countries() and exchanged in countries())
    )


def may_be_german(values: Mapping[str, str]) -> bool:
    """Tell whether the color of eyes or hair or the state of a card is one that exchanged Y and Z explain."""
    return (
        values.get("DAZ", "")[:3] in _COLORS_OF_EYES
        or values.get("DAY", "")[:3] in {"GRZ", "SDZ"}
        or values.get("DAJ", "")[:2] in {"AY", "KZ", "NZ", "WZ"}
    )


def are_exchangeable(text: str, words: tuple[str, ...], values: Mapping[str, str]) -> bool:
    """Tell whether the keyboard that ``text`` was taken to be of, British, may as well be German, with Y for Z.

    Only a sign that the German one has not, a color of eyes or hair, a state or a word of streets with one of the two
    tells that.
    """
    colors = values.get("DAY", "").strip(), values.get("DAZ", "").strip()
    told = (*colors, re.search("[YZ]", values.get("DAJ", "")), re.search("[£']", text), _OWN_WORD.search(text))
    return keyboard("British") in words and not any(told)


def _has_exchanged_colors(text: str) -> bool:
    """Tell whether hair has a color that only eyes have, or the other way round, and none has one of its own."""
    return _EXCHANGED_COLORS.search(text) is not None and not _OWN_COLORS.search(text)


def _is_likely_german(text: str) -> bool:
    """Tell whether DAZ (hair) has the colors or the place of DAY (eyes), or the other way round.

    Where both are there, eyes come first; behind sex and height they come alone.
    """
    if _OWN_COLORS.search(text):
        return False
    if _EXCHANGED_COLORS.search(text):
        return True
    hair, eyes = _HAIR.search(text), _EYES.search(text)
    if hair is None or eyes is None:
        return hair is not None
    return hair.start() < eyes.start() and _HAIR_BEHIND_HEIGHT.search(text) is not None
