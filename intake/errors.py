"""What can go wrong, each kind with the exit status that the contract promises."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, ClassVar


class ExitStatus(IntEnum):
    """Exit statuses of every command."""

    DONE = 0
    REFUSED = 1
    MISUSED = 2
    NOT_FOUND = 3
    UNREADABLE = 4
    CONFLICT = 5
    STORAGE = 6
    BROKEN = 70
    INTERRUPTED = 130


class IntakeError(Exception):
    """One plain sentence for a person, a code for a program, and no personal data in either.

    ``code`` is a stable word such as ``banned``; ``detail`` holds further JSON values for scripts.
    """

    status: ClassVar[ExitStatus]

    def __init__(self, code: str, message: str, **detail: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.detail: dict[str, Any] = dict(detail)


class Refused(IntakeError):
    """A rule of the law, the shop or a role says no."""

    status = ExitStatus.REFUSED


class Misused(IntakeError):
    """The request itself is wrong: an unknown field, an impossible value, a bad configuration."""

    status = ExitStatus.MISUSED


class NotFound(IntakeError):
    """There is no such customer, employee or queue entry."""

    status = ExitStatus.NOT_FOUND


class Unreadable(IntakeError):
    """A payload, file or encoding that cannot be read."""

    status = ExitStatus.UNREADABLE


class Conflict(IntakeError):
    """Somebody else changed it first."""

    status = ExitStatus.CONFLICT


class StorageFailed(IntakeError):
    """The database is missing, locked, full, read-only, damaged or newer than this program."""

    status = ExitStatus.STORAGE


class Broken(IntakeError):
    """A fault of the program itself."""

    status = ExitStatus.BROKEN


def invalid(field: str, reason: str) -> Misused:
    """Return the error for a value that ``field`` cannot take; the value itself is never repeated."""
    return Misused("invalid", f"{field}: {reason}", field=field)
