"""In what way is each field of two records alike? For arrays of pairs, one code a pair.

Whole-number arrays decide what is equal; only distinct pairs of names that are not equal are compared as text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import OSA

from onroll.linkage.model import Birth, Name, Number, Place, Sex
from onroll.linkage.preparing import NONE, NUMBERS, Prepared
from onroll.people.likeness import Likeness, familiar_form, forename_likeness, surname_likeness
from onroll.people.postcodes import one_character_off

Bundle = tuple[str, ...]
Levels = dict[str, np.ndarray]  # field -> uint8[pairs]
_EXCHANGEABLE = (
    Likeness.EQUAL,
    Likeness.SPELLING,
    Likeness.VARIANT,
    Likeness.PART,
    Likeness.NICKNAME,
    Likeness.MISSING,
)


@lru_cache(maxsize=300_000)
def forenames_alike(a: Bundle, b: Bundle) -> Likeness:
    """The nearest likeness of two records' forenames: first names first, then one's middle or preferred name for the
    other's first, which can at best make it a part."""
    best = forename_likeness(a[0], b[0])
    if best <= Likeness.MISSING:
        return best
    for more, first in ((a[1:], b[0]), (b[1:], a[0])):
        if any(name and forename_likeness(name, first) <= Likeness.VARIANT for name in more):
            return Likeness.PART
    return best


@lru_cache(maxsize=300_000)
def surnames_alike(a: Bundle, b: Bundle) -> Likeness:
    """The nearest likeness of two records' surnames; a former or preferred surname that fits makes it a part."""
    best = surname_likeness(a[0], b[0])
    if best <= Likeness.PART or (len(a) == 1 and len(b) == 1):
        return best
    for one in a:
        for other in b:
            if one and other and surname_likeness(one, other) <= Likeness.VARIANT:
                return Likeness.PART
    return best


def compare(ready: Prepared, a: np.ndarray, b: np.ndarray) -> Levels:
    """How the records at positions `a` and `b` (int64[pairs]) are alike, by field: uint8[pairs] of the enums of `model`."""
    levels = {
        "forename": _names(ready, ready.forename, ready.forenames, forenames_alike, a, b),
        "surname": _names(ready, ready.surname, ready.surnames, surnames_alike, a, b),
        "middle_name": _middles(ready, a, b),
        "birth_date": _births(ready, a, b),
        "place": _places(ready, a, b),
        "sex": _sexes(ready, a, b),
    }
    for kind in NUMBERS:
        levels[kind] = _numbers(ready, kind, a, b)
    _swap_names(ready, levels, a, b)
    _hear_familiar_forms(ready, levels, a, b)
    return levels


def _names(ready, codes, bundles, alike, a, b) -> np.ndarray:  # type: ignore[no-untyped-def]
    found = np.full(len(a), Name.EQUAL, np.uint8)
    unequal = np.flatnonzero((codes[a] != codes[b]) | (codes[a] == NONE) | (codes[b] == NONE))
    left, right = bundles[a[unequal]].astype(np.int64), bundles[b[unequal]].astype(np.int64)
    packed = np.minimum(left, right) << 32 | np.maximum(left, right)
    distinct, back = np.unique(packed, return_inverse=True)
    texts = ready.bundles.values
    answers = np.fromiter(
        (_either_way(alike, texts[p >> 32], texts[p & 0xFFFFFFFF]) for p in distinct.tolist()), np.uint8, len(distinct)
    )
    found[unequal] = answers[back]
    return found


def _either_way(alike: Callable[[Bundle, Bundle], Likeness], x: Bundle, y: Bundle) -> Likeness:
    """Asked in the order of the texts, so that the order in which they were coded can't change an answer."""
    return alike(x, y) if x <= y else alike(y, x)


def _middles(ready: Prepared, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    x, y = ready.middle[a].astype(np.int64), ready.middle[b].astype(np.int64)
    found = np.where((x == NONE) | (y == NONE), Name.MISSING, Name.EQUAL).astype(np.uint8)
    unequal = np.flatnonzero((x != y) & (found != Name.MISSING))
    distinct, back = np.unique(x[unequal] << 32 | y[unequal], return_inverse=True)
    texts = ready.names.values
    answers = (forename_likeness(texts[pair >> 32], texts[pair & 0xFFFFFFFF]) for pair in distinct.tolist())
    found[unequal] = np.fromiter(answers, np.uint8, len(distinct))[back]
    return found


def _swap_names(ready: Prepared, levels: Levels, a: np.ndarray, b: np.ndarray) -> None:
    """Forename and surname exchanged, wholly or by likeness; words parted otherwise between the two fields."""
    first, last, words = ready.forename, ready.surname, ready.words
    crossed = ((first[a] == last[b]) & (first[a] != NONE)) | ((last[a] == first[b]) & (last[a] != NONE))
    crossed |= (words[a] == words[b]) & (words[a] != NONE)
    odd = np.flatnonzero((levels["forename"] >= Name.MISSING) & (levels["surname"] >= Name.MISSING) & crossed)
    names = [*ready.names.values, ""]
    for at in odd.tolist():
        i, j = int(a[at]), int(b[at])
        cross = [forename_likeness(names[x], names[y]) for x, y in ((first[i], last[j]), (last[i], first[j]))]
        if words[i] == words[j] != NONE or (min(cross) == Likeness.EQUAL and max(cross) in _EXCHANGEABLE):
            levels["forename"][at] = levels["surname"][at] = Name.SWAPPED
        elif sorted(cross) == [Likeness.EQUAL, Likeness.INITIAL]:
            levels["forename"][at], levels["surname"][at] = Name.INITIAL, Name.VARIANT


def _hear_familiar_forms(ready: Prepared, levels: Levels, a: np.ndarray, b: np.ndarray) -> None:
    """Where surname and birthday agree and forenames don't, one may still be the other's familiar form."""
    birth, surname = levels["birth_date"], levels["surname"]
    near = (birth <= Birth.NEAR) & (surname <= Name.NICKNAME) & (levels["forename"] == Name.DIFFERENT)
    names = [*ready.names.values, ""]
    for at in np.flatnonzero(near).tolist():
        if familiar_form(names[ready.forename[a[at]]], names[ready.forename[b[at]]]):
            levels["forename"][at] = Name.NICKNAME


def _births(ready: Prepared, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    found = births_alike(ready.birth[a], ready.birth[b], ready.filler_birth[a], ready.filler_birth[b])
    if ready.more["birth"]:
        having = np.zeros(len(ready), bool)
        having[list(ready.more["birth"])] = True
        for at in np.flatnonzero((having[a] | having[b]) & (found != Birth.EQUAL)).tolist():
            i, j = int(a[at]), int(b[at])
            of_i, of_j = (
                {int(ready.birth[i]), *ready.more["birth"].get(i, ())},
                {int(ready.birth[j]), *ready.more["birth"].get(j, ())},
            )
            if (of_i & of_j) - {0}:
                found[at] = min(found[at], Birth.ONE_DIGIT)
    return found


def births_alike(x: np.ndarray, y: np.ndarray, filler_x: np.ndarray, filler_y: np.ndarray) -> np.ndarray:
    """How dates of birth written yyyymmdd (0 where missing) are alike: uint8 of `Birth`; the rules of
    `people.birth_dates.how_alike` on arrays. A filler (1 January, estimated) fits any date within a year of it."""
    x, y = x.astype(np.int64), y.astype(np.int64)
    year_x, month_x, day_x = x // 10000, x // 100 % 100, x % 100
    year_y, month_y, day_y = y // 10000, y // 100 % 100, y % 100
    found = np.full(len(x), Birth.DIFFERENT, np.uint8)
    years, months, days = np.abs(year_x - year_y), np.abs(month_x - month_y), np.abs(day_x - day_y)
    agreeing = (years == 0).astype(np.int8) + (months == 0) + (days == 0)
    found[agreeing == 2] = Birth.TWO_PARTS
    found[(filler_x | filler_y) & (years <= 1)] = Birth.FILLER
    near = ((years == 1) & (months == 0) & (days == 0)) | ((years == 0) & (months == 1) & (days == 0))
    apart = np.abs(_days(year_x, month_x, day_x) - _days(year_y, month_y, day_y)).astype(np.int64)
    found[near | (apart <= 1)] = Birth.NEAR
    found[_one_digit(x, y)] = Birth.ONE_DIGIT
    found[(year_x == year_y) & (month_x == day_y) & (day_x == month_y)] = Birth.SWAPPED
    found[x == y] = np.where((filler_x & filler_y)[x == y], Birth.FILLER, Birth.EQUAL)
    found[(x == 0) | (y == 0)] = Birth.MISSING
    return found


def _days(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    months = (year - 1970).astype("M8[Y]").astype("M8[M]") + (month - 1)
    return months.astype("M8[D]") + (day - 1)


def _one_digit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    differing = np.zeros(len(x), np.int8)
    exchanged = np.zeros(len(x), bool)
    for place in range(8):
        digit_x, digit_y = x // 10**place % 10, y // 10**place % 10
        differing += digit_x != digit_y
        if place:
            low_x, low_y = x // 10 ** (place - 1) % 10, y // 10 ** (place - 1) % 10
            exchanged |= (digit_x == low_y) & (low_x == digit_y) & (digit_x != digit_y)
    return (differing == 1) | ((differing == 2) & exchanged)


def _places(ready: Prepared, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    x, y = ready.postcode[a], ready.postcode[b]
    found = np.full(len(a), Place.ELSEWHERE, np.uint8)
    found[ready.district[a] == ready.district[b]] = Place.DISTRICT
    found[(x == NONE) | (y == NONE)] = Place.MISSING
    found[(x == y) & (x != NONE)] = Place.SAME
    texts = ready.postcodes.values
    close = np.flatnonzero((found == Place.DISTRICT) & (x != NONE))
    for at in close.tolist():
        if one_character_off(texts[x[at]], texts[y[at]]):
            found[at] = Place.NEAR
    if ready.more["postcode"]:
        having = np.zeros(len(ready), bool)
        having[list(ready.more["postcode"])] = True
        for at in np.flatnonzero((having[a] | having[b]) & (found != Place.SAME)).tolist():
            i, j = int(a[at]), int(b[at])
            of_i = {int(ready.postcode[i]), *ready.more["postcode"].get(i, ())}
            of_j = {int(ready.postcode[j]), *ready.more["postcode"].get(j, ())}
            if (of_i & of_j) - {NONE}:
                found[at] = Place.SAME
    _houses(ready, a, b, found)
    return found


def _houses(ready: Prepared, a: np.ndarray, b: np.ndarray, found: np.ndarray) -> None:
    """House and street agree and no postcode of another district gainsays it: another town's street of that name. Where they
    differ within one postcode, the two are neighbours, or one has moved across the road."""
    open_ = (found != Place.SAME) & (found != Place.ELSEWHERE)
    x, y = ready.home[a], ready.home[b]
    found[open_ & (x == y) & (x != NONE)] = Place.HOUSE
    found[(found == Place.SAME) & (x != y) & (x != NONE) & (y != NONE)] = Place.NEIGHBOUR


def _sexes(ready: Prepared, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    x, y = ready.sex[a], ready.sex[b]
    return np.where((x == 0) | (y == 0), Sex.MISSING, np.where(x == y, Sex.SAME, Sex.DIFFERENT)).astype(np.uint8)


def _numbers(ready: Prepared, kind: str, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    codes = ready.number[kind]
    x, y = codes[a], codes[b]
    found = np.where((x == NONE) | (y == NONE), Number.MISSING, np.where(x == y, Number.SAME, Number.DIFFERENT)).astype(
        np.uint8
    )
    if kind == "upn" and len(ready.numbers["upn"].values):
        temporary = np.array([not value[-1:].isdecimal() for value in ready.numbers["upn"].values])
        unlike = np.flatnonzero(found == Number.DIFFERENT)
        found[unlike[temporary[x[unlike]] | temporary[y[unlike]]]] = Number.TEMPORARY
    _through_earlier(ready, kind, a, b, found)
    _through_weak(ready, kind, a, b, found)
    return found


def _through_earlier(ready: Prepared, kind: str, a: np.ndarray, b: np.ndarray, found: np.ndarray) -> None:
    """One record's former number is the other's: agreement. Borrowed and over-used numbers are blank and never meet."""
    earlier = ready.more.get(kind)
    if not earlier:
        return
    having = np.zeros(len(ready), bool)
    having[list(earlier)] = True
    codes = ready.number[kind]
    for at in np.flatnonzero((having[a] | having[b]) & (found != Number.SAME)).tolist():
        i, j = int(a[at]), int(b[at])
        if ready.adopted[i] or ready.adopted[j]:
            continue
        of_i, of_j = {int(codes[i]), *earlier.get(i, ())}, {int(codes[j]), *earlier.get(j, ())}
        if (of_i & of_j) - {NONE}:
            found[at] = Number.FORMER


def _through_weak(ready: Prepared, kind: str, a: np.ndarray, b: np.ndarray, found: np.ndarray) -> None:
    """A number that failed its check, a character or two off the other record's, or the same wrong text on both."""
    weak = ready.weak[kind]
    if not weak:
        return
    having = np.zeros(len(ready), bool)
    having[list(weak)] = True
    values, codes = ready.numbers[kind].values, ready.number[kind]
    for at in np.flatnonzero((having[a] | having[b]) & (found == Number.MISSING)).tolist():
        i, j = int(a[at]), int(b[at])
        x = weak.get(i) or (values[codes[i]] if codes[i] != NONE else "")
        y = weak.get(j) or (values[codes[j]] if codes[j] != NONE else "")
        if min(len(x), len(y)) >= 9 and len(set(x)) > 2 and OSA.distance(x, y, score_cutoff=1) <= 1:
            found[at] = Number.WEAK
