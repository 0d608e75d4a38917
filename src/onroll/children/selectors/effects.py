"""What will happen if I say so? How many records move and whose status changes, before a decision is made or taken back.

The same pure steps as the act itself (`identity.assigning`, the rules of status), on a copy in memory: nothing is written and
nobody waits. `test_effects` holds each preview against what the act then does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from onroll import linkage
from onroll.children.building.best import summarise
from onroll.children.building.reading import Held, held
from onroll.children.building.rebuilding import timeline_of
from onroll.children.building.surroundings import Surroundings, surroundings
from onroll.children.identity.assigning import Assignment, assign
from onroll.children.identity.deciding import CannotDecide, acted_on, records_of, refuse_protected
from onroll.children.identity.memberships import held_memberships
from onroll.children.identity.model_in_force import model_in_force
from onroll.children.identity.records import link_records
from onroll.children.models import LinkDecision
from onroll.intake.models import Record
from onroll.intake.own_facts import OWN_FEED
from onroll.linkage.interface import Decision
from onroll.rules.missing import TO_FIND
from onroll.rules.status import Spell


@dataclass(frozen=True, slots=True)
class Becomes:
    """One child of those concerned: how many records and which status before and after. `child` None for one yet to be made."""

    child: int | None
    name: str
    born: date | None
    records_before: int
    records_after: int
    before: Spell | None
    after: Spell | None

    @property
    def changes(self) -> bool:
        """Whether the status on the day is another one afterwards, or there is a child where there was none, or none any more."""
        return (self.before and self.before.status) != (self.after and self.after.status)


@dataclass(frozen=True, slots=True)
class Effect:
    """What one act would do. `refused` says why it can't be done, and then nothing else is said."""

    moved: int = 0
    children: tuple[Becomes, ...] = ()
    refused: str = ""

    def _to_find(self, after: bool) -> int:
        spells = (one.after if after else one.before for one in self.children)
        return sum(1 for spell in spells if spell is not None and spell.status in TO_FIND)

    @property
    def found(self) -> int:
        """By how many the children to find grow fewer (negative where they grow more)."""
        return self._to_find(False) - self._to_find(True)


def if_same(one: int, other: int, on: date) -> Effect:
    """The records of two children become one child's."""
    if one == other:
        return Effect()
    before = held_memberships(records_of({one, other}))
    try:
        refuse_protected(before)
        _refuse_decided_apart(before)
    except CannotDecide as refused:
        return Effect(refused=str(refused))
    return _effect(before, _after(assign([tuple(before)], before, acted_on({one, other})), before), on)


def if_not_same(a: int, b: int, on: date) -> Effect:
    """Two records held as one child are not: that child's records are grouped anew, as `deciding` does it."""
    child = held_memberships([a, b])
    if len(set(child.values())) != 1:
        return Effect()
    before = held_memberships(records_of(set(child.values())))
    standing = LinkDecision.objects.filter(undone_at=None, a__in=before, b__in=before)
    decisions = [Decision(d.a_id, d.b_id, d.same) for d in standing if {d.a_id, d.b_id} != {a, b}]
    decisions.append(Decision(min(a, b), max(a, b), False))
    groups = linkage.link(link_records(list(before)), decisions, model=model_in_force()).groups
    return _parted([tuple(group) for group in groups], before, on)


def if_separated(child: int, going: Collection[int], on: date) -> Effect:
    """These records of a child become a child of their own."""
    before = held_memberships(records_of({child}))
    leaving = sorted(set(going) & set(before))
    staying = sorted(set(before) - set(leaving))
    if not leaving or not staying:
        return Effect(refused="Choose some of the child's records, not none and not all.")
    return _parted([tuple(staying), tuple(leaving)], before, on)


def if_undone(decision: LinkDecision, on: date) -> Effect:
    """Every record still where the decision put it goes back to where it was."""
    now = held_memberships([pk for pk, _, _ in decision.moved])
    back = {pk: came_from for pk, came_from, went_to in decision.moved if now.get(pk) == went_to}
    before = held_memberships(records_of(set(back.values()) | set(now.values())))
    return _effect(before, before | back, on)


def _parted(groups: list[tuple[int, ...]], before: dict[int, int], on: date) -> Effect:
    assignment = assign(groups, before, set(before.values()))
    after = _after(assignment, before)
    followers = Record.objects.filter(pk__in=before, feed=OWN_FEED).values_list("pk", "qualifier")
    after.update({own: after[int(about)] for own, about in followers if int(about) in after})
    return _effect(before, after, on)


def _after(assignment: Assignment, before: Mapping[int, int]) -> dict[int, int]:
    """Whose each record is afterwards; children yet to be made have negative numbers."""
    after = dict(before) | assignment.moves
    for number, group in enumerate(assignment.new_groups, 1):
        after.update(dict.fromkeys(group, -number))
    return after


def _refuse_decided_apart(before: Mapping[int, int]) -> None:
    apart = LinkDecision.objects.filter(same=False, undone_at=None, a__in=before, b__in=before)
    for decision in apart:
        if before[decision.a_id] != before[decision.b_id]:
            raise CannotDecide(
                f"{decision.decided_by} decided on {decision.decided_at:%-d %B %Y} that two records of these children are not the same "
                "child. Take that decision back first, if it was wrong."
            )


def _effect(before: Mapping[int, int], after: Mapping[int, int], on: date) -> Effect:
    everything = held(sorted(set(before.values())))
    around = surroundings()
    was, will = Counter(before.values()), Counter(after.values())
    children = []
    for child in sorted(set(was) | set(will), key=lambda number: (number < 0, abs(number))):
        then, later = _share(everything, before, child), _share(everything, after, child)
        named = summarise(later if will[child] else then).columns
        children.append(Becomes(
            child if child > 0 else None, f"{named['forename']} {named['surname']}".strip() or "Name not held", named["date_of_birth"],
            was[child], will[child], _spell(then, around, on) if was[child] else None, _spell(later, around, on) if will[child] else None,
        ))  # fmt: skip
    return Effect(sum(after[record] != child for record, child in before.items()), tuple(children))


def _share(everything: Mapping[int, Held], whose: Mapping[int, int], child: int) -> Held:
    """What would be held of a child if the records were its as `whose` says."""
    mine = {record for record, owner in whose.items() if owner == child}
    parts = list(everything.values())
    return Held(
        facts=[fact for part in parts for fact in part.facts if fact.record in mine],
        persons=[person for part in parts for person in part.persons if person.record in mine],
        records={record for part in parts for record in part.records if record in mine},
    )


def _spell(entry: Held, around: Surroundings, on: date) -> Spell | None:
    spells = timeline_of(entry, summarise(entry), around)
    return next(
        (s for s in spells if (not s.started_on or s.started_on <= on) and (not s.ended_on or on <= s.ended_on)), None
    )
