"""Machine-readable zones of passports and identity cards (ICAO 9303, parts 3 to 6): TD1, TD2 and TD3, typed or scanned.

A zone has no issue date and no address, and writes years with two digits: a birth year is the last one that is not in
the future, an expiry year the one nearest to today. The French identity card of 1995 to 2021 has a zone of its own of
two lines, without an expiry.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from intake.errors import Unreadable
from intake.license.check_digits import FILLER, agrees, always_digits, mended
from intake.license.clipped_zone import clipped
from intake.license.keyboard import readings
from intake.license.model import License
from intake.license.repairs import END, FILLERS, LOOK_ALIKE, NOISE, SMALL, START, TWICE
from intake.license.zone_forms import (
    FORMS,
    TD1,
    TD3,
    WIDTHS,
    Form,
    birth_of,
    expiry_of,
    id_type_of,
    is_no_day,
    replaced,
    rest_of_number,
    with_letters,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

_BEGINS: Final = re.compile(r"[ACDIPV][A-Z0-9<][A-Z0<]{3}")
_SIGNS: Final = re.compile(r"[A-Z0-9<]+")
_SECOND_LINE: Final = re.compile(
    r"[A-Z0-9<]{10}[A-Z0<]{3}[0-9OIZSBQD<]{6}[0-9OIZSBQD][A-Z<][0-9OIZSBQD<]{6}[0-9OIZSBQD](?:[A-Z0-9<]{8}){1,2}"
)
_AIM: Final = re.compile(r"\A\][A-Z][0-9]")
_FOREIGN_FILLERS: Final = re.compile(r"([;.?,])\1")  # what other keyboards make of <<, which parts the names
_WITH_BLANKS: Final = re.compile(r"(?=.* .* .* )[A-Za-z0-9 \r\n]+", re.DOTALL)
_DAYS: Final = re.compile("[0-9]{7}[MFXmfx ][0-9]{7}")  # birth, sex and expiry, where blanks were typed for fillers
_OTHER_KEYS: Final = "\\>|"  # what the key beside the left shift makes where it is not <, or with shift
_FILLERS: Final = (FILLER, "\u00ab", "\u2039", "&lt;")  # one of them, or two as one sign, or spelled out
_SPELLED_OUT: Final = re.compile("(&lt;|\u2039)|(\\\\[nr])|[\"']")  # in HTML, JSON and source code
_FILLERS_AS_K: Final = re.compile(r"(?=[K<]*<<<K)<+K+(?:<+K+)+<*\Z")  # no name has three fillers before it
_FEWEST_FILLERS: Final = 3
_SHORTEST_LINE: Final = 8  # signs, without the fillers behind them
_SHORTEST: Final = 30  # characters of something that may be a zone without any <
_LONGEST: Final = 400  # characters, with everything that readers put around a zone
_LONGEST_PREFIX: Final = 12  # signs that a scanner may be set to type before a line
_TO_DIGITS: Final = str.maketrans("OIZSBQD", "0125800")
_GERMANY: Final = {"D": "DEU"}  # part 3, section 5: the one code that is not ISO 3166-1's
_SEXES: Final = {"M": "M", "F": "F", "X": "X", FILLER: "X"}


def zone_in(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the zone in ``text`` as the scanner meant it, and what a keyboard had done to it; ``None`` without one.

    Another layout, or a lost shift key, makes another sign of the filler ``<``, and that tells which one it was.
    """
    found = _as_meant(text)
    if found is None:
        return None
    meant, words = found
    are_small = sum(map(str.islower, meant)) > sum(map(str.isupper, meant))  # some layouts have signs for letters
    return meant, words + ((SMALL,) if are_small else ())


def _as_meant(text: str) -> tuple[str, tuple[str, ...]] | None:
    if any(map(text.__contains__, _FILLERS)):
        plain = _SPELLED_OUT.sub(_as_sign, text) if len(text) <= _LONGEST else text
        for each in (text, plain):
            if is_zone(each):
                return each, ()
    if not _SHORTEST <= len(text) <= _LONGEST or text.lstrip().startswith("@"):  # as licenses do
        return None
    for sign in _OTHER_KEYS:
        if text.count(sign) >= _FEWEST_FILLERS and is_zone(meant := text.replace(sign, FILLER)):
            return meant, (FILLERS,)
    if meant := _with_fillers_for_blanks(text):
        return meant, (FILLERS,)
    return _of_another_keyboard(text) if _FOREIGN_FILLERS.search(text) else None


def _with_fillers_for_blanks(text: str) -> str:
    """Return ``text`` with fillers where blanks were typed, if its check digits prove that; else nothing."""
    if not (_WITH_BLANKS.fullmatch(text) and _DAYS.search(text)):
        return ""
    meant = text.strip("\r\n").replace(" ", FILLER)
    return meant if _whole(_fitted(_once(_rows(meant)))) else ""


def _of_another_keyboard(text: str) -> tuple[str, tuple[str, ...]] | None:
    for meant, words in readings(text):
        unshifted = meant.replace(",", FILLER) if FILLER not in meant and meant == meant.lower() else meant
        if is_zone(unshifted):
            return unshifted, words
    return None


def _as_sign(spelled_out: re.Match[str]) -> str:
    """Return a filler, a line end, or nothing for a quotation mark."""
    return FILLER if spelled_out[1] else "\n" if spelled_out[2] else ""


def is_zone(text: str) -> bool:
    """Tell whether ``text`` looks like a machine-readable zone: by how it begins, its signs and its fillers ``<``.

    The second line of a zone of two looks like one too: all but the name stands in it.
    """
    if len(text) > _LONGEST or text.count(FILLER) + 2 * text.count("\u00ab") < _FEWEST_FILLERS:
        return False
    signs = "".join(_fitted(_once(_rows(text))))
    whole = _BEGINS.match(signs) and _SIGNS.fullmatch(signs)
    return bool(whole or _SECOND_LINE.fullmatch(signs)) and signs.count(FILLER) >= _FEWEST_FILLERS


def read_zone(text: str, today: date, words: tuple[str, ...] = ()) -> License:
    """Return the document in a zone, with ``words`` for what a keyboard had done to it.

    Signs that look alike, as 0 and O, are exchanged where the place asks for the other one, or where that is likely
    and a check digit proves it. Of a zone whose end is missing all is read that check digits prove, and the names.
    Raises ``Unreadable``: ``zone_size`` for lines of no known size, ``zone_check_digit`` where a value and its check
    digit disagree, ``visa`` for a visa, which is no ID.
    """
    typed = _rows(text)
    once = _once(typed)
    rows = _fitted(once)
    if rows[0].startswith("V") and not _SECOND_LINE.fullmatch("".join(rows)):
        raise Unreadable("visa", "That is a visa and no ID: scan the passport's page with the photo.")
    whole = _whole(rows)
    found = whole or clipped(rows, today)
    if found is not None:
        form, signs, proven = found
        told = {
            NOISE: rows != once,
            START: signs.startswith(FILLER) or _lacks_start(form, rows),
            TWICE: once != typed,
            END: whole is None or _may_lack_end(form, rows),
            LOOK_ALIKE: proven != signs,
        }
        if _lacks_start(form, rows) or (_may_lack_end(form, rows) and FILLER * 2 not in rows[-1]):
            proven = replaced(proven, form.names, "".ljust(form.names.stop - form.names.start, FILLER))
        return _document(form, proven, words + tuple(each for each, holds in told.items() if holds), today)
    if _is_whole(rows):
        raise Unreadable(
            "zone_check_digit", "The lines with < were misread: a check digit is wrong. Scan or type them again."
        )
    raise Unreadable("zone_size", "The lines with < are not complete: scan or type all of them again.")


def _lacks_start(form: Form, rows: Sequence[str]) -> bool:
    """Tell whether a short first line of a passport begins with a name that a P is the first letter of, not with P<."""
    if form is not TD3 or len(rows) != form.lines or len(rows[0]) >= form.width:
        return False
    return rows[0][1] != FILLER and rows[0][2:5] != rows[1][10:13]


def _may_lack_end(form: Form, rows: Sequence[str]) -> bool:
    """Tell whether the last line, of the name, lacks its fillers, where the first one came with all its own."""
    return form is TD1 and len(rows[-1]) < form.width == len(rows[0]) and not rows[-1].endswith(FILLER)


def _rows(text: str) -> list[str]:
    """Return the lines of a zone in capitals, without what readers put around them."""
    text = text.upper().replace("\u00ab", FILLER * 2)
    rows = (re.sub(r"[\s\x00-\x1f\x7f\ufeff]", "", row) for row in re.split(r"[\n\r\x1d-\x1f]", text))
    return [signs for row in rows if (signs := _AIM.sub("", row))]


def _once(rows: list[str]) -> list[str]:
    """Return the lines of a zone that came twice as they came once."""
    signs = "".join(rows)
    once = signs[: len(signs) // 2]
    if once * 2 != signs:
        return rows
    return rows[: len(rows) // 2] if len(rows) % 2 == 0 else [once]


def _is_whole(rows: Sequence[str]) -> bool:
    """Tell whether the lines have the lengths of a zone, or of its second line."""
    if len(rows) == 1 and _SECOND_LINE.fullmatch(rows[0]):
        return True
    lengths = [*map(len, rows)]
    return any(lengths in ([form.width] * form.lines, [form.size]) for form in FORMS)


def _fitted(rows: list[str]) -> list[str]:
    """Return the lines without a prefix that a reader put before them, and without a filler that is one too many."""
    if len(rows) == 1:
        return [_without_prefix(rows[0])]
    width = min(map(len, rows[:2]), default=0)
    if len(rows) == 2 and len(rows[0]) > TD3.width and rows[0][-TD3.width] == "P":  # the second one may break off
        width = TD3.width
    if width not in WIDTHS:
        return rows
    return [_of_width(row, width) for row in rows]


def _without_prefix(row: str) -> str:
    """Return a zone whose lines came as one without what its check digits prove to be a prefix."""
    over = (len(row) - form.size for form in FORMS)
    behind = (row[more:] for more in over if 0 < more <= _LONGEST_PREFIX)
    return next((signs for signs in behind if _SIGNS.fullmatch(signs) and _whole([signs])), row)


def _of_width(row: str, width: int) -> str:
    over = len(row) - width
    if over == 1 and (_BEGINS.match(row) or not _BEGINS.match(row[over:])):
        return row.replace(FILLER * 3, FILLER * 2, 1)
    return row[over:] if 0 < over <= _LONGEST_PREFIX and _BEGINS.match(row[over:]) else row


def _whole(rows: Sequence[str]) -> tuple[Form, str, str] | None:
    """Return the size of a zone of which all came, its signs as they came and mended, where check digits prove it."""
    sized = ((form, signs, _proven(form, signs)) for form, signs in _sized(rows) if _begins(form, signs))
    return next(((form, signs, proven) for form, signs, proven in sized if proven is not None), None)


def _begins(form: Form, signs: str) -> bool:
    """Tell whether a zone of this size begins so; fillers stand for a first line that did not come."""
    return signs.startswith(form.begins) and (form is not TD3 or signs[0] in {"P", FILLER})


def _sized(rows: Sequence[str]) -> Iterator[tuple[Form, str]]:
    """Yield the sizes that a zone may have, each with its lines put together.

    Fillers at the ends of lines may be missing. Before a second line alone come fillers.
    """
    for form in FORMS:
        if len(rows) == 1 and len(rows[0]) == form.width and _SECOND_LINE.fullmatch(rows[0]):
            yield form, FILLER * form.width + rows[0]
        elif sum(map(len, rows)) == form.size:
            yield form, "".join(rows)
        elif len(rows) == form.lines and all(_SHORTEST_LINE <= len(row) <= form.width for row in rows):
            yield form, "".join(row.ljust(form.width, FILLER) for row in rows)


def _proven(form: Form, signs: str) -> str | None:
    """Return ``signs`` mended, or ``None`` when a check digit still disagrees."""
    typed, signs = signs, with_letters(form, signs)
    fields = [form.number, form.personal] if form.personal else [form.number]
    dates = [field for field in (form.born, form.expires) if field.stop]
    checks = [slice(field.stop, field.stop + 1) for field in (*fields, *dates)]
    digits = (*dates, *checks, slice(form.last, form.last + 1))
    came_for_digits = "".join(typed[place] for place in digits)
    for place in digits:
        signs = replaced(signs, place, signs[place].translate(_TO_DIGITS))
    mixed_up = {sign for was, meant in zip(typed, signs, strict=True) if was != meant for sign in (was, meant)}
    for field in fields:
        if field is form.number and rest_of_number(form, signs):
            continue
        always = always_digits(came_for_digits, signs[field])
        value = mended(signs[field], signs[field.stop], mixed_up, always)
        if value is None:
            return None
        signs = replaced(signs, field, value)
    whole = "".join(signs[part] for part in form.whole)
    agreed = agrees(whole, signs[form.last]) and all(agrees(signs[field], signs[field.stop]) for field in dates)
    return signs if agreed and _long_number_agrees(form, signs) else None


def _long_number_agrees(form: Form, signs: str) -> bool:
    rest = rest_of_number(form, signs)
    return not rest or agrees(signs[form.number] + rest[:-1], rest[-1])


def _document(form: Form, signs: str, repairs: tuple[str, ...], today: date) -> License:
    names = _FILLERS_AS_K.sub("", signs[form.names])
    first, middle, last = _names(names.strip(FILLER) + FILLER * 2 + signs[form.given_names])
    number = signs[form.number] + rest_of_number(form, signs)[:-1]
    issuer = signs[2:5].strip(FILLER)
    return License(
        first_name=first,
        middle_name=middle,
        last_name=last,
        date_of_birth=birth_of(signs[form.born], today),
        sex=_SEXES.get(signs[form.born.stop + 1]),
        license_number=number.replace(FILLER, "") or None,
        license_expires=expiry_of(signs[form.expires], today),
        jurisdiction=_GERMANY.get(issuer, issuer) or None,
        document="license" if signs[0] == "D" else "id",
        repairs=repairs,
        id_type=id_type_of(form, signs),
        oddities=("birth_date",) if is_no_day(signs[form.born], today) else (),
    )


def _names(field: str) -> tuple[str | None, str | None, str | None]:
    """Return first, middle and last name; the last one stands first, two fillers part it from the others."""
    last, _, given = field.strip(FILLER).partition(FILLER * 2)
    first, _, middle = " ".join(given.replace(FILLER, " ").split()).partition(" ")
    return first or None, middle or None, last.replace(FILLER, " ").strip() or None
