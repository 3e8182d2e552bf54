"""Names, in the forms of every version: family name and given names apart, together, or all in one element."""

from __future__ import annotations

import re

from intake.license.values import text_of

_SUFFIXES = {"JR", "SR", "1ST", "2ND", "3RD", "4TH", "5TH", "6TH", "7TH", "8TH", "9TH"}
_SUFFIXES |= {"II", "III", "IV", "VI", "VII", "VIII", "IX"}
_COMMON_SUFFIXES = {"JR", "SR", "II", "III", "IV"}  # that are no names
_NO_MIDDLE = {"NMN", "NMI", "NULL", "XXX", "NOMIDDLENAME"}  # "no middle name", "no middle initial"
_BEGIN_NO_MIDDLE = "NXnx"
_NO_SUFFIX = {"NA", "NULL", "XXX"}
_BETWEEN = re.compile("[,@$;/^]")
_WYOMING = "636060"


Name = tuple[str | None, str | None, str | None, str | None]
"""First, middle and last name and suffix, ``None`` where there is none."""


def name_of(values: dict[str, str], issuer: str | None) -> Name:
    """Return the name from elements DCS, DCT, DAA to DAE and DCU, whichever the card uses."""
    first, middle = _given(values, issuer)
    last, suffix = _last_and_suffix(values)
    if "DAA" not in values and not (first is None and last and "," in last):
        return first, middle, last, suffix
    whole = _from_whole(values.get("DAA") or last or "")
    if first is None or first == whole[0]:
        first, middle = first or whole[0], middle or whole[1]
    return first, middle, whole[2] if last is None or "," in last else last, suffix or whole[3]


def _last_and_suffix(values: dict[str, str]) -> tuple[str | None, str | None]:
    """Return the family name, and the suffix from its own element or from behind the family name's comma."""
    last = values.get("DCS") or values.get("DAB") or ""
    suffix = _suffix(values.get("DCU")) or _suffix(values.get("DAE"))
    if suffix is None and "," in values.get("DCT", ""):
        suffix = text_of(_given_and_suffix(values)[1])
    if suffix is None and "," in last:
        name, _, end = last.rpartition(",")
        if _is_suffix(end):
            return text_of(name), text_of(end)
    if suffix is None and " " in last and "," not in last:
        last, suffix = _without_suffix(last)
    return text_of(last), suffix


def _without_suffix(last: str) -> tuple[str, str | None]:
    """Return a family name and the suffix written behind it, as in ``PUBLIC JR``."""
    name, _, end = last.strip().rpartition(" ")
    suffix = end.strip(".").upper() in _COMMON_SUFFIXES
    return (name.strip(), text_of(end)) if suffix and name.strip() else (last, None)


def _given(values: dict[str, str], issuer: str | None) -> tuple[str | None, str | None]:
    """Return first and middle name from DAC and DAD, else from DCT."""
    raw = values.get("DAC", "")
    first, middle = text_of(raw), _middle(values.get("DAD"))
    if first is None:
        return _split_given(_given_and_suffix(values)[0], middle)
    # Wyoming writes both into DAC and leaves DAD empty, not NONE.
    both = issuer == _WYOMING and not values.get("DAD", "").strip()
    if (middle is None and both) or ("," in raw and middle in {None, _middle(raw.partition(",")[2])}):
        return _split_given(raw, None)
    return first, middle


def _given_and_suffix(values: dict[str, str]) -> tuple[str, str]:
    """Return DCT parted by commas, and the suffix behind a second one."""
    raw = values.get("DCT", "")
    if raw.isalpha() or not raw:
        return raw, ""
    raw = raw.replace("@", ",").replace("$", ",")
    given, _, end = raw.rstrip(" ,").rpartition(",")
    return (given, end) if "," in given and _is_suffix(end) else (raw, "")


def _split_given(raw: str, middle: str | None) -> tuple[str | None, str | None]:
    """Part given names at the first comma, without one at the first blank."""
    if "," in raw:
        first, _, rest = raw.partition(",")
        return text_of(first), _middle(rest) or middle
    text = text_of(raw)
    if text is None or middle is not None:
        return text, middle
    first, _, rest = text.partition(" ")
    return first, _middle(rest)


def _middle(raw: str | None) -> str | None:
    """Return the middle names; several are parted by commas on the card."""
    text = text_of(raw.replace(",", " ")) if raw and "," in raw else text_of(raw)
    if text is None or text[0] not in _BEGIN_NO_MIDDLE:
        return text
    return None if text.upper().replace(".", "").replace(" ", "") in _NO_MIDDLE else text


def _suffix(raw: str | None) -> str | None:
    """Return the suffix; a 0 says that there is none."""
    text = text_of(raw) if raw and raw.strip(" 0") else None
    return None if text and text.upper() in _NO_SUFFIX else text


def _is_suffix(text: str) -> bool:
    return text.strip(" .").upper() in _SUFFIXES


def _from_whole(raw: str | None) -> Name:
    """Return the parts of DAA: ``LAST,FIRST,MIDDLE,SUFFIX``, ``LAST, FIRST MIDDLE`` or ``FIRST MIDDLE LAST``."""
    if not raw or text_of(raw) is None:
        return None, None, None, None
    parts = _BETWEEN.split(raw)
    named = [part for part in parts if part.strip()]
    if len(parts) == 1 or (len(parts) == 2 and len(named) == 1):
        return _first_to_last(named[0].split())
    if len(parts) == 2 and _is_suffix(parts[1]):
        return _first_to_last([*parts[0].split(), parts[1]])
    return _last_to_first(parts)


def _first_to_last(words: list[str]) -> Name:
    suffix = words.pop() if len(words) > 2 and _is_suffix(words[-1]) else None
    first = words[0] if len(words) > 1 else None
    return text_of(first), text_of(" ".join(words[1:-1])), text_of(words[-1]), text_of(suffix)


def _last_to_first(parts: list[str]) -> Name:
    last, given, *more = parts
    if more and _is_suffix(given):  # PUBLIC,JR,JOHN,QUINCY
        first, middle, last_name, _ = _without_slots(last, more[0], " ".join(more[1:]))
        return first, middle, last_name, text_of(given)
    if len(parts) < 4:
        return _without_slots(last, given, "".join(more))
    suffix = text_of(more[1])
    if suffix is None:
        last, suffix = _without_suffix(last)
    elif len(suffix) == 1 and suffix not in "IV" and text_of(more[0]) is None:  # PUBLIC,JOHN,,Q
        more, suffix = [suffix], None
    return text_of(given), _middle(more[0]), text_of(last), suffix


def _without_slots(last: str, given: str, middle: str) -> Name:
    """Return the name when no comma tells where a suffix belongs; a middle name may stand behind the first."""
    words = middle.split()
    suffix = words.pop() if words and _is_suffix(words[-1]) else None
    if not words:
        words = given.split()
        given = words.pop(0) if words else ""
        suffix = words.pop() if suffix is None and words and _is_suffix(words[-1]) else suffix
    if suffix is None:
        last, suffix = _without_suffix(last)
    return text_of(given), _middle(" ".join(words)), text_of(last), text_of(suffix)
