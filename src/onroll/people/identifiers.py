"""Is this UPN, ULN or NHS number well made, and what is it written plainly?

For row checks on arrival and for linking: a number that fails its check is kept as it came and is only weak evidence.
Sources: UK Government Data Standards Catalogue, UniquePupilNumber 2.0; DfE CIN census rules 1510 and 1530; ESFA/HESA
specification of the Unique Learner Number; NHS Data Dictionary, NHS NUMBER. `data/README.md` says where the authority
codes come from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # 23 letters: I, O and S are left out as they read like 1, 0 and 5
_UPN_WEIGHTS = tuple(range(2, 13))  # of the first eleven of its last twelve characters; the twelfth weighs 13
_PLACE = {letter: place for place, letter in enumerate(UPN_LETTERS)}
_UPN = re.compile(r"[A-Z][0-9]{11}[0-9A-Z]")
_GAPS = re.compile(r"[\s.\-_/']+")
_DEFAULT_UPNS = frozenset({"UN1", "UN2", "UN3", "UN4", "UN5"})  # "why there is no UPN" codes of DfE returns


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number as checked: `value` is its plain form, or "" when it fails; `problems` say why, each a sentence.

    `temporary` is true of a UPN that ends in a letter: issued until the permanent one is known, so that a child may
    properly have had one and a permanent one.
    """

    value: str
    text: str
    problems: tuple[str, ...] = ()
    temporary: bool = False


@cache
def authority_codes() -> frozenset[str]:
    """Every authority code that may stand in a UPN: today's, those abolished since UPNs began, and the Welsh ones."""
    text = (files("onroll.people") / "data" / "upn_authority_codes.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def upn_check_letter(twelve: str) -> str:
    """The letter that opens a UPN, from its other twelve characters: weights 2 to 13, modulo 23.

    A final letter (temporary UPN) counts by its place in the alphabet without I, O and S. ValueError for anything else.
    """
    if len(twelve) != 12 or not twelve[:11].isdecimal() or (twelve[11] not in _PLACE and not twelve[11].isdecimal()):
        raise ValueError(f"Not the last twelve characters of a UPN: {twelve!r}")
    total = sum(map(mul, _UPN_WEIGHTS, map(int, twelve[:11])))
    last = twelve[11]
    return UPN_LETTERS[(total + 13 * (_PLACE[last] if last in _PLACE else int(last))) % 23]


def make_upn(la: str, establishment: str, year: int, serial: int | str) -> str:
    """A well-made UPN: `year` is the year of issue (its last two digits count), `serial` 0 to 999.

    A temporary one takes `serial` as text of two digits and a letter ("01A").
    """
    ending = f"{serial:03d}" if isinstance(serial, int) else serial
    twelve = f"{int(la):03d}{int(establishment):04d}{year % 100:02d}{ending}"
    return upn_check_letter(twelve) + twelve


def check_upn(text: str) -> Identifier:
    """A UPN checked for form, check letter and authority code. A blank has no problem and no value."""
    plain = _plain(text)
    if not plain:
        return Identifier("", text)
    if plain in _DEFAULT_UPNS:
        return Identifier("", text, (f"{plain} says why there is no UPN; it is not one.",))
    if not _UPN.fullmatch(plain) or (not plain[12].isdecimal() and plain[12] not in _PLACE):
        return Identifier("", text, (f"A UPN has a letter, eleven digits and a digit or letter; {text!r} does not.",))
    if plain.count(plain[1], 1) == 12:
        return Identifier("", text, (f"{plain} is a filler, not a UPN.",))
    temporary = not plain[12].isdecimal()
    problems = []
    letter = upn_check_letter(plain[1:])
    if plain[0] != letter:
        problems.append(f"The first letter of UPN {plain} should be {letter}, so a character is wrong.")
    if plain[1:4] not in authority_codes():
        problems.append(f"UPN {plain} names authority {plain[1:4]}, which has never issued UPNs.")
    return Identifier("" if problems else plain, text, tuple(problems), temporary)


def make_uln(nine: str) -> str:
    """A Unique Learner Number from its first nine digits; ValueError for the one ninth of them that can have no number."""
    digit = _uln_digit(nine)
    if digit is None or nine[0] == "0":
        raise ValueError(f"No Unique Learner Number starts {nine}")
    return nine + digit


def check_uln(text: str) -> Identifier:
    """A Unique Learner Number: ten digits, the first not 0; the last is 10 less the weighted sum of the others mod 11."""
    plain = _plain(text)
    if not plain:
        return Identifier("", text)
    if len(plain) != 10 or not _digits(plain) or plain[0] == "0":
        return Identifier("", text, (f"A ULN is ten digits and does not start with 0; {text!r} is not.",))
    if len(set(plain)) == 1:
        return Identifier("", text, (f"{plain} is a filler, not a ULN.",))
    if _uln_digit(plain[:9]) != plain[9]:
        return Identifier("", text, (f"The check digit of ULN {plain} is wrong, so a digit is wrong.",))
    return Identifier(plain, text)


def make_nhs_number(nine: str) -> str:
    """An NHS number from its first nine digits; ValueError for the one in eleven that can have no number."""
    digit = _nhs_digit(nine)
    if digit is None:
        raise ValueError(f"No NHS number starts {nine}")
    return nine + digit


def check_nhs_number(text: str) -> Identifier:
    """An NHS number: weights 10 to 2, 11 less the remainder, 11 standing for 0 and 10 never issued.

    Numbers from 999 (kept for tests) are valid here, as the specification of feeds asks. Ten equal digits all pass the
    sum and are fillers.
    """
    plain = _plain(text)
    if not plain:
        return Identifier("", text)
    if len(plain) != 10 or not _digits(plain):
        return Identifier("", text, (f"An NHS number is ten digits; {text!r} is not.",))
    if len(set(plain)) == 1:
        return Identifier("", text, (f"{plain} is a filler, not an NHS number.",))
    if _nhs_digit(plain[:9]) != plain[9]:
        return Identifier("", text, (f"The check digit of NHS number {plain} is wrong, so a digit is wrong.",))
    return Identifier(plain, text)


def _plain(text: str) -> str:
    return text.upper() if text.isalnum() else _GAPS.sub("", text).upper()


def _digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _weighted(nine: str) -> int:
    if len(nine) != 9 or not _digits(nine):
        raise ValueError(f"Not nine digits: {nine!r}")
    return sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), nine, strict=True)) % 11


def _uln_digit(nine: str) -> str | None:
    remainder = _weighted(nine)
    return str(10 - remainder) if remainder else None


def _nhs_digit(nine: str) -> str | None:
    digit = (11 - _weighted(nine)) % 11
    return str(digit) if digit < 10 else None
