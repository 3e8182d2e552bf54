"""Signing in, and the employees themselves (design decision 12)."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from intake.desk.shop import Shop, act, request_used
from intake.employee import (
    PERMISSIONS,
    Actor,
    Employee,
    Permission,
    Role,
    disabled,
    employee_name,
    no_employee,
    not_allowed,
)
from intake.errors import Refused
from intake.history import EventDraft
from intake.pin import check_new_pin, hash_pin, issue_pin, pin_matches, sealed
from intake.throttle import EMPLOYEE_LIMIT, STATION_LIMIT, Limit, Tries, are_full, begun, must_wait, wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from intake.desk.shop import Turn
    from intake.ports import Action, View, Work


@dataclass(frozen=True, slots=True)
class Issued:
    """An employee with the PIN that was just issued, ``None`` when the PIN was brought along."""

    employee: Employee
    pin: str | None = dataclasses.field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class EmployeeDesk:
    """Who works here."""

    shop: Shop

    def sign_in(self, name: str, pin: str) -> Actor:
        """Return the actor that ``pin`` vouches for.

        Raises ``NotFound`` for an unknown name and ``Refused`` for a disabled employee, a wrong PIN or a try too
        early. Every try is counted in the database before it is checked, so that several stations share one count.
        """
        employee, wait = self._begin(name)
        if wait:
            raise must_wait(wait)
        if not pin_matches(employee.pin_hash if employee else "", pin, self.shop.pepper):
            self._wrong_pin(employee)
        if employee is None:
            raise no_employee()
        self.shop.store.act(lambda work: self._forget_tries(work, employee))
        if not employee.enabled:
            raise disabled()
        return Actor(employee.name, self.shop.station)

    def trusted(self, name: str) -> Actor:
        """Return the enabled employee of that name as an actor without a PIN.

        For those who only read, and for whom a manager vouches. Raises ``NotFound`` or ``Refused``.
        """
        employee = self.shop.store.look(lambda view: view.employee(name))
        if employee is None:
            raise no_employee()
        if not employee.enabled:
            raise disabled()
        return Actor(employee.name, self.shop.station)

    def manager(self, name: str, pin: str) -> str:
        """Return the name of the manager or admin that ``pin`` vouches for; raises ``Refused`` for other roles."""
        signed_in = self.sign_in(name, pin).name
        if not self._employee(signed_in).may(Permission.OVERRIDE):
            raise not_allowed(Permission.OVERRIDE)
        return signed_in

    def vouched(self, name: str, manager: str, pin: str) -> Actor:
        """Return the employee of that name as an actor for whom a manager beside vouches with a PIN.

        Raises ``Refused`` for an employee who may more than that manager.
        """
        beside, actor = self.manager(manager, pin), self.trusted(name)
        may = [PERMISSIONS[self._employee(each).role] for each in (actor.name, beside)]
        if not may[0] <= may[1]:
            raise Refused("not_allowed", "Nobody can vouch for an employee of a higher role.")
        return dataclasses.replace(actor, manager=beside)

    def _employee(self, name: str) -> Employee:
        return self.shop.store.look(lambda view: _existing(view, name))

    def everyone(self) -> Sequence[Employee]:
        """Return all employees by name."""
        return self.shop.store.look(lambda view: view.employees())

    def found(self, name: str, pin: str | None) -> Issued:
        """Make the first admin of a shop that has no employees; the same name again changes nothing.

        Raises ``Refused`` when somebody else works here already.
        """
        wanted, issued = employee_name(name), None if pin else issue_pin()
        pin_hash = hash_pin(check_new_pin(pin) if pin else issued or "", self.shop.pepper)

        def work(work: Work) -> Issued:
            if known := work.employee(wanted):
                return Issued(known)
            if work.employees():
                raise Refused("not_allowed", "This shop has employees already: an admin adds others with employee add.")
            added = work.add_employee(Employee(wanted, Role.ADMIN, pin_hash=pin_hash))
            detail = self._told(added) | {"market": self.shop.market.code}
            at, station = self.shop.now(), self.shop.station
            work.record(EventDraft(at, wanted, station, "employee_added", "first admin added", detail=detail))
            return Issued(added, issued)

        return self.shop.store.act(work)

    def add(self, actor: Actor, name: str, role: Role, pin: str | None = None, request: str | None = None) -> Issued:
        """Add an employee with ``pin``, or with a random one that is returned this once."""
        wanted, issued = employee_name(name), None if pin else issue_pin()
        pin_hash = hash_pin(check_new_pin(pin) if pin else issued or "", self.shop.pepper)

        def first(turn: Turn) -> Issued:
            if turn.work.employee(wanted):
                raise Refused("duplicate", "There is already an employee of that name.")
            added = turn.work.add_employee(Employee(wanted, role, pin_hash=pin_hash))
            turn.record("employee_added", f"employee added as {role}", detail=self._told(added))
            turn.note("employee_added")
            return Issued(added, issued)

        return self._manage(actor, request, "employee_added", wanted, first, lambda known: known.role is role)

    def disable(self, actor: Actor, name: str, request: str | None = None) -> Employee:
        """End an employee's access at once; raises ``Refused`` for the last admin."""

        def first(turn: Turn) -> Issued:
            employee = _existing(turn.work, name)
            if employee.role is Role.ADMIN and _admins(turn.work) == [employee.name]:
                raise Refused("last_admin", "The last admin cannot be disabled: make another one first.")
            disabled = turn.work.save_employee(dataclasses.replace(employee, enabled=False))
            turn.record("employee_disabled", "employee disabled", detail={"name": employee.name})
            turn.note("employee_disabled")
            return Issued(disabled)

        return self._manage(actor, request, "employee_disabled", name, first, lambda known: not known.enabled).employee

    def set_pin(self, actor: Actor, name: str, pin: str | None = None, request: str | None = None) -> Issued:
        """Give an employee ``pin`` or a random one, and end a lock; everybody may do so for themselves."""
        issued = None if pin else issue_pin()
        pin_hash = hash_pin(check_new_pin(pin) if pin else issued or "", self.shop.pepper)

        def first(turn: Turn) -> Issued:
            employee = _existing(turn.work, name)
            changed = turn.work.save_employee(dataclasses.replace(employee, pin_hash=pin_hash))
            turn.work.save_tries(_subject(employee), Tries())
            turn.record("pin_set", "PIN set", detail={"name": employee.name, "pin": self._sealed(changed)})
            turn.note("pin_set")
            return Issued(changed, issued)

        own = actor.name.casefold() == employee_name(name).casefold()
        permission = Permission.INTAKE if own else Permission.EMPLOYEES

        def is_done(known: Employee) -> bool:
            return pin is None or pin_matches(known.pin_hash, pin, self.shop.pepper)

        return self._manage(actor, request, "pin_set", name, first, is_done, permission)

    def _told(self, added: Employee) -> dict[str, Any]:
        """Return what the history tells of somebody new; wrong PINs are counted by the ``id``."""
        return {"name": added.name, "role": added.role.value, "pin": self._sealed(added), "id": added.id}

    def _sealed(self, employee: Employee) -> str:
        """Return what vouches in the history for an employee's PIN."""
        return sealed(employee.pin_hash, self.shop.history_key)

    def _manage(
        self,
        actor: Actor,
        request: str | None,
        kind: str,
        name: str,
        first: Callable[[Turn], Issued],
        is_done: Callable[[Employee], bool],
        permission: Permission = Permission.EMPLOYEES,
    ) -> Issued:
        """Do ``first`` once for each ``request``; a repeated one must find that it ``is_done`` to the same employee."""

        def again(view: View, _action: Action) -> Issued:
            known = view.employee(name)
            if known is None or not is_done(known):
                raise request_used()
            return Issued(known)

        return act(self.shop, actor, permission, request, (kind,), again, first)

    def _begin(self, name: str) -> tuple[Employee | None, int]:
        """Count one try against employee and station; return the employee and the seconds still to wait.

        While earlier tries are undecided and use up the limit, this one waits for them; ones that are never decided,
        because their program was killed, count as wrong.
        """
        for _ in range(_PATIENCE):
            employee, wait = self.shop.store.act(lambda work: self._count_try(work, name))
            if wait is not None:
                return employee, wait
            time.sleep(_PAUSE)
        self.shop.store.act(lambda work: self._count_wrong(work, employee))
        return self._begin(name)

    def _count_try(self, work: Work, name: str) -> tuple[Employee | None, int | None]:
        employee, now, wait = work.employee(name), self.shop.moment(), 0
        for subject, limit in self._subjects(employee):
            tries = work.tries(subject)
            if are_full(tries, limit):
                return employee, None
            wait = tries.seconds_left(now)
            work.save_tries(subject, begun(tries, now, limit))
            if wait:
                break
        return employee, wait

    def _count_wrong(self, work: Work, employee: Employee | None) -> None:
        for subject, limit in self._subjects(employee):
            work.save_tries(subject, wrong(work.tries(subject), self.shop.moment(), limit))

    def _subjects(self, employee: Employee | None) -> list[tuple[str, Limit]]:
        """Return whose tries count: the employee's first; one that comes too early there is none of the station's."""
        station = (f"station:{self.shop.station}", STATION_LIMIT)
        return [(_subject(employee), EMPLOYEE_LIMIT), station] if employee else [station]

    def _forget_tries(self, work: Work, employee: Employee) -> None:
        work.save_tries(f"station:{self.shop.station}", Tries())
        work.save_tries(_subject(employee), Tries())

    def _wrong_pin(self, employee: Employee | None) -> None:
        """Tell a wrong PIN, after putting it into the history."""
        by = employee.name if employee else ""
        draft = EventDraft(self.shop.now(), by, self.shop.station, "wrong_pin", "wrong PIN")

        def work(work: Work) -> None:
            self._count_wrong(work, employee)
            if employee:
                work.record(draft)

        self.shop.store.act(work)
        raise Refused("wrong_pin", "The PIN is wrong.") if employee else no_employee()


_PATIENCE, _PAUSE = 60, 0.05
"""How often, and after how many seconds each, a try asks whether earlier ones are decided."""


def check_first_admin(name: str, pin: str | None) -> str | None:
    """Return ``pin`` when name and PIN would do for a first admin; raises ``Misused`` or ``Refused`` else."""
    employee_name(name)
    return check_new_pin(pin) if pin else None


def _subject(employee: Employee) -> str:
    return f"employee:{employee.id}"


def _admins(view: View) -> list[str]:
    return [e.name for e in view.employees() if e.enabled and e.role is Role.ADMIN]


def _existing(view: View, name: str) -> Employee:
    employee = view.employee(name)
    if employee is None:
        raise no_employee()
    return employee
