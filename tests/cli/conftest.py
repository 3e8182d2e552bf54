"""The program with an empty home, and with a shop in it."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from program import Program

from intake.license import License
from intake.license.compose import compose

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    """The program on a fresh machine: nothing configured, nothing stored, a frozen clock."""
    for name in ("INTAKE_EMPLOYEE", "INTAKE_DATABASE_URL", "INTAKE_CONFIG", "INTAKE_STATION", "SSH_CONNECTION",
                 "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("INTAKE_CLOCK", "2026-11-21T10:00:00-08:00")
    monkeypatch.chdir(tmp_path)
    return Program(tmp_path, monkeypatch, capsys)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the home of a new shop is kept once there is one, to be copied."""
    return tmp_path_factory.mktemp("founded") / "home"


@pytest.fixture
def shop(program: Program, founded: Path) -> Program:
    """The program with a shop in California whose first admin is Ada."""
    if not founded.exists():
        outcome = program.run("init", "--market", "ca", "--admin", "Ada", "--pin-file", str(program.pin_file))
        assert outcome.status == 0, outcome.err
        shutil.copytree(program.home, founded)
    shutil.copytree(founded, program.home, dirs_exist_ok=True)
    return program


@pytest.fixture
def card() -> License:
    """A made-up Californian license."""
    return License(first_name="TESSA", last_name="MARLOWE", date_of_birth=date(1992, 3, 4), sex="F", city="EXAMPLETON",
                   address_line1="210 SAMPLE STREET", state="CA", postal_code="90000", country="USA",
                   license_number="D7042011", license_issued=date(2024, 3, 4), license_expires=date(2029, 3, 4),
                   issuer="636014", jurisdiction="CA", version=10, document="license")  # fmt: skip


@pytest.fixture
def payload(card: License) -> bytes:
    """What a scanner delivers of it."""
    return compose(card)
