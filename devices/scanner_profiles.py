"""The files in which a computer keeps what the doctor learned of its scanners: one each, in a folder of the user's."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from devices.evdev_devices import DEV
from devices.scanner_profile import document_of, profile_from
from intake.errors import StorageFailed
from intake.private_files import replace_private

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from devices.scanner_profile import ScannerProfile

_LARGEST: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one scanner: its profile, if it has one, or one sentence of ``trouble`` with the file."""

    profile: ScannerProfile | None = None
    trouble: str = ""


class ScannerProfiles:
    """The profiles in ``folder``; ``station`` names the one of scanners that type here, ``now`` tells the time."""

    def __init__(self, folder: Path, station: str, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self.station = station
        self.now = now

    def name_of(self, device: str | None) -> str:
        """Return what a profile calls the scanner: the id of its ``device``, or the station at which it types."""
        return device.removeprefix(f"{DEV}/by-id/") if device else self.station

    def known(self, device: str | None) -> Known:
        """Return what is known of a ``device`` that is read from the kernel, or of what types here; never raises."""
        path = self._path(device)
        try:
            if not path.is_file():
                return Known()
            with path.open("rb") as file:
                profile = profile_from(json.loads(file.read(_LARGEST)))
        except OSError:
            return Known(trouble=f"The scanner's profile {path} cannot be read: the station goes on without.")
        except (ValueError, TypeError, RecursionError):
            words = "is damaged, and the station goes on without: run intake scanner doctor again"
            return Known(trouble=f"The scanner's profile {path} {words}.")
        return Known(profile)

    def added(self) -> int:
        """Return how many characters the scanner that types here puts behind a card, as far as that is known."""
        profile = self.known(None).profile
        return profile.habits.added if profile else 0

    def completed(self, configured: Mapping[str, str]) -> Mapping[str, str]:
        """Return what is ``configured`` of a device, with the layout that was learned where none is set."""
        device = configured.get("device")
        profile = self.known(device).profile if device else None
        return {"layout": profile.habits.scanner, **configured} if profile else configured

    def troubles(self, configured: Mapping[str, str]) -> list[str]:
        """Return one sentence for each profile that there is, but cannot be used."""
        known = [self.known(device) for device in dict.fromkeys([None, configured.get("device")])]
        return [each.trouble for each in known if each.trouble]

    def keep(self, profile: ScannerProfile) -> None:
        """Write ``profile`` in place of what was known; raises ``StorageFailed`` (``profile_not_kept``)."""
        path = self._path(profile.scanner if profile.direct else None)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_private(path, json.dumps(document_of(profile), indent=1).encode())
        except OSError as error:
            words = f"The scanner's profile could not be written to {self._folder}: {error.strerror}."
            raise StorageFailed("profile_not_kept", words) from None

    def _path(self, device: str | None) -> Path:
        """Return the file of a scanner; ids and names of stations may be anything, so it bears a hash of it."""
        kind = "kernel" if device else "typed"
        named = hashlib.sha256(self.name_of(device).casefold().encode()).hexdigest()[:16]
        return self._folder / f"{kind}-{named}.json"
