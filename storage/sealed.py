"""Files sealed with a passphrase, in the age format (C2SP ``age``, version 1), which ``age --decrypt`` opens too.

A random file key is wrapped with the passphrase (scrypt) and seals the content in chunks of 64 KiB, each numbered and
the last one marked: changed, swapped, missing and added chunks are all found, and any size is handled in little memory.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re
from typing import TYPE_CHECKING, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from intake.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

MAGIC = b"age-encryption.org/v1\n"
"""How a sealed file begins."""

WORK = 17
"""Two to this power are scrypt's rounds for a new file: 128 MiB and a third of a second a guess."""

_MOST_WORK = 20
_CHUNK = 64 * 1024
_TAG = 16
_KEY = 16
_LARGEST_HEADER = 1024
_SALT_LABEL = b"age-encryption.org/v1/scrypt"
_STANZA = re.compile(
    rb"age-encryption\.org/v1\n-> scrypt (?P<salt>[A-Za-z0-9+/]{22}) (?P<work>[1-9][0-9]?)\n"
    rb"(?P<wrapped>[A-Za-z0-9+/]{43})\n--- (?P<mac>[A-Za-z0-9+/]{43})\n"
)


class Sink(Protocol):
    """What takes bytes: a file, or something that only looks at them."""

    def write(self, data: bytes, /) -> object:
        """Take ``data``."""


def seal(source: BinaryIO, target: Sink, passphrase: str) -> None:
    """Write all of ``source`` to ``target``, sealed."""
    file_key, salt = os.urandom(_KEY), os.urandom(_KEY)
    wrapped = ChaCha20Poly1305(_wrapping_key(passphrase, salt, WORK)).encrypt(bytes(12), file_key, None)
    header = MAGIC + b"-> scrypt %b %d\n%b\n---" % (_text(salt), WORK, _text(wrapped))
    nonce = os.urandom(_KEY)
    target.write(header + b" " + _text(_header_mac(file_key, header)) + b"\n" + nonce)
    cipher = _payload_cipher(file_key, nonce)
    for number, (chunk, last) in enumerate(_chunks(source, _CHUNK)):
        target.write(cipher.encrypt(_chunk_nonce(number, last=last), chunk, None))


def unseal(source: BinaryIO, target: Sink, passphrase: str) -> None:
    """Write what is sealed in ``source`` to ``target``, which holds the whole only when this returns.

    Raises ``Unreadable``: ``wrong_passphrase``, ``damaged_backup`` for anything changed, cut off or put in.
    """
    start = source.read(_LARGEST_HEADER)
    header = _STANZA.match(start)
    if header is None:
        raise _damaged()
    file_key = _file_key(header, passphrase)
    if not hmac.compare_digest(_header_mac(file_key, header[0][: header.start("mac") - 1]), _bytes(header["mac"])):
        raise _damaged()
    source.seek(header.end())
    cipher = _payload_cipher(file_key, source.read(_KEY))
    for number, (chunk, last) in enumerate(_chunks(source, _CHUNK + _TAG)):
        try:
            plain = cipher.decrypt(_chunk_nonce(number, last=last), chunk, None)
        except InvalidTag:
            raise _damaged() from None
        if number and not plain:
            raise _damaged()
        target.write(plain)


def _file_key(header: re.Match[bytes], passphrase: str) -> bytes:
    work = int(header["work"])
    if work > _MOST_WORK:
        raise Unreadable("damaged_backup", "The backup asks for more memory than a passphrase needs: it is not ours.")
    wrapping = ChaCha20Poly1305(_wrapping_key(passphrase, _bytes(header["salt"]), work))
    try:
        return wrapping.decrypt(bytes(12), _bytes(header["wrapped"]), None)
    except InvalidTag:
        raise Unreadable("wrong_passphrase", "The passphrase does not open this backup: it is another one's.") from None


def _wrapping_key(passphrase: str, salt: bytes, work: int) -> bytes:
    return Scrypt(salt=_SALT_LABEL + salt, length=32, n=2**work, r=8, p=1).derive(passphrase.encode())


def _header_mac(file_key: bytes, header: bytes) -> bytes:
    return hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")


def _payload_cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))


def _derived(file_key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(file_key)


def _chunk_nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Yield the content in parts of ``size`` bytes, each with whether it is the last; an empty content is one part."""
    chunk = source.read(size)
    while True:
        following = source.read(size)
        yield chunk, not following
        if not following:
            return
        chunk = following


def _text(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    """Return the bytes of ``text``, which must be written as its writer would have."""
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise _damaged() from None
    if _text(data) != text:
        raise _damaged()
    return data


def _damaged() -> Unreadable:
    return Unreadable("damaged_backup", "The backup is damaged or was cut short: take another one.")
