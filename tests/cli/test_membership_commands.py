"""Membership cards by command: drawn into a file that only its owner reads, and known again."""

from __future__ import annotations

import re
import stat
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from receipt_paper import network_printer, on_paper

from devices.card import read_picture

if TYPE_CHECKING:
    from pathlib import Path

    from program import Program


@pytest.fixture
def member(shop: Program) -> Program:
    """The shop with one customer."""
    shop.act("customer", "add", "--set", "last_name=Vale", "--set", "date_of_birth=1990-05-01")
    return shop


def test_a_card_is_drawn_scanned_and_checked_in(member: Program) -> None:
    made = member.run("customer", "card", "1", "--out", "card.png", "--json")
    assert (made.status, made.document) == (0, {"customer": "1", "file": "card.png", "printer": None})
    scanned = read_picture(Image.open(member.home / "card.png"))

    found = member.run("scan", "-", "--json", stdin=scanned).document
    assert (found["match"], [each["number"] for each in found["customers"]]) == ("card", ["1"])
    assert {hint["code"] for hint in found["hints"]} == {"membership_card"}
    assert not any(found["license"].values())
    (member.home / "card").write_bytes(scanned)
    assert member.act("scan", "card", "--check-in")["entry"]["position"] == 1


def test_a_person_can_tell_whose_card_it_is_and_no_more(member: Program) -> None:
    member.run("customer", "card", "1", "--out", "card.svg")
    drawn = (member.home / "card.svg").read_text()
    assert re.findall("<text[^>]*>(.*?)</text>", drawn) == ["Vale", "Customer 1"]


@pytest.mark.parametrize("name", ["card.png", "card.SVG"])
def test_the_file_is_its_owners_alone_and_gives_way_to_yes_only(member: Program, name: str) -> None:
    path: Path = member.home / name
    member.run("customer", "card", "1", "--out", name)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_bytes(b"mine")
    refused = member.run("customer", "card", "1", "--out", name, "--json")
    assert (refused.status, refused.error["code"], path.read_bytes()) == (1, "exists", b"mine")
    assert member.run("customer", "card", "1", "--out", name, "--yes").status == 0
    assert path.read_bytes() != b"mine"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in member.home.iterdir() if each.name.startswith(f".{name}")] == []


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (["1"], 2, "no_file_given"),
        (["1", "--out", "card.pdf"], 2, "bad_file"),
        (["1", "--out", "card"], 2, "bad_file"),
        (["1", "--out", "nowhere/card.png"], 2, "no_folder"),
        (["9", "--out", "card.png"], 3, "no_customer"),
        (["1", "--print", "-o"], 2, "bad_printer"),
        (["1", "--print", "escpos:"], 2, "bad_printer"),
        (["1", "--print", "escpos:/dev/no/card"], 2, "not_printed"),
        (["9", "--print", "escpos:/dev/no/card"], 3, "no_customer"),
    ],
)
def test_what_cannot_be_is_told_and_leaves_no_file(
    member: Program, arguments: list[str], status: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lp = member.home / "lp"
    lp.write_text("#!/bin/sh\nexit 0\n")
    lp.chmod(0o755)
    monkeypatch.setenv("PATH", str(member.home))
    outcome = member.run("customer", "card", *arguments, "--json")
    assert (outcome.status, outcome.error["code"]) == (status, code)
    assert list(member.home.glob("*card*")) == []


def test_a_card_is_printed(member: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    lp = member.home / "lp"
    lp.write_text('#!/bin/sh\ncat > "$0.png"\n')
    lp.chmod(0o755)
    monkeypatch.setenv("PATH", f"{member.home}:/usr/bin:/bin")
    assert member.run("customer", "card", "1", "--print", "Desk").status == 0
    scanned = read_picture(Image.open(member.home / "lp.png"))
    assert member.run("scan", "-", "--json", stdin=scanned).document["match"] == "card"


def test_a_card_on_receipt_paper_finds_exactly_that_customer(member: Program) -> None:
    member.act("customer", "add", "--set", "last_name=Vale", "--set", "date_of_birth=1990-05-01")
    with network_printer() as printer:
        named = f"escpos:localhost:{printer.port}"
        made = member.run("customer", "card", "2", "--print", named, "--json")
    assert (made.status, made.document) == (0, {"customer": "2", "file": None, "printer": named})
    scanned = read_picture(on_paper(printer.taken))
    found = member.run("scan", "-", "--json", stdin=scanned).document
    assert (found["match"], [each["number"] for each in found["customers"]]) == ("card", ["2"])


def test_a_card_is_worth_nothing_for_somebody_who_was_deleted_or_in_another_shop(member: Program) -> None:
    member.run("customer", "card", "1", "--out", "card.png")
    scanned = read_picture(Image.open(member.home / "card.png"))
    member.act("customer", "delete", "1")
    gone = member.run("scan", "-", "--json", stdin=scanned)
    assert (gone.status, gone.error["code"]) == (3, "card_revoked")
    forged = member.run("scan", "-", "--json", stdin=scanned[:-1] + (b"A" if scanned[-1:] != b"A" else b"B"))
    assert forged.status in {1, 4}


def test_a_passport_is_read_by_command(shop: Program) -> None:
    zone = b"P<UTOMARLOWE<VALE<<TESSA<QUINN<<<<<<<<<<<<<<\nC71X0R4563UTO8503046F3109306<<<<<<<<<<<<<<04"
    found = shop.run("license", "read", "-", "--json", stdin=zone)
    assert (found.status, found.document["id_type"], found.document["document"]) == (0, "passport", "id")
    assert shop.run("license", "read", "-", "--json", stdin=zone[:48]).error["code"] == "zone_size"
