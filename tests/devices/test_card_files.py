"""Pictures of cards: what is drawn is read back, byte for byte."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageOps

from devices import caption
from devices.card import draw, file_of, read_picture
from devices.printing import print_file
from intake.errors import Misused, Unreadable
from intake.membership import card_text

if TYPE_CHECKING:
    from pathlib import Path

CARD = card_text("A-1204", b"p" * 32).encode()


SVG = "{http://www.w3.org/2000/svg}"


def from_svg(content: bytes) -> Image.Image:
    """Return the picture that an SVG of black rectangles on a white one shows; nothing is light but by that."""
    root = ET.fromstring(content)  # noqa: S314 - drawn here
    _, _, width, height = (int(number) for number in root.attrib["viewBox"].split())
    picture = Image.new("L", (width, height), 0)
    paper = root.find(f"{SVG}rect")
    assert paper is not None
    assert [paper.attrib[name] for name in ("fill", "width", "height")] == ["#ffffff", "100%", "100%"]
    picture.paste(255, (0, 0, width, height))
    for group in root.iter(f"{SVG}g"):
        left, top = (int(number) for number in re.findall("[0-9]+", group.attrib["transform"]))
        for rect in group:
            x, y, wide, high = (int(rect.attrib[name]) for name in ("x", "y", "width", "height"))
            picture.paste(0, (left + x, top + y, left + x + wide, top + y + high))
    return picture


def test_a_png_is_read_back() -> None:
    assert read_picture(Image.open(io.BytesIO(file_of(CARD, "png")))) == CARD


def test_an_svg_is_read_back_and_has_its_quiet_zone_and_its_size_on_paper() -> None:
    picture = from_svg(file_of(CARD, "svg"))
    assert read_picture(picture) == CARD
    bounds = ImageOps.invert(picture).getbbox()
    assert bounds == (6, 6, picture.width - 6, picture.height - 6)
    root = ET.fromstring(file_of(CARD, "svg"))  # noqa: S314 - drawn here
    assert root.attrib["width"] == f"{picture.width / 6:g}mm"


NAMES = ["Tessa Marlowe", "Zoë Núñez", "李 小龍", "Tom & <Jerry>", "W" * 200]


@pytest.mark.parametrize("font", ["DejaVuSans.ttf", "no such font.ttf"])
@pytest.mark.parametrize("name", NAMES)
def test_whose_card_it_is_stands_beneath_the_symbol(name: str, font: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.caption._FONT", font)
    caption._font.cache_clear()
    bare, named = (Image.open(io.BytesIO(file_of(CARD, "png", lines))) for lines in ((), (name, "Customer A-1204")))
    assert read_picture(named) == CARD
    assert named.crop((0, 0, *bare.size)).tobytes() == bare.tobytes()
    lines = [named.crop((0, bare.height + top, bare.width, bare.height + top + 60)) for top in (0, 60)]
    for line in lines:
        left, _, right, _ = ImageOps.invert(line.convert("L")).getbbox() or (0, 0, 0, 0)
        assert 0 < left < right < bare.width
    caption._font.cache_clear()


@pytest.mark.parametrize("name", NAMES)
def test_an_svg_names_whose_card_it_is(name: str) -> None:
    content = file_of(CARD, "svg", (name, "Customer A-1204"))
    said = [text.text or "" for text in ET.fromstring(content).iter(f"{SVG}text")]  # noqa: S314 - drawn here
    assert said[0] == name or (said[0].endswith("W…") and len(said[0]) < 60)
    assert said[1] == "Customer A-1204"
    assert read_picture(from_svg(content)) == CARD


def test_a_font_without_a_letter_leaves_its_accent_or_the_letter_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.caption._FONT", "no such font.ttf")
    caption._font.cache_clear()
    assert caption._in_signs_of(caption._font(24), "Zoë Núñez 李") == "Zoe Nunez ?"
    caption._font.cache_clear()


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
