"""The main job by command, as a script would do it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest
    from program import Program


def test_from_a_card_to_the_queue(shop: Program, payload: bytes) -> None:
    (shop.home / "card").write_bytes(payload)
    unknown = shop.run("scan", "card", "--json").document
    assert (unknown["match"], unknown["customers"], unknown["entry"]) == ("none", [], None)

    signed_up = shop.act("scan", "card", "--sign-up", "--check-in")
    assert signed_up["license"]["license_number"] == "D7042011"
    assert signed_up["customers"][0]["display_name"] == "TESSA MARLOWE"
    assert signed_up["entry"]["position"] == 1

    known = shop.run("scan", "-", "--json", stdin=payload).document
    assert (known["match"], [c["number"] for c in known["customers"]]) == ("license", ["1"])

    queue = shop.run("queue", "list", "--json").document
    assert [entry["name"] for entry in queue["waiting"]] == ["TESSA MARLOWE"]
    assert set(queue) == {"drafts", "waiting", "serving"}
    assert {"id", "position", "customer", "name", "type", "badges", "waited_seconds", "children"} <= set(
        queue["waiting"][0]
    )


def test_the_life_of_a_profile(shop: Program) -> None:
    added = shop.act("customer", "add", "--set", "first_name=Juno", "--set", "last_name=Vale",
                     "--set", "date_of_birth=05/01/1990", "--set", "nickname=June")  # fmt: skip
    assert (added["display_name"], added["age"], added["version"]) == ('Juno "June" Vale', 36, 1)
    edited = shop.act("customer", "edit", "1", "--set", "phone=(555) 010-1234", "--set", "nickname=")
    assert (edited["phone"], edited["nickname"], edited["version"]) == ("5550101234", None, 2)
    found = shop.run("customer", "find", "1234", "--json").document
    assert [(each["number"], each["found_by"]) for each in found] == [("1", "phone")]
    shop.act("customer", "delete", "1")
    assert shop.run("customer", "show", "1").status == 3
    shop.act("customer", "restore", "1")
    events = shop.run("customer", "history", "1", "--json").document
    assert [event["kind"] for event in events] == ["restored", "deleted", "edited", "signed_up"]
    assert set(events[0]) >= {"at", "by", "station", "kind", "summary", "detail"}


def test_a_history_is_told_by_the_clocks_of_the_shop(shop: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_CLOCK", "2026-11-22T06:05:04+00:00")
    shop.act("customer", "add", "--set", "last_name=Vale")
    assert shop.run("customer", "history", "1").out.startswith("2026-11-21 22:05:04  Ada")
    assert shop.run("customer", "history", "1", "--json").document[0]["at"] == "2026-11-22T06:05:04+00:00"


def test_the_queue_is_moved_emptied_and_brought_back(shop: Program) -> None:
    for name in ("One", "Two", "Three"):
        shop.act("customer", "add", "--set", f"last_name={name}", "--set", "date_of_birth=1990-01-01")
    ids = [shop.act("queue", "check-in", number)["id"] for number in ("1", "2", "3")]
    assert shop.act("queue", "move", str(ids[2]), "1")["position"] == 1
    removed = shop.act("queue", "remove", str(ids[0]), "--reason", "went home")
    assert (removed["position"], removed["ended"], removed["ended_reason"]) == (None, "removed", "went home")
    assert shop.act("queue", "undo")["undone"] == "removed"
    assert shop.act("queue", "undo")["entry"]["position"] == 3
    assert [entry["name"] for entry in shop.run("queue", "list", "--json").document["waiting"]] == [
        "One",
        "Two",
        "Three",
    ]


def test_an_override_needs_reason_and_manager(shop: Program) -> None:
    (shop.home / "rita").write_text("604173\n")
    shop.act("employee", "add", "Rita", "--role", "reception", "--new-pin-file", "rita")
    shop.act("customer", "add", "--set", "last_name=Hollis", "--set", "date_of_birth=1990-01-01",
             "--set", "license_expires=2026-11-20")  # fmt: skip
    as_rita = ("queue", "check-in", "1", "--as", "Rita", "--json")
    assert shop.run(*as_rita, "--pin-file", "rita").error["code"] == "expired"
    assert shop.run(*as_rita, "--pin-file", "rita", "--override", "knows her").error["code"] == "not_allowed"
    with_ada = (*as_rita, "--override", "knows her", "--manager", "Ada")
    entry = shop.run(*with_ada, "--pin-file", "rita", "--manager-pin-file", "pin").document
    assert (entry["checked_in_by"], entry["override_by"], entry["badges"]) == ("Rita", "Ada", ["override"])
    shop.act("queue", "undo")
    assert shop.run(*with_ada, "--pin-file", "pin").document["override_by"] == "Ada"
    shop.act("queue", "undo")
    assert shop.run(*with_ada, "--pin-file", "rita").error["code"] == "wrong_pin"
    shop.act("queue", "check-in", "1", "--override", "knows her")


def test_employees_come_and_go(shop: Program) -> None:
    issued = shop.act("employee", "add", "Rita", "--role", "reception")
    assert issued["role"] == "reception"
    assert len(issued["pin"]) == 6
    (shop.home / "rita").write_text(issued["pin"])
    assert shop.run("customer", "add", "--set", "last_name=Vale", "--as", "Rita", "--pin-file", "rita").status == 0
    shop.act("employee", "disable", "Rita")
    everyone = shop.run("employee", "list", "--json").document
    assert everyone == [
        {"name": "Ada", "role": "admin", "enabled": True},
        {"name": "Rita", "role": "reception", "enabled": False},
    ]


def test_a_repeated_request_is_done_once(shop: Program) -> None:
    command = ("customer", "add", "--set", "last_name=Vale", "--request-id", "batch-7")
    assert shop.act(*command)["number"] == shop.act(*command)["number"] == "1"
    assert shop.run("customer", "show", "2").status == 3


def test_history_is_verified(shop: Program) -> None:
    shop.act("customer", "add", "--set", "last_name=Vale")
    verified = shop.run("history", "verify", "--json").document
    assert (verified["events"], verified["ok"], len(verified["head"])) == (2, True, 64)


def test_licenses_are_read_line_by_line(program: Program, payload: bytes) -> None:
    good, long = json.dumps(payload.decode("latin-1")), json.dumps("A" * 300_000)
    lines = [good, '"nonsense"', "not json", "[" * 100_000, "", long, json.dumps("\ud800"), good]
    outcome = program.run("license", "read", "--lines", stdin="\n".join(lines).encode())
    answers = [json.loads(line) for line in outcome.out.splitlines()]
    assert outcome.status == 0
    assert [answer.get("last_name") for answer in answers] == ["MARLOWE", *[None] * 6, "MARLOWE"]
    assert all("error" in answer for answer in answers[1:-1])


def test_shared_options_stand_anywhere(shop: Program) -> None:
    shop.act("customer", "add", "--set", "last_name=Vale")
    for place in range(4):
        command = ["customer", "show", "1"]
        command.insert(place, "--json")
        assert shop.run(*command).document["last_name"] == "Vale"


def test_plain_answers_have_no_colors_or_boxes(shop: Program) -> None:
    shop.act("customer", "add", "--set", "last_name=Vale", "--set", "date_of_birth=1990-01-01")
    shop.act("queue", "check-in", "1")
    listed = shop.run("queue", "list").out
    assert listed == "Waiting\n  1.  Vale  adult use  0 min    id 1\n"
    assert shop.run("customer", "find", "vale").out.startswith("1  Vale  1990-01-01")


def test_where_things_are_is_told(program: Program) -> None:
    path = program.run("config", "path", "--json").document["config"]
    assert path == str(program.home / ".config/intake-station/config.toml")
    shown = program.run("config", "show", "--json", "--database", "postgresql://ann:hidden@db.example/shop").document
    assert shown["clock_frozen"] is True
    assert "hidden" not in shown["database"]


def test_the_configuration_file_is_obeyed(shop: Program) -> None:
    config = shop.home / "station.toml"
    config.write_text('station = "front"\nzone = "America/New_York"\n')
    shop.act("--config", str(config), "customer", "add", "--set", "last_name=Vale")
    assert shop.run("customer", "history", "1", "--json").document[0]["station"] == "front"


def test_the_demo_plays_the_main_job(program: Program) -> None:
    played = program.run("demo")
    assert played.status == 0
    told = played.out.splitlines()
    for step, word in {"Sign-up": "signed up", "Return visit": "found by the license number", "Banned": "refused",
                       "Under age": "refused", "Expired": "refused"}.items():  # fmt: skip
        assert any(line.startswith(f"{step}: ") and word in line for line in told)
    assert "Waiting" in told
    document = program.run("demo", "--json").document
    assert len(document["steps"]) == 5
    assert len(document["queue"]["waiting"]) == 2


def test_the_demo_leaves_nothing_behind(program: Program) -> None:
    program.run("demo")
    assert [path.name for path in program.home.rglob("*")] == ["pin"]


def test_doctor_finds_all_well(shop: Program) -> None:
    checks = shop.run("doctor", "--json").document
    assert all(check["ok"] for check in checks)
    assert {"database", "schema", "permissions", "clock", "terminal"} <= {check["name"] for check in checks}
