"""What a scan leads to at the station (F14, F43 to F47, F50)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from intake.matching import MatchKind

if TYPE_CHECKING:
    from screens.directory import Directory
    from screens.messages import Pane
    from screens.profile import Profile
    from screens.seat import Seat

_HOW: Final = {
    MatchKind.LICENSE: "All with the license number of this card",
    MatchKind.NAME_AND_BIRTH: "All with the name and birth date of this card",
}


async def follow_scan(payload: str | bytes, seat: Seat, directory: Directory, profile: Profile) -> Pane:
    """Show whom a card means, and return the pane that shows it.

    One match opens its profile, several are listed, and a stranger's card fills a sign-up. Raises ``IntakeError``:
    a payload that is no license, or a database that fails; nothing is shown then.
    """
    scanned = await seat.ask(lambda desk: desk.scans.look(payload))
    match len(scanned.match.customers):
        case 0:
            await profile.sign_up_scanned(scanned, payload)
        case 1:
            await profile.show_scanned(scanned, payload)
        case _:
            await directory.show_matches(scanned.match.customers, _HOW[scanned.match.kind], payload)
            return "directory"
    return "profile"
