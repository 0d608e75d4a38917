"""Which of several values is shown, and what did it beat? For the lists, and for the record page that shows the reasons.

A value that more systems agree on beats one that fewer give; among equals the newer, then the system nearer to the child's
schooling. Values no longer supplied count only where nothing current is held. An estimated or placeholder date of birth loses
to any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from onroll.children.building.reading import PERSON_FIELDS, Held, Person
from onroll.people.names import fold
from onroll.rules.facts import Fact

NEARNESS = (
    "roll", "ehe", "ehc_plans", "social_care", "cme", "applications", "placements", "part_time", "exclusions", "post16", "health",
    "roll_elsewhere", "youth_justice", "missing_episodes", "school_returns", "sightings",
)  # fmt: skip
_AT = {name: at for at, name in enumerate(PERSON_FIELDS)}
_RANK = {feed: at for at, feed in enumerate(NEARNESS)}


@dataclass(frozen=True, slots=True)
class Claim:
    """One value with everybody who gives it: how many systems, how new, and which rows."""

    value: object
    feeds: tuple[str, ...]
    as_at: date
    current: bool
    versions: tuple[int, ...]

    def why(self) -> str:
        """In words, why this value stands where it does."""
        systems = "one system" if len(self.feeds) == 1 else f"{len(self.feeds)} systems"
        return f"given by {systems}" + ("" if self.current else ", no longer supplied")


def claims(name: str, persons: Sequence[Person], same: Callable[[object], object] = lambda value: value) -> list[Claim]:
    """All values of one field, best first; values equal under `same` are one claim."""
    at = _AT[name]
    groups: dict[object, list[Person]] = defaultdict(list)
    for person in persons:
        value = person.values[at]
        if value not in ("", None):
            groups[same(value)].append(person)
    return sorted((_claim(at, group) for group in groups.values()), key=_order(name))


def _claim(at: int, group: list[Person]) -> Claim:
    current = [person for person in group if person.current] or group
    shown = min(current, key=lambda p: (_RANK.get(p.feed, 99), -p.as_at.toordinal(), -p.version))
    feeds = tuple(sorted({person.feed for person in current}, key=lambda feed: _RANK.get(feed, 99)))
    return Claim(
        shown.values[at],
        feeds,
        max(p.as_at for p in current),
        any(p.current for p in group),
        tuple(p.version for p in group),
    )


def _order(name: str) -> Callable[[Claim], tuple]:
    def key(claim: Claim) -> tuple:
        placeholder = (
            name == "date_of_birth" and isinstance(claim.value, date) and (claim.value.month, claim.value.day) == (1, 1)
        )
        nearest = min(_RANK.get(feed, 99) for feed in claim.feeds)
        return (not claim.current, placeholder, -len(claim.feeds), -claim.as_at.toordinal(), nearest, str(claim.value))

    return key


def best(name: str, persons: Sequence[Person], same: Callable[[object], object] = lambda value: value) -> object:
    """The value that is shown, or None where no system gives one. Where all agree, as most do, nothing is ranked."""
    at = _AT[name]
    given = {value for person in persons if (value := person.values[at]) not in ("", None)}
    if len(given) > 1:
        return claims(name, persons, same)[0].value
    return given.pop() if given else None


@dataclass(slots=True)
class Summary:
    """The columns of `ChildSummary` for one child, and every folded name for search."""

    columns: dict[str, object]
    names: set[str]


def summarise(child: Held) -> Summary:
    """The child's best values, from all rows of all records."""
    persons = child.persons
    names = {
        n: str(best(n, persons, fold_value) or "")
        for n in ("surname", "forename", "preferred_surname", "preferred_forename")
    }
    address, postcode = newest_address(child.facts, persons)
    born = best("date_of_birth", [p for p in persons if not p.values[_AT["dob_estimated"]]] or persons)
    known_as = " ".join(filter(None, (names["preferred_forename"], names["preferred_surname"])))
    hidden = "hide_address" in child.safe_contacts or any(
        f.detail.get("protected", "").lower().startswith(("address", "adopt", "both"))
        for f in child.facts
        if f.kind == "social_care"
    )
    columns = {
        "surname": names["surname"], "forename": names["forename"], "known_as": known_as,
        "sort_key": f"{fold(names['surname'])} {fold(names['forename'])}".strip(), "date_of_birth": born, "sex": best("sex", persons) or "",
        "upn": best("upn", persons) or "", "nhs_number": best("nhs_number", persons) or "", "uln": best("uln", persons) or "",
        "address": address, "postcode": postcode, "household": f"{fold(address)}|{postcode}" if address and postcode else "",
        "address_hidden": hidden, "safe_contact": _strictest(child.safe_contacts), "numbers": sorted(_numbers(persons)),
        "records": len(child.records), "feeds": sorted({p.feed for p in persons}, key=lambda feed: _RANK.get(feed, 99)),
    }  # fmt: skip
    return Summary(columns, search_names(persons))


def fold_value(value: object) -> object:
    """Names are one claim however they are cased or accented."""
    return fold(str(value))


def newest_address(facts: Iterable[Fact], persons: Sequence[Person]) -> tuple[str, str]:
    """Where the child was last known to live: the address that a source held true latest; the nearer system among equals."""
    by_version = {person.version: person for person in persons}
    claimed = [
        (fact.detail.get("asserted_on", ""), -_RANK.get(fact.feed, 99), fact.row)
        for fact in facts
        if fact.kind == "address" and fact.row in by_version
    ]
    if not claimed:
        return "", ""
    person = by_version[max(claimed)[2]]
    return str(person.values[_AT["address"]]), str(person.values[_AT["postcode"]])


def search_names(persons: Sequence[Person]) -> set[str]:
    """Every way a child may be asked for by name: as recorded, as preferred, as formerly; whole names, folded."""
    keys: set[str] = set()
    for person in persons:
        value = {name: str(person.values[_AT[name]] or "") for name in ("surname", "forename", "middle_names", "former_surname",
                                                                       "preferred_surname", "preferred_forename")}  # fmt: skip
        forenames = {value["forename"], value["preferred_forename"]} - {""} or {""}
        surnames = {value["surname"], value["former_surname"], value["preferred_surname"]} - {""} or {""}
        keys.update(fold(f"{forename} {surname}") for forename in forenames for surname in surnames)
    return keys - {""}


def _numbers(persons: Sequence[Person]) -> set[str]:
    return {
        str(person.values[_AT[name]]) for person in persons for name in ("upn", "former_upn", "uln", "nhs_number")
    } - {""}


def _strictest(safe_contacts: Sequence[str]) -> str:
    order = ("hide_address", "no_contact", "never_write", "phone_only")
    return next((word for word in order if word in safe_contacts), "")
