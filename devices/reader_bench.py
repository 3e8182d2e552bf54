"""What can be tried and told of scanners: which there are, what one types, and what the doctor says of it."""

from __future__ import annotations

import queue
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from devices import doctor
from devices.evdev_devices import check_id, found
from devices.layouts import LAYOUTS
from devices.reader_link import ReaderLink, reader_command
from devices.reader_messages import Scan
from devices.reader_terminal import typed_from, typed_into
from devices.scanner_profile import ScannerProfile
from intake.checks import Check
from intake.errors import Misused, Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from devices.doctor import Typed, Verdict
    from devices.evdev_devices import Device
    from devices.reader_messages import Message
    from devices.scanner_profiles import ScannerProfiles

_NO_PROFILE: Final = "no profile yet: intake scanner doctor learns what it does to cards"


class Bench:
    """Tries the scanner that is ``configured``, or where none is, what types into the terminal.

    ``configured`` has the id of the ``device`` and the ``layout`` for which it is set, if that is not to be the one
    that the ``profiles`` know; raises ``Misused`` for what is no id.
    """

    test_text: Final = doctor.TEST_TEXT

    def __init__(self, configured: Mapping[str, str], profiles: ScannerProfiles) -> None:
        self._device = configured.get("device")
        self._layout_is_set = "layout" in configured
        self._layout = profiles.completed(configured).get("layout", "us")
        self._profiles = profiles
        if self._device:
            check_id(self._device)

    @property
    def direct(self) -> bool:
        """Whether the scanner is read from the kernel."""
        return self._device is not None

    def devices(self) -> list[dict[str, Any]]:
        """Return what types at this computer, scanners and keyboards alike, whether it can be read and what is known.

        What types into the terminal is among them when it has a profile.
        """
        devices: list[dict[str, Any]] = [
            {
                "id": device.id,
                "name": device.name,
                "node": str(device.node),
                "readable": device.readable,
                "configured": bool(self._device) and device.is_meant(self._device or ""),
                "hint": "" if device.readable else device.no_rights,
                "profile": self._told(device),
            }
            for device in found()
        ]
        typed = self._profiles.known(None).profile
        return [*devices, self._typing(typed)] if typed else devices

    def _told(self, device: Device) -> dict[str, Any] | None:
        """Return what is known of ``device``, under its own id or the one by which the configuration means it."""
        meant = self._device if self._device and device.is_meant(self._device) else device.id
        profile = self._profiles.known(meant).profile
        return self._dated(profile) if profile else None

    def _dated(self, profile: ScannerProfile) -> dict[str, Any]:
        return {**profile.told(), "age": profile.age(self._profiles.now())}

    def _typing(self, profile: ScannerProfile) -> dict[str, Any]:
        return {
            "id": "typed",
            "name": f"what types into the station {self._profiles.station}",
            "node": None,
            "readable": True,
            "configured": not self.direct,
            "hint": "",
            "profile": self._dated(profile),
        }

    def troubles(self) -> list[str]:
        """Return one sentence for each profile that there is and that cannot be used."""
        return self._profiles.troubles({"device": self._device} if self._device else {})

    def checks(self) -> list[Check]:
        """Return what is to be said of the scanner: whether a configured one can be read, and what is to be set."""
        if not self._device:
            return [self._check()]
        meant = [device for device in found() if device.is_meant(self._device)]
        if not meant:
            return [Check("scanner", False, "the configured scanner is not plugged in: intake scanner list")]
        unreadable = next((device.no_rights for device in meant if not device.readable), None)
        return [Check("scanner", False, unreadable) if unreadable else self._check("plugged in; ")]

    def _check(self, before: str = "") -> Check:
        known = self._profiles.known(self._device)
        if known.profile is None:
            return Check("scanner", not known.trouble, before + (known.trouble or _NO_PROFILE))
        words = [known.profile.age(self._profiles.now()), *known.profile.settings]
        return Check("scanner", known.profile.ok, f"{before}profile {': '.join(words)}")

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
        verdict = self._judged(typed)
        return {
            "ok": verdict.ok,
            "findings": [
                {"code": finding.code, "message": finding.message, "harmless": finding.harmless}
                for finding in verdict.findings
            ],
            "end_mark": verdict.end_mark,
            "seconds_per_character": verdict.pace,
        }

    def learned(self, typed: Typed) -> dict[str, Any] | None:
        """Return the profile of a scanner that has just typed this, or ``None`` if it is not the whole symbol."""
        profile = self._profile(typed)
        return self._dated(profile) if profile else None

    def keep(self, typed: Typed) -> None:
        """Keep that profile from now on; raises ``StorageFailed``."""
        if profile := self._profile(typed):
            self._profiles.keep(profile)

    def _profile(self, typed: Typed) -> ScannerProfile | None:
        verdict = self._judged(typed)
        if verdict.habits is None:
            return None
        settings = tuple(finding.message for finding in verdict.findings if not finding.harmless)
        named, now = self._profiles.name_of(self._device), self._profiles.now()
        return ScannerProfile(named, self.direct, now, verdict.habits, verdict.pace, settings)

    def _judged(self, typed: Typed) -> Verdict:
        """Return the verdict in view of the layout by which a scanner was read directly.

        Where none is configured, the one that shows is learned, and nothing is to be set for it.
        """
        verdict = doctor.judge(typed)
        habits = verdict.habits
        if not self.direct or habits is None:
            return verdict
        if habits.scanner == habits.computer:
            return replace(verdict, habits=replace(habits, scanner=self._layout, computer=self._layout))
        if self._layout_is_set:
            return verdict
        words = f"The scanner types for a {LAYOUTS[habits.scanner].name} keyboard, and is read so from now on."
        others = (finding for finding in verdict.findings if finding.code != "layout")
        return replace(verdict, findings=(*others, doctor.Finding("layout", words, harmless=True)))

    def end_mark(self, text: str) -> str | None:
        """Return what a scanner types behind a card, or behind the test symbol, in words."""
        return doctor.judge(doctor.Typed(text)).end_mark or doctor.end_mark(text)


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
