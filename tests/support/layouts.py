"""What computers of other countries make of the keys that a scanner presses for a US one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

US = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?"
LAYOUTS = {
    "British": "`1234567890-=qwertyuiop[]#asdfghjkl;'zxcvbnm,./¬!\"£$%^&*()_+QWERTYUIOP{}~ASDFGHJKL:@ZXCVBNM<>?",
    "German": "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_",
    "French": "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!²1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§",
    "Belgian": "²&é\"'(§è!çà)-azertyuiop^$µqsdfghjklmùwxcvbn,;:=³1234567890°_AZERTYUIOP¨*£QSDFGHJKLM%WXCVBN?./+",
    "Czech": ";+ěščřžýáíé=´qwertzuiopú)¨asdfghjklů§yxcvbnm,.-°1234567890%ˇQWERTZUIOP/('ASDFGHJKL\"!YXCVBNM?:_",
}


def typed_on(layout: str) -> Callable[[str], str]:
    """Return the damage of a computer keyboard that is not a US one."""
    table = str.maketrans(US, LAYOUTS[layout])
    return lambda payload: payload.translate(table)


def caps_locked(text: str) -> str:
    """Return ``text`` with small letters for capitals and the reverse, as far as both are on the keyboard."""
    return "".join(swapped if len(swapped := sign.swapcase()) == 1 else sign for sign in text)


def shift_lost(text: str) -> str:
    """Return what the same keys type on a US keyboard without shift."""
    half = len(US) // 2
    return text.translate(str.maketrans(US[half:], US[:half]))
