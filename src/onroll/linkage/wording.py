"""Why are these two records one child, or not, in words an officer reads?"""

from __future__ import annotations

from collections.abc import Mapping

from onroll.linkage.interface import LinkRecord
from onroll.linkage.model import Birth, Name, Number, Place, Sex
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
_EQUAL, _OTHER_SEX = int(Name.EQUAL), int(Sex.DIFFERENT)


def words(a: LinkRecord, b: LinkRecord, levels: Mapping[str, int], rule_sentence: str = "") -> tuple[str, ...]:
    """One phrase for each field that says something, numbers and names first; `rule_sentence` closes where one decided."""
    said = []
    for kind in NUMBERS:
        if levels[kind]:
            said.append(_NUMBERS[levels[kind]].format(field=_LABEL[kind], a=getattr(a, kind), b=getattr(b, kind)))
    forename, surname = levels["forename"], levels["surname"]
    if forename == surname == _EQUAL:
        said.append("same name")
    elif forename == Name.SWAPPED:
        said.append(f"forename and surname exchanged: {a.forename} {a.surname} / {b.forename} {b.surname}")
    else:
        for field, level in (("forename", forename), ("surname", surname)):
            text = _NAMES.get(level, "same {field}")
            said.append(text.format(field=field, a=getattr(a, field) or "none", b=getattr(b, field) or "none"))
    if levels["middle_name"] == _EQUAL:
        said.append("same middle name")
    elif levels["middle_name"] == Name.DIFFERENT:
        said.append(f"middle names differ: {a.middle_names} / {b.middle_names}")
    born = _BIRTHS.get(levels["birth_date"])
    said.append(born.format(a=_day(a), b=_day(b)) if born else "same date of birth")
    place = _PLACES.get(levels["place"])
    if place:
        said.append(place.format(a=a.postcode, b=b.postcode))
    if levels["sex"] == _OTHER_SEX:
        said.append(f"sex differs: {a.sex} / {b.sex}")
    if a.feed == b.feed and a.qualifier == b.qualifier:
        said.append("both from the same source")
    return (*said, rule_sentence) if rule_sentence else tuple(said)


def _day(record: LinkRecord) -> str:
    born = record.date_of_birth
    return f"{born.day:02d}/{born.month:02d}/{born.year}" if born else "none"
