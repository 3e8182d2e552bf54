"""Sealed files: any change is found, and other programs of the age format understand them."""

from __future__ import annotations

import base64
import os
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.errors import Unreadable
from storage import sealed
from storage.sealed import seal, unseal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WORDS = "correct horse battery"
CHUNK = 64 * 1024
OTHER_PROGRAMS = base64.b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBKdWplSU1nY01NKytXNHhLcW5lS0pBIDE5ClJCUzRQR01kZDgyVUpmUGhSTFliZEFpeHI4"
    "MnNsNW9hTmFKTGRkaU16UmcKLS0tIFhFNWZvZ2x6QXdha1psT3hLZW9LR2lxMUl6cmxqRnZtSDNzdzY1RUxVWlEKJugfoXMTeE8fQ9qx45gcX2jq"
    "y8M97NBGsEH+tzwuKOi9PBGm4JeWFQcahVJijiR8dpAgB1+ruw=="
)
"""A file that the Rust implementation of age has made."""


@pytest.fixture(autouse=True, scope="module")
def _light_work() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sealed, "WORK", 4)
        yield


def sealing(content: bytes) -> bytes:
    target = BytesIO()
    seal(BytesIO(content), target, WORDS)
    return target.getvalue()


def unsealing(content: bytes, passphrase: str = WORDS) -> bytes:
    target = BytesIO()
    unseal(BytesIO(content), target, passphrase)
    return target.getvalue()


def chunks(content: bytes) -> tuple[bytes, list[bytes]]:
    """Return the header with the nonce, and the sealed chunks."""
    start = content.index(b"\n---") + 1
    start = content.index(b"\n", start) + 1 + 16
    return content[:start], [content[at : at + CHUNK + 16] for at in range(start, len(content), CHUNK + 16)]


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_is_sealed_comes_back(size: int) -> None:
    content = os.urandom(size)
    shut = sealing(content)
    assert shut.startswith(sealed.MAGIC)
    assert unsealing(shut) == content
    assert sealing(content) != shut


def test_another_programs_file_is_understood() -> None:
    assert unsealing(OTHER_PROGRAMS, "a passphrase of age") == b"made by another program"


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(Unreadable) as raised:
        unsealing(sealing(b"x"), "correct horse batterY")
    assert raised.value.code == "wrong_passphrase"


CHANGES: dict[str, Callable[[bytes, list[bytes]], bytes]] = {
    "cut at a chunk": lambda header, parts: header + b"".join(parts[:-1]),
    "cut inside": lambda header, parts: header + b"".join(parts)[:-1],
    "header alone": lambda header, _: header,
    "header cut": lambda header, _: header[:-10],
    "swapped": lambda header, parts: header + parts[1] + parts[0] + parts[2],
    "doubled": lambda header, parts: header + parts[0] + b"".join(parts),
    "taken out": lambda header, parts: header + parts[0] + parts[2],
    "longer": lambda header, parts: header + b"".join(parts) + b"\0",
    "another's": lambda header, parts: header + b"".join([parts[0], chunks(sealing(bytes(3 * CHUNK)))[1][1], parts[2]]),
    "more work": lambda header, parts: header.replace(b" 4\n", b" 30\n") + b"".join(parts),
    "other start": lambda header, parts: header.replace(b"v1", b"v2") + b"".join(parts),
    "empty": lambda _header, _: b"",
}


@pytest.mark.parametrize("change", CHANGES)
def test_chunks_cannot_be_cut_swapped_or_put_in(change: str) -> None:
    with pytest.raises(Unreadable) as raised:
        unsealing(CHANGES[change](*chunks(sealing(bytes(3 * CHUNK)))))
    assert raised.value.code == "damaged_backup"


@settings(max_examples=150)
@given(data=st.data())
def test_no_byte_can_be_changed(data: st.DataObject) -> None:
    shut = bytearray(sealing(b"what a shop knows"))
    place = data.draw(st.integers(0, len(shut) - 1))
    shut[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unreadable):
        unsealing(bytes(shut))


@settings(max_examples=100)
@given(content=st.binary(max_size=300))
def test_anything_at_all_is_unreadable(content: bytes) -> None:
    for whole in (content, sealed.MAGIC + content):
        with pytest.raises(Unreadable):
            unsealing(whole)
