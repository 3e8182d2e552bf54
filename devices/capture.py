"""One scan while it comes in: its characters, when it is over, and whether it must be one."""

from __future__ import annotations

import re
from typing import Final

from devices.header import begins_another, beyond_end, holds_card, is_cut, is_mixed, lacks_end, next_header, opens
from devices.opening import NAMELESS, WITHIN

QUICK: Final = 0.030
"""Seconds between two keys below which no person types a row of keys."""
SILENCE: Final = 0.150
"""Seconds without a key that end a scan, at the least; a slow scanner may pause four times as long as usual."""
FEW: Final = 8
"""Keys up to which a burst may be a person's on a busy machine, so that less of what follows may be lost with it."""
FEW_SILENCE: Final = 0.060
"""Seconds without a key that end so short a burst; ``QUICK`` will do when it goes on at a person's pace."""
LONGEST_PAUSE: Final = 0.6
"""Seconds that a scan waits for its next key at the most; the slowest scanner types a key in 80 ms."""
REST: Final = 0.7
"""Seconds without a key after which the rest of a license that obviously lacks its end is not waited for any more."""
LATE: Final = 0.080
"""Seconds after the last key of a whole scan in which keys still belong to it."""
WHOLE: Final = 0.040
"""Seconds without a key that end a scan which has all that its header announces."""
BRISK: Final = 0.008
"""Seconds from key to key, on average, of a scanner that need not be waited for."""
UNHURRIED: Final = 0.020
"""Seconds from key to key, on average, of a scanner whose keys a person could press."""
WORDY: Final = 40
"""Quick keys in a row that make a burst in a field."""
LONGEST: Final = 4096
"""Characters of the longest scan; a card holds about 1,000, the largest PDF417 1,850."""
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
"""A control character."""
_SMALLEST: Final = 16
_AIM: Final = 4


class Capture:
    """The characters of one scan while it comes in."""

    def __init__(self, time: float, *, shown: int, takeable: bool, late: bool = False, before: str = "") -> None:
        self.late = late
        self.before = before
        self.text = ""
        self.last = time
        self._began = time
        self._keys = 0
        self.shown = shown
        self.takeable = takeable
        self.sure = late
        self.is_rest = False
        self._joined = 0
        self._is_patient = False
        self.few = False
        self.too_long = False
        self._looked_at = 0
        self._is_behind_cut = False

    @property
    def _pace(self) -> float:
        return (self.last - self._began) / max(1, self._keys)

    @property
    def ends(self) -> float:
        """When the scan is over if nothing more comes."""
        if self._is_patient:
            return self.last + LONGEST_PAUSE
        if self.few and not self.is_rest and (len(self.text) < FEW or self._pace > QUICK):
            return self.last + (QUICK if self._pace > QUICK else FEW_SILENCE)
        return self.last + min(max(SILENCE, 4 * self._pace), LONGEST_PAUSE)

    def ends_whole(self, added: int) -> float | None:
        """When it is over if the scanner adds ``added`` characters to a card, or ``None`` while more must come."""
        if not self.sure or self._pace > BRISK or beyond_end(self.text) != added:
            return None
        return self.last + max(WHOLE, 5 * self._pace)

    def add(self, text: str, time: float) -> None:
        """Take ``text`` that came at ``time``."""
        self.last = time
        self._is_patient = False
        if time > self._began:  # what came in one lump at first tells no pace
            self._keys += len(text)
        if not self.too_long:
            self.text += text

    def nameless(self) -> str:
        """Return what a key without a character stands for: a separator if the scan began with one, else nothing."""
        return NAMELESS if NAMELESS in self.text[:WITHIN] else ""

    def join(self, half: str) -> None:
        """Take what has come, and comes, for the rest of ``half`` unless it begins as a card does."""
        self.text, self._joined, self.is_rest = half + self.text, len(half), True

    def part(self) -> str | None:
        """Return the half to which this is no rest, and keep what came behind it, or ``None``."""
        half, rest = self.text[: self._joined], self.text[self._joined :]
        self._joined = 0
        if not half or not begins_another(half, rest):
            return None
        self.text = rest
        return half

    def goes_on(self) -> bool:
        """Tell whether the silence that has ended it is no longer than a slow scanner may pause inside a license."""
        if self._is_patient or self._pace <= UNHURRIED or not self.lacks_rest():
            return False
        self._is_patient = True
        return True

    def lacks_rest(self) -> bool:
        """Tell whether this is a license that obviously lacks its end; in a field ``@`` must show that it is one."""
        known = self.sure or not self.takeable or "@" in self.text[:_AIM]
        return known and not self.late and lacks_end(self.text)

    def limit(self) -> None:
        """Forget what is longer than any card."""
        if len(self.text) > LONGEST:
            self.text, self.too_long = "", True

    def must_be_scan(self) -> bool:
        """Tell whether what came cannot be text for the field that has the cursor."""
        if self.is_rest or opens(self.text) or self._begins_card() or CONTROL.search(self.text):
            return True
        return len(self.text) > (LONGEST if self.takeable else WORDY - 1)

    def _begins_card(self) -> bool:
        """Tell whether a card begins the scan, as far as that has not been looked for yet."""
        looked_at, self._looked_at = self._looked_at, len(self.text)
        return looked_at < WITHIN and holds_card(self.text)

    def split(self) -> str | None:
        """Return what stands before a second header and keep the rest, or ``None``."""
        joined, at = self._joined, next_header(self.text, self._joined or _SMALLEST)
        if at is None:
            return None
        if at < joined + _SMALLEST:  # a prefix stands between a half and another card
            at = joined or at
        self._joined = 0
        before, self.text = self.text[:at], self.text[at:]
        self._is_behind_cut = is_cut(before)
        return before

    def is_mixed(self) -> bool:
        """Tell whether another license that was cut by this one goes on in it, as another scanner typed it."""
        return self._is_behind_cut and is_mixed(self.text)
