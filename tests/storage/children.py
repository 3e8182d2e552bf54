"""Processes for tests: a program that forks one child for each job, so that a child may be killed at any statement.

Started by ``tests/conftest.py``. Reads a JSON list of jobs a line, runs them all at once, and writes a list of answers.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import alembic.command  # noqa: F401 - loaded here once, not in every child
from sqlalchemy import Engine, event

from intake.customer import Customer
from intake.errors import IntakeError
from intake.history import EventDraft
from intake.ports import Action
from intake.queue import Entry
from storage.secret import Secret
from storage.setup import create_or_upgrade
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake.ports import Work
    from storage.store import SqlStore

SECRET = Secret(b"p" * 32, b"h" * 32)
NOON = datetime(2026, 11, 21, 20, 0, 0, 123456, tzinfo=UTC)


def check_in(job: dict[str, Any]) -> dict[str, Any]:
    """Check in each customer of the job at once with all other stations; answer what came of each."""
    with closing(open_store(job["url"], SECRET)) as store:
        _wait_until(job["start"])
        return {"outcomes": [_outcome(store, number, job["station"]) for number in job["numbers"]]}


def sign_up_and_check_in(job: dict[str, Any]) -> dict[str, Any]:
    """Do one whole action, counting its steps; the job says at which one to die."""
    with closing(open_store(job["url"], SECRET)) as store:
        step = _die_at(job["step"])
        store.act(_whole_action(job["request"]))
        step()
        return {"done": True}


def init(job: dict[str, Any]) -> dict[str, Any]:
    """Make the shop; the job may say at which step to die."""
    if "step" in job:
        _die_at(job["step"])
    _wait_until(job.get("start", 0.0))
    return {"shop": create_or_upgrade(job["url"], SECRET, "ca").id}


def many(job: dict[str, Any]) -> dict[str, Any]:
    """Write events as fast as possible for a while; answer how many and the longest wait."""
    counted, longest, end = 0, 0.0, job["start"] + job["seconds"]
    with closing(open_store(job["url"], SECRET)) as store:
        _wait_until(job["start"])
        while (before := time.time()) < end:
            store.act(lambda work: work.record(EventDraft(NOON, "Ann", job["station"], "noted", "once more")))
            counted, longest = counted + 1, max(longest, time.time() - before)
    return {"count": counted, "longest": longest}


def _one_check_in(number: str, station: str) -> Callable[[Work], str]:
    def work(work: Work) -> str:
        entry = work.add_entry(Entry(customer=number, checked_in_at=NOON, checked_in_by="Ann", station=station))
        work.record(EventDraft(NOON, "Ann", station, "checked_in", f"entry {entry.id}", number))
        return "done"

    return work


def _whole_action(request: str) -> Callable[[Work], None]:
    def work(work: Work) -> None:
        customer = work.add_customer(Customer(first_name="Joan", last_name="Doe", phone="3035550123"))
        entry = work.add_entry(Entry(customer=customer.number, checked_in_at=NOON, checked_in_by="Ann", station="s1"))
        work.record(EventDraft(NOON, "Ann", "s1", "signed_up", "new", customer.number, {"first_name": "Joan"}))
        work.note(Action(request, "check_in", NOON, "Ann", "s1", customer.number, entry.id))

    return work


def _outcome(store: SqlStore, number: str, station: str) -> str:
    try:
        return store.act(_one_check_in(number, station))
    except IntakeError as error:
        return error.code


def _die_at(step: int) -> Callable[[], None]:
    """Count the moments around each statement and before each commit; kill this process at number ``step``."""
    left = [step]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, moment, count)
    return count


def _wait_until(start: float) -> None:
    time.sleep(max(0.0, start - time.time()))


JOBS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "check_in": check_in,
    "sign_up_and_check_in": sign_up_and_check_in,
    "init": init,
    "many": many,
}


def fork(job: dict[str, Any]) -> tuple[int, int]:
    """Start a child for ``job``; return its process id and where its answer can be read."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    os.close(reading)
    answer = _answer(job)
    os.write(writing, json.dumps(answer).encode())
    os._exit(0)


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    try:
        return JOBS[job["job"]](job)
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
        started = [fork(job) for job in json.loads(line)]
        print(json.dumps([collect(*each) for each in started]), flush=True)


if __name__ == "__main__":
    main()
