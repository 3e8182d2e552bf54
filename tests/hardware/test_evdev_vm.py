"""Scanners read from a real kernel, in a small virtual machine with a virtual keyboard.

Needs qemu, busybox, cpio and a Debian package archive; about a minute. Run it with INTAKE_HARDWARE=1.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

pytestmark = pytest.mark.skipif(
    os.environ.get("INTAKE_HARDWARE") != "1", reason="a virtual machine with input devices: INTAKE_HARDWARE=1 runs it"
)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the guest saw."""
    if importlib.util.find_spec("evdev") is None:
        pytest.skip("the package evdev is not installed")
    spec = importlib.util.spec_from_file_location("small_vm", HERE / "small_vm.py")
    assert spec is not None
    assert spec.loader is not None
    small_vm = importlib.util.module_from_spec(spec)
    sys.modules["small_vm"] = small_vm
    spec.loader.exec_module(small_vm)
    out = tmp_path_factory.mktemp("guest")
    command = [
        "/usr/bin/env",
        f"PYTHONPATH={ROOT}:{ROOT / 'tests/support'}",
        sys.executable,
        HERE / "guest.py",
        "/mnt/out/seen.json",
    ]
    try:
        outcome = small_vm.run(command, out, seconds=400)
    except small_vm.CannotRunError as error:
        pytest.skip(f"no virtual machine here: {error}")
    assert outcome.status == 0, outcome.console[-4000:]
    return json.loads((out / "seen.json").read_text())


def test_a_scanner_that_is_plugged_in_later_is_ready_within_two_seconds(seen: Any) -> None:
    assert seen["before"] == ["trouble"]
    assert seen["hot_plug_seconds"] < 2
    assert ["0c2e:0b61", "Made-up scanner", True] in seen["listed"]


def test_four_hundred_characters_arrive_as_they_were_typed(seen: Any) -> None:
    assert len(seen["card"]) == 400
    assert list(seen["scans"].values()) == [[seen["card"]]] * 3


def test_a_scanner_is_heard_by_nobody_else(seen: Any) -> None:
    assert seen["other_reader_hears"] == 0
    assert seen["second_grab"] == "EBUSY"
    assert seen["short_scan"] == ["THIN 5901234123457"]


def test_a_scan_from_which_the_kernel_lost_keys_is_dropped_whole(seen: Any) -> None:
    assert seen["reader_asleep"] == ["dropped"]
    assert seen["flood"] in (["dropped"], [seen["card"]])
    assert seen["after_flood"] == [seen["card"]]


def test_a_scanner_unplugged_in_the_middle_drops_the_scan_and_the_next_is_whole(seen: Any) -> None:
    assert seen["unplugged"] == ["dropped", "trouble"]
    assert seen["replug_seconds"] < 2
    assert seen["after_replug"] == [seen["card"]]


def test_a_reader_that_dies_is_replaced(seen: Any) -> None:
    assert seen["killed"] == ["dropped", "ready"]
    assert seen["after_kill"] == [seen["card"]]


def test_the_reader_ends_with_the_station(seen: Any) -> None:
    assert seen["reader_ended"]


def test_a_scanner_set_for_another_country_is_read_by_its_layout(seen: Any) -> None:
    assert seen["german"] == [seen["card"]]


def test_of_two_scanners_of_a_model_the_one_with_the_serial_number_is_read(seen: Any) -> None:
    assert seen["by_serial_number"] == ["SECOND 42"]


def test_without_rights_the_rule_is_told(seen: Any) -> None:
    assert 'ATTRS{id/vendor}=="0c2e"' in seen["no_rights"]
