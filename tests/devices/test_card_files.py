"""Pictures of cards: what is drawn is read back, byte for byte."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from devices.card import draw, file_of, read_picture
from devices.printing import print_file
from intake.errors import Misused, Unreadable
from intake.membership import card_text

if TYPE_CHECKING:
    from pathlib import Path

CARD = card_text("A-1204", b"p" * 32).encode()


def from_svg(content: bytes) -> Image.Image:
    """Return the picture that an SVG of black rectangles shows."""
    root = ET.fromstring(content)  # noqa: S314 - drawn here
    width, height = (int(re.sub("[^0-9]", "", root.attrib[name])) for name in ("width", "height"))
    picture = Image.new("L", (width, height), 255)
    for rect in root.iter("{http://www.w3.org/2000/svg}rect"):
        x, y, wide, high = (int(float(rect.attrib[name])) for name in ("x", "y", "width", "height"))
        picture.paste(0, (x, y, x + wide, y + high))
    return picture


def test_a_png_is_read_back() -> None:
    assert read_picture(Image.open(io.BytesIO(file_of(CARD, "png")))) == CARD


def test_an_svg_is_read_back() -> None:
    assert read_picture(from_svg(file_of(CARD, "svg"))) == CARD


@pytest.mark.parametrize("length", [1, 60])
def test_membership_cards_of_any_number_fit_on_a_receipt_printer(length: int) -> None:
    """At two dots a module it is narrower than the 576 dots of 80 mm paper."""
    picture = Image.open(io.BytesIO(file_of(b"@INTAKE1" + b"A" * length, "png")))
    assert picture.width / 6 * 2 <= 576


def test_what_no_symbol_holds_is_refused() -> None:
    with pytest.raises(Unreadable, match="more than one"):
        draw(b"\xff" * 3000)
    with pytest.raises(Unreadable, match="more than one"):
        file_of(b"\xff" * 3000, "png")


def test_a_picture_without_a_symbol_is_refused() -> None:
    with pytest.raises(Unreadable):
        read_picture(Image.new("L", (300, 100), 255))


def fake_lp(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a program ``lp`` on the path, and nothing else."""
    program = folder / "lp"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_the_picture_goes_to_the_printer_that_was_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_lp(tmp_path, 'echo "$@" > "$0.said"; cat > "$0.got"', monkeypatch)
    content = file_of(CARD, "png")
    print_file(content, "Front_Desk")
    assert (tmp_path / "lp.said").read_text().split() == ["-d", "Front_Desk", "-t", "card", "-"]
    assert (tmp_path / "lp.got").read_bytes() == content


def test_a_printer_that_cups_does_not_know_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_lp(tmp_path, "cat > /dev/null; exit 1", monkeypatch)
    with pytest.raises(Misused) as refused:
        print_file(b"", "nowhere")
    assert refused.value.code == "not_printed"


@pytest.mark.parametrize("printer", ["", "-o", "a b", "a/b", "a\nb", "x" * 200])
def test_what_is_no_name_of_a_printer_reaches_no_program(
    printer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_lp(tmp_path, "exit 0", monkeypatch)
    with pytest.raises(Misused) as refused:
        print_file(b"", printer)
    assert refused.value.code == "bad_printer"


def test_without_cups_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Misused, match="--out FILE"):
        print_file(b"", "any")
