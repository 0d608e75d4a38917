"""Who counts, under which definition? So that any count can be made under any of them, and two can be reconciled by name.

A definition is data (`rulebook/definitions/<id>.toml`), written in phrases. Each phrase is a question about a child's
position on one day, answered here; a position holds only what the record derived, never a source's row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from onroll.rules.rulebook.book import RuleBook
from onroll.rules.rulebook.definition_files import Condition, Definition
from onroll.rules.rulebook.folder import BrokenRuleBook

SIX_WEEKS = 42
NEET_AGES = (16, 17)


@dataclass(frozen=True, slots=True)
class Position:
    """Where one child's education stands on one day, in the terms that definitions use.

    `home_education` is "", not_assessed, suitable or unsuitable; `activity` is that of post-16 (neet, not_known, …);
    `academic_age` is the age on the 31 August before; `groups` are codes of the list `pme-groups`.
    `otherwise_suitable`: suitable education arranged otherwise than at school and not by the parent. `on_roll` is None
    where it isn't established: then neither "a registered pupil" nor its opposite holds.
    """

    school_age: bool = False
    resident: bool = False
    on_roll: bool | None = False
    attending: bool = False
    full_time: bool = False
    whereabouts_known: bool = True
    place_allocated: bool = False
    home_education: str = ""
    otherwise_suitable: bool = False
    section_19: bool = False
    illness: bool = False
    plan: bool = False
    eotas: bool = False
    excluded: bool = False
    suspended: bool = False
    part_time: bool = False
    part_time_days: int = 0
    flexi: bool = False
    alternative_provision: bool = False
    school_provision: bool = False
    college_part_time: bool = False
    agreed_elsewhere: bool = False
    persistent: bool = False
    severe: bool = False
    off_roll_without_ground: bool = False
    academic_age: int | None = None
    activity: str = ""
    groups: frozenset[str] = field(default_factory=frozenset)


Phrase = Callable[[Position], bool | None]

PHRASES: Mapping[str, Phrase] = {
    "of compulsory school age": lambda child: child.school_age,
    "lives in the area": lambda child: child.resident,
    "a registered pupil at any school": lambda child: child.on_roll,
    "attending": lambda child: child.attending,
    "in full-time education in the usual way": lambda child: child.full_time,
    "of known whereabouts": lambda child: child.whereabouts_known,
    "allocated a place": lambda child: child.place_allocated,
    "home educated": lambda child: child.home_education != "",
    "home education judged unsuitable": lambda child: child.home_education == "unsuitable",
    "home education not yet assessed": lambda child: child.home_education == "not_assessed",
    "receiving suitable education otherwise than at school": lambda child: (
        child.otherwise_suitable or child.home_education in ("suitable", "not_assessed")
    ),
    "education arranged by the authority under section 19": lambda child: child.section_19,
    "away because of illness": lambda child: child.illness,
    "an EHC plan": lambda child: child.plan,
    "educated otherwise than at school under the plan": lambda child: child.eotas,
    "permanently excluded": lambda child: child.excluded,
    "suspended": lambda child: child.suspended,
    "on a reduced timetable": lambda child: child.part_time,
    "on a reduced timetable for more than six weeks": lambda child: (
        child.part_time and child.part_time_days > SIX_WEEKS
    ),
    "educated partly at home by agreement": lambda child: child.flexi,
    "in alternative provision": lambda child: child.alternative_provision,
    "in a provision that is a school": lambda child: child.school_provision,
    "a part-time student at a college": lambda child: child.college_part_time,
    "educated elsewhere by agreement of the school for some or all of the time": lambda child: child.agreed_elsewhere,
    "absent for a tenth of sessions or more": lambda child: child.persistent,
    "absent for half of sessions or more": lambda child: child.severe,
    "taken off the roll on no ground of regulation 9": lambda child: child.off_roll_without_ground,
    "of academic age 16 or 17": lambda child: child.academic_age in NEET_AGES,
    "out of education, employment and training": lambda child: child.activity == "neet",
    "activity not known": lambda child: child.activity == "not_known",
    "in one of Ofsted's groups": lambda child: bool(child.groups),
}


def holds(condition: Condition, child: Position) -> bool:
    """Whether one condition of a definition holds of a child. Raises BrokenRuleBook for a phrase nobody defined."""
    phrase = PHRASES.get(condition.phrase)
    if phrase is None:
        raise BrokenRuleBook(f"No condition is called {condition.phrase!r}.")
    return phrase(child) is condition.holds


def counts(definition: Definition, child: Position, on: date | None = None) -> bool:
    """Whether the definition counts the child, under the version of that day."""
    ways = definition.version_on(on).ways
    return any(all(holds(condition, child) for condition in way) for way in ways)


def why_not(definition: Definition, child: Position, on: date | None = None) -> str:
    """The first thing that keeps a child out of a definition, by its name; "" for a child it counts.

    Where the definition has several ways in, the one that the child comes nearest to speaks.
    """
    failures = [
        [condition for condition in way if not holds(condition, child)] for way in definition.version_on(on).ways
    ]
    nearest = min(failures, key=len)
    return nearest[0].failed if nearest else ""


@dataclass(frozen=True, slots=True)
class Walk:
    """From one definition's count to another's, by name: `start` less those left out, and those taken in, is `end`."""

    from_definition: str
    to_definition: str
    start: int
    left_out: Mapping[str, int]
    taken_in: Mapping[str, int]
    end: int

    @property
    def says(self) -> str:
        """ "260 by one = 182 by the other + 71 a registered pupil at any school + 7 not of compulsory school age"."""
        parts = [f"{self.end} {self.to_definition}"]
        parts += [f"+ {number} {why}" for why, number in self.left_out.items()]
        parts += [f"- {number} {why}" for why, number in self.taken_in.items()]
        return f"{self.start} {self.from_definition} = {' '.join(parts)}"


def reconcile(children: Iterable[Position], first: Definition, second: Definition, on: date | None = None) -> Walk:
    """Walks from the first definition's count to the second's.

    `left_out` counts, by the reason the second gives, the children only the first counts; `taken_in`, by the reason the
    first gives, those only the second does. Each child stands under one reason, so that the sums agree.
    """
    start = end = 0
    left_out: Counter[str] = Counter()
    taken_in: Counter[str] = Counter()
    for child in children:
        by_first, by_second = counts(first, child, on), counts(second, child, on)
        start += by_first
        end += by_second
        if by_first and not by_second:
            left_out[why_not(second, child, on)] += 1
        elif by_second and not by_first:
            taken_in[why_not(first, child, on)] += 1
    return Walk(first.title, second.title, start, dict(left_out.most_common()), dict(taken_in.most_common()), end)


def position_from(table: Mapping[str, Any]) -> Position:
    """A position as an example writes it. Raises BrokenRuleBook for a name that isn't one of its fields."""
    known = {known.name for known in fields(Position)}
    strange = sorted(set(table) - known)
    if strange:
        raise BrokenRuleBook(f"A child's position has no {', '.join(strange)}.")
    values = dict(table)
    if "groups" in values:
        values["groups"] = frozenset(values["groups"])
    return Position(**values)


def wrong_definitions(book: RuleBook) -> list[str]:
    """A sentence for each phrase nobody defined, and each example that doesn't come out as its file says."""
    wrong = []
    for definition in book.definitions.values():
        phrases = {condition.phrase for version in definition.versions for way in version.ways for condition in way}
        wrong += [f"{definition.path}: nobody defined {phrase!r}." for phrase in sorted(phrases - set(PHRASES))]
        for example in definition.examples:
            if phrases <= set(PHRASES) and counts(definition, position_from(example.child)) is not example.counts:
                wrong.append(f"{definition.path}, {example.name}: the file says {example.counts}, and it isn't so.")
    return wrong
