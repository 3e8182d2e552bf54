"""The wheel, installed alone in a clean environment, does the main job."""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=300)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_house_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    rooms = {name.partition("/")[0] for name in names if "dist-info" not in name}
    assert rooms == {"cli.py", "intake", "screens", "storage", "devices"}
    assert "intake/markets/ca.toml" in names
    assert any(name.startswith("storage/migrations/versions/0001") for name in names)
    assert not any("__pycache__" in name or name.endswith(".pyc") for name in names)


def pinned(file: str) -> dict[str, str]:
    """Return what a file of constraints says of each package: its version, when it is needed, and its hashes."""
    blocks = re.findall(r"^([\w.-]+)(==[^#]*?)(?=^\S|\Z)", (ROOT / file).read_text(), re.MULTILINE)
    return {name: re.sub(r"\s*#.*", "", told) for name, told in blocks}


def lend_packages(folder: Path) -> None:
    """Let another environment have the packages that the program runs on, and none that only the tests need."""
    for name in pinned("constraints.txt"):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):  # one of another system
            package = importlib.metadata.distribution(name)
            for top in {file.parts[0] for file in package.files or () if file.parts[0] not in {"..", "__pycache__"}}:
                (folder / top).symlink_to(Path(str(package.locate_file(top))))


def test_the_program_runs_on_what_it_is_tested_with() -> None:
    run_on, tested_with = pinned("constraints.txt"), pinned("constraints-test.txt")
    assert len(run_on) > 30
    assert {name: tested_with[name] for name in run_on} == run_on


def test_it_works_alone(wheel: Path, tmp_path: Path) -> None:
    env = tmp_path / "env"
    home = tmp_path / "home"
    home.mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", env], check=True, timeout=120)
    lend_packages(next(env.glob("lib/python*/site-packages")))
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(env / "bin/python"),
        "install",
        "-q",
        "--disable-pip-version-check",
    ]
    subprocess.run([*pip, "--no-deps", "--no-compile", str(wheel)], check=True, capture_output=True, timeout=600)

    def intake(*arguments: str, stdin: str = "") -> str:
        done = subprocess.run(
            [env / "bin/intake", *arguments],
            cwd=home,
            env={"HOME": str(home), "PATH": os.environ["PATH"]},
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "Waiting" in intake("demo")
    intake("init", "--market", "co", "--admin", "Ada", "--pin-file", "-", stdin="482915")
    added = intake("customer", "add", "--set", "last_name=Vale", "--set", "date_of_birth=1990-01-01", "--json",
                   "--as", "Ada", "--pin-file", "-", stdin="482915")  # fmt: skip
    assert json.loads(added)["number"] == "1"
    intake("queue", "check-in", "1", "--as", "Ada", "--pin-file", "-", stdin="482915")
    assert "Vale" in intake("queue", "list")
    assert json.loads(intake("history", "verify", "--json"))["ok"] is True
    intake("doctor")
