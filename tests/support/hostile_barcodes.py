"""What a hostile barcode can hold, how a scanner types it, and what of that nobody can tell from a person."""

from __future__ import annotations

import random
import re
from typing import Final, Literal

import screens.characters  # noqa: F401 - makes "latin-1-instead" known to the decoder

Fate = Literal["scan", "text", "person"]
"""What must come of a typed barcode: nothing but a scan; plain text in the field that has the cursor, which a slow card
takes out again, but a draft may have kept; or it looks just as the keys of a person do.
"""
Pace = Literal["lump", "1 ms", "5 ms", "20 ms", "80 ms"]
SECONDS: Final[dict[Pace, float]] = {"lump": 0.0, "1 ms": 0.001, "5 ms": 0.005, "20 ms": 0.020, "80 ms": 0.080}
"""Seconds from one byte (or kitty key) to the next."""
FINGERS: Final = 0.030
"""Seconds between two keys that a person can press on purpose; a person's row of keys is slower."""
CONFIRMING: Final = frozenset("\r \x13cu")
"""Keys that store something when a person presses them: Enter, Space, Ctrl+S, check in, undo."""
HEADER: Final = "@\n\x1e\rANSI 636000"

_EDITS: Final = frozenset("\x08\x7f")
_OPENS: Final = re.compile(r"(?:\]L\d)?@\r{0,3}[\n\x1c-\x1f]")
_OPENS_QUICKLY: Final = re.compile(r"(?:\]L\d)?@\r")
_OPENS_FLAT: Final = re.compile(r"(?=[ -~]{8})(?:\]L\d)?@(?:ANSI ?|A?AMVA ?|INTAKE)\d", re.IGNORECASE)
_IS_CARD: Final = re.compile(
    r"[@2\"]INT[AQ]KE[1&][A-Z2-7é\"'(è&-]{16}"
    r"|(?:[@2\"]? ?(?:ANSI|A?AMVA) ?|[@2\"] ?(?=636|604))\d{9,12}(?:DL|ID|EN)"
    r"|(?=[A-Z0-9<]*<<)[ACDIPV][A-Z0-9<](?:[A-Z]{3}|D<<)[A-Z0-9<]{23}"
)
"""Some of what no person types; the station knows it on more keyboards."""
_SEQUENCE: Final = re.compile(r"\x1b[\[\]OPX^_]")
_TYPED_SEQUENCE: Final = re.compile(r"\x1b[^\x1b]")


def _sequences(random_: random.Random) -> list[str]:
    at = f"{random_.randint(1, 80)};{random_.randint(1, 24)}"
    clicks = [f"\x1b[<{button};{at}M\x1b[<{button};{at}m" for button in (0, 1, 2, 35, 64, 65)]
    old = [f"\x1b[M{chr(32 + button)}!{chr(33 + random_.randint(1, 20))}" for button in range(3)]
    urxvt = [f"\x1b[{button};{at}M" for button in (32, 35, 96)]
    functions = [f"\x1b[{n}~" for n in range(1, 35)] + [f"\x1bO{key}" for key in "ABCDFHPQRSMj"]
    linux = [f"\x1b[[{key}" for key in "ABCDE"]
    cursor = [f"\x1b[{key}" for key in "ABCDFHZ"] + [f"\x1b[1;{m}{key}" for m in (2, 3, 5, 6) for key in "ABCDPS"]
    kitty = [f"\x1b[{code};5u" for code in range(97, 123)] + [f"\x1b[{code}u" for code in (9, 13, 27, 127, 57358)]
    killers = ["\x1b[9999999;1u", "\x1b[1:2;1u", "\x1b[48;20000;20000;1;1t", "\x1b[48;1;1;1;1t", "\x1b[8;1;1t"]
    strings = ["\x1b]52;c;eA==\x07", "\x1b]0;x\x1b\\", "\x1bP1$r\x1b\\", "\x1b_x\x1b\\", "\x1b^x\x1b\\", "\x1bXx\x1b\\"]
    states = ["\x1b[200~", "\x1b[200~x\x1b[201~", "\x1b[201~", "\x1b[I", "\x1b[O", "\x1b[5;5R", "\x1b[?2048;2$y"]
    cut = ["\x1b[", "\x1bO", "\x1b]", "\x1b[<0;5", "\x1b[1;", "\x1b[\x11", "\x1b[<0;5\r"]
    alt = [f"\x1b{key}" for key in "xcue\r\t\x13\x7f"]
    return [*clicks, *old, *urxvt, *functions, *linux, *cursor, *kitty, *killers, *strings, *states, *cut, *alt]


def _words(random_: random.Random) -> list[str]:
    hotkeys = [*"xcueh/ y", "x\r", "c\r", "u\r", "e\r", "xy\r", "y\r", "xcu", "xcuehabc", "\x13\r", "\x13\x13", "\t\r"]
    controls = [
        "\x11y\r",
        "\x10quit\r",
        "\x10screenshot\r",
        "\x1b\r",
        "\r\r",
        "\r\n",
        "\t\t\r",
        "\x11\t\r",
        "\x06abc\r",
    ]
    thin = [f"{random_.randrange(10 ** (digits - 1), 10**digits)}{end}" for digits in (4, 6, 8, 12, 13)
            for end in ("", "\r", "\t", "\r\n")]  # fmt: skip
    code39 = ["D7042011\r", "*SHELF-12*\r", "INV 0031\t", "]C0A1B2C3\r", "]E04006381333931\r"]
    edited = ["0360029\x1b[A1452\r", "ABCDEF\x1b[3~GH\r", "0360\x1b[21~29145\r", "12345\x1b[27u678\r"]
    halves = [
        "@",
        "@\n",
        "@\r",
        "@\n\x1e",
        "@\n\x1e\r",
        "@ANSI ",
        "@ANSI 6",
        "@AAMVA6",
        "ANSI 6360",
        "@INTAKE",
        "%CA",
        "P<UTO",
    ]
    markup = [
        "[/]",
        "[@click=app.quit]Ann[/]",
        "[@click=app.lock]x[/]\r",
        "[b]Ann[/b]",
        "[link=https://example.invalid]x[/link]",
    ]
    return [*hotkeys, *controls, *thin, *code39, *edited, *halves, *markup]


def barcodes(count: int = 520, seed: int = 7) -> list[bytes]:
    """Return ``count`` different barcodes, the same for a ``seed``: single bytes, sequences, words, cards, mixtures."""
    random_ = random.Random(seed)
    sequences, words = _sequences(random_), _words(random_)
    singles = [bytes([code]) for code in (*range(0x20), *range(0x7F, 0xA0), 0xC3, 0xE9, 0xFE, 0xFF)]
    as_utf8 = [chr(code).encode() for code in range(0x80, 0xA0)]
    broken = [b"Jos\xe9", b"\xc3(", b"\xff\xfe\xfd\xfc", b"\xf0\x9f\r", b"12\xe94\r"]
    ends = ["", "\r", "\t", "\r\n"]
    pieces = sequences + words
    cards = [HEADER + "\nDCS" + "\nDAC".join(random_.sample(pieces, 3)) + random_.choice(ends) for _ in range(50)]
    aims = ["]L2" + HEADER + random_.choice(pieces) for _ in range(10)] + ["]L2" + piece for piece in sequences[:5]]
    flat = [f"@ANSI 6360{random_.choice(pieces)}DAQ\r" for _ in range(8)] + ["@INTAKE1." + "A" * 30 + "\r"]
    long = [
        HEADER + "7" * 250 + "\r",
        "8" * 200 + "\r",
        HEADER + "\x1b[<0;5;5M" * 20,
        "xcu" * 60,
        "\x1b[1;" + "2;" * 90,
    ]
    slow = [
        '"INTAKE1' + "QA7X" * 7 + "\r",
        "2INTQKE&" + "FQéX" * 7 + "\r",
        "@ 636000100002DL00410040DLDAQT00000000\r",
        "I<UTOD231458907<<<<<<<<<<<<<<<\r7408122M2904159UTO<<<<<<<\rc",
    ]
    backspaces = [
        "\x08\x08\x08c",
        "\x08" * 5 + "\x13",
        "\x7f" * 3 + "\r",
        "\x08\x1b[8;1;1t",
        "\x7f" * 50 + "\x13",
        "1\x7f\x7f",
    ]
    ended = [sequence + random_.choice(ends[1:]) for sequence in random_.sample(sequences, 60)]
    found = dict.fromkeys([
        *singles, *as_utf8, *broken,
        *(text.encode() for text in (*sequences, *words, *cards, *aims, *flat, *long, *slow, *backspaces, *ended)),
    ])  # fmt: skip
    while len(found) < count:
        found["".join(random_.sample(pieces, random_.randint(2, 4))).encode()] = None
    return list(found)


def characters(barcode: bytes) -> str:
    """Return the characters of a barcode; bytes that are no UTF-8 are ISO 8859-1, as in license payloads."""
    return barcode.decode("utf-8", "latin-1-instead")


def keys(barcode: bytes, *, kitty: bool) -> list[bytes]:
    """Return what a terminal sends for each key of the scanner, in one read each."""
    if kitty:
        return [_kitty(character) for character in characters(barcode)]
    return [bytes([byte]) for byte in barcode]


def _kitty(character: str) -> bytes:
    named = {"\r": 13, "\t": 9, "\x1b": 27, "\x7f": 127}
    shifted = {"\x00": 64, "\x1c": 92, "\x1d": 93, "\x1e": 94, "\x1f": 95}
    if character in named:
        return f"\x1b[{named[character]}u".encode()
    if character in shifted:
        return f"\x1b[{shifted[character]};5u".encode()
    if character < " ":
        return f"\x1b[{ord(character) + 96};5u".encode()
    return f"\x1b[{ord(character)};;{ord(character)}u".encode()


def fate(barcode: bytes, pace: float, *, kitty: bool, field: bool) -> Fate:
    """Return what must come of ``barcode``, typed with ``pace`` seconds from key to key.

    ``field``: the cursor is in a field. This is the promise of docs/scanners.md, "What cannot be told".
    """
    text = characters(barcode)
    return _fate_of_card(text, pace, field=field) or _fate_of_keys(text, pace, kitty=kitty, field=field)


def _fate_of_card(text: str, pace: float, *, field: bool) -> Fate | None:
    """Return what must come of ``text`` because it begins as a card, ``None`` when it does not."""
    if _OPENS.match(text) or (pace < FINGERS and _OPENS_QUICKLY.match(text)):
        return "scan"
    if field and _IS_CARD.match(text):
        return "scan" if pace < FINGERS else "text"
    return "scan" if pace < FINGERS and _OPENS_FLAT.match(text) and _controls(text) else None


def _fate_of_keys(text: str, pace: float, *, kitty: bool, field: bool) -> Fate:
    if not kitty and text.startswith("\x1b") and pace:
        return "scan" if _SEQUENCE.match(text) or (len(text) > 1 and pace < FINGERS) else "person"
    if not pace:
        return "scan" if not field and len(text) >= 8 and len(set(text)) >= 3 and "\x1b" not in text else "person"
    if pace >= FINGERS:
        return "person"
    before = text if kitty else text.partition("\x1b")[0]
    if not field:
        return _quick(before)
    if not kitty and before.isprintable() and _TYPED_SEQUENCE.search(text):
        return "scan"
    return _quick_in_field(before)


def _quick(text: str) -> Fate:
    """Two keys may be two fingers, if none of them is a control key; three are none, but Backspace may repeat."""
    if len(text) < 2 or (set(text) <= _EDITS and len(set(text)) == 1):
        return "person"
    return "scan" if len(text) > 2 or _controls(text) else "person"


def _quick_in_field(text: str) -> Fate:
    """Text stays in a field; four keys with a control key among them, or three with Backspace, are no person's."""
    printable = "".join(character for character in text if character.isprintable())
    if not printable:
        return _quick(text)
    if _controls(text) and len(text) >= (4 if _EDITS.isdisjoint(text) else 3):
        return "scan"
    return "text" if printable and text[0].isprintable() else "person"


def _controls(text: str) -> bool:
    return any(character < " " or character in _EDITS for character in text)
