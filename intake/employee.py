"""Employees, their roles, and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from intake.errors import NotFound, Refused, invalid
from intake.text import clean


class Role(StrEnum):
    """The three roles; each may do all that the one before may."""

    RECEPTION = "reception"
    MANAGER = "manager"
    ADMIN = "admin"


class Permission(StrEnum):
    """What an action asks of the employee who does it."""

    INTAKE = "sign up, edit and check in customers and arrange the queue"
    OVERRIDE = "let somebody in against a rule that allows it"
    LIFT_BAN = "lift a ban"
    DELETE = "delete and restore customers"
    EMPLOYEES = "manage employees"


_MANAGER = frozenset({Permission.INTAKE, Permission.OVERRIDE, Permission.LIFT_BAN, Permission.DELETE})
PERMISSIONS = {
    Role.RECEPTION: frozenset({Permission.INTAKE}),
    Role.MANAGER: _MANAGER,
    Role.ADMIN: _MANAGER | {Permission.EMPLOYEES},
}


@dataclass(frozen=True, slots=True)
class Employee:
    """One employee. The PIN's hash and the tries against it never appear in ``repr``."""

    name: str
    role: Role
    enabled: bool = True
    pin_hash: str = field(default="", repr=False)
    id: int = 0

    def may(self, permission: Permission) -> bool:
        """Return whether this employee is enabled and of a role that has ``permission``."""
        return self.enabled and permission in PERMISSIONS[self.role]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts and where: an employee's name that a PIN has vouched for, at a station.

    ``manager`` is the second employee who stands beside, with a PIN as well.
    """

    name: str
    station: str
    manager: str | None = None


def employee_name(typed: str) -> str:
    """Return ``typed`` as a clean employee name of 1 to 40 characters; raises ``Misused`` else."""
    name = clean(typed)
    if not 1 <= len(name) <= 40 or any("\ud800" <= c <= "\udfff" for c in typed):
        raise invalid("name", "an employee's name has 1 to 40 characters.")
    return name


def role_named(word: str) -> Role:
    """Return the role of that name; raises ``Misused`` else."""
    try:
        return Role(word.strip().lower())
    except ValueError:
        raise invalid("role", f"choose one of {', '.join(Role)}.") from None


def disabled() -> Refused:
    """Return the refusal for an employee whose access was ended before."""
    return Refused("not_allowed", "This employee is disabled: an admin can add another.")


def signed_out() -> Refused:
    """Return the refusal for an employee whose access was ended while signed in."""
    return Refused("not_allowed", "This sign-in is no longer active: an admin has disabled the employee.")


def no_employee() -> NotFound:
    """Return the error for a name that no employee has."""
    return NotFound("no_employee", "There is no employee of that name: employee list shows all.")


def not_allowed(permission: Permission) -> Refused:
    """Return the refusal for an employee whose role lacks ``permission``."""
    return Refused("not_allowed", f"Your role may not {permission}; a manager or admin may.")
