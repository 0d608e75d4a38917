"""Why are these two records one child, or not, in words an officer reads?"""

from __future__ import annotations

from onroll.linkage.interface import LinkRecord
from onroll.linkage.model import Birth, Name, Number, Place, Sex

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


def words(a: LinkRecord, b: LinkRecord, levels: dict[str, int], rule_sentence: str = "") -> tuple[str, ...]:
    """One phrase for each field that says something, numbers and names first; `rule_sentence` closes where one decided."""
    said = []
    for kind in ("upn", "nhs_number", "uln"):
        text = _NUMBERS.get(levels[kind])
        if text:
            said.append(text.format(field=_LABEL[kind], a=getattr(a, kind), b=getattr(b, kind)))
    if levels["forename"] == Name.SWAPPED:
        said.append(f"forename and surname exchanged: {a.forename} {a.surname} / {b.forename} {b.surname}")
    elif levels["forename"] == levels["surname"] == Name.EQUAL:
        said.append("same name")
    else:
        for field in ("forename", "surname"):
            text = _NAMES.get(levels[field], "same {field}")
            said.append(text.format(field=field, a=getattr(a, field) or "none", b=getattr(b, field) or "none"))
    born = _BIRTHS.get(levels["birth_date"], "same date of birth")
    said.append(born.format(a=_day(a), b=_day(b)))
    place = _PLACES.get(levels["place"])
    if place:
        said.append(place.format(a=a.postcode, b=b.postcode))
    if levels["sex"] == Sex.DIFFERENT:
        said.append(f"sex differs: {a.sex} / {b.sex}")
    if a.feed == b.feed and a.qualifier == b.qualifier:
        said.append("both from the same source")
    return (*said, rule_sentence) if rule_sentence else tuple(said)


def _day(record: LinkRecord) -> str:
    return f"{record.date_of_birth:%d/%m/%Y}" if record.date_of_birth else "none"
