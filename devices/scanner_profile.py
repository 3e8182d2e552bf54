"""What is known of one scanner: what it does to control characters, how it ends a card, and how fast it types. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from intake.settings import LAYOUTS

if TYPE_CHECKING:
    from collections.abc import Mapping

Case = Literal["kept", "swapped", "upper", "lower", "without shift"]

CONTROLS: Final = {"\n": "lf", "\x1d": "gs", "\x1e": "rs", "\x1c": "fs", "\r": "cr"}
"""The control characters that matter, with their names in findings and documents."""

_EDITION: Final = 1
_LONGEST: Final = 500  # characters of a sentence, or of what a control character has become
_ARROWS: Final = {
    f"\x1b{lead}{letter}": f"Arrow {way}"
    for lead in "[O"
    for letter, way in zip("ABCD", ("Up", "Down", "Right", "Left"), strict=True)
}
_FUNCTION_KEYS: Final = {
    typed: f"F{place}"
    for typing in (
        [f"\x1b[{number}~" for number in (11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24)],
        [f"\x1bO{letter}" for letter in "PQRS"],
        [f"\x1b[[{letter}" for letter in "ABCDE"],
    )
    for place, typed in enumerate(typing, 1)
}
"""What a terminal makes of F1 to F12, and some and the console of Linux of the first of them."""
_WITH_ALT: Final = re.compile("\x1b[!-~]")
_SHOWN: Final = {"\r": "CR", "\n": "LF", "\t": "Tab", " ": "a blank"} | _ARROWS | _FUNCTION_KEYS
END_MARKS: Final = {"": "none", "\r": "CR", "\n": "LF", "\r\n": "CR LF", "\t": "Tab"}
"""What a scanner may type behind a scan, in words."""


def shown(text: str) -> str:
    """Return what was typed in words that steer no terminal."""
    if text in _SHOWN:
        return _SHOWN[text]
    if _WITH_ALT.fullmatch(text):
        return f"Alt+{text[1].upper()}"
    letters = (letter if letter.isprintable() else f"<{ord(letter):02X}>" for letter in text[:12])
    return f"{''.join(letters)!r}" + ("…" if len(text) > 12 else "")


def end_in_words(end: str) -> str:
    """Return what a scanner types behind a scan in words."""
    return END_MARKS.get(end) or shown(end)


@dataclass(frozen=True, slots=True)
class Habits:
    """What a scanner and the keyboard that it pretends to be do to every scan.

    ``controls`` maps each control character to what arrives for it, nothing where it is lost; ``end`` is what comes
    behind the text. ``scanner`` is the layout for which the scanner is set, ``computer`` the one by which its keys
    were read, ``case`` what became of capitals and small letters.
    """

    controls: Mapping[str, str]
    end: str
    scanner: str = "us"
    computer: str = "us"
    case: Case = "kept"

    @property
    def added(self) -> int:
        """How many characters come behind the CR that ends a card; 0 too where that CR cannot be told from others."""
        others = "".join(came for control, came in self.controls.items() if control != "\r")
        ended = self.controls.get("\r", "\r") + self.end
        if "\r" in others or "\x1b" in ended or "\r" not in self.controls.get("\r", "\r"):
            return 0
        return len(ended.partition("\r")[2])


@dataclass(frozen=True, slots=True)
class ScannerProfile:
    """The ``habits`` and ``pace`` (seconds a character, if known) of one scanner as the doctor learned them.

    ``scanner`` is the id of a device that is read from the kernel, or the name of the station at which it types;
    ``settings`` are the sentences that say what is to be set at it, none where cards arrive as they are.
    """

    scanner: str
    direct: bool
    learned: datetime
    habits: Habits
    pace: float | None
    settings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is to be set at the scanner."""
        return not self.settings

    def age(self, now: datetime) -> str:
        """Return in words when it was learned."""
        days = max(0, (now - self.learned).days)
        return "learned today" if not days else f"learned {days} day{'s' if days > 1 else ''} ago"

    def told(self) -> dict[str, Any]:
        """Return what scripts are told of it."""
        habits = self.habits
        return {
            "scanner": self.scanner,
            "direct": self.direct,
            "learned": self.learned.isoformat(),
            "ok": self.ok,
            "settings": [*self.settings],
            "controls": {
                CONTROLS[control]: "kept" if came == control else shown(came) if came else "lost"
                for control, came in habits.controls.items()
            },
            "end_mark": end_in_words(habits.end),
            "characters_after_card": habits.added,
            "scanner_layout": habits.scanner,
            "computer_layout": habits.computer,
            "case": habits.case,
            "seconds_per_character": self.pace,
        }


def document_of(profile: ScannerProfile) -> dict[str, Any]:
    """Return what is written of a profile, to be read by ``profile_from``."""
    habits = profile.habits
    return {
        "edition": _EDITION,
        "scanner": profile.scanner,
        "direct": profile.direct,
        "learned": profile.learned.isoformat(),
        "controls": {CONTROLS[control]: came for control, came in habits.controls.items()},
        "end": habits.end,
        "scanner_layout": habits.scanner,
        "computer_layout": habits.computer,
        "case": habits.case,
        "seconds_per_character": profile.pace,
        "settings": [*profile.settings],
    }


def profile_from(document: Any) -> ScannerProfile:  # noqa: ANN401 - whatever JSON a file holds
    """Return the profile that was written as ``document``; raises ``ValueError`` for anything else."""
    if not isinstance(document, dict) or document.get("edition") != _EDITION:
        raise ValueError("another edition")
    of = document.get
    controls, pace, settings = of("controls"), of("seconds_per_character"), of("settings")
    if not isinstance(controls, dict) or not isinstance(settings, list) or type(of("direct")) is not bool:
        raise ValueError("another shape")
    if not (pace is None or (type(pace) is float and isfinite(pace) and pace > 0)):
        raise ValueError("no pace")
    texts = [of("scanner"), of("learned"), of("end"), *controls.values(), *settings]
    if not all(isinstance(text, str) and len(text) <= _LONGEST for text in texts):
        raise ValueError("no texts")
    if {of("scanner_layout"), of("computer_layout")} - {*LAYOUTS} or of("case") not in get_args(Case):
        raise ValueError("no keyboard")
    learned = datetime.fromisoformat(document["learned"])
    if learned.tzinfo is None or {*controls} != {*CONTROLS.values()}:
        raise ValueError("incomplete")
    habits = Habits(
        {control: controls[name] for control, name in CONTROLS.items()},
        document["end"],
        document["scanner_layout"],
        document["computer_layout"],
        document["case"],
    )
    return ScannerProfile(document["scanner"], document["direct"], learned, habits, pace, tuple(settings))
