"""Light commands stay light, and nothing heavy hides in a floor that must not know it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = {"textual", "sqlmodel", "sqlalchemy", "evdev", "alembic", "psycopg", "rich", "PIL", "zxingcpp", "argon2"}


def loaded_by(code: str) -> set[str]:
    """Return the top-level modules that a fresh interpreter has loaded after ``code``."""
    tell = "import json, sys; sys.stderr.write(json.dumps([*sys.modules]))"
    done = subprocess.run([sys.executable, "-c", f"{code}\n{tell}"], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in json.loads(done.stderr)}


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["customer", "--help"], ["license", "read", "--help"]]
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    assert not loaded_by(f"import cli; cli.run_program({arguments!r})") & HEAVY


def test_the_domain_loads_no_framework() -> None:
    modules = ", ".join(f"intake.{path.stem}" for path in (ROOT / "intake").glob("*.py") if path.stem != "__init__")
    assert not loaded_by(f"import intake.desk, intake.license, {modules}") & HEAVY


def test_reading_a_license_needs_no_database() -> None:
    assert not loaded_by("import cli, intake.license; intake.license.read") & HEAVY


def test_no_error_is_swallowed() -> None:
    swallowed = re.compile(r"except[^\n]*:\s*pass\b")
    found = [
        path for path in ROOT.glob("*/**/*.py") if ".venv" not in path.parts and swallowed.search(path.read_text())
    ]
    assert found == []


def test_nothing_imports_the_command_line() -> None:
    upward = re.compile(r"^\s*(from|import) cli\b", re.MULTILINE)
    rooms = [path for room in ("intake", "screens", "storage", "devices") for path in (ROOT / room).rglob("*.py")]
    assert [path for path in rooms if upward.search(path.read_text())] == []


def test_no_lock_file_names_a_registry() -> None:
    for name in ("constraints.txt", "constraints-test.txt", "pyproject.toml"):
        assert "://" not in (ROOT / name).read_text()
