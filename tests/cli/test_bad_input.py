"""Bad input: a plain sentence, the promised status, nothing lost, nothing half done, nothing personal."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from storage.sqlite import sqlite3

if TYPE_CHECKING:
    from pathlib import Path

    from program import Outcome, Program


def database(shop: Program) -> Path:
    return shop.home / ".local/share/intake-station/shop.db"


def assert_plain(outcome: Outcome) -> None:
    """Assert that an error is words, without traceback, control bytes or data on standard output."""
    assert outcome.out == ""
    assert outcome.err.strip()
    assert "Traceback" not in outcome.err
    assert "Error(" not in outcome.err
    assert all(line.isprintable() for line in outcome.err.splitlines())


@pytest.mark.parametrize(
    ("command", "status", "code"),
    [
        (("customer", "show", "99"), 3, "no_customer"),
        (("customer", "history", "99"), 3, "no_customer"),
        (("customer", "edit", "99", "--set", "phone="), 3, "no_customer"),
        (("customer", "edit", "1"), 2, "nothing_set"),
        (("customer", "add", "--set", "frist_name=Ann"), 2, "unknown_field"),
        (("customer", "add", "--set", "date_of_birth=31/12/1999"), 2, "invalid"),
        (("customer", "add", "--set", "age=40"), 2, "invalid"),
        (("customer", "add", "--set", "last_name"), 2, "invalid"),
        (("customer", "add"), 2, "invalid"),
        (("customer", "add", "--set", f"last_name={'N' * 41}"), 2, "invalid"),
        (("customer", "add", "--set", "last_name=Jos\udce9"), 4, "encoding"),
        (("customer", "find", "ab"), 1, "too_short"),
        (("queue", "check-in", "99"), 3, "no_customer"),
        (("queue", "remove", "99"), 3, "no_entry"),
        (("queue", "move", "99", "1"), 3, "no_entry"),
        (("queue", "move", "one", "1"), 2, "usage"),
        (("queue", "undo"), 1, "nothing_to_undo"),
        (("employee", "add", "Bob", "--role", "king"), 2, "invalid"),
        (("employee", "add", "ada", "--role", "admin"), 1, "duplicate"),
        (("employee", "disable", "Bob"), 3, "no_employee"),
        (("employee", "disable", "Ada"), 1, "last_admin"),
        (("scan", "nowhere"), 4, "no_file"),
        (("scan", "/"), 4, "no_file"),
        (("init", "--market", "narnia"), 3, "no_market"),
        (("init", "--market", "ok"), 1, "market_kept"),
        (("init", "--admin", "Eve"), 1, "not_allowed"),
        (("frobnicate",), 2, "usage"),
        (("customer", "show"), 2, "usage"),
        (("customer", "find", "Ann", "Lee"), 2, "usage"),
        (("queue", "list", "--colour"), 2, "usage"),
        ((), 2, "no_command"),
    ],
)
def test_each_mistake_has_its_status_and_code(shop: Program, command: tuple[str, ...], status: int, code: str) -> None:
    outcome = shop.try_to(*command)
    assert (outcome.status, outcome.error["code"]) == (status, code)
    assert_plain(outcome)
    assert outcome.error["message"].endswith((".", "?"))
    assert shop.run("history", "verify").status == 0


@pytest.mark.parametrize(
    ("options", "status", "code"),
    [
        ((), 2, "no_employee_given"),
        (("--as", "Ada"), 2, "no_pin"),
        (("--as", "Ada", "--pin-file", "nowhere"), 4, "no_file"),
        (("--as", "Ada", "--pin-file", "empty"), 2, "no_pin"),
        (("--as", "Ada", "--pin-file", "wrong"), 1, "wrong_pin"),
        (("--as", "Ada", "--pin-file", "noise"), 1, "wrong_pin"),
        (("--as", "Bob", "--pin-file", "pin"), 3, "no_employee"),
        (("--as", "Ada", "--manager", "Bob", "--pin-file", "pin"), 3, "no_employee"),
    ],
)
def test_acting_needs_an_employee_and_the_right_pin(
    shop: Program, options: tuple[str, ...], status: int, code: str
) -> None:
    (shop.home / "empty").write_text("")
    (shop.home / "wrong").write_text("604173")
    (shop.home / "noise").write_bytes(os.urandom(5000))
    outcome = shop.run("customer", "add", "--set", "last_name=Vale", "--json", *options)
    assert (outcome.status, outcome.error["code"]) == (status, code)
    assert_plain(outcome)
    assert shop.run("customer", "show", "1").status == 3


def test_a_pin_is_never_an_argument(shop: Program) -> None:
    outcome = shop.run("customer", "add", "--pin", "482915", "--json")
    assert outcome.status == 2
    assert "482915" not in outcome.err


def test_a_reader_who_brings_a_pin_must_bring_the_right_one(shop: Program) -> None:
    (shop.home / "wrong").write_text("604173")
    assert shop.run("queue", "list", "--as", "Ada", "--pin-file", "wrong").status == 1
    assert shop.run("queue", "list", "--as", "Bob").status == 3


def test_standard_input_brings_one_thing(shop: Program) -> None:
    outcome = shop.run("scan", "--check-in", "--as", "Ada", "--pin-file", "-", "--json", stdin=b"482915\n")
    assert (outcome.status, outcome.error["code"]) == (2, "one_input")
    added = shop.run("customer", "add", "--set", "last_name=Vale", "--as", "Ada", "--pin-file", "-", stdin=b"482915\n")
    assert added.status == 0


@pytest.mark.parametrize(
    "payload",
    [b"", b"\n", b"hello", b"\xff\xfe\xfd", b"\x00" * 500, b"\x1b]0;owned\x07", b"]L2", b"@\n\x1e\rANSI 636014",
     b"0123456789012", b"\x11\x10\x03" * 99, "日本".encode(), b"A" * 10_000_000],
    ids=["empty", "newline", "word", "bytes", "nul", "escape", "aim", "half", "digits", "control", "kanji", "10MB"],
)  # fmt: skip
def test_garbage_is_unreadable(shop: Program, payload: bytes) -> None:
    for command in (("license", "read"), ("scan",)):
        outcome = shop.run(*command, "--json", stdin=payload)
        assert (outcome.status, list(outcome.error)[:2]) == (4, ["code", "message"])
        assert_plain(outcome)


@pytest.mark.parametrize(
    "name", ["Ann [/] Bee", "=HYPERLINK(1)", "[@click=app.quit]x[/]", "O'Neil; DROP TABLE customer", "%s%n"]
)
def test_markup_formulas_and_sql_are_just_names(shop: Program, name: str) -> None:
    shop.act("customer", "add", "--set", f"last_name={name}", "--set", "date_of_birth=1990-01-01")
    shop.act("queue", "check-in", "1")
    assert shop.run("customer", "show", "1", "--json").document["last_name"] == name
    assert name in shop.run("queue", "list").out


def test_escapes_in_names_never_reach_the_terminal(shop: Program) -> None:
    hostile = "A\x1b]0;owned\x07\u202eB\x9b31m\u200b"
    added = shop.act("customer", "add", "--set", f"last_name={hostile}", "--set", "date_of_birth=1990-01-01")
    assert added["last_name"] == "A]0;ownedB31m"
    shop.act("queue", "check-in", "1")
    connection = sqlite3.connect(database(shop))
    connection.execute("UPDATE customer SET last_name = ?", (hostile,))
    connection.commit()
    connection.close()
    for command in (
        ("queue", "list"),
        ("customer", "show", "1"),
        ("customer", "find", "1"),
        ("queue", "list", "--json"),
    ):
        assert all(line.isprintable() for line in shop.run(*command).out.splitlines())


def test_nothing_personal_is_in_an_error(shop: Program, payload: bytes) -> None:
    (shop.home / "card").write_bytes(payload)
    shop.act("scan", "card", "--sign-up", "--check-in")
    shop.act("customer", "edit", "1", "--set", "banned=yes", "--set", "ban_reason=Marlowe threw a chair")
    errors = [
        shop.try_to("scan", "card", "--check-in").err,
        shop.try_to("queue", "check-in", "1").err,
        shop.try_to("customer", "edit", "1", "--set", "email=tessa marlowe").err,
        shop.try_to("customer", "find", "Tessa", "Marlowe").err,
    ]
    for personal in ("TESSA", "Tessa", "MARLOWE", "Marlowe", "marlowe", "D7042011", "1992", "SAMPLE"):
        assert not any(personal in error for error in errors)


@pytest.mark.parametrize("damage", [b"", b"not a database, but long enough to have a header of one hundred bytes" * 9])
def test_a_file_that_is_no_shop_is_refused(shop: Program, damage: bytes) -> None:
    database(shop).write_bytes(damage)
    outcome = shop.run("queue", "list", "--json")
    assert outcome.status == 6
    assert_plain(outcome)


def test_a_damaged_database_is_told(shop: Program) -> None:
    for number in range(8):
        shop.act("customer", "add", "--set", f"last_name=Guest {number}", "--set", f"notes={'x' * 3000}")
    content = bytearray(database(shop).read_bytes())
    content[4096 * 3 : -4096] = os.urandom(len(content) - 4096 * 4)
    database(shop).write_bytes(content)
    outcome = shop.run("customer", "find", "guest", "--json")
    assert (outcome.status, outcome.error["code"]) == (6, "damaged")
    assert_plain(outcome)
    assert shop.run("doctor").status == 6


def test_without_a_database_the_way_to_one_is_told(program: Program) -> None:
    outcome = program.run("queue", "list", "--json")
    assert (outcome.status, outcome.error["code"]) == (6, "missing")
    assert "intake init" in outcome.error["message"]
    assert program.run("doctor").status == 6


def test_a_newer_database_is_refused_in_one_sentence(shop: Program) -> None:
    connection = sqlite3.connect(database(shop))
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    for command in (("queue", "list"), ("init",)):
        outcome = shop.run(*command, "--json")
        assert (outcome.status, outcome.error["code"]) == (6, "newer_schema")


def test_a_locked_database_is_told_and_nothing_is_done(shop: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.store.WAIT_SECONDS", 0.3)
    monkeypatch.setattr("storage.store.open_store.__defaults__", (0.3,))
    other = sqlite3.connect(database(shop), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    outcome = shop.try_to("customer", "add", "--set", "last_name=Vale")
    assert (outcome.status, outcome.error["code"]) == (6, "locked")
    assert_plain(outcome)
    other.execute("ROLLBACK")
    other.close()
    assert shop.run("customer", "show", "1").status == 3


@pytest.mark.parametrize(
    "text",
    [
        "colour = 1",
        "station = 7",
        "station = ''",
        "zone = 'Mars/Olympus'",
        "[[[",
        "\x00",
        "database = 'mysql://x'",
        "[keys]\n'queue.undo' = 'f1'",
        "[keys]\n'queue.nothing' = 'f9'",
    ],
)
def test_a_wrong_configuration_is_named(shop: Program, text: str) -> None:
    config = shop.home / "wrong.toml"
    config.write_text(text)
    outcome = shop.run("queue", "list", "--json", "--config", str(config))
    assert outcome.status == 2
    assert_plain(outcome)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://x/y",
        "shop.db",
        "sqlite://",
        "sqlite:///",
        "postgresql://",
        "http://[",
        "\x00",
        "postgresql://app@/shop?bogus=1",
    ],
)
def test_a_wrong_database_url_is_refused_and_not_echoed(program: Program, url: str) -> None:
    outcome = program.run("init", "--json", "--database", url)
    assert outcome.status == 2
    assert_plain(outcome)


def test_a_wrong_clock_is_refused(shop: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("yesterday", "9999-12-31T23:00:00-08:00", "0001-01-01T00:00:00+14:00"):
        monkeypatch.setenv("INTAKE_CLOCK", wrong)
        assert shop.run("queue", "list").status == 2


def test_a_fault_of_the_program_shows_an_id_and_nothing_else(shop: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("Marlowe D7042011")

    monkeypatch.setattr("intake.desk.line.QueueDesk.waiting", fail)
    outcome = shop.run("queue", "list", "--json")
    assert (outcome.status, outcome.error["code"]) == (70, "fault")
    log = next(shop.home.rglob("faults.log"))
    assert outcome.error["message"].split()[4].rstrip(");") in log.read_text()
    assert "RuntimeError" in log.read_text()
    assert "Marlowe" not in log.read_text() + outcome.err
    assert log.stat().st_mode & 0o077 == 0


def test_files_are_private(shop: Program) -> None:
    shop.act("customer", "add", "--set", "last_name=Vale")
    made = [path for path in shop.home.rglob("*") if path != shop.pin_file]
    assert len(made) > 4
    loose = [path for path in made if path.stat().st_mode & 0o077 and path.name not in {".local", "share", ".config"}]
    assert loose == []
