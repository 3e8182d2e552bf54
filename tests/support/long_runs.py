"""Runs that take too long for every day: ``INTAKE_LONG=1`` turns them on."""

from __future__ import annotations

import os

LONG = os.environ.get("INTAKE_LONG", "") not in {"", "0"}
"""Whether tests that try many cases try all of them, in minutes in place of seconds."""
