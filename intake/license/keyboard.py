"""Damage that a keyboard does: another layout on the computer than the scanner's, and the wrong case.

A scanner types key positions of a US keyboard. A computer set to another layout makes other characters of them;
each table lists what it makes (above) of what was meant (below). Dead keys leave nothing and cannot be mended.
"""

from __future__ import annotations

import re
from functools import cache

from intake.license.issuers import countries
from intake.license.repairs import SMALL, SWAPPED, keyboard

_BRITISH = ('"@£¬#~', '@"#~\\|')
_GERMAN = (
    'yzYZßüöäÜÖÄ"§&/()=?;:_+*#-°',
    "zyZY-[;'{:\"@#^&*()_<>?]}\\/~",
)
_FRENCH_LETTERS = ("aqzwAQZWm,?;M", "qawzQAWZ;mM,:")
_FRENCH_DIGITS = ("&é\"'(-è_çà)1234567890°:!ù$*.§/%", "1234567890-!@#$%^&*()_./']\\<?>\"")
_BELGIAN_DIGITS = ("&é\"'(§è!çà)1234567890°:=ù$.+/%-", "1234567890-!@#$%^&*()_./']<?>\"=")
_CZECH = ("yzYZ+ěščřžýáíé1234567890=ú)ů§-%?:_", "zyZY1234567890!@#$%^&*()-[];'/_<>?")

_FILE_TYPE = r"(?:ANSI|AAMVA|AMVA)\s*"
_FRENCH_FILE_TYPE = r"(?:QNSI|Q?Q[?,]VQ)\s*"
_CZECH_DIGIT = "[+ěščřžýáíé]"


@cache
def _table(seen: str, meant: str) -> dict[int, int]:
    return str.maketrans(seen, meant)


def mended(text: str) -> tuple[str, tuple[str, ...]]:
    """Return ``text`` as the scanner meant it, and what was mended."""
    text, layout = _letters_in_place(text)
    text, case = _case_restored(text)
    if not layout:
        text, layout = _signs_in_place(text)
    return text, layout + case


def _letters_in_place(text: str) -> tuple[str, tuple[str, ...]]:
    """Undo layouts that are told by what they make of the file type and the digits behind it."""
    if re.search(f"{_FILE_TYPE}[0-9]", text):
        return text, ()
    french = re.search(_FRENCH_FILE_TYPE + "(.{1,12})", text, re.IGNORECASE)
    if french:
        text = text.translate(_table(*_FRENCH_LETTERS))
        if not re.match("[0-9]", french[1]):  # digits stay digits under caps lock
            belgian = re.search("[§!]", french[1])
            text = text.translate(_table(*(_BELGIAN_DIGITS if belgian else _FRENCH_DIGITS)))
        return text, (keyboard("French"),)
    if re.search(_FILE_TYPE + _CZECH_DIGIT, text, re.IGNORECASE):
        return text.translate(_table(*_CZECH)), (keyboard("Czech"),)
    return text, ()


def _case_restored(text: str) -> tuple[str, tuple[str, ...]]:
    """Undo caps lock, and make capitals where a lost shift key left none."""
    if re.search(rf"{_FILE_TYPE}[0-9]|D(?:BB|AQ|AC|CS)", text) or not re.search(r"ansi|amva|d(?:bb|aq|ac|cs)", text):
        return text, ()
    if any(character.isupper() for character in text):
        return text.swapcase(), (SWAPPED,)
    return text.upper(), (SMALL,)


def _signs_in_place(text: str) -> tuple[str, tuple[str, ...]]:
    """Undo the German layout (Y and Z change places) and the British one (only signs do)."""
    quoted = re.search(rf'"[^@"]{{0,12}}{_FILE_TYPE}[0-9]', text) is not None
    certain = _certain_traces_of_german(text)
    if certain > 1 or (quoted and (certain or _is_likely_german(text))):
        return text.translate(_table(*_GERMAN)), (keyboard("German"),)
    if quoted:
        return text.translate(_table(*_BRITISH)), (keyboard("British"),)
    return text, ()


def _certain_traces_of_german(text: str) -> int:
    """Count what only exchanged Y and Z, or German letters, explain."""
    states = re.findall("DAJ([A-Z]{2})", text)[:1]
    exchanged = [state.translate(_table("YZ", "ZY")) for state in states]
    return sum((
        bool(re.search("(?:DL|ID|EN)[0-9]{8}Y[A-Z][0-9]{8}", text)) * 2,
        any(state not in countries() and other in countries() for state, other in zip(states, exchanged, strict=True)),
        bool(re.search("DA[YZ](?:HAY|GRZ|SDZ)", text)),
        "ß" in text,
    ))  # fmt: skip


def _is_likely_german(text: str) -> bool:
    """Tell whether DAZ (hair) has the colors or the place of DAY (eyes), or the other way round."""
    return (
        re.search("DAZ(?:BLU|GRN|DIC|MAR|PNK)|DAY(?:BAL|BLN|RED|WHI)", text) is not None
        or re.search(r"(?:DBC.|DAU[0-9 ]{3}(?: ?[IiCc][NnMm])?)\s*DAZ", text) is not None
        or (re.search(r"DAZ\s*[A-Z]{3}", text) is not None and "DAY" not in text)
    )
