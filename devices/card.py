"""The barcode of a card: a PDF417 symbol drawn as a picture, and read back from one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pdf417gen
import zxingcpp

from intake.errors import Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

_COLUMNS = 13
_SECURITY_LEVEL = 3
_PDF417 = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.PDF417)


def draw(payload: bytes) -> Image:
    """Return the PDF417 symbol of ``payload`` as a picture, three pixels a module.

    Raises ``Unreadable`` for a payload that no symbol can hold (about 1,100 bytes, more in plain text).
    """
    try:
        codes = pdf417gen.encode(payload, columns=_COLUMNS, security_level=_SECURITY_LEVEL)
    except ValueError:
        raise Unreadable("too_long", "This is more than one PDF417 symbol can hold.") from None
    picture: Image = pdf417gen.render_image(codes)
    return picture


def read_picture(picture: Image) -> bytes:
    """Return the bytes of the PDF417 symbol in ``picture``; raises ``Unreadable`` when there is none."""
    found = zxingcpp.read_barcodes(picture, formats=_PDF417)
    if not found:
        raise Unreadable("no_symbol", "There is no readable PDF417 symbol in this picture.")
    return bytes(found[0].bytes)
