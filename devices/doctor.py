"""The scanner doctor: compares what a scanner typed with the test symbol that it read, and says what is wrong.

The test symbol begins as a license does. Between two pieces of printable characters stands each control character that
matters, alone. How what was typed can be read as that text is told by ``doctor_readings``. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from devices.capture import LONGEST_PAUSE, REST, UNHURRIED
from devices.doctor_readings import RUNS, readings, sent_as
from devices.framing import QUICK
from devices.header import beyond_end
from devices.layouts import LAYOUTS
from devices.scanner_profile import CONTROLS, END_MARKS, Habits, end_in_words, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from devices.doctor_readings import Reading

TEST_TEXT: Final = (
    "@\n\x1e\rANSI 000000100001TT00310060TTTAATest\nTABZany Wax\x1dTACQUAY-12/34 #567\x1eTADb,c;d:_f?\rTAE890"
    '"OK"&\x1cTAF(END)'
)
"""What the test symbol says: a license of nobody, with no birth date and no number, that ends without a separator."""

SLOW_SECONDS: Final = 0.020
"""Seconds a character from which on a license takes ten seconds and more."""
PASTED_SECONDS: Final = 0.0002
"""Seconds a character, at the most, of what came in one lump, so that its pace says nothing."""

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


def judge(typed: Typed, expected: str = TEST_TEXT) -> Verdict:
    """Return what is wrong with a scanner that made ``typed`` of a symbol that says ``expected``."""
    if not typed.text.strip():
        return Verdict((Finding("nothing", "Nothing came: is the scanner plugged in, and does it read PDF417?"),))
    reading = next(readings(typed.text, expected), None)
    if reading is None:
        return Verdict((*_damage(typed.text, expected),), pace=typed.pace)
    habits = _habits(reading, expected)
    findings = [*_keyboard(reading), *_controls(habits), *_around(reading), *_pace(typed)]
    return Verdict(tuple(sorted(findings, key=lambda each: each.harmless)), habits, typed.pace)


def end_mark(text: str) -> str | None:
    """Return what a scanner typed behind the end of a card, in words, or ``None`` where the end cannot be told."""
    beyond = beyond_end(text)
    return None if beyond is None else end_in_words(text[len(text) - beyond :])


def _damage(text: str, expected: str) -> Iterator[Finding]:
    """Say what is wrong with a text that is not the whole symbol."""
    came, sent = text.strip(), sent_as(text, expected)
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
    gone = [change[1:] for change in changes if change[0] != "equal" and RUNS.sub("", sent[slice(*change[1:3])])]
    if any(until - into >= end - start or not came[into:until].isascii() for start, end, into, until in gone):
        words = (
            "Characters arrive as others: set the scanner's keyboard country to that of the computer, and turn its"
            " data formatting off."
        )
        yield Finding("unknown_layout", words)
        return
    more = [change[1:] for change in changes if RUNS.sub("", came[slice(*change[3:])])]
    yield from _added(came, [change for change in more if not RUNS.sub("", sent[slice(*change[:2])])])
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


def _keyboard(reading: Reading) -> Iterator[Finding]:
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


def _habits(reading: Reading, expected: str) -> Habits:
    """Return what became of the control characters that stand alone, and what else is so with every scan."""
    alone = zip(RUNS.findall(expected), reading.groups[1:], strict=True)
    controls = {control: came[:_LONGEST] for control, came in alone if control in CONTROLS}
    return Habits(controls, reading.rest[:_LONGEST], reading.scanner, reading.computer, reading.case)


def _controls(habits: Habits) -> Iterator[Finding]:
    """Say what became of each control character, and behind the last of them which setting mends them all."""
    bent = {control: came for control, came in habits.controls.items() if came != control}
    for control, came in bent.items():
        code = f"{CONTROLS[control]}_{'mapped' if came else 'lost'}"
        words = f"{_NAMES[control]} {f'arrive as {shown(came)}' if came else 'are lost'}"
        yield Finding(code, words + (_setting(bent.values()) if control == [*bent][-1] else "."))


def _setting(came: Collection[str]) -> str:
    setting = f"{_SETTING}, and turn its data formatting off." if any(came) else f"{_SETTING}."
    return f". For all of these, {setting}" if len(came) > 1 else f": {setting}"


def _around(reading: Reading) -> Iterator[Finding]:
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
