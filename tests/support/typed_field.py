"""A text field behind the wedge gate, and the cards that are typed into it."""

from __future__ import annotations

from dataclasses import dataclass, field

from devices.framing import Gate, Step
from devices.stroke import EDITS

BODY = "ANSI 636000100002DL00410053ZZ00940008DLDAQT00000000\nDCSHOLLOWAY\nDACJUNE\nDBB01311990\nDAJCA\r"
CARD = "@\n\x1e\r" + BODY
WHOLE_CARD = "@\n\x1e\rANSI 636000100001DL00310047DLDAQT00000000\nDCSHOLLOWAY\nDACJUNE\nDBB01311990\r"


@dataclass
class Field:
    """A text field behind the gate, fed on a clock as the app feeds it."""

    takes_text: bool = True
    gate: Gate[str] = field(default_factory=Gate)
    now: float = 10.0
    text: str = ""
    acts: list[str] = field(default_factory=list)
    hasty: list[str] = field(default_factory=list)
    scans: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    delays: dict[int, float] = field(default_factory=dict)
    _marked: str | None = None
    _pressed: int = 0
    _came: list[tuple[int, float]] = field(default_factory=list)

    def wait(self, seconds: float) -> None:
        """Let time pass and tick the gate whenever it asks for it."""
        end = self.now + seconds
        while (due := self.gate.deadline) is not None and due <= end:
            self.now = max(self.now, due)
            self.do(self.gate.tick(self.now))
        self.now = end

    def press(self, character: str, after: float = 0.2) -> None:
        self.wait(after)
        self._came.append((self._pressed, self.now))
        self._pressed += 1
        takeable = self.takes_text and (character.isprintable() or character in EDITS)
        self.do(self.gate.key(character, self.now, character, takeable=takeable))

    def press_arrow(self, after: float = 0.2) -> None:
        self.wait(after)
        self._came.append((self._pressed, self.now))
        self._pressed += 1
        self.do(self.gate.key("", self.now, "<down>", takeable=False))

    def type(self, text: str, pace: float) -> None:
        for character in text:
            self.press(character, pace)

    def type_sequence(self, sequence: str, pace: float) -> None:
        """Type an escape sequence, of which the gate hears when it is whole."""
        self.wait(pace)
        began = self.now
        self.wait(pace * (len(sequence) - 1))
        self.do(self.gate.typed_sequence(sequence, began, self.now))

    def lump(self, text: str, after: float = 0.2) -> None:
        self.wait(after)
        self.do(self.gate.chunk(text, self.now, str, takeable=self.takes_text))

    def hold(self, key: str, times: int, pace: float) -> None:
        """Hold ``key`` down, which begins to repeat after a quarter of a second."""
        self.press(key)
        self.press(key, 0.25)
        self.type(key * (times - 2), pace)

    def do(self, steps: list[Step[str]]) -> None:
        for step in steps:
            match step.do:
                case "deliver" if step.key is not None:
                    self._deliver(step.key)
                case "hasty" if step.key is not None:
                    self.hasty.append(step.key)
                case "mark":
                    self._marked = self.text
                case "take back":
                    assert self._marked is not None
                    self.text, self._marked = self._marked, None
                case "give back":
                    self.text += step.text
                case "scanned":
                    self.scans.append(step.text)
                case "dropped":
                    self.dropped.append(step.text)

    def _deliver(self, key: str) -> None:
        if self._came:
            index, came = self._came.pop(0)
            self.delays[index] = self.now - came
        if self.takes_text and key.isprintable() and len(key) == 1:
            self.text += key
        else:
            self.acts.append(key)
