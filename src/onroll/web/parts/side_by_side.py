"""What do two records say, and who are the children they are held as? Side by side, with what differs marked in words.

Where either address is protected nothing of a place, a telephone or a household is shown, of either.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from onroll.children.models import ChildSummary
from onroll.children.selectors.child import ChildOnTheDay, NoSuchChild, adults_of, child_on, household_of, school_names
from onroll.children.selectors.explaining import Explained
from onroll.children.selectors.knowing import who_knows
from onroll.linkage.interface import LinkRecord
from onroll.rules.status import written
from onroll.web.parts.child_bar import child_name, flags_of, status_words, year_words
from onroll.web.parts.record_page import NOT_SHOWN, silence_of
from onroll.web.parts.words import FIELDS, feed_name, sex_word

SHOWN = ("surname", "forename", "middle_names", "former_surname", "preferred_surname", "preferred_forename", "date_of_birth", "sex", "upn",
         "former_upn", "uln", "nhs_number", "address", "postcode")  # fmt: skip
PLACES = ("address", "postcode")
_STEP_OF = {"date_of_birth": "birth_date", "middle_names": "middle_name", "postcode": "place"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of both sides: values, and in words whether they agree."""

    field: str
    one: str
    other: str
    mark: str
    differs: bool
    before: tuple[str, str] = ("", "")  # earlier values of each


@dataclass(frozen=True, slots=True)
class SideOf:
    """One record and the child it is held as."""

    record: int
    printed: str
    source: str
    name: str
    child: int | None
    flags: list[dict[str, str]]


def sides(found: Explained, printed: dict[int, str], children: dict[int, ChildOnTheDay]) -> list[SideOf]:
    """Who the two are, for the headings."""
    made = []
    for record, child in zip((found.one, found.other), found.children, strict=True):
        held = children.get(child) if child is not None else None
        name = f"{record.forename} {record.surname}".strip() or "Name not held"
        flags = flags_of([flag["id"] for flag in held.handling]) if held else []
        made.append(SideOf(record.id, printed.get(record.id, ""), feed_name(record.feed), name, child, flags))
    return made


def children_of(numbers: Collection[int | None], on: date) -> dict[int, ChildOnTheDay]:
    """The children the two records are held as."""
    held = {}
    for number in {number for number in numbers if number is not None}:
        try:
            held[number] = child_on(number, on)
        except NoSuchChild:
            continue
    return held


def record_lines(found: Explained, *, hidden: bool) -> list[Line]:
    """Each field that either record gives."""
    said = {step.field: step.words for step in found.steps.steps}
    lines = []
    for name in SHOWN:
        one, other = _value(found.one, name), _value(found.other, name)
        if not (one or other) or (hidden and name in PLACES):
            continue
        mark, differs = _mark(one, other, said.get(_STEP_OF.get(name, name), "") if name != "address" else "")
        earlier = [
            ", ".join(_as_written(value) for value in record.others.get(name, ()))
            for record in (found.one, found.other)
        ]
        lines.append(Line(FIELDS.get(name, name), one, other, mark, differs, (earlier[0], earlier[1])))
    return lines


def child_lines(found: Explained, children: dict[int, ChildOnTheDay], *, hidden: bool, on: date) -> list[Line]:
    """What is known of the two children, for what the records themselves don't say: status, sightings, who lives there."""
    one, other = (children.get(child) if child is not None else None for child in found.children)
    urns = {child.spell.place for child in (one, other) if child is not None and child.spell}
    schools = school_names(urns)
    rows = [
        ("Status today", _status, True), ("Last seen in person", _seen, False), ("Who knows the child", lambda c: _known(c, on), False),
        ("Records", lambda c: ", ".join(feed_name(feed) for feed in c.summary.feeds), False),
        ("School", lambda c: schools.get(c.spell.place, "") if c.spell else "", True),
    ]  # fmt: skip
    if hidden:
        rows.append(("Address and household", lambda _: NOT_SHOWN, False))
    else:
        rows += [
            ("Last known address", lambda c: ", ".join(filter(None, (c.summary.address, c.summary.postcode))), True),
            ("Other children there", lambda c: _household(household_of(c), on), False),
            (
                "Adults named",
                lambda c: "; ".join(dict.fromkeys(f"{a.name} ({a.relationship.lower()})" for a in adults_of(c.id))),
                False,
            ),
        ]
    lines = []
    for words, read, compared in rows:
        a, b = (read(child) if child is not None else "" for child in (one, other))
        if not (a or b):
            continue
        mark, differs = _mark(a, b, "") if compared else ("", False)
        lines.append(Line(words, a, b, mark, differs))
    return lines


def _mark(one: str, other: str, said: str) -> tuple[str, bool]:
    """Whether two values agree, in words: what the model saw where it saw more than equal or not."""
    if not one or not other:
        return "One side only", False
    if one == other:
        return "Same", False
    words = said.split(":")[0]
    if words.startswith("same"):
        return "Same, written another way", False
    return (words[:1].upper() + words[1:] if words else "Differs"), True


def _value(record: LinkRecord, name: str) -> str:
    value = getattr(record, name)
    if name == "sex":
        return sex_word(value) if value else ""
    return written(value) if isinstance(value, date) else str(value or "")


def _as_written(value: str) -> str:
    try:
        return written(date.fromisoformat(value))
    except ValueError:
        return value


def _status(child: ChildOnTheDay) -> str:
    since = f" since {written(child.spell.since)}" if child.spell and child.spell.since else ""
    return f"{status_words(child)}{since}"


def _seen(child: ChildOnTheDay) -> str:
    return (
        silence_of(child).keep(f"{written(child.last_seen[0])}, {child.last_seen[1]}")
        if child.last_seen
        else "Nobody is known to have"
    )


def _known(child: ChildOnTheDay, on: date) -> str:
    return "; ".join(f"{one.agency}, {written(one.last_on)}" for one in who_knows(child.held.facts, on)[:4])


def _household(others: list[ChildSummary], on: date) -> str:
    return (
        "; ".join(f"{child_name(other)}, {year_words(other.date_of_birth, on)}" for other in others[:6]) or "None known"
    )
