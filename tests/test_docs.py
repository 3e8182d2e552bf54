"""The documents say what is so."""

from __future__ import annotations

import os
import re
from pathlib import Path

from typer.main import get_command
from typer.testing import CliRunner

import cli
from intake.customer import DERIVED, FIELDS
from intake.market import market_codes
from screens.commands.program import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
DOCS = "\n".join(path.read_text() for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))])


def commands() -> list[str]:
    """Return every command of the program, as typed."""
    found = []
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found += [f"{name} {sub}" for sub in inner] if inner else [name]
    return found


def first_block_under(heading: str) -> str:
    """Return the first fenced block of the README under a heading."""
    found = re.search(rf"^## {heading}\n.*?^```\w*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert found
    return found[1].strip()


def commands_page() -> str:
    """Return docs/commands.md as the program's own help says it."""
    runner = CliRunner()
    page = ["# Commands", "", "Every command as `--help` explains it. The options of the program itself may stand",
            "anywhere on the line of any command.", ""]  # fmt: skip
    for command in ["", *commands()]:
        shown = runner.invoke(app, [*command.split(), "--help"], prog_name="intake", terminal_width=80, obj=cli.Wiring)
        assert shown.exit_code == 0
        heading = f"## intake {command}" if command else "## intake"
        page += [heading, "", "```text", shown.output.strip(), "```", ""]
    return "\n".join(page)


def test_every_command_is_documented_as_its_help_says() -> None:
    path = ROOT / "docs/commands.md"
    if os.environ.get("INTAKE_WRITE_DOCS"):
        path.write_text(commands_page())
    assert path.read_text() == commands_page(), "write it anew: INTAKE_WRITE_DOCS=1 python -m pytest tests/test_docs.py"


def test_the_readme_runs_and_tests_in_one_command_each() -> None:
    assert first_block_under("Run it").endswith("intake demo")
    assert "pytest" in first_block_under("Test it")
    assert "\n" not in first_block_under("Run it") + first_block_under("Test it")


def test_every_field_and_market_is_documented() -> None:
    missing = [name for name in [*FIELDS, *DERIVED] if f"`{name}`" not in DOCS]
    assert missing == []
    assert " ".join(market_codes()) in DOCS


def test_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_features_name_tests_that_exist() -> None:
    for line in (ROOT / "docs/features.md").read_text().splitlines():
        for path in re.findall(r"`(tests/[\w/.]+)`", line):
            assert (ROOT / path).exists(), path
