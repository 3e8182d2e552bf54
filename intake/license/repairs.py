"""What had to be mended to read a license, in plain words for the person at the desk."""

from __future__ import annotations

POINTERS = "the header pointed to the wrong place"
SEPARATORS = "the scanner changed the separators between the values"
FLAT = "the scanner dropped the separators; the values were told apart by their order and shape"
HEADER = "the header was damaged"
START = "the beginning of the license is missing"
END = "the end of the license is missing"
SMALL = "all letters had become small"
SWAPPED = "capital and small letters were swapped"
ACCENTS = "letters with accents had been garbled"
UNREADABLE = "letters that could not be read are shown as \ufffd"
NOISE = "characters that do not belong to the license were left out"
TWICE = "the license had been scanned twice"
ISSUER = "the issuer number lacked its first digit"
FILLERS = "another keyboard had changed the signs < into others"
EXCHANGED = "values with Y, Z or a hyphen were left out, for the keyboard may be British or German"
LOOK_ALIKE = "letters and digits that look alike, as O and 0, had been mixed up"


def track(number: int) -> str:
    """Return the words for a track of a magnetic stripe that its reader could not read."""
    return f"track {number} of the magnetic stripe could not be read"


def keyboard(language: str) -> str:
    """Return the words for a keyboard layout of the computer that is not the scanner's."""
    return f"the computer's keyboard is {language}, the scanner's is not"
