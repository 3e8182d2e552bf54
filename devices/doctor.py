"""The scanner doctor: compares what a scanner typed with the test symbol that it read, and says what is wrong.

The test symbol begins as a license does. Its text is cut into pieces of printable characters; between two of them
stands each control character that matters, alone. The pieces are looked for as every wrong layout and every wrong
case would leave them, and what is found between them tells what became of the control characters. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import permutations, product
from typing import TYPE_CHECKING, Final

from devices.capture import LONGEST_PAUSE, REST, UNHURRIED
from devices.evdev_keys import KeyDecoder
from devices.framing import QUICK
from devices.header import beyond_end
from devices.layouts import LAYOUTS
from devices.scanner_profile import CONTROLS, END_MARKS, Habits, end_in_words, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from devices.scanner_profile import Case

TEST_TEXT: Final = (
    "@\n\x1e\rANSI 000000100001TT00310060TTTAATest\nTABZany Wax\x1dTACQUAY-12/34 #567\x1eTADb,c;d:_f?\rTAE890"
    '"OK"&\x1cTAF(END)'
)
"""What the test symbol says: a license of nobody, with no birth date and no number, that ends without a separator."""

SLOW_SECONDS: Final = 0.020
"""Seconds a character from which on a license takes ten seconds and more."""
PASTED_SECONDS: Final = 0.0002
"""Seconds a character, at the most, of what came in one lump, so that its pace says nothing."""


def _but_sharp_s(change: Callable[[str], str]) -> Callable[[str], str]:
    """Return ``change`` for all but the ß, whose capital is two letters and on no key."""
    return lambda text: "ß".join(map(change, text.split("ß")))


_CASES: Final[dict[Case, Callable[[str], str]]] = {
    "kept": str,
    "swapped": _but_sharp_s(str.swapcase),
    "upper": _but_sharp_s(str.upper),
    "lower": str.lower,
    "without shift": str,
}
_PAIRS: Final = [("us", "us"), *sorted(permutations(LAYOUTS, 2), key=lambda pair: "us" not in pair)]
_RUNS: Final = re.compile(r"[\x00-\x1f]+")
_AIM_ID: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_NAMES: Final = {"\n": "Line feeds (LF)", "\x1d": "Group separators (GS)", "\x1e": "Record separators (RS)",
                 "\x1c": "File separators (FS)", "\r": "Carriage returns (CR)"}  # fmt: skip
_LONGEST: Final = 40  # characters that are kept of what a control character or the end has become
_SETTING: Final = (
    "let the scanner send control characters as Ctrl and a letter"
    ' ("Control + X Mode" with Honeywell, "Function Key Mapping" with Zebra)'
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What came from a scanner: ``text``, and where known the ``seconds`` from its first character to its last.

    ``pause`` is the longest time from one character to the next, in seconds.
    """

    text: str
    seconds: float | None = None
    pause: float = 0.0

    @property
    def pace(self) -> float | None:
        """Seconds from character to character on average, or ``None`` when they came all at once."""
        if self.seconds is None or len(self.text) < 2:
            return None
        pace = (self.seconds - self.pause) / (len(self.text) - 1)
        return pace if pace > PASTED_SECONDS else None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be, and which setting mends it; ``harmless`` when cards are read anyhow."""

    code: str
    message: str
    harmless: bool = False


_TWICE: Final = Finding(
    "characters_twice", "Single characters come twice: make the scanner slower (its inter-character delay)."
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the doctor says: the findings, gravest first, and what was measured.

    ``habits`` are what the scanner does to every scan, ``None`` where it typed something else than the whole symbol;
    ``pace`` is in seconds a character.
    """

    findings: tuple[Finding, ...]
    habits: Habits | None = None
    pace: float | None = None

    @property
    def end_mark(self) -> str | None:
        """What the scanner types behind a scan, in words."""
        return end_in_words(self.habits.end) if self.habits else None

    @property
    def ok(self) -> bool:
        """Whether cards will be read as they are."""
        return all(finding.harmless for finding in self.findings)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read what was typed: layouts of scanner and computer, the case, and what stands between the pieces.

    ``doubled`` is a whole symbol that came again, ``twice`` a control character that is but once in ``groups``.
    """

    scanner: str
    computer: str
    case: Case
    groups: tuple[str, ...]
    rest: str
    doubled: bool
    twice: bool


def judge(typed: Typed, expected: str = TEST_TEXT) -> Verdict:
    """Return what is wrong with a scanner that made ``typed`` of a symbol that says ``expected``."""
    if not typed.text.strip():
        return Verdict((Finding("nothing", "Nothing came: is the scanner plugged in, and does it read PDF417?"),))
    reading = next(_readings(typed.text, expected), None)
    if reading is None:
        return Verdict((*_damage(typed.text, expected),), pace=typed.pace)
    habits = _habits(reading, expected)
    findings = [*_keyboard(reading), *_controls(habits), *_around(reading), *_pace(typed)]
    return Verdict(tuple(sorted(findings, key=lambda each: each.harmless)), habits, typed.pace)


def end_mark(text: str) -> str | None:
    """Return what a scanner typed behind the end of a card, in words, or ``None`` where the end cannot be told."""
    beyond = beyond_end(text)
    return None if beyond is None else end_in_words(text[len(text) - beyond :])


def typed_by(text: str, scanner: str, computer: str, *, shift: bool = True) -> str:
    """Return what a ``computer`` with one layout makes of ``text`` from a ``scanner`` that is set for another."""
    decoder, typed = KeyDecoder(LAYOUTS[computer]), ""
    for character in text:
        place = LAYOUTS[scanner].place(character)
        if place is None:
            typed += character
            continue
        code, level = place
        modifier = (None, 42, 100)[level] if shift else None
        strokes = [(code, 1), (code, 0)]
        if modifier:
            strokes = [(modifier, 1), *strokes, (modifier, 0)]
        typed += "".join(decoder.key(*stroke) for stroke in strokes)
    return typed


def _readings(text: str, expected: str) -> Iterator[_Reading]:
    """Yield every way to read ``text`` as ``expected``, the likeliest first."""
    for (scanner, computer), case in product(_PAIRS, _CASES):
        pieces = _pieces(expected, scanner, computer, case)
        groups, rest = _parted(text, pieces)
        if len(groups) == len(pieces) and not _has_doubled_sign([*groups[1:], rest], pieces):
            again, _ = _parted(rest, pieces)
            doubled = len(again) == len(pieces)
            once = _once(groups, expected)
            yield _Reading(scanner, computer, case, once, again[0] if doubled else rest, doubled, once != tuple(groups))


def _once(groups: Sequence[str], expected: str) -> tuple[str, ...]:
    """Return ``groups`` with control characters as in ``expected`` where one came twice, in one place alone."""
    sent = ["", *_RUNS.findall(expected)]
    places = [
        place
        for place, (run, came) in enumerate(zip(sent, groups, strict=True))
        if came in {run[:at] + run[at] + run[at:] for at in range(len(run))}
    ]
    if len(places) != 1:
        return tuple(groups)
    return (*groups[: places[0]], sent[places[0]], *groups[places[0] + 1 :])


def _has_doubled_sign(groups: Sequence[str], pieces: Sequence[str]) -> bool:
    """Tell whether one of ``groups``, and no other, has the last sign before it or the first one behind it again.

    There is one group behind each of ``pieces``.
    """
    return any(
        groups.count(came) == 1 and ((last and came.startswith(last[-1])) or (first and came.endswith(first[0])))
        for came, last, first in zip(groups, pieces, [*pieces[1:], ""], strict=True)
    )


def _parted(text: str, pieces: Sequence[str]) -> tuple[list[str], str]:
    """Return what stands before each of the ``pieces``, as far as they are found in order, and what is left.

    A piece is empty where a layout has no key for it.
    """
    groups: list[str] = []
    for piece in pieces:
        before, found, after = text.partition(piece) if piece else ("", "", text)
        if found != piece:
            break
        groups.append(before)
        text = after
    return groups, text


@cache
def _pieces(expected: str, scanner: str, computer: str, case: Case) -> tuple[str, ...]:
    """Return the pieces of ``expected`` as a wrong layout or case leaves them."""
    shift, changed = case != "without shift", _CASES[case]
    return tuple(changed(typed_by(piece, scanner, computer, shift=shift)) for piece in _RUNS.split(expected))


def _damage(text: str, expected: str) -> Iterator[Finding]:
    """Say what is wrong with a text that is not the whole symbol."""
    came, sent = text.strip(), _sent(text, expected)
    if sent is None and came[::2] == came[1::2]:
        sent = came[::2]
    if sent is None:
        words = (
            "This is not the test symbol: scan the symbol on this screen, and no other code. If it was, the scanner"
            " rewrites licenses (turn its license parsing and data formatting off) or has an unknown keyboard country."
        )
        yield Finding("unknown", words)
        return
    changes = SequenceMatcher(None, sent, came, autojunk=False).get_opcodes()
    gone = [change[1:] for change in changes if change[0] != "equal" and _RUNS.sub("", sent[slice(*change[1:3])])]
    if any(until - into >= end - start or not came[into:until].isascii() for start, end, into, until in gone):
        words = (
            "Characters arrive as others: set the scanner's keyboard country to that of the computer, and turn its"
            " data formatting off."
        )
        yield Finding("unknown_layout", words)
        return
    more = [change[1:] for change in changes if _RUNS.sub("", came[slice(*change[3:])])]
    yield from _added(came, [change for change in more if not _RUNS.sub("", sent[slice(*change[:2])])])
    yield from _missing({"start" if not start else "end" if end == len(sent) else "middle" for start, end, *_ in gone})


def _added(came: str, changes: Sequence[tuple[int, int, int, int]]) -> Iterator[Finding]:
    """Say what is wrong with characters that came besides, or where control characters were: from where to where."""
    if any(_repeats(came, *change) for change in changes):
        yield _TWICE
    elif any(start == end and 0 < into <= until < len(came) for start, end, into, until in changes):
        words = "Characters come in between that the symbol does not have: turn the scanner's data formatting off."
        yield Finding("characters_added", words)


def _repeats(came: str, start: int, end: int, into: int, until: int) -> bool:
    """Tell whether a change is the text beside it again, or what became of a control character begins or ends so."""
    if came[into:until] in {came[2 * into - until : into], came[until : 2 * until - into]}:
        return True
    return start < end and (came[into] == came[into - 1 : into] or came[until - 1] == came[until : until + 1])


def _sent(text: str, expected: str) -> str | None:
    """Return ``expected`` as the likeliest layout and case leave it, ``None`` where no longer piece of it came."""
    ways = [(*pair, case) for pair, case in product(_PAIRS, _CASES)]
    came = [sum(len(piece) for piece in _pieces(expected, *way)[1:] if piece in text) for way in ways]
    if not any(came):
        return None
    scanner, computer, case = ways[came.index(max(came))]
    return _CASES[case](typed_by(expected, scanner, computer, shift=case != "without shift"))


def _missing(places: set[str]) -> Iterator[Finding]:
    if "start" in places:
        words = "The beginning is missing: scan again; if it stays so, make the scanner slower, and check its cable."
        yield Finding("start_missing", words)
    if "middle" in places:
        words = "Characters get lost in between: make the scanner slower (its inter-character delay)."
        yield Finding("characters_lost", words)
    if "end" in places:
        words = "The end is missing: set the scanner to send longer codes, and check its cable and its pace."
        yield Finding("cut_short", words)


def _keyboard(reading: _Reading) -> Iterator[Finding]:
    if reading.scanner != reading.computer:
        scanner, computer = LAYOUTS[reading.scanner].name, LAYOUTS[reading.computer].name
        words = (
            f"The scanner types for a {scanner} keyboard, but the computer's is {computer}: set the scanner's keyboard"
            f" country to {computer}. A scanner that is read directly (scanner.device in the configuration) needs"
            f' scanner.layout = "{reading.scanner}" and no other change.'
        )
        yield Finding("layout", words)
    match reading.case:
        case "swapped":
            yield Finding("caps_lock", "Capitals and small letters are swapped: turn caps lock off at this computer.")
        case "upper" | "lower":
            letters = "capitals" if reading.case == "upper" else "small letters"
            yield Finding("case", f"All letters come as {letters}: turn the scanner's case conversion off.")
        case "without shift":
            yield Finding("shift", "The Shift key is lost: make the scanner slower, or set its keyboard type to USB.")
        case _:
            return


def _habits(reading: _Reading, expected: str) -> Habits:
    """Return what became of the control characters that stand alone, and what else is so with every scan."""
    alone = zip(_RUNS.findall(expected), reading.groups[1:], strict=True)
    controls = {control: came[:_LONGEST] for control, came in alone if control in CONTROLS}
    return Habits(controls, reading.rest[:_LONGEST], reading.scanner, reading.computer, reading.case)


def _controls(habits: Habits) -> Iterator[Finding]:
    for control, came in habits.controls.items():
        if not came:
            yield Finding(f"{CONTROLS[control]}_lost", f"{_NAMES[control]} are lost: {_SETTING}.")
        elif came != control:
            words = f"{_NAMES[control]} arrive as {shown(came)}: {_SETTING}, and turn its data formatting off."
            yield Finding(f"{CONTROLS[control]}_mapped", words)


def _around(reading: _Reading) -> Iterator[Finding]:
    """Say what is wrong before and behind the text, and what came twice."""
    before = reading.groups[0]
    if reading.twice:
        yield _TWICE
    if reading.doubled:
        words = (
            "The symbol came twice: turn the scanner's continuous reading off, or lengthen its time to the same code."
        )
        yield Finding("doubled", words)
    if _AIM_ID.fullmatch(before):
        words = f"The scanner says the kind of code first ({before}): turn its AIM code identifier off."
        yield Finding("aim_id", words, harmless=True)
    elif before:
        yield Finding("prefix", f"The scanner types {shown(before)} first: turn its prefix off.")
    if not reading.rest:
        words = "The scanner types nothing at the end: set its suffix to Enter (CR), and scans are taken sooner."
        yield Finding("no_end_mark", words, harmless=True)
    elif reading.rest not in END_MARKS:
        yield Finding("end_mark", f"The scanner types {shown(reading.rest)} at the end: set its suffix to Enter (CR).")


def _pace(typed: Typed) -> Iterator[Finding]:
    pace = typed.pace or 0.0
    if typed.pause >= (REST if pace <= UNHURRIED else LONGEST_PAUSE):
        words = (
            f"The scanner stops for {typed.pause:.1f} seconds inside a code, so that the station takes it for two: set"
            " its inter-character delay to 0, and bring a wireless one nearer to its receiver."
        )
        yield Finding("pauses", words)
    if typed.pace is None or typed.pace <= SLOW_SECONDS:
        return
    words = f"The scanner takes {typed.pace * 1000:.0f} ms a character: set its inter-character delay to 0."
    yield Finding("slow", words, harmless=typed.pace < QUICK)
