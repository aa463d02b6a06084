"""Keys of French identifiers: INS (NIR) modulo 97, RPPS and FINESS by Luhn."""

from __future__ import annotations

import re

_NIR = re.compile(r"[0-9][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{6}[0-9]{2}")


def ins_key(matricule: str) -> str | None:
    """The two digits that the first thirteen characters call for, or None when they are no NIR.

    97 - (number mod 97); Corsica: 2A counts as 19, 2B as 18 (INSEE). 2790351215189 -> 89, 1460263220001 -> 96.
    """
    body = matricule[:13].upper()
    if not _NIR.fullmatch(body + "00"):
        return None
    number = int(body.replace("2A", "19", 1).replace("2B", "18", 1) if body[5:7] in {"2A", "2B"} else body)
    return f"{97 - number % 97:02d}"


def ins_valid(matricule: str) -> bool:
    """Fifteen characters whose key is right."""
    return len(matricule) == 15 and ins_key(matricule) == matricule[13:]


def luhn(digits: str) -> bool:
    """Luhn's sum is a multiple of ten; False for what is not all digits."""
    if not digits.isascii() or not digits.isdigit():
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def rpps_shaped(rpps: str) -> bool:
    """Eleven digits; whether Luhn agrees is only a warning, for the national test numbers do not."""
    return len(rpps) == 11 and rpps.isascii() and rpps.isdigit()


def oid(text: str) -> bool:
    """An OID as XML accepts it: arcs without leading zeros, at most 64 characters (IHE ITI, uniqueId)."""
    return len(text) <= 64 and re.fullmatch(r"[0-2](\.(0|[1-9][0-9]*))+", text) is not None
