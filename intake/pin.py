"""PINs: issuing, refusing the ones people guess first, hashing (design decision 12)."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import date
from itertools import pairwise

from intake.errors import Misused, Refused
from intake.text import clean

LENGTH = 6
PASSES, KIBIBYTES = 5, 7 * 1024
"""The work of a hash: of the settings that OWASP ranks as equally strong, the one with the least memory."""

_PADS = frozenset({"147258", "258369", "147369", "159753", "753159", "159357", "147852", "258456", "321654", "789456",
                   "456123", "741852", "852963", "963852", "369258", "852741", "123789", "789123", "142536", "134679",
                   "246810", "102030"})  # fmt: skip


def issue_pin() -> str:
    """Return a random PIN of six digits that is none of those people guess first."""
    while is_guessable(pin := f"{secrets.randbelow(10**LENGTH):0{LENGTH}}"):
        pass
    return pin


def check_new_pin(typed: str) -> str:
    """Return ``typed`` as a PIN that may be set; raises ``Misused`` or ``Refused`` else, never repeating it."""
    pin = clean(typed)
    if not re.fullmatch(r"[0-9]{6}", pin):
        raise Misused("bad_pin", "A PIN has exactly six digits.")
    if is_guessable(pin):
        raise Refused(
            "weak_pin", "This PIN is among those people guess first (date, run, repeat or pad): take another."
        )
    return pin


def is_guessable(pin: str) -> bool:
    """Return whether ``pin`` is a date, a run, a repeat or a walk over the keypad: about a tenth of all PINs.

    Blocking about a tenth balances best (Markert and others, IEEE S&P 2020).
    """
    return _is_repeat(pin) or _is_run(pin) or pin in _PADS or _is_date(pin)


def _is_repeat(pin: str) -> bool:
    halves = pin[:3] == pin[3:] or pin[:3] == pin[:2:-1]
    pairs = pin[:2] == pin[2:4] == pin[4:] or all(pin[i] == pin[i + 1] for i in (0, 2, 4))
    return halves or pairs or len(set(pin)) <= 2


def _is_run(pin: str) -> bool:
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    return len(steps) == 1 or any(pin[:3] in run and pin[3:] in run for run in ("0123456789", "9876543210"))


def _is_date(pin: str) -> bool:
    """Return whether ``pin`` is a day of 1940 to today, written with two digits a part in a usual order."""
    a, b, c = int(pin[:2]), int(pin[2:4]), int(pin[4:])
    return any(_is_day(*parts) for parts in ((c, a, b), (c, b, a), (a, b, c)))


def _is_day(year: int, month: int, day: int) -> bool:
    if 26 < year < 40:
        return False
    try:
        date(2000 + year if year <= 26 else 1900 + year, month, day)
    except ValueError:
        return False
    return True


def get_ready() -> None:
    """Load what a PIN is checked with, while nobody waits for it yet."""
    import argon2  # noqa: F401, PLC0415 - 20 ms that only who checks a PIN pays


def _peppered(pin: str, pepper: bytes) -> bytes:
    return hmac.digest(pepper, pin.encode(), hashlib.sha256)


def hash_pin(pin: str, pepper: bytes) -> str:
    """Return the argon2id hash of ``pin`` under the shop's ``pepper``."""
    from argon2 import PasswordHasher  # noqa: PLC0415 - as above

    return PasswordHasher(PASSES, KIBIBYTES, 1).hash(_peppered(pin, pepper))


def pin_matches(pin_hash: str, typed: str, pepper: bytes) -> bool:
    """Return whether ``typed`` is the PIN of that hash; an empty hash takes as long and never matches."""
    from argon2 import PasswordHasher  # noqa: PLC0415 - as above
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415

    try:
        PasswordHasher().verify(pin_hash or _NOBODY, _peppered(clean(typed), pepper))
    except (VerificationError, InvalidHashError):
        return False
    return bool(pin_hash)


def sealed(pin_hash: str, history_key: bytes) -> str:
    """Return a keyed hash of a PIN's hash: the history tells by it which hash is the right one, and nothing of it."""
    return hmac.digest(history_key, b"pin " + pin_hash.encode(), hashlib.sha256).hex()


_NOBODY = "$argon2id$v=19$m=7168,t=5,p=1$bm9ib2R5IGhhcyB0aGlzIQ$2mG5aS8N0pO6Qp6mJc3v8l1oZ7xkH4s9dYwU5tRbE0A"
