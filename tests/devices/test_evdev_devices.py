"""Scanners are found under ids that stay, without any right to read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.evdev_devices import check_id, found, last_change
from intake.errors import Misused

if TYPE_CHECKING:
    from pathlib import Path

KEYBOARD = "10000 7 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe"
BUTTON = "10000000000000 0"
LINK = "usb-Made_Up_Scanner_S1-event-kbd"


class Machine:
    """What sysfs and /dev/input of a machine look like."""

    def __init__(self, folder: Path) -> None:
        self.sys, self.dev = folder / "sys", folder / "dev"
        self.sys.mkdir()
        (self.dev / "by-id").mkdir(parents=True)

    def plug(self, node: str, keys: str = KEYBOARD, uniq: str = "", name: str = "Made-up scanner") -> Path:
        """Plug a device in."""
        about = self.sys / node / "device"
        (about / "id").mkdir(parents=True)
        (about / "capabilities").mkdir()
        for place, text in {"name": name, "uniq": uniq, "id/vendor": "0c2e", "id/product": "0b61",
                            "capabilities/key": keys}.items():  # fmt: skip
            (about / place).write_text(text + "\n")
        (self.dev / node).touch()
        return self.dev / node


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with nothing plugged in."""
    return Machine(tmp_path)


def test_what_types_is_found_and_what_does_not_is_left_out(machine: Machine) -> None:
    for number, keys in enumerate([BUTTON, KEYBOARD, "", "no number", KEYBOARD]):
        machine.plug(f"event{number * 5}", keys)
    assert [device.node.name for device in found(machine.sys, machine.dev)] == ["event5", "event20"]


def test_an_id_is_the_link_of_udev_or_the_numbers(machine: Machine) -> None:
    machine.plug("event3")
    machine.plug("event4", uniq="S2")
    (machine.dev / "by-id" / LINK).symlink_to("../event3")
    linked, numbered = found(machine.sys, machine.dev)
    assert (linked.id, numbered.id) == (LINK, "0c2e:0b61:S2")
    assert linked.is_meant(LINK)
    assert linked.is_meant(f"/dev/input/by-id/{LINK}")
    assert linked.is_meant("0C2E:0B61")
    assert numbered.is_meant("0c2e:0b61:s2")
    assert not linked.is_meant("0c2e:0b61:S2")
    assert not numbered.is_meant(LINK)
    assert not numbered.is_meant("")


def test_a_machine_without_input_devices_has_none(tmp_path: Path) -> None:
    assert found(tmp_path / "nowhere", tmp_path) == []
    assert last_change(tmp_path / "nowhere") == 0


def test_a_device_that_has_just_gone_is_not_there(machine: Machine) -> None:
    machine.plug("event3").unlink()
    assert found(machine.sys, machine.dev) == []


def test_what_a_device_calls_itself_steers_no_terminal(machine: Machine) -> None:
    machine.plug("event3", name="evil\x1b]0;name\x07")
    assert found(machine.sys, machine.dev)[0].name.isprintable()


def test_without_rights_the_rule_and_its_place_are_told(machine: Machine) -> None:
    machine.plug("event3")
    words = found(machine.sys, machine.dev)[0].no_rights
    for part in ('ATTRS{id/vendor}=="0c2e"', 'ATTRS{id/product}=="0b61"', "/etc/udev/rules.d/", "group intake"):
        assert part in words


@pytest.mark.parametrize("wanted", [LINK, f"/dev/input/by-id/{LINK}", "0c2e:0b61", "05E0:1200:S/N:ABC123"])
def test_ids_that_stay_are_taken(wanted: str) -> None:
    check_id(wanted)


@pytest.mark.parametrize("wanted", ["event5", "/dev/input/event5", "/dev/input/by-path/x", "", "c2e:b61", "0c2e:"])
def test_ids_that_change_are_refused(wanted: str) -> None:
    with pytest.raises(Misused):
        check_id(wanted)


@given(st.text())
def test_an_id_is_taken_or_refused(wanted: str) -> None:
    try:
        check_id(wanted)
    except Misused as error:
        assert "intake scanner list" in error.message
