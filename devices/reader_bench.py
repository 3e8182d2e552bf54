"""What can be tried and told of scanners: which there are, what one types, and what the doctor says of it."""

from __future__ import annotations

import queue
import sys
import time
from typing import TYPE_CHECKING, Any, Final

from devices import doctor
from devices.evdev_devices import check_id, found
from devices.reader_link import ReaderLink, reader_command
from devices.reader_messages import Scan
from devices.reader_terminal import typed_from, typed_into
from intake.checks import Check
from intake.errors import Misused, Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from devices.doctor import Typed
    from devices.reader_messages import Message


class Bench:
    """Tries the scanner that is ``configured``, or where none is, what types into the terminal.

    ``configured`` has the id of the ``device`` and the ``layout`` for which it is set; raises ``Misused`` for what is
    no id.
    """

    test_text: Final = doctor.TEST_TEXT

    def __init__(self, configured: Mapping[str, str]) -> None:
        self._device = configured.get("device")
        self._layout = configured.get("layout", "us")
        if self._device:
            check_id(self._device)

    @property
    def direct(self) -> bool:
        """Whether the scanner is read from the kernel."""
        return self._device is not None

    def devices(self) -> list[dict[str, Any]]:
        """Return what types at this computer, scanners and keyboards alike, and whether it can be read."""
        return [
            {
                "id": device.id,
                "name": device.name,
                "node": str(device.node),
                "readable": device.readable,
                "configured": bool(self._device) and device.is_meant(self._device or ""),
                "hint": "" if device.readable else device.no_rights,
            }
            for device in found()
        ]

    def checks(self) -> list[Check]:
        """Return what is to be said of the scanner that is read from the kernel, if one is configured."""
        if not self._device:
            return []
        meant = [device for device in found() if device.is_meant(self._device)]
        if not meant:
            return [Check("scanner", False, "the configured scanner is not plugged in: intake scanner list")]
        unreadable = next((device.no_rights for device in meant if not device.readable), None)
        return [Check("scanner", unreadable is None, unreadable or "plugged in")]

    def symbol(self) -> list[str]:
        """Return the lines of the test symbol, to be shown dark on light."""
        from devices.doctor_symbol import lines_of  # noqa: PLC0415 - draws pictures, which nothing else here does

        return lines_of(self.test_text)

    def typed(self, patience: float) -> Typed:
        """Return what is scanned within ``patience`` seconds; raises ``Misused`` or ``Unreadable``."""
        if self._device is None:
            return typed_into(sys.stdin.fileno(), patience)
        heard: queue.Queue[Message] = queue.Queue()
        link = ReaderLink(reader_command(self._device, self._layout), heard.put)
        link.start()
        try:
            return _first_scan(heard, time.monotonic() + patience)
        finally:
            link.stop()

    def given(self, data: bytes) -> Typed:
        """Return what is typed by a scanner whose bytes are at hand."""
        return typed_from(data)

    def verdict(self, typed: Typed) -> dict[str, Any]:
        """Return what the doctor says of a scanner that typed this for the test symbol."""
        verdict = doctor.judge(typed)
        return {
            "ok": verdict.ok,
            "findings": [
                {"code": finding.code, "message": finding.message, "harmless": finding.harmless}
                for finding in verdict.findings
            ],
            "end_mark": verdict.end_mark,
            "seconds_per_character": verdict.pace,
        }

    def end_mark(self, text: str) -> str | None:
        """Return what a scanner types behind a card, in words."""
        return doctor.end_mark(text)


def _first_scan(heard: queue.Queue[Message], until: float) -> Typed:
    while True:
        try:
            message = heard.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            return doctor.Typed("")
        if isinstance(message, Scan):
            return doctor.Typed(message.text, message.seconds)
        if message.kind == "dropped":
            raise Unreadable("dropped", message.words)
        if message.kind != "ready":
            raise Misused("no_scanner", message.words)
