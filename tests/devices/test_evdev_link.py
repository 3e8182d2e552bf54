"""The station hears the process that reads, outlives it, and takes it along when it goes."""

from __future__ import annotations

import io
import queue
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import reader_link
from devices.reader_link import ReaderLink, listener, reader_command
from devices.reader_messages import Notice, Scan, next_message, packed
from intake.errors import Misused

if TYPE_CHECKING:
    from devices.reader_messages import Message

ROOT = Path(__file__).parent.parent.parent
MESSAGES = st.one_of(
    st.builds(Scan, st.text(), st.floats(0, 60)),
    st.builds(Notice, st.sampled_from(["dropped", "trouble", "ready", "useless"]), st.text()),
)
TELLS = "import sys\nfrom devices.reader_messages import *\nput = sys.stdout.buffer\n"


@given(st.lists(MESSAGES))
def test_what_is_told_is_heard(messages: list[Message]) -> None:
    pipe = io.BytesIO(b"".join(packed(message) for message in messages))
    assert [next_message(pipe) for _ in messages] == messages
    assert next_message(pipe) is None


@given(MESSAGES, st.data())
def test_half_a_message_is_none(message: Message, data: st.DataObject) -> None:
    whole = packed(message)
    assert next_message(io.BytesIO(whole[: data.draw(st.integers(0, len(whole) - 1))])) is None


class Heard:
    """A link to a process that runs ``code``, and what was heard of it."""

    def __init__(self, code: str) -> None:
        self.messages: queue.Queue[Message] = queue.Queue()
        self.link = ReaderLink([sys.executable, "-c", TELLS + code], self.messages.put)

    def next(self) -> Message:
        """Return the next message."""
        return self.messages.get(timeout=20)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A link that starts again at once."""
    monkeypatch.setattr(reader_link, "RESTART_SECONDS", 0.01)


@pytest.mark.usefixtures("quick")
def test_a_reader_that_dies_in_the_middle_of_a_message_is_told_and_started_again() -> None:
    heard = Heard('put.write(packed(Scan("WHOLE", 0.5)) + packed(Scan("HALF", 0.5))[:-1]); put.flush()')
    heard.link.start()
    first = [heard.next() for _ in range(3)]
    heard.link.stop()
    assert first[0] == first[2] == Scan("WHOLE", 0.5)
    assert isinstance(first[1], Notice)
    assert first[1].kind == "dropped"


def test_a_reader_that_is_of_no_use_is_not_started_again() -> None:
    heard = Heard('put.write(packed(Notice("useless", "No package."))); put.flush()')
    heard.link.start()
    assert heard.next() == Notice("useless", "No package.")
    heard.link._thread.join(10)
    assert not heard.link._thread.is_alive()
    assert heard.messages.empty()
    heard.link.stop()


def test_the_reader_ends_with_the_link() -> None:
    heard = Heard('put.write(packed(Notice("ready", "Ready."))); put.flush(); sys.stdin.read()')
    heard.link.start()
    heard.next()
    process = heard.link._process
    heard.link.stop()
    assert process is not None
    assert process.poll() == 0


def test_the_reader_ends_when_the_station_is_killed() -> None:
    code = (
        "import sys, time\nfrom devices.reader_link import *\n"
        "link = ReaderLink(reader_command('0c2e:0b61', 'us'), lambda message: print(link._process.pid, flush=True))\n"
        "link.start()\ntime.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as station:
        assert station.stdout is not None
        reader = Path(f"/proc/{station.stdout.readline().strip()}")
        assert reader.name.isdigit()
        station.kill()
    assert _ends(reader)


def _ends(process: Path) -> bool:
    for _ in range(200):
        if not process.exists() or (process / "stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_nothing_is_read_that_is_not_configured() -> None:
    assert listener({}) is None
    assert listener({"layout": "de"}) is None
    with pytest.raises(Misused):
        listener({"device": "/dev/input/event5"})


def test_the_station_hears_scans_and_how_the_scanner_is(monkeypatch: pytest.MonkeyPatch) -> None:
    tells = ["Notice('ready', 'Well.')", "Scan('FIRST', 1)", "Notice('trouble', 'Gone.')", "Notice('ready', 'Back.')",
             "Notice('dropped', 'Lost.')", "Notice('ready', 'Well.')", "Scan('LAST', 1)"]  # fmt: skip
    code = f"{TELLS}[put.write(packed(each)) for each in [{', '.join(tells)}]]; put.flush(); sys.stdin.read()"
    monkeypatch.setattr(reader_link, "reader_command", lambda *_: [sys.executable, "-c", code])
    heard: queue.Queue[tuple[str, bool | None]] = queue.Queue()
    listen = listener({"device": "0c2e:0b61"})
    assert listen is not None
    stop = listen(lambda text: heard.put((text, None)), lambda words, good: heard.put((words, good)))
    got = [heard.get(timeout=20) for _ in range(5)]
    stop()
    assert got == [("FIRST", None), ("Gone.", False), ("Back.", True), ("Lost.", False), ("LAST", None)]


def test_the_reader_starts_with_little() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, devices.reader_process; print(*sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert not set(done.stdout.split()) & {"textual", "sqlmodel", "typer", "rich", "PIL", "pdf417gen", "evdev"}


def test_without_the_package_the_way_to_it_is_told() -> None:
    command = reader_command("0c2e:0b61", "us")
    code = "import sys; sys.modules['evdev'] = None; from devices.reader_process import main; main(*sys.argv[1:])"
    done = subprocess.run([command[0], "-c", code, *command[-2:]], cwd=ROOT, capture_output=True, check=True)
    message = next_message(io.BytesIO(done.stdout))
    assert isinstance(message, Notice)
    assert message.kind == "useless"
    assert "intake-station[evdev]" in message.words
