"""Why are these two records one child, or not, in words an officer reads?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from onroll.linkage.interface import LinkRecord
from onroll.linkage.model import LEVELS, Birth, Name, Number, Place, Sex
from onroll.linkage.preparing import NUMBERS

_LABEL = {"upn": "UPN", "nhs_number": "NHS number", "uln": "ULN", "forename": "forename", "surname": "surname"}
_NAMES = {
    Name.SPELLING: "nearly the same {field}: {a} / {b}",
    Name.VARIANT: "{field} spelt another way: {a} / {b}",
    Name.PART: "{field} partly the same: {a} / {b}",
    Name.NICKNAME: "{field} a short form: {a} / {b}",
    Name.INITIAL: "only an initial of the {field}: {a} / {b}",
    Name.MISSING: "{field} missing on one: {a} / {b}",
    Name.DIFFERENT: "{field}s differ: {a} / {b}",
    Name.RESEMBLES: "{field}s alike but two names in common use: {a} / {b}",
}
_BIRTHS = {
    Birth.SWAPPED: "day and month of birth exchanged: {a} / {b}",
    Birth.ONE_DIGIT: "dates of birth a digit apart: {a} / {b}",
    Birth.NEAR: "dates of birth a day, month or year apart: {a} / {b}",
    Birth.FILLER: "date of birth estimated or 1 January: {a} / {b}",
    Birth.MISSING: "no date of birth on one",
    Birth.TWO_PARTS: "dates of birth differ in one part: {a} / {b}",
    Birth.DIFFERENT: "dates of birth differ: {a} / {b}",
}
_PLACES = {
    Place.SAME: "same postcode",
    Place.HOUSE: "same house and street: {a} / {b}",
    Place.NEIGHBOUR: "same postcode, different houses: {a} / {b}",
    Place.NEAR: "postcodes a character apart: {a} / {b}",
    Place.DISTRICT: "same postcode district: {a} / {b}",
    Place.ELSEWHERE: "different addresses: {a} / {b}",
}
_NUMBERS = {
    Number.SAME: "same {field}",
    Number.FORMER: "one's former {field} is the other's",
    Number.WEAK: "{field} nearly the same, mistyped on one",
    Number.TEMPORARY: "different {field}s, one of them temporary",
    Number.DIFFERENT: "different valid {field}s: {a} / {b}",
}
_MIDDLES = {Name.EQUAL: "same middle name", Name.DIFFERENT: "middle names differ: {a} / {b}"}


def words(a: LinkRecord, b: LinkRecord, levels: Sequence[int], rule_sentence: str = "") -> tuple[str, ...]:
    """One phrase for each field that says something, numbers and names first; `levels` in the order of `model.LEVELS`, and
    `rule_sentence` closes where a rule decided."""
    phrases, fields = _phrases(tuple(levels), a.feed == b.feed and a.qualifier == b.qualifier, rule_sentence)
    if not fields:
        return phrases
    said = list(phrases)
    for at, field in fields:
        said[at] = _filled(said[at], field, a, b)
    return tuple(said)


def phrase(a: LinkRecord, b: LinkRecord, field: str, level: int) -> str:
    """How the two are alike in one field of the model, in words; "" where one doesn't give it."""
    if field in NUMBERS:
        text, value = _NUMBERS.get(level, ""), field
    elif field in ("forename", "surname"):
        swapped = level == Name.SWAPPED
        text = "forename and surname exchanged: {a} / {b}" if swapped else _NAMES.get(level, "same {field}")
        value = "name" if swapped else field
    elif field == "middle_name":
        text = "" if level == Name.MISSING else _MIDDLES.get(level, "middle names alike: {a} / {b}")
        value = "middle_names"
    elif field == "birth_date":
        text, value = _BIRTHS.get(level, "same date of birth"), "date_of_birth"
    elif field == "place":
        text, value = _PLACES.get(level, ""), "address" if level in (Place.HOUSE, Place.NEIGHBOUR) else "postcode"
    else:
        text = {Sex.SAME: "same sex", Sex.DIFFERENT: "sex differs: {a} / {b}"}.get(level, "")
        value = "sex"
    return _filled(text.replace("{field}", _LABEL.get(field, field)), value, a, b)


def _filled(text: str, field: str, a: LinkRecord, b: LinkRecord) -> str:
    if "{" not in text:
        return text
    if field == "date_of_birth":
        return text.format(a=_day(a), b=_day(b))
    if field == "name":
        return text.format(a=f"{a.forename} {a.surname}", b=f"{b.forename} {b.surname}")
    return text.format(a=getattr(a, field) or "none", b=getattr(b, field) or "none")


@lru_cache(maxsize=20_000)
def _phrases(
    levels: tuple[int, ...], same_source: bool, closing: str
) -> tuple[tuple[str, ...], tuple[tuple[int, str], ...]]:
    """What these levels say, and which of the phrases need values of which field."""
    level = dict(zip(LEVELS, levels, strict=True))
    said = [(_NUMBERS[level[kind]], kind) for kind in NUMBERS if level[kind]]
    if level["forename"] == level["surname"] == Name.EQUAL:
        said.append(("same name", ""))
    elif level["forename"] == Name.SWAPPED:
        said.append(("forename and surname exchanged: {a} / {b}", "name"))
    else:
        said += [(_NAMES.get(level[field], "same {field}"), field) for field in ("forename", "surname")]
    said.append((_MIDDLES.get(level["middle_name"], ""), "middle_names"))
    said.append((_BIRTHS.get(level["birth_date"], "same date of birth"), "date_of_birth"))
    said.append(
        (_PLACES.get(level["place"], ""), "address" if level["place"] in (Place.HOUSE, Place.NEIGHBOUR) else "postcode")
    )
    said.append(("sex differs: {a} / {b}" if level["sex"] == Sex.DIFFERENT else "", "sex"))
    said += [("both from the same source" if same_source else "", ""), (closing, "")]
    named = [(text.replace("{field}", _LABEL.get(field, field)), field) for text, field in said if text]
    return tuple(text for text, _ in named), tuple((at, field) for at, (text, field) in enumerate(named) if "{" in text)


def _day(record: LinkRecord) -> str:
    born = record.date_of_birth
    return f"{born.day:02d}/{born.month:02d}/{born.year}" if born else "none"
