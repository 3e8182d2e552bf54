"""The words beneath a barcode, by which people tell whose card it is."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final, cast
from xml.etree.ElementTree import SubElement

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from PIL.ImageFont import FreeTypeFont

_FONT: Final = "DejaVuSans.ttf"
_NO_SIGN: Final = "\U0010fffd"
_LINE_HEIGHT: Final = 1.25  # of the letters' size


def with_caption(picture: Image.Image, lines: Sequence[str], size: int) -> Image.Image:
    """Return ``picture`` with ``lines`` beneath it in letters ``size`` dots high, cut where they are too wide."""
    font, pitch = _font(size), round(size * _LINE_HEIGHT)
    longer = Image.new(picture.mode, (picture.width, picture.height + pitch * len(lines)), "white")
    longer.paste(picture)
    pen = ImageDraw.Draw(longer)
    pen.fontmode = "1"  # printers have no gray
    for place, line in enumerate(lines):
        words = _fitting(_in_signs_of(font, line), font, picture.width)
        pen.text((picture.width / 2, picture.height + pitch * place), words, "black", font, anchor="ma")
    return longer


def write_caption(drawing: Element, lines: Sequence[str], size: int, width: int, top: int) -> int:
    """Write ``lines`` into an SVG that is ``width`` wide, from ``top`` on, and return where they end."""
    pitch = round(size * _LINE_HEIGHT)
    style = {"x": str(width // 2), "font-family": "sans-serif", "font-size": str(size), "text-anchor": "middle"}
    for line in lines:
        SubElement(drawing, "text", style | {"y": str(top + size)}).text = _fitting(line, _font(size), width)
        top += pitch
    return top


@cache
def _font(size: int) -> FreeTypeFont:
    """Return a font of many scripts where this computer has it, else Pillow's own, which has English letters alone."""
    try:
        return ImageFont.truetype(_FONT, size)
    except OSError:
        return cast("FreeTypeFont", ImageFont.load_default(size))


def _in_signs_of(font: FreeTypeFont, text: str) -> str:
    """Return ``text`` in signs that ``font`` has: letters without their accents, or ``?`` for one that it lacks."""
    lacking = bytes(font.getmask(_NO_SIGN))

    def is_there(sign: str) -> bool:
        return sign == " " or bytes(font.getmask(sign)) != lacking

    plain = ((sign, unicodedata.normalize("NFKD", sign)[:1]) for sign in text)
    return "".join(next(filter(is_there, signs), "?") for signs in plain)


def _fitting(text: str, font: FreeTypeFont, width: int) -> str:
    """Return ``text``, or its beginning and an ellipsis where it is wider than ``width`` dots."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
