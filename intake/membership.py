"""Membership cards: what stands in the barcode by which a shop knows its own customers again.

The text is ``@INTAKE1`` and, in base 32, four bytes for the shop, twelve bytes of a keyed hash and the customer's
number. The key comes from the secret and the id of the shop, so nobody else can make a card, nor another shop of the
same secret; nothing on it tells who the customer is.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from intake.errors import Refused, Unreadable
from intake.license.keyboard import readings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from intake.errors import IntakeError

_MARK: Final = "@INTAKE"
_EDITION: Final = "1"
_SHOP, _HASH, _LONGEST_NUMBER = 4, 12, 30  # bytes
_LONGEST: Final = 400  # characters of a card with everything around it
_LONGEST_PREFIX, _LONGEST_SUFFIX = 12, 12  # characters that a scanner may be set to type before and behind a card
_FLAGS: Final = re.IGNORECASE | re.ASCII | re.DOTALL
_MARKED: Final = rf"[@2éÉ]{_MARK[1:]}"
"""How a card begins: ``@`` is a shifted 2, which a lost shift key or a French caps lock leaves as it is."""
_CARD: Final = re.compile(rf"{_MARKED}([0-9])([A-Z2-7]*?)(?={_MARKED}|[^A-Z2-7]|\Z)", _FLAGS)
_BEGINS: Final = re.compile(
    rf"[\s\x00-\x1f]*(?:\][A-Z][0-9])?{_MARKED}|.{{0,{_LONGEST_PREFIX}}}{_MARKED}[0-9][A-Z2-7]{{16}}", _FLAGS
)


def card_key(pepper: bytes, shop: str | None = None) -> bytes:
    """Return the key of the cards of the shop with that id; without, of older cards, which do not tell shops apart."""
    signs = "intake membership card" if shop is None else f"intake membership card of {shop}"
    return hmac.digest(pepper, signs.encode(), hashlib.sha256)


def card_text(number: str, key: bytes) -> str:
    """Return the text of the card of the customer with that number, capitals and digits after its ``@``."""
    named = number.encode()
    signed = _shop(key) + _hash(key, named) + named
    return _MARK + _EDITION + _signs_of(signed)


def is_card(payload: bytes | str) -> bool:
    """Tell whether a scan is a membership card of this kind, of whatever shop and typed on whatever keyboard."""
    return any(_readings(payload))


def number_on(payload: bytes | str, key: bytes) -> str:
    """Return the customer number on a card that was made with ``key``, also where it came several times.

    Raises ``Unreadable`` for one that did not arrive whole (``damaged_card``), for one that this program cannot know
    yet (``newer_card``) and for two at once (``two_cards``), ``Refused`` for one of another shop (``other_shop``) or
    one that nobody here has made (``false_card``).
    """
    cards = [*_cards(payload)]
    numbers, refusal = _numbers_on(cards, key)
    if not numbers:
        numbers, _ = _numbers_on([(edition, signs) for edition, came in cards for signs in _without_twins(came)], key)
    if len(numbers) > 1:
        raise Unreadable("two_cards", "Two different membership cards came at once: scan one of them again.")
    if not numbers and any(edition > _EDITION for edition, _ in cards):
        message = "This membership card was made by a newer version of the program: update this one, or ask for the ID."
        raise Unreadable("newer_card", message)
    if not numbers:
        misread = refusal.code == "other_shop" and any(_misreads_shop(signs, key) for _, signs in cards)
        raise _damaged_card() if misread else refusal
    return numbers.pop()


_TELLING: Final = ("false_card", "other_shop", "damaged_card")


def _numbers_on(cards: Sequence[tuple[str, str]], key: bytes) -> tuple[set[str], IntakeError]:
    """Return the numbers that ``cards`` prove, and the most telling refusal of the others.

    The hash proves which keyboard it was, how long a suffix, and which sign came twice.
    """
    numbers: set[str] = set()
    refusals: list[IntakeError] = [_damaged_card()]
    for signs in [signs for edition, signs in cards if edition == _EDITION]:
        for end in range(len(signs), max(0, len(signs) - _LONGEST_SUFFIX - 1), -1):
            try:
                numbers.add(_number_in(_decoded(signs[:end]), key))
            except (Unreadable, Refused) as refusal:
                refusals.append(refusal)
    return numbers, min(refusals, key=lambda refusal: _TELLING.index(refusal.code))


def _without_twins(signs: str) -> Iterator[str]:
    """Yield ``signs`` without one that is there twice in a row, each in turn."""
    return (signs[:place] + signs[place + 1 :] for place, (one, other) in enumerate(pairwise(signs)) if one == other)


def _misreads_shop(signs: str, key: bytes) -> bool:
    """Tell whether a card begins as this shop's, but for one sign that is another, came twice or was lost."""
    ours, told = _signs_of(_shop(key))[: _SHOP * 8 // 5], signs.upper()
    return any(
        told[:place] == ours[:place] and told[place + came :].startswith(ours[place + meant :])
        for place in range(len(ours))
        for came, meant in ((1, 1), (1, 0), (0, 1))
    )


def _cards(payload: bytes | str) -> Iterator[tuple[str, str]]:
    """Yield edition and signs of the cards in ``payload``."""
    return (card for text in _readings(payload) for card in _CARD.findall(text))


def _number_in(signed: bytes, key: bytes) -> str:
    shop, proof, named = signed[:_SHOP], signed[_SHOP : _SHOP + _HASH], signed[_SHOP + _HASH :]
    if not 0 < len(named) <= _LONGEST_NUMBER:
        raise _damaged_card()
    if not hmac.compare_digest(shop, _shop(key)):
        raise Refused("other_shop", "This is a membership card of another shop: ask for the ID.")
    if not hmac.compare_digest(proof, _hash(key, named)):
        raise Refused("false_card", "This membership card was not made here, or it was misread: ask for the ID.")
    return named.decode()


def _damaged_card() -> Unreadable:
    return Unreadable("damaged_card", "The membership card did not arrive whole: scan it again, or ask for the ID.")


def _readings(payload: bytes | str) -> Iterator[str]:
    """Yield ``payload`` as it came and as other keyboards would have typed it, as far as it then begins as a card."""
    return (text for text, _ in readings(_text(payload)[:_LONGEST]) if _BEGINS.match(text))


def _text(payload: bytes | str) -> str:
    if isinstance(payload, str):
        return payload
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        return payload.decode("iso-8859-1")


def _signs_of(signed: bytes) -> str:
    return base64.b32encode(signed).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    try:
        return base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except binascii.Error:
        return b""


def _shop(key: bytes) -> bytes:
    return hmac.digest(key, b"shop", hashlib.sha256)[:_SHOP]


def _hash(key: bytes, named: bytes) -> bytes:
    return hmac.digest(key, b"customer " + named, hashlib.sha256)[:_HASH]
