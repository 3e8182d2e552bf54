"""Cards on receipt printers: what reaches the paper is read back, and what stands in the way is one sentence."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from receipt_paper import network_printer, on_paper

from devices import receipt_printer
from devices.card import read_picture
from devices.printing import print_card
from devices.receipt import receipt_of
from devices.receipt_printer import Host, place_of, send
from intake.errors import Misused
from intake.membership import card_text

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
CARD = card_text("A-1204", b"p" * 32).encode()
CAPTION = ("Tessa Marlowe", "Customer A-1204")


@pytest.mark.parametrize("number", ["1", "A-1204", "9" * 30])
def test_a_card_of_any_number_is_read_from_narrow_paper(number: str) -> None:
    text = card_text(number, b"p" * 32).encode()
    assert read_picture(on_paper(receipt_of(text))) == text


def test_a_scanner_sees_modules_of_three_whole_dots_and_the_quiet_zone() -> None:
    paper = on_paper(receipt_of(CARD))
    symbol = paper.crop((4, 0, 376, paper.height))
    for row in range(symbol.height):
        dots = symbol.crop((0, row, symbol.width, row + 1)).tobytes()
        assert all(dots[at : at + 3] in (b"\0\0\0", b"\xff\xff\xff") for at in range(0, len(dots), 3))
        assert dots[:6] == dots[-6:] == b"\xff" * 6


def test_the_name_stands_beneath_the_symbol_and_not_in_its_quiet_zone() -> None:
    bare, named = on_paper(receipt_of(CARD)), on_paper(receipt_of(CARD, CAPTION))
    assert named.height - bare.height == 60
    ends = bare.height
    assert named.crop((0, 0, named.width, ends)).tobytes() == bare.tobytes()
    assert 0 in named.crop((0, ends, named.width, named.height)).tobytes()
    assert read_picture(named) == CARD


@pytest.mark.parametrize("status", [b"", b"\x14\x00\x00\x0f" * 50])
def test_a_printer_in_the_network_gets_the_whole_card(status: bytes) -> None:
    """Also one that tells how it is while it is printed on."""
    with network_printer(status) as printer:
        print_card(CARD, f"escpos:127.0.0.1:{printer.port}", CAPTION)
    assert read_picture(on_paper(printer.taken)) == CARD


@pytest.fixture
def device(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A device, and the descriptor from which what was written to it is read."""
    path = tmp_path / "lp0"
    os.mkfifo(path)
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    yield path, descriptor
    os.close(descriptor)


def test_a_printer_at_a_device_gets_the_whole_card(device: tuple[Path, int]) -> None:
    path, descriptor = device
    print_card(CARD, f"escpos:{path}", CAPTION)
    assert read_picture(on_paper(os.read(descriptor, 1 << 20))) == CARD


def test_a_device_that_takes_a_little_at_a_time_gets_everything(device: tuple[Path, int]) -> None:
    path, descriptor = device
    content = bytes(range(256)) * 1200
    sending = Thread(target=send, args=(content, path))
    sending.start()
    taken = b""
    ends = time.monotonic() + 60
    while len(taken) < len(content) and time.monotonic() < ends:
        try:
            taken += os.read(descriptor, 65536)
        except BlockingIOError:
            time.sleep(0.001)
    sending.join(60)
    assert taken == content


@pytest.mark.parametrize(
    ("text", "place"),
    [("printer", Host("printer", 9100)), ("10.0.0.7:9101", Host("10.0.0.7", 9101)), ("[::1]", Host("::1", 9100)),
     ("[fe80::1]:515", Host("fe80::1", 515)), ("/dev/usb/lp0", Path("/dev/usb/lp0"))],
)  # fmt: skip
def test_a_printer_is_named_by_host_or_device(text: str, place: object) -> None:
    assert place_of(text) == place


@pytest.mark.parametrize(
    "text", ["", ":9100", "a:b", "a:0", "a:65536", "a:9100:1", "::1", "a b", "a/b", "user@host", "[x]", "a\n", "/a\0"]
)
def test_what_names_no_printer_is_refused(text: str) -> None:
    with pytest.raises(Misused, match=r"escpos:HOST, escpos:HOST:PORT or escpos:/dev/usb/lp0\.$"):
        place_of(text)


def refused(place: Host | Path, content: bytes = b"x") -> str:
    """Return what is said when nothing can be printed."""
    with pytest.raises(Misused) as caught:
        send(content, place)
    assert caught.value.code in {"not_printed", "bad_printer"}
    assert caught.value.message.count("\n") == 0
    return caught.value.message


def test_a_port_where_nobody_listens_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert refused(Host("127.0.0.1", port)).endswith("refuses: is it on, and is that its port?")


def test_a_host_that_nobody_knows_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: object, **_options: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert refused(Host("nowhere", 9100)) == "The receipt printer nowhere is not known here: check its name."


def test_a_silent_name_server_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = Event()

    def silent(*_arguments: object, **_options: object) -> list[object]:
        answered.wait(60)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    monkeypatch.setattr(receipt_printer, "PATIENCE_SECONDS", 0.05)
    assert "name server is silent" in refused(Host("nowhere", 9100))
    answered.set()


def test_the_second_address_of_a_host_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with network_printer() as printer, socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = closed.getsockname()
        closed.close()
        answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", each) for each in (nobody, ("127.0.0.1", printer.port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: answers)
        send(b"hello", Host("twice", 9100))
    assert printer.taken == b"hello"


def test_a_printer_that_takes_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipt_printer, "PATIENCE_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        said = refused(Host("127.0.0.1", listening.getsockname()[1]), b"x" * 50_000_000)
    assert "does not take the card within 5 seconds" in said


def test_a_printer_that_hangs_up_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            connection, _ = listening.accept()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()

        Thread(target=hang_up).start()
        assert "look at the paper" in refused(Host("127.0.0.1", listening.getsockname()[1]), b"x" * 50_000_000)


def test_a_device_that_is_not_there_or_none_is_said(tmp_path: Path) -> None:
    assert refused(tmp_path / "lp0").endswith("lp0 is not there: is it on and plugged in?")
    file = tmp_path / "notes"
    file.write_bytes(b"mine")
    assert refused(file).endswith("is no device of a printer.")
    assert file.read_bytes() == b"mine"
    assert refused(tmp_path).endswith("cannot be used: Is a directory.")
    os.mkfifo(tmp_path / "off")
    assert "cannot be used" in refused(tmp_path / "off")


def test_a_device_that_takes_nothing_is_not_waited_for(
    device: tuple[Path, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipt_printer, "PATIENCE_SECONDS", 0.05)
    assert "has it paper?" in refused(device[0], b"x" * 1_000_000)


def test_without_the_package_it_is_said_which_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "escpos.printer", None)
    with pytest.raises(Misused, match="intake-station\\[receipt\\]") as caught:
        print_card(CARD, "escpos:127.0.0.1", CAPTION)
    assert caught.value.code == "no_printing"


def test_the_package_leaves_no_file_behind_and_prints_nothing_of_its_own(tmp_path: Path) -> None:
    program = "from devices.receipt import receipt_of; receipt_of(b'@INTAKE1' + b'A' * 40)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    assert (done.stdout, done.stderr, [*tmp_path.iterdir()]) == (b"", b"", [])
