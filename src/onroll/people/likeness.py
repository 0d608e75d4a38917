"""How alike are two forenames, or two surnames, and in what way?

For linking and for the officer who reads why two records were joined. Works on folded names with gaps
(`names.fold_with_gaps`). How often a likeness means one child is for `linkage`; here is only which likeness it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from onroll.people.names import LOST, fold_with_gaps, is_filler
from onroll.people.nicknames import are_nicknames, nicknames_of
from onroll.people.romanised import are_romanisations


class Likeness(IntEnum):
    """The ways in which two names may be one, the nearest first. Values are stored in arrays: never renumber."""

    EQUAL = 0
    SPELLING = 1  # a letter or two off, or letters lost in an encoding
    VARIANT = 2  # written by another ear or ending: Mohammed and Muhammad, Kowalski and Kowalska
    PART = 3  # one is part of the other: Anne of Anne-Marie, Smith of Smith-Jones
    NICKNAME = 4
    INITIAL = 5
    MISSING = 6
    DIFFERENT = 7


_PREFIXES = frozenset(
    [
        "o",
        "mc",
        "mac",
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "al",
        "el",
        "ul",
        "bin",
        "ibn",
        "bint",
        "abu",
        "st",
        "saint",
        "ap",
        "fitz",
    ]
)
_ENDINGS = (("ska", "ski"), ("cka", "cki"), ("dzka", "dzki"), ("ova", "ov"), ("eva", "ev"), ("ina", "in"), ("aia", "y"),
            ("ova", ""), ("ou", "os"), ("aite", "as"), ("yte", "ys"), ("iene", "as"), ("kova", "ek"))  # fmt: skip
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("sch|sh", "s"), ("ph", "f"), ("ck|kh|qu|q", "k"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("bh", "b"),
        ("dj|dzh|zh", "j"), ("tch|tsch|cz", "ch"), ("c(?=[eiy])", "s"), ("c(?!h)", "k"), ("x", "ks"), ("z", "s"), ("w", "v"),
    )
)  # fmt: skip
_ENDEARING = re.compile("(?:ie|y|ey|o|s)$")
_MOHAMMED = frozenset({"md", "mhd", "mohd", "muhd", "mohmd"})
_DOUBLED_END = re.compile(r"(.)\1$")
_DOUBLED = re.compile(r"(.)\1+")
_UNHEARD = re.compile("(?<![aeiouy])h|h(?![aeiouy])|[aeiouy]")


@lru_cache(maxsize=200_000)
def skeleton(name: str) -> str:
    """The consonants that an ear keeps, after the first letter: mhmd of Mohammed, Muhammad and Mohamed.

    A key for finding candidates and for variants of transliteration, English spelling rules; not a proof of anything.
    """
    text = name.replace(" ", "").replace(LOST, "")
    for pattern, sound in _SOUNDS:
        text = pattern.sub(sound, text)
    single = _DOUBLED.sub(r"\1", text)
    first = single[:1]
    return _DOUBLED.sub(r"\1", ("o" if first == "u" else first) + _UNHEARD.sub("", single[1:]))


@lru_cache(maxsize=500_000)
def forename_likeness(a: str, b: str) -> Likeness:
    """How two folded forenames are alike; several forenames in one field count as parts."""
    if not a or not b or is_filler(a) or is_filler(b):
        return Likeness.MISSING
    if a == b or a.replace(" ", "") == b.replace(" ", ""):
        return Likeness.EQUAL
    if LOST in a or LOST in b:
        return Likeness.SPELLING if _fits(a, b) else _without_gaps(a, b, forename_likeness)
    full_a, full_b = _written_out(a), _written_out(b)
    if (full_a, full_b) != (a, b):
        return max(forename_likeness(full_a, full_b), Likeness.VARIANT)
    words_a, words_b = a.split(), b.split()
    if len(words_a[0]) == 1 or len(words_b[0]) == 1:
        return Likeness.INITIAL if a[0] == b[0] else Likeness.DIFFERENT
    if len(words_a) != len(words_b) and _one_within(words_a, words_b):
        return Likeness.PART
    if len(words_a) == len(words_b) > 1 and sorted(words_a) == sorted(words_b):
        return Likeness.VARIANT
    if are_nicknames(a, b) or are_nicknames(words_a[0], words_b[0]):
        return Likeness.NICKNAME
    near = _spelling(a, b)
    if near is not Likeness.DIFFERENT:
        return near
    if len(words_a) != len(words_b) and _begins_alike(words_a, words_b):
        return Likeness.PART
    return Likeness.NICKNAME if _shortened(a, b) else near


@lru_cache(maxsize=100_000)
def familiar_form(a: str, b: str) -> bool:
    """A looser test of two folded forenames, for records that agree on surname and birthday already: the first letters of
    the other (Lu of Lucy), a short form of a name a slip away (Liv of Oivia), a slip in a very short name (Ci for Cai).

    Too loose to find anybody by; twins rarely have such names of one another.
    """
    if not a or not b or LOST in a or LOST in b:
        return False
    first_a, first_b = a.split()[0], b.split()[0]
    short, long = sorted((first_a, first_b), key=lambda name: (len(name), name))
    if len(short) < 2 or short == long:
        return False  # one first name with two second ones: Mohammed Ali and Mohammed Hassan are brothers
    if long.startswith(short) or (len(short) == 2 and short[0] == long[0] and OSA.distance(short, long) == 1):
        return True
    return any(
        len(full) >= 4 and len(other) >= 4 and abs(len(full) - len(other)) <= 1 and OSA.distance(full, other, score_cutoff=1) <= 1
        for one, other in ((first_a, first_b), (first_b, first_a))
        for full in nicknames_of(one)
    )  # fmt: skip


@lru_cache(maxsize=500_000)
def surname_likeness(a: str, b: str) -> Likeness:
    """How two folded surnames are alike: prefixes (O', Mac, van, al), hyphens and gendered endings allowed for."""
    if not a or not b or is_filler(a) or is_filler(b):
        return Likeness.MISSING
    if a == b or a.replace(" ", "") == b.replace(" ", ""):
        return Likeness.EQUAL
    if LOST in a or LOST in b:
        return Likeness.SPELLING if _fits(a, b) else _without_gaps(a, b, surname_likeness)
    core_a, core_b = _core(a), _core(b)
    if core_a == core_b or _gendered(core_a, core_b) or are_romanisations(core_a, core_b):
        return Likeness.VARIANT
    words_a, words_b = core_a.split(), core_b.split()
    if len(words_a) + len(words_b) > 2 and {w for w in words_a if len(w) > 2} & {w for w in words_b if len(w) > 2}:
        return Likeness.PART
    if len(core_a) == 1 or len(core_b) == 1:
        return Likeness.INITIAL if core_a[0] == core_b[0] else Likeness.DIFFERENT
    return _spelling(core_a, core_b)


def compare_forenames(a: str, b: str) -> Likeness:
    """`forename_likeness` of names as they came."""
    return forename_likeness(fold_with_gaps(a), fold_with_gaps(b))


def compare_surnames(a: str, b: str) -> Likeness:
    """`surname_likeness` of names as they came."""
    return surname_likeness(fold_with_gaps(a), fold_with_gaps(b))


def same_forename(a: str, b: str) -> bool:
    """True where two forenames as they came may be one person's: anything but missing or different."""
    return compare_forenames(a, b) < Likeness.MISSING


def _written_out(name: str) -> str:
    """A forename with Mohammed in full where it is abbreviated, as forms do."""
    return " ".join("mohammed" if word in _MOHAMMED else word for word in name.split())


def _shortened(a: str, b: str) -> bool:
    """One stands in the other, as Tash in Natasha, or does without its endearing end, as Lottie in Charlotte."""
    if len(a) == len(b):
        return _stem(a) in b or _stem(b) in a
    short, long = (a, b) if len(a) < len(b) else (b, a)
    return (len(short) >= 3 and short in long) or _stem(short) in long


@lru_cache(maxsize=200_000)
def _stem(name: str) -> str:
    """Without its endearing end; "-" (in no name) where too little is left."""
    stem = _DOUBLED_END.sub(r"\1", _ENDEARING.sub("", name))
    return stem if len(stem) >= 3 else "-"


def _spelling(a: str, b: str) -> Likeness:
    shorter = min(len(a), len(b))
    allowed = 1 if shorter < 6 else 2
    distance = OSA.distance(a, b, score_cutoff=3)
    if distance > 3:
        return Likeness.DIFFERENT
    bones = skeleton(a)
    alike = bones == skeleton(b)
    if alike and len(bones) >= 3:
        return Likeness.VARIANT
    if distance <= allowed and (shorter > 3 or (shorter == 3 and a[0] == b[0])):
        return Likeness.SPELLING
    return Likeness.SPELLING if alike and len(bones) == 2 and distance <= 2 and shorter > 3 else Likeness.DIFFERENT


def _fits(a: str, b: str) -> bool:
    """One has gaps: any letter fits a gap, as does nothing at all, or two bytes' worth of gaps one letter."""
    pattern = "".join("[^ ]{0,2}" if letter == LOST else re.escape(letter) for letter in re.sub(r"\?+", LOST, a))
    other = "".join("[^ ]{0,2}" if letter == LOST else re.escape(letter) for letter in re.sub(r"\?+", LOST, b))
    return bool(re.fullmatch(pattern, b) or re.fullmatch(other, a))


def _without_gaps(a: str, b: str, likeness: Callable[[str, str], Likeness]) -> Likeness:
    found = likeness(a.replace(LOST, ""), b.replace(LOST, ""))
    return Likeness.SPELLING if found is Likeness.EQUAL else found


def _one_within(a: list[str], b: list[str]) -> bool:
    few, many = (a, b) if len(a) < len(b) else (b, a)
    return all(word in many for word in few)


def _begins_alike(a: list[str], b: list[str]) -> bool:
    """The first words alike, or the words of one written as one at the other's beginning: Theodore Ren and Teodore."""
    few, many = (a, b) if len(a) < len(b) else (b, a)
    if len(few) == 1 and few[0] in ("".join(many[:2]), "".join(many[:3])):
        return True
    if not all(word in many for word in few[1:]):
        return False
    return len(few[0]) > 1 < len(many[0]) and forename_likeness(few[0], many[0]) <= Likeness.NICKNAME


@lru_cache(maxsize=100_000)
def _core(surname: str) -> str:
    """Without its prefixes; Mac and Mc alike."""
    words = surname.split()
    scottish = words[0] in ("mc", "mac") and len(words) > 1
    kept = [word for word in words if word not in _PREFIXES] or words
    if scottish:
        return "mc" + " ".join(kept)
    if kept[0].startswith("mac") and len(kept[0]) > 6:
        kept = ["mc" + kept[0][3:], *kept[1:]]
    return " ".join(kept)


def _gendered(a: str, b: str) -> bool:
    return a[:3] == b[:3] and any(
        one.endswith(hers) and other.endswith(his) and len(one) - len(hers) >= 3
        and one.removesuffix(hers) == other.removesuffix(his)
        for one, other in ((a, b), (b, a))
        for hers, his in _ENDINGS
    )  # fmt: skip
