"""The barcode of a card: a PDF417 symbol drawn as a picture or into a file, and read back from a picture."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Literal
from xml.etree.ElementTree import Element, ElementTree, SubElement

import pdf417gen

from devices.caption import with_caption, write_caption
from intake.errors import Refused, Unreadable
from intake.private_files import not_written, replace_private, shown, write_private

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PIL.Image import Image

Format = Literal["png", "svg", "pdf"]

_COLUMNS = 13
_COLUMNS_OF_A_SHORT_ONE = 5
_COLUMNS_OF_A_NARROW_ONE = 3
_DOTS = 6  # pixels a module, for a print of some 300 dots an inch
_DOTS_AN_INCH = 300
_NARROW_DOTS = 3
_QUIET = 2  # modules of light around the symbol (ISO/IEC 15438, 5.8.3)
_CAPTION = 8  # modules that the letters beneath it are high
_SVG_UNITS, _SVG_MODULE = 3, 0.5  # units and millimeters a module
_SECURITY_LEVEL = 3


def draw(payload: bytes) -> Image:
    """Return the PDF417 symbol of ``payload`` as a picture, three pixels a module.

    Raises ``Unreadable`` for a payload that no symbol can hold (about 1,100 bytes, more in plain text).
    """
    picture: Image = pdf417gen.render_image(_codes(payload, _COLUMNS))
    return picture


def form_of(suffix: str) -> Format:
    """Return what a file is to hold whose name ends with ``suffix``; a PNG, unless it says otherwise."""
    forms: dict[str, Format] = {".svg": "svg", ".pdf": "pdf"}
    return forms.get(suffix.lower(), "png")


def file_of(payload: bytes, form: Format, caption: Sequence[str] = ()) -> bytes:
    """Return the content of a picture file of a short ``payload`` with the lines of ``caption`` beneath it.

    Raises ``Unreadable`` as ``draw`` does.
    """
    codes, content = _codes(payload, _COLUMNS_OF_A_SHORT_ONE), io.BytesIO()
    if form == "svg":
        _svg(codes, caption).write(content, encoding="utf-8", xml_declaration=True)
        return content.getvalue()
    symbol = pdf417gen.render_image(codes, scale=_DOTS).convert("1")
    picture = with_caption(symbol, caption, _CAPTION * _DOTS)
    if form == "pdf":
        picture.save(content, "pdf", resolution=_DOTS_AN_INCH)
    else:
        picture.save(content, "png", dpi=(_DOTS_AN_INCH, _DOTS_AN_INCH))
    return content.getvalue()


def _svg(codes: Any, caption: Sequence[str]) -> ElementTree[Element]:  # noqa: ANN401 - the library's own code words
    """Return the symbol on white with its quiet zone, measured in millimeters."""
    symbol = pdf417gen.render_svg(codes, scale=_SVG_UNITS).getroot()
    width, height = (int(symbol.attrib[side]) + 2 * _QUIET * _SVG_UNITS for side in ("width", "height"))
    drawing = Element("svg", version="1.1", xmlns="http://www.w3.org/2000/svg")
    SubElement(drawing, "rect", fill="#ffffff", width="100%", height="100%")
    for group in symbol:
        group.set("transform", f"translate({_QUIET * _SVG_UNITS} {_QUIET * _SVG_UNITS})")
        drawing.append(group)
    height = write_caption(drawing, caption, _CAPTION * _SVG_UNITS, width, height)
    drawing.set("viewBox", f"0 0 {width} {height}")
    for side, units in (("width", width), ("height", height)):
        drawing.set(side, f"{units / _SVG_UNITS * _SVG_MODULE:g}mm")
    return ElementTree(drawing)


def keep(payload: bytes, path: Path, caption: Sequence[str], *, replace: bool) -> None:
    """Draw the symbol of a short ``payload`` into a PNG, SVG or PDF file (0600), by its name; ``caption`` beneath it.

    Raises ``Unreadable`` as ``draw`` does, ``Refused`` (``exists``) when there is a file that may not be replaced, and
    what ``not_written`` says of a disk.
    """
    content = file_of(payload, form_of(path.suffix), caption)
    try:
        (replace_private if replace else write_private)(path, content)
    except FileExistsError:
        message = f"There is a file already: {shown(path)}. Name another, or say --yes to replace it."
        raise Refused("exists", message) from None
    except OSError as error:
        raise not_written(error, path) from None


def narrow(payload: bytes, caption: Sequence[str] = ()) -> Image:
    """Return the symbol of a short ``payload`` in black and white, dot by dot for a receipt printer, and ``caption``.

    With its quiet zone it is 372 of the 384 dots wide that paper of 58 mm has at 203 dots an inch; a module is 3 dots,
    0.375 mm. Raises ``Unreadable`` as ``draw`` does.
    """
    codes = _codes(payload, _COLUMNS_OF_A_NARROW_ONE)
    picture: Image = pdf417gen.render_image(codes, scale=_NARROW_DOTS, padding=_QUIET * _NARROW_DOTS).convert("1")
    return with_caption(picture, caption, _CAPTION * _NARROW_DOTS)


def _codes(payload: bytes, columns: int) -> Any:  # noqa: ANN401 - rows of the library's own code words
    try:
        return pdf417gen.encode(payload, columns=columns, security_level=_SECURITY_LEVEL)
    except ValueError:
        raise Unreadable("too_long", "This is more than one PDF417 symbol can hold.") from None


def read_picture(picture: Image) -> bytes:
    """Return the bytes of the PDF417 symbol in ``picture``; raises ``Unreadable`` when there is none."""
    import zxingcpp  # noqa: PLC0415 - drawing a card goes without it

    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.PDF417))
    if not found:
        raise Unreadable("no_symbol", "There is no readable PDF417 symbol in this picture.")
    return bytes(found[0].bytes)
