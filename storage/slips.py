"""What somebody may have meant who typed a number, an email or a date with one small error in it."""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations, product
from string import ascii_lowercase, ascii_uppercase, digits
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

IN_CODES = digits + ascii_uppercase
IN_EMAILS = ascii_lowercase + digits + "._-+"

_ALIKE = {"0": "O", "1": "IL", "2": "Z", "5": "S", "8": "B"}
"""Digits, and the letters that look like them."""
_LIKE = _ALIKE | {letter: digit for digit, letters in _ALIKE.items() for letter in letters}
_AS_DIGITS = str.maketrans({each: digit for digit, letters in _ALIKE.items() for each in letters + letters.lower()})
_MOST_PLACES = 10
"""Places among which two or three are taken for misread; among more there would be thousands of texts."""
_YEARS = range(1900, 2200)
_READINGS = ("(?P<m>..)(?P<d>..)(?P<y>....)", "(?P<y>....)(?P<m>..)(?P<d>..)")
_EXCHANGED = ("(?P<d>..)(?P<m>..)(?P<y>....)", "(?P<y>....)(?P<d>..)(?P<m>..)")


def slips(text: str, alphabet: str) -> set[str]:
    """Return every other text that ``text`` is with one character wrong, missing, extra or swapped with its neighbour.

    The wrong and the missing ones are of ``alphabet``.
    """
    ends = [(text[:place], text[place:]) for place in range(len(text) + 1)]
    wrong = {before + one + after[1:] for before, after in ends if after for one in alphabet}
    missing = {before + one + after for before, after in ends for one in alphabet}
    extra = {before + after[1:] for before, after in ends if after}
    return (wrong | missing | extra | swapped(text)) - {text}


def swapped(text: str) -> set[str]:
    """Return ``text`` with each two neighbours exchanged."""
    return {text[:place] + text[place + 1] + text[place] + text[place + 2 :] for place in range(len(text) - 1)}


def is_near(word: str, other: str) -> bool:
    """Return whether two words are the same but for one wrong, missing, extra or swapped letter."""
    while word and other and word[0] == other[0]:
        word, other = word[1:], other[1:]
    while word and other and word[-1] == other[-1]:
        word, other = word[:-1], other[:-1]
    return max(len(word), len(other)) <= 1 or (len(word) == len(other) == 2 and word == other[::-1])


def look_alikes(code: str) -> set[str]:
    """Return what an upper-case ``code`` is with letters for the digits they look like, and digits for letters.

    That is at two or three places, or for one character wherever it stands.
    """
    places = [place for place, character in enumerate(code) if character in _LIKE]
    some = [*combinations(places, 2), *combinations(places, 3)] if len(places) <= _MOST_PLACES else []
    everywhere = {code.replace(each, other) for each in set(code) & _LIKE.keys() for other in _LIKE[each]}
    return everywhere.union(*(_taken_at(code, taken) for taken in some))


def _taken_at(code: str, places: Iterable[int]) -> Iterator[str]:
    for others in product(*(_LIKE[code[place]] for place in places)):
        characters = list(code)
        for place, other in zip(places, others, strict=True):
            characters[place] = other
        yield "".join(characters)


def as_digits(text: str) -> str:
    """Return ``text`` with the digits in it that its letters look like."""
    return text.translate(_AS_DIGITS)


def days_meant(typed: str) -> Iterator[list[date]]:
    """Yield the days that ``typed`` may be, the likeliest first.

    Those of the same digits or with the day and the month exchanged, those with two neighbours exchanged, and those
    with one digit wrong, missing or extra.
    """
    parts = re.split(r"\D", typed)
    numbers = {"".join(parts), "".join(part.zfill(2) for part in parts)}
    yield _days(numbers, _READINGS + _EXCHANGED)
    yield _days((each for number in numbers for each in swapped(number)), _READINGS)
    yield _days((each for number in numbers for each in slips(number, digits)), _READINGS)


def _days(numbers: Iterable[str], readings: Iterable[str]) -> list[date]:
    found = (re.fullmatch(reading, number) for number in numbers for reading in readings)
    return sorted({day for each in found if each and (day := _day(int(each["y"]), int(each["m"]), int(each["d"])))})


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None
