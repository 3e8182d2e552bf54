"""Backing up, restoring and anchoring by command, as a script or a cron job does it."""

from __future__ import annotations

import json
import stat
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from storage import sealed
from storage.sqlite import sqlite3

if TYPE_CHECKING:
    from pathlib import Path

    from program import Program


def sign_up(shop: Program, *names: str) -> None:
    for name in names:
        shop.act("customer", "add", "--set", f"last_name={name}", "--set", "date_of_birth=1990-01-01")


def database(shop: Program) -> Path:
    return shop.home / ".local/share/intake-station/shop.db"


@pytest.fixture(autouse=True)
def _light_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make passphrases cheap to try: the work is only a number in the file."""
    monkeypatch.setattr(sealed, "WORK", 4)


def passphrase(shop: Program) -> str:
    path = shop.home / "words"
    path.write_text("correct horse battery\n")
    path.chmod(0o600)
    return str(path)


def test_a_backup_needs_no_pin_and_comes_back_elsewhere(shop: Program) -> None:
    sign_up(shop, "Vale", "Hollis")
    made = shop.run("backup", "shop.backup", "--json").document
    assert (made["file"], made["customers"], made["events"]) == (str(shop.home / "shop.backup"), 2, 3)
    assert made["head"] == shop.run("history", "verify", "--json").document["head"]
    assert stat.S_IMODE((shop.home / "shop.backup").stat().st_mode) == 0o600
    elsewhere = ("--database", f"sqlite:///{shop.home}/new/shop.db")
    restored = shop.run("restore", "shop.backup", "--json", *elsewhere).document
    assert {name: restored[name] for name in ("customers", "head")} == {
        name: made[name] for name in ("customers", "head")
    }
    assert restored["database"] == elsewhere[1]
    found = shop.run("customer", "find", "Hollis", "--json", *elsewhere).document
    assert [customer["number"] for customer in found] == ["2"]
    assert shop.run("doctor", *elsewhere).status == 0


def test_a_sealed_backup_is_restored_over_the_shop_only_when_told(shop: Program) -> None:
    sign_up(shop, "Vale")
    words = passphrase(shop)
    assert shop.run("backup", "shop.age", "--passphrase-file", words, "--json").document["encrypted"] is True
    assert b"Vale" not in (shop.home / "shop.age").read_bytes()
    sign_up(shop, "Hollis")
    restore = ("restore", "shop.age", "--passphrase-file", words, "--json")
    refused = shop.run(*restore)
    assert (refused.status, refused.error["code"]) == (1, "exists")
    assert shop.run("customer", "show", "2").status == 0
    restored = shop.run(*restore, "--yes").document
    assert restored["set_aside"].startswith(f"{database(shop)}.replaced-")
    assert shop.run("customer", "show", "2").status == 3
    aside = ("--database", f"sqlite:///{restored['set_aside']}")
    assert shop.run("customer", "show", "2", *aside).status == 0


def test_a_file_is_replaced_only_when_told(shop: Program) -> None:
    (shop.home / "out.db").write_text("precious")
    outcome = shop.run("backup", "out.db", "--json")
    assert (outcome.status, outcome.error["code"]) == (1, "exists")
    assert (shop.home / "out.db").read_text() == "precious"
    assert shop.run("backup", "out.db", "--yes").status == 0


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (("restore", "none"), 4, "no_file"),
        (("restore", "card"), 4, "damaged_backup"),
        (("restore", "."), 4, "damaged_backup"),
        (("restore", "shop.age"), 2, "no_passphrase"),
        (("restore", "shop.age", "--passphrase-file", "others"), 4, "wrong_passphrase"),
        (("restore", "cut.age", "--passphrase-file", "words"), 4, "damaged_backup"),
        (("restore", "plain.db", "--passphrase-file", "words"), 2, "not_encrypted"),
        (("backup", "none/out.db"), 2, "no_folder"),
        (("backup", "."), 2, "not_a_file"),
        (("backup", "out.db", "--database", "sqlite:///none.db"), 6, "missing"),
        (("backup", "out.db", "--as", "Bob"), 3, "no_employee"),
        (("backup", "out.db", "--passphrase-file", "loose"), 2, "loose_passphrase"),
        (("history", "verify", "--head", "none"), 4, "no_anchor"),
        (("history", "verify", "--head", ""), 4, "no_anchor"),
        (("history", "verify", "--head", "card"), 4, "no_anchor"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(
    shop: Program, arguments: tuple[str, ...], status: int, code: str
) -> None:
    (shop.home / "card").write_text("just text")
    words = passphrase(shop)
    assert shop.run("backup", "shop.age", "--passphrase-file", words).status == 0
    assert shop.run("backup", "plain.db").status == 0
    (shop.home / "cut.age").write_bytes((shop.home / "shop.age").read_bytes()[:-1])
    for name, mode in (("others", 0o600), ("loose", 0o644)):
        (shop.home / name).write_text("another passphrase")
        (shop.home / name).chmod(mode)
    to_new = ("--database", f"sqlite:///{shop.home}/new.db") if arguments[0] == "restore" else ()
    outcome = shop.run(*arguments, "--json", *to_new)
    assert (outcome.status, outcome.error["code"]) == (status, code)
    assert (outcome.out, outcome.err.count("\n"), "Traceback" in outcome.err) == ("", 1, False)
    assert not (shop.home / "new.db").exists()
    assert not (shop.home / "out.db").exists()


def test_an_old_backup_in_place_is_found_by_an_anchor_kept_elsewhere(shop: Program) -> None:
    assert shop.run("backup", "old.db").status == 0
    sign_up(shop, "Vale")
    anchor = shop.run("history", "head").out.strip()
    head = shop.run("history", "head", "--json").document
    assert (head["seq"], head["anchor"]) == (2, anchor)
    assert head["head"].startswith(anchor.partition("-")[2])
    (shop.home / "anchors").write_text(f"closing {anchor}\n{json.dumps(head)}\n")
    sign_up(shop, "Hollis")
    for noted in (anchor, "anchors", head["head"]):
        verified = shop.run("history", "verify", "--head", noted, "--json").document
        assert verified["ok"] is True
    assert shop.run("restore", "old.db", "--yes").status == 0
    assert shop.run("history", "verify").status == 0
    for noted in (anchor, "anchors", head["head"]):
        outcome = shop.run("history", "verify", "--head", noted, "--json")
        assert (outcome.status, outcome.document["ok"]) == (1, False)
        assert "older backup was restored" in outcome.document["why"]


def test_a_tampered_history_stops_a_backup_until_it_is_accepted(shop: Program) -> None:
    sign_up(shop, "Vale")
    with closing(sqlite3.connect(database(shop))) as owner:
        owner.execute("DROP TRIGGER event_no_update")
        owner.execute("UPDATE event SET by = 'Bob' WHERE seq = 2")
        owner.commit()
    assert shop.run("doctor").status == 6
    outcome = shop.run("backup", "out.db", "--json")
    assert (outcome.status, outcome.error["code"], outcome.error["first_broken"]) == (1, "broken_history", 2)
    made = shop.run("backup", "out.db", "--accept-broken-history", "--json").document
    assert made["first_broken"] == 2


def test_init_says_that_the_history_does_not_hold_at_its_end(shop: Program) -> None:
    assert "history" not in shop.run("init", "--json").document
    with closing(sqlite3.connect(database(shop))) as owner:
        owner.execute("DROP TRIGGER event_no_update")
        owner.execute("UPDATE event SET by = 'Eve'")
        owner.commit()
    told = shop.run("init")
    assert (told.status, "does not hold at its end: intake history verify names" in told.out) == (0, True)
