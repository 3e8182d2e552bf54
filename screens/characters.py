"""The characters of a terminal's bytes, as they come."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def _latin_1(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as ISO 8859-1, the character set of license payloads (AAMVA CDS, D.6)."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("latin-1-instead", _latin_1)


class Characters:
    """Decodes UTF-8 that comes in pieces."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("latin-1-instead")

    @property
    def pending(self) -> bool:
        """Whether bytes wait for the rest of their character."""
        return bool(self._decoder.getstate()[0])

    def feed(self, data: bytes) -> Iterator[str]:
        """Yield the characters that come with ``data``, together as far as they came together.

        Bytes that waited in vain came before it, and one by one.
        """
        if self.pending and not 0x80 <= data[0] < 0xC0:
            yield from self.give_up()
        yield self._decoder.decode(data)

    def give_up(self) -> str:
        """Return the characters of the bytes that waited in vain."""
        return self._decoder.decode(b"", final=True)
