"""Reads a payload that is not well formed, one step after the other; each step says what it mended."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from intake.errors import Unreadable
from intake.license import code_pages, escapes, flat, keyboard, noise, pasted, repairs, repeated, separators, stripe
from intake.license.card import Card, Elements
from intake.license.clipped import breaks_off, without_half_a_value, without_values_of
from intake.license.dates import date_of
from intake.license.elements import DATE_BELOW, ID, WANTED, by_lines, hidden, is_readable, lacking
from intake.license.frame import Frame, frames_of
from intake.license.mingled import are_mingled
from intake.license.shapes import fits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TELLING = 4  # elements without which a text without a header is no license
_FURTHER = 3  # subfiles of the standard that may follow the first
_MUCH = 40  # characters that no wrong length explains
_SEPARATORS, _FRAMING = "\n\r\x1e\x1c", 4  # and how many of them there are around the elements
_CONTRADICTORY = 3  # differences between two copies that no damage explains, where they agree in less
_TELLING_APART = ("DAC", "DCT", "DCS", "DAB", "DAA", "DCF")
_LAST_NAMES, _FIRST_NAMES = ("DCS", "DAB"), ("DAC", "DCT")
_VALUE_BELOW = re.compile(rf"(\n|\A)({ID})\n(?!{ID}|Z[A-Z]{{2}}|(?:DL|ID|EN){ID})")
_STANDARD = re.compile(rf"\n(?:DL|ID|EN)\n?(?={ID})")
# A jurisdiction's own subfile that no header announces, behind a standard one; ZAZA may be a name, ZAZAA is none.
_OWN_RUN_ON = re.compile(rf"Z(?<=[^\n]Z)([A-Z])Z\1A(?=[^\n]*\Z)(?!.*(?:DL|ID|EN){ID}).*\Z", re.DOTALL)


def mended(text: str) -> Card:
    """Return the card in a damaged payload; raises :class:`Unreadable` where there is none."""
    marked = noise.without_marks(text)
    bare = pasted.unwrapped(noise.without_foreign_signs(marked))
    plain = escapes.undone(bare)
    decoded = code_pages.read_letters(noise.once_decoded(plain))
    meant, typing_repairs = keyboard.mended(decoded)
    typed = escapes.undone(meant) if meant != decoded else meant
    if decoded != plain and code_pages.UNREADABLE not in decoded:
        typing_repairs += (repairs.ACCENTS,)
    if bare != marked:
        typing_repairs += (repairs.NOISE,)
    if plain != bare or typed != meant:
        typing_repairs += (repairs.SEPARATORS,)
    card = _striped(typed) or _framed(typed, marked, decoded, typing_repairs)
    return card._replace(repairs=tuple(dict.fromkeys(typing_repairs + card.repairs)))


def _framed(text: str, marked: str, typed: str, words: tuple[str, ...]) -> Card:
    """Return the card in ``text``, which was ``marked`` when it came and ``typed`` before its keyboard was undone."""
    frames = frames_of(noise.in_lines(text))
    cards = [_card_of(frame, len(frames)) for frame in frames]
    if not any(_is_license(card) for card in cards):
        raise _refusal(marked, text, frames)
    chosen = max(range(len(cards)), key=lambda place: _completeness(cards[place])) if len(cards) > 1 else 0
    if len(cards) > 1:
        _same_person(cards)
    card, frame = cards[chosen], frames[chosen]
    mingled = are_mingled(text, frame.directory, card.elements, *_headers(frames, cards, card))
    if mingled or 0 < frame.announced < len(text) - _MUCH:
        once = repeated.once(text, frame.announced)
        if mingled and once == text:
            once = repeated.without_lump(text, frame.announced)
        if once != text:
            card = _framed(once, marked, typed, words)
            return card._replace(repairs=(*card.repairs, repairs.TWICE))
    if mingled:
        raise two_licenses()
    damage = _repairs(frames, frame, card, text)
    if repairs.END in damage:
        card = without_half_a_value(card, text)
    elif card.issuer is not None:
        card = card._replace(lacking=tuple(name for name in lacking(card.elements.values) if name not in text))
    if not frame.own and keyboard.are_exchangeable(typed, words, card.elements.values):
        told, card = card, without_values_of(card, "YZ-")
        damage += (repairs.EXCHANGED,) if card != told else ()
    return card._replace(repairs=damage + card.repairs)


def _striped(text: str) -> Card | None:
    """Return the card in magnetic-stripe text, typed on whatever keyboard, ``None`` when ``text`` is none."""
    if "ANSI" in text or "AMVA" in text:
        return None
    found: list[tuple[list[Card], tuple[str, ...]]] = []
    for reading, words in keyboard.readings(text):
        if "£" not in reading and (cards := stripe.cards_of(reading)):
            found.append((cards, words))
            if not words and repairs.START not in cards[0].repairs:  # no other reading is better
                break
    if not found:
        return None
    cards, words = max(
        found, key=lambda each: (repairs.START not in each[0][0].repairs, not each[1], _told(each[0][0]))
    )
    _same_person(cards)
    card = max(cards, key=_completeness)
    return card._replace(repairs=words + card.repairs)


def _card_of(frame: Frame, copies: int) -> Card:
    own = frame.own
    body = separators.parted(separators.restored(frame.lead, frame.body, own), frame.further)
    body = _VALUE_BELOW.sub(r"\1\2", body) if DATE_BELOW.search(body) else body
    if frame.issuer is None:
        body = _without_fragment(body)
    elements = by_lines(_stripped(body))
    standard = _without_own(body, own)
    subfiles = _STANDARD.split(standard, _FURTHER)
    alone = len(subfiles) == 1
    if not (hidden(standard, elements.values) if alone else any(map(_hides, subfiles))):
        return Card(frame.issuer, frame.version, frame.document, elements)
    room = frame.room if alone and standard == body else 0
    values: dict[str, str] = {}
    for subfile in subfiles:  # the first value of an element counts
        values = flat.cut(subfile, copies * len(subfiles), room) | values
    if frame.issuer is None and not fits(first := next(iter(values), ""), values.get(first, "")):
        del values[first]
    same = all(values.get(name) == elements.values.get(name) for name in WANTED)
    chosen, words = (elements, ()) if same else (Elements(values), (repairs.FLAT,))
    return Card(frame.issuer, frame.version, frame.document, chosen, words)


def _without_fragment(body: str) -> str:
    """Return ``body``, whose beginning is missing, without a first line that only looks like an element.

    So does the end of a name (DAYTON), where the element comes later, or is of another shape. A line with several
    elements is no end of one: there the separators are lost.
    """
    first, _, rest = body.partition("\n")
    is_none = f"\n{first[:3]}" in body or (rest and not fits(first[:3], first[3:]))
    return rest if is_none and not _hides(first) else body


def _hides(subfile: str) -> bool:
    """Tell whether an element of ``subfile`` may stand inside another one's line."""
    return hidden(subfile, by_lines(_stripped(subfile)).values)


def _stripped(body: str) -> str:
    return "\n".join([line.strip() for line in body.split("\n")])


def _without_own(body: str, own: tuple[str, ...]) -> str:
    """Return ``body`` without the jurisdiction's own subfiles, which end where a standard one begins."""
    if not own:
        body = _OWN_RUN_ON.sub("", body)
    if any(name * 2 in body for name in own) if own else "Z" in body:
        letters = "".join(name[1] for name in own) or "A-Z"
        body = re.sub(rf"Z(?<![^\n]Z)([{letters}])Z\1[A-Z].*?(?=\n(?:DL|ID|EN){ID}|\Z)", "", body, flags=re.DOTALL)
    if own and (whole := body.rstrip()).endswith(own):
        body = whole[:-2]
    return body


def _headers(frames: Sequence[Frame], cards: Sequence[Card], chosen: Card) -> tuple[int, int]:
    """Return how many headers begin a card, and how many are torn, as where another card came in between.

    A torn one harms no sound one where nothing follows it, or the ``chosen`` card again.
    """
    if len(frames) == 1:
        return 1, 0
    told = [any(card.elements.values.get(name, "").strip() for name in WANTED) for card in cards]
    sound = sum(bool(frame.directory) and tells for frame, tells in zip(frames, told, strict=True))
    others = [card for frame, card in zip(frames, cards, strict=True) if not frame.directory]
    if not sound and len(others) < len(frames):
        return 1, len(frames) - 1
    if not sound:
        return 1, sum(card is not chosen and 2 * _alike(card, chosen) < _told(card) for card in others)
    return sound, sum(
        _told(card) > 0 and (card is chosen or 2 * _alike(card, chosen) < _told(chosen)) for card in others
    )


def _alike(one: Card, other: Card) -> int:
    """Return how many values of both cards are the same."""
    told, told_again = one.elements.values, other.elements.values
    return sum(
        told[name].strip().upper() == told_again.get(name, "").strip().upper() != "" for name in WANTED & told.keys()
    )


def _told(card: Card) -> int:
    return len([name for name in WANTED if card.elements.values.get(name, "").strip()])


def _completeness(card: Card) -> tuple[int, int]:
    """Return how much a copy tells: its elements, then its characters."""
    return _told(card), sum(map(len, card.elements.values.values()))


def _is_license(card: Card) -> bool:
    """Tell whether anything of a license was read; without a header it takes several elements to believe it."""
    if card.issuer is not None:
        return any(card.elements.values.get(name, "").strip() for name in WANTED)
    in_lines = not card.repairs
    return _told(card) >= _TELLING and (in_lines or date_of(card.elements.values.get("DBB")) is not None)


def _same_person(cards: Sequence[Card]) -> None:
    """Refuse two licenses of two people in one payload."""
    told = [card.elements.values for card in cards if card.elements.values.get("DAQ", "").strip()]
    if any(_of_two_people(*pair) for pair in combinations(told, 2)) or any(
        _have_other_names(*pair) or _contradict(*pair) for pair in combinations(cards, 2)
    ):
        raise two_licenses()


def two_licenses() -> Unreadable:
    """Return the refusal of what two scanners, or one scanner twice, read of two cards."""
    return Unreadable("two_licenses", "Two different licenses came at once; scan one of them again.")


def _of_two_people(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Tell by the birth dates, else by the numbers and a name or document number besides; a part is no difference."""
    born = {day for values in (one, other) if (day := date_of(values.get("DBB")))}
    if len(born) > 1:
        return True
    return _differ(one, other, "DAQ") and any(_differ(one, other, name) for name in _TELLING_APART)


def _have_other_names(one: Card, other: Card) -> bool:
    """Tell whether last and first name differ both; one number may then be part of the other one."""
    values, others = one.elements.values, other.elements.values
    return all(any(_differ(values, others, name) for name in names) for names in (_LAST_NAMES, _FIRST_NAMES))


def _contradict(one: Card, other: Card) -> bool:
    """Tell whether more of what both cards tell differs than agrees."""
    told, told_again = one.elements.values, other.elements.values
    differ = sum(_differ(told, told_again, name) for name in WANTED)
    differ += (one.issuer or other.issuer) != (other.issuer or one.issuer)
    differ += (one.version or other.version) != (other.version or one.version)
    agree = _alike(one, other)
    return differ > agree and differ >= _CONTRADICTORY


def _differ(one: Mapping[str, str], other: Mapping[str, str], name: str) -> bool:
    first, second = one.get(name, "").strip(), other.get(name, "").strip()
    return bool(first and second) and first not in second and second not in first


def _refusal(text: str, typed: str, frames: Sequence[Frame]) -> Unreadable:
    if not noise.in_lines(text).strip():
        return Unreadable("empty", "Nothing was scanned; scan the large block on the back of the license.")
    if frames[0].issuer is not None or any(stripe.begins(meant) for meant, _ in keyboard.readings(typed)):
        return Unreadable("cut_short", "Only the beginning of the license arrived; scan it again, a little slower.")
    if noise.is_of_bars(text):
        return Unreadable(
            "one_dimensional", "That was the small striped barcode; scan the large block on the back of the license."
        )
    return Unreadable("not_a_license", "That was no license; scan the large block on the back of the license.")


def _repairs(frames: Sequence[Frame], frame: Frame, card: Card, text: str) -> tuple[str, ...]:
    """Return what the frame says about the damage."""
    start = text.find("@")
    intact = separators.are_intact(text)
    lost = 0 if intact else len(card.elements.values)  # separators
    known = frame.issuer is not None
    told = {
        repairs.START: not known,
        repairs.HEADER: known and (start < 0 or not (frame.has_file_type and frame.directory)),
        repairs.POINTERS: start >= 0 and intact and not _points(frame, text[start:]),
        repairs.ISSUER: frame.has_short_issuer,
        repairs.NOISE: any(character.isalnum() for character in text[: max(start, 0)]),
        repairs.TWICE: len(frames) > 1,
        repairs.SEPARATORS: known and not intact and not card.repairs,
        repairs.UNREADABLE: code_pages.UNREADABLE in text
        and any(code_pages.UNREADABLE in card.elements.values.get(name, "") for name in WANTED),
        repairs.END: breaks_off(text, frame.directory, lost)
        or (frame.announced and not is_readable(card.elements.values) and not _is_whole(frame, card, text))
        or (not frame.announced and text[-1:] >= " " and without_half_a_value(card, text) is not card),
    }
    return tuple(words for words, holds in told.items() if holds)


def _is_whole(frame: Frame, card: Card, text: str) -> bool:
    """Tell whether ``text`` is as long as its header announces, a lost separator behind each element counted."""
    text = text[max(0, text.find("@")) :]
    lost = 1  # the last one, which many programs strip
    if not separators.are_intact(text):
        lost = max(0, len(card.elements.values) + _FRAMING - sum(map(text.count, _SEPARATORS)))
    return frame.announced - len(text) - lost <= 0


def _points(frame: Frame, text: str) -> bool:
    return all(text.startswith(kind, offset) for kind, offset, _ in frame.directory[:1])
