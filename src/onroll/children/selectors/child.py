"""What does a page about one child show? Everything held of the child on a day, each value with its source and date."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from onroll.children.building.best import Claim, claims, fold_value
from onroll.children.building.reading import PERSON_FIELDS, Held, held
from onroll.children.models import Child, ChildSummary, Contradiction, MissingEntry, Progress, StatusSpell
from onroll.children.selectors.confirmed import Confirmation, confirmed
from onroll.children.selectors.protection import protected
from onroll.intake.models import AdultNamed, Record
from onroll.places.models import School
from onroll.rules.status import last_seen


class NoSuchChild(LookupError):
    """No child has this number."""


@dataclass(frozen=True, slots=True)
class ChildOnTheDay:
    """One child on one day: who, where educated and since when, who saw the child last, what changes how to handle it."""

    id: int
    summary: ChildSummary
    on: date
    spell: StatusSpell | None
    confirmed: Confirmation | None
    last_seen: tuple[date, str] | None
    handling: list[dict]
    held: Held
    protected: bool


def resolve(child_id: int) -> int:
    """The child this number stands for today: a merged child's page is its survivor's. Raises `NoSuchChild`."""
    seen: set[int] = set()
    while child_id not in seen:
        seen.add(child_id)
        found = Child.objects.filter(pk=child_id).values_list("merged_into", flat=True)
        if not found:
            raise NoSuchChild(f"No child has the number {child_id}.")
        if found[0] is None:
            return child_id
        child_id = found[0]
    raise NoSuchChild(f"Child {child_id} is merged in a circle.")


def child_on(child_id: int, day: date) -> ChildOnTheDay:
    """Everything for the identity bar and the overview. A handful of queries, whatever is held. Raises `NoSuchChild`."""
    summary = ChildSummary.objects.filter(pk=child_id).first()
    if summary is None:
        raise NoSuchChild(f"Child {child_id} holds no records any more.")
    everything = held([child_id])[child_id]
    spell = spell_on(child_id, day)
    version = spell.facts[0][1] if spell and spell.facts else None
    confirmation = confirmed([version], day).get(version) if version else None
    handling = [flag for flag in summary.handling if _holds(flag, day)]
    return ChildOnTheDay(
        child_id, summary, day, spell, confirmation, last_seen(everything.facts, day), handling, everything, bool(protected([child_id]))
    )  # fmt: skip


def spell_on(child_id: int, day: date) -> StatusSpell | None:
    """The stored answer for the day."""
    return (
        StatusSpell.objects.filter(child=child_id)
        .exclude(started_on__gt=day).exclude(ended_on__lt=day).order_by("started_on").last()
    )  # fmt: skip


def spells(child_id: int) -> list[StatusSpell]:
    """The child's whole life by status, oldest first."""
    return list(StatusSpell.objects.filter(child=child_id).order_by("started_on"))


def contradictions_on(child_id: int, day: date) -> list[Contradiction]:
    """What can't both be true on the day."""
    return list(
        Contradiction.objects.filter(child=child_id)
        .exclude(started_on__gt=day)
        .exclude(ended_on__lt=day)
        .order_by("rule")
    )


def records_of(child_id: int) -> list[Record]:
    """Every source record that is this child's, with its versions to hand."""
    return list(
        Record.objects.filter(memberships__child=child_id, memberships__superseded_at=None)
        .prefetch_related("versions__load__source", "versions__missing").order_by("feed", "qualifier", "source_id")
    )  # fmt: skip


def adults_of(child_id: int) -> list[AdultNamed]:
    """The adults any source names for the child, with how each may be contacted."""
    return list(
        AdultNamed.objects.filter(record__memberships__child=child_id, record__memberships__superseded_at=None, current=True)
        .select_related("record", "version__load").order_by("name", "version_id")
    )  # fmt: skip


def household_of(child: ChildOnTheDay) -> list[ChildSummary]:
    """Other children at the same address. Nobody where it is protected: a household must not give it away (Q10)."""
    household = child.summary.household
    if not household or child.protected:
        return []
    others = ChildSummary.objects.filter(household=household).exclude(pk=child.id)
    return list(others.order_by("date_of_birth", "pk")[:20])


def found_missing(child_id: int, day: date) -> MissingEntry | None:
    """The child's place on the kept list of children nobody has placed, where that day's list has been worked out."""
    edition = Progress.standing().edition
    return MissingEntry.objects.filter(child=child_id, answer__as_at=day, answer__edition=edition).first()


def statuses_on(children: Collection[int], day: date) -> dict[int, StatusSpell]:
    """The stored answer of each child for the day; one query."""
    spells = StatusSpell.objects.filter(child__in=children).exclude(started_on__gt=day).exclude(ended_on__lt=day)
    return {spell.child_id: spell for spell in spells}


def school_names(urns: Iterable[str]) -> dict[str, str]:
    """The names of these schools; one query."""
    return dict(School.objects.filter(urn__in=set(urns) - {""}).values_list("urn", "name"))


def values_with_sources(everything: Held) -> dict[str, list[Claim]]:
    """Every value of every field, the one shown first, then those it beat."""
    names = {"surname", "forename", "middle_names", "former_surname", "preferred_surname", "preferred_forename"}
    answer = {}
    for name in PERSON_FIELDS:
        if name == "dob_estimated":
            continue
        ranked = claims(name, everything.persons, fold_value if name in names else lambda value: value)
        if ranked:
            answer[name] = ranked
    return answer


def _holds(flag: dict, day: date) -> bool:
    iso = day.isoformat()
    return (not flag["from"] or flag["from"] <= iso) and (not flag["to"] or iso <= flag["to"])
