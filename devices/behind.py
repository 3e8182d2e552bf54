"""What a scanner may still type behind a scan that has ended, and what it is known to put behind a card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from devices.capture import LATE, QUICK, REST
from devices.header import beyond_end
from devices.step import NOTHING

if TYPE_CHECKING:
    from devices.capture import Capture

DEAF: Final = 0.250
"""Seconds behind the last key of a scan in which Enter and Tab are its end mark: nobody has seen yet what it shows."""
PIECES_SECONDS: Final = 1.0
"""Seconds in which what follows a card without an end may be the rest of it."""

_MARKS: Final = frozenset("\r\n\t")


class Behind:
    """Times are those of the gate; the scanner is thought to put ``added`` characters behind a card at first."""

    def __init__(self, added: int) -> None:
        self.added = added
        self.late_until: float | None = None
        """Until when whatever comes belongs to a whole card that was not waited for."""
        self._mark_until = 0.0
        self._rest_until = 0.0

    def ended(self, capture: Capture) -> None:
        """Note what may follow ``capture``, which is over, and how many characters its scanner adds to a card."""
        beyond = beyond_end(capture.text)
        has_mark = capture.text[-1:] in _MARKS if beyond is None else beyond >= max(1, self.added)
        self._mark_until = 0.0 if has_mark or capture.few else capture.last + (REST if self.added else DEAF)
        if capture.late and not capture.text.strip(NOTHING):
            self.added = len(capture.text)
        elif capture.ends_whole(self.added) is not None:
            self.late_until = capture.last + LATE
        else:
            self.added = beyond or 0

    def is_late_mark(self, character: str, time: float) -> bool:
        """Tell whether the key that came at ``time`` is the end mark of the scan before it.

        Only the first key is one, and LF right behind CR.
        """
        is_mark = time < self._mark_until and character in _MARKS
        self._mark_until = time + QUICK if is_mark and character == "\r" else 0.0
        return is_mark

    def gave_up(self, time: float) -> None:
        """Note that no rest has come of half a card until ``time``."""
        self._rest_until = time + PIECES_SECONDS

    def may_be_rest(self, time: float) -> bool:
        """Tell whether what begins at ``time`` may be the rest of a card."""
        return time < self._rest_until
