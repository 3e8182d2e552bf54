"""Processes for tests: a program that forks one child for each job, so that a child may be killed at any statement.

Started by ``tests/conftest.py``. Reads a JSON list of jobs a line, runs them all at once, and writes a list of answers.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import alembic.command  # noqa: F401 - loaded here once, not in every child
import sqlalchemy.dialects.postgresql.psycopg  # noqa: F401 - the same
from deeds import DEEDS, desk_on
from sqlalchemy import Engine, event

from intake.customer import Customer
from intake.errors import IntakeError
from intake.history import EventDraft
from intake.ports import Action
from intake.queue import Entry
from storage.patience import PatientConnection  # noqa: F401 - the same
from storage.secret import Secret
from storage.setup import create_or_upgrade
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from multiprocessing.synchronize import Barrier

    from intake.ports import Work
    from storage.store import SqlStore

SECRET = Secret(b"p" * 32, b"h" * 32)
FORKING = multiprocessing.get_context("fork")
PATIENCE = 30.0
"""Seconds that a station waits for the others to be ready."""

NOBODY = 65534

MOMENTS = ("before_cursor_execute", "after_cursor_execute", "commit")
"""When a child can be killed: around each statement, and before a transaction is committed."""

NOON = datetime(2026, 11, 21, 20, 0, 0, 123456, tzinfo=UTC)


def check_in(job: dict[str, Any], together: Barrier) -> dict[str, Any]:
    """Check in each customer of the job at once with all other stations; answer what came of each, and the waits."""
    with closing(open_store(job["url"], SECRET)) as store:
        together.wait(PATIENCE)
        tries = [_timed(store, _one_check_in(number, job["station"])) for number in job["numbers"]]
    return {"outcomes": [outcome for outcome, _ in tries], "waits": [seconds for _, seconds in tries]}


def keep_signing_up(job: dict[str, Any], together: Barrier) -> dict[str, Any]:
    """Sign up and check in one customer after the other until a file appears, or patience ends.

    As a person would, it tries what failed again, with the same request.
    Answer the requests, those that were acknowledged, what was said in between, and the times of the answers by the
    monotonic clock.
    """
    requests: list[str] = []
    said: list[str] = []
    acknowledged: list[tuple[str, float]] = []
    with closing(open_store(job["url"], SECRET)) as store:
        together.wait(PATIENCE)
        end, stop = time.monotonic() + PATIENCE, Path(job["until"])
        while time.monotonic() < end and not stop.exists():
            requests.append(request := f"{job['station']}-{len(requests)}")
            while (outcome := _timed(store, _whole_action(request))[0]) != "done" and time.monotonic() < end:
                said.append(outcome)
            if outcome == "done":
                acknowledged.append((request, time.monotonic()))
            time.sleep(job["think"])
    return {"attempts": requests, "acknowledged": acknowledged, "said": said}


def sign_up_until_killed(job: dict[str, Any], together: Barrier) -> dict[str, Any]:
    """Sign up and check in one customer after the other, and note each answer in a file, until killed.

    What the one before it was not told of is asked for again.
    """
    answered = Path(job["answered"])
    with closing(open_store(job["url"], SECRET)) as store, answered.open("a", buffering=1) as told:
        together.wait(PATIENCE)
        threading.Thread(target=_kill_after, args=[job["seconds"]], daemon=True).start()
        for number in count(len(answered.read_text().splitlines())):
            store.act(_whole_action(request := f"{job['station']}-{number}"))
            told.write(f"{request}\n")
    return {}


def do_deed(job: dict[str, Any], _: Barrier) -> dict[str, Any]:
    """Do what staff do all day, counting its steps; the job says at which one to die."""
    with closing(open_store(job["url"], SECRET)) as store:
        desk = desk_on(store, SECRET)
        step = _die_at(job["step"], job["moments"])
        DEEDS[job["deed"]](desk)
        step()
        return {"done": True}


def open_as_nobody(job: dict[str, Any], _: Barrier) -> dict[str, Any]:
    """Open the shop under the account that owns nothing."""
    os.setuid(NOBODY)
    open_store(job["url"], SECRET).close()
    return {"opened": True}


def init(job: dict[str, Any], together: Barrier) -> dict[str, Any]:
    """Make the shop, at once with the others; the job may say at which step to die."""
    if "step" in job:
        _die_at(job["step"], job.get("moments", MOMENTS))
    together.wait(PATIENCE)
    copies = Path(job["copies"]) if "copies" in job else None
    return {"shop": create_or_upgrade(job["url"], SECRET, "ca", copies).id}


def many(job: dict[str, Any], together: Barrier) -> dict[str, Any]:
    """Write events as fast as possible for a while; answer how many, and each wait."""
    waits: list[float] = []
    with closing(open_store(job["url"], SECRET)) as store:
        together.wait(PATIENCE)
        end = time.monotonic() + job["seconds"]
        while time.monotonic() < end:
            waits.append(_timed(store, _one_event(job["station"]))[1])
    return {"count": len(waits), "waits": waits}


def _one_event(station: str) -> Callable[[Work], str]:
    def work(work: Work) -> str:
        work.record(EventDraft(NOON, "Ann", station, "noted", "once more"))
        return "done"

    return work


def _one_check_in(number: str, station: str) -> Callable[[Work], str]:
    def work(work: Work) -> str:
        entry = work.add_entry(Entry(customer=number, checked_in_at=NOON, checked_in_by="Ann", station=station))
        work.record(EventDraft(NOON, "Ann", station, "checked_in", f"entry {entry.id}", number))
        return "done"

    return work


def _whole_action(request: str) -> Callable[[Work], str]:
    def work(work: Work) -> str:
        if work.action(request):
            return "done"
        customer = work.add_customer(Customer(first_name="Joan", last_name="Doe", phone="3035550123", notes=request))
        entry = work.add_entry(Entry(customer=customer.number, checked_in_at=NOON, checked_in_by="Ann", station="s1"))
        work.record(EventDraft(NOON, "Ann", "s1", "signed_up", "new", customer.number, {"first_name": "Joan"}))
        work.note(Action(request, "check_in", NOON, "Ann", "s1", customer.number, entry.id))
        return "done"

    return work


def _timed(store: SqlStore, work: Callable[[Work], str]) -> tuple[str, float]:
    """Do one action; return what came of it and how many seconds it took."""
    before = time.monotonic()
    try:
        outcome = store.act(work)
    except IntakeError as error:
        outcome = error.code
    return outcome, time.monotonic() - before


def _kill_after(seconds: float) -> None:
    time.sleep(seconds)
    os.kill(os.getpid(), signal.SIGKILL)


def _die_at(step: int, moments: Iterable[str] = MOMENTS) -> Callable[[], None]:
    """Count the moments around each statement and before each commit; kill this process at number ``step``."""
    left = [step]

    def pass_by(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in moments:
        event.listen(Engine, moment, pass_by)
    return pass_by


JOBS: dict[str, Callable[[dict[str, Any], Barrier], dict[str, Any]]] = {
    "check_in": check_in,
    "keep_signing_up": keep_signing_up,
    "sign_up_until_killed": sign_up_until_killed,
    "do_deed": do_deed,
    "open_as_nobody": open_as_nobody,
    "init": init,
    "many": many,
}


def fork(job: dict[str, Any], together: Barrier) -> tuple[int, int]:
    """Start a child for ``job``; return its process id and where its answer can be read."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    os.close(reading)
    answer = _answer(job, together)
    with os.fdopen(writing, "w") as pipe:
        pipe.write(json.dumps(answer))
    os._exit(0)


def _answer(job: dict[str, Any], together: Barrier) -> dict[str, Any]:
    try:
        return JOBS[job["job"]](job, together)
    except IntakeError as error:
        return {"error": error.code}


def collect(child: int, reading: int) -> dict[str, Any]:
    """Return what a child answered, or the signal that ended it."""
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    answer: dict[str, Any] = json.loads(text) if text else {"killed": os.waitstatus_to_exitcode(status)}
    return answer


def main() -> None:
    """Run lists of jobs until standard input ends."""
    for line in sys.stdin:
        jobs = json.loads(line)
        together = FORKING.Barrier(len(jobs))
        started = [fork(job, together) for job in jobs]
        print(json.dumps([collect(*each) for each in started]), flush=True)


if __name__ == "__main__":
    main()
