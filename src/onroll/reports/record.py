"""Which children does the central record hold for a figure? The database's side of `reports.child.Children`.

As known now it reads the stored timelines, and only of children whose status may count. As known at an earlier moment it
works everything out anew by the same rules, from what was held then; that takes as long as a rebuild of those children.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db import connection

from onroll.children.building.best import summarise
from onroll.children.building.reading import Held, held
from onroll.children.building.surroundings import Surroundings, surroundings
from onroll.children.models import ChildSummary, Contradiction, StatusSpell
from onroll.children.selectors.missing import received
from onroll.reports.child import CohortSpell, FigureChild
from onroll.reports.reading import (
    CME,
    CME_LOCAL,
    CONTRADICTED,
    EHE,
    EXIT,
    OUTSIDE_SCHOOL_AGE,
    STATUSES,
    Life,
    LifeSpell,
    cohort_spells,
    figure_child,
)
from onroll.rules.contradictions import contradictions
from onroll.rules.missing import TO_FIND
from onroll.rules.status import timeline

CHUNK = 2_000

MISSING_KINDS = ("cme", "home_education", "application", "ehc_plan")
KINDS = {EHE: ("home_education",), CME: MISSING_KINDS, CME_LOCAL: MISSING_KINDS, EXIT: ("roll",), CONTRADICTED: None}
"""The kinds of fact without one of which no child meets the definition; None where any may do."""


class CentralRecord:
    """The children of this installation."""

    def on(self, definitions: Collection[str], as_at: date, known_at: datetime | None) -> Iterator[FigureChild]:
        """Every child who met any of the definitions on the day. Raises KeyError for one that isn't derived here."""
        for life in self._lives(definitions, as_at, known_at):
            child = figure_child(life, as_at)
            if child is not None and not child.definitions.keys().isdisjoint(definitions):
                yield child

    def received(self, as_at: date, known_at: datetime | None) -> dict[str, date]:
        """The as-at date of the newest extract of each feed."""
        return received(as_at, known_at)

    def spells(self, definition: str, first: date, last: date, known_at: datetime | None) -> Iterator[CohortSpell]:
        """Every stretch under the definition that touches a day from `first` to `last`."""
        ids = (
            _with_status(STATUSES[definition], first, last) if known_at is None else _known(KINDS[definition], known_at)
        )
        for chunk in _chunks(ids):
            for life in _stored(chunk, last) if known_at is None else _worked_out(chunk, last, known_at):
                yield from cohort_spells(life, definition, first, last)

    def _lives(self, definitions: Collection[str], as_at: date, known_at: datetime | None) -> Iterator[Life]:
        if known_at is None:
            ids = sorted({child for definition in definitions for child in _candidates(definition, as_at)})
        else:
            kinds = [KINDS[definition] for definition in definitions]
            ids = _known(None if None in kinds else sorted({kind for each in kinds for kind in each or ()}), known_at)
        for chunk in _chunks(ids):
            yield from _stored(chunk, as_at) if known_at is None else _worked_out(chunk, as_at, known_at)


def _candidates(definition: str, as_at: date) -> Iterable[int]:
    """Children who may meet the definition on the day, as the stored timelines have it."""
    if definition == CONTRADICTED:
        return _in_force(Contradiction.objects.all(), as_at, as_at).values_list("child", flat=True)
    if definition == EXIT:
        return _with_status(TO_FIND, as_at, as_at)
    if definition == CME_LOCAL:
        outside = set(_with_status(OUTSIDE_SCHOOL_AGE, as_at, as_at)).intersection(_with_facts(("cme",)))
        return [*_with_status(STATUSES[definition], as_at, as_at), *outside]
    return _with_status(STATUSES[definition], as_at, as_at)


def _with_status(statuses: Collection[str], first: date, last: date) -> list[int]:
    spells = _in_force(StatusSpell.objects.filter(status__in=statuses), first, last)
    return sorted(set(spells.values_list("child", flat=True)))


def _in_force(rows, first: date, last: date):  # type: ignore[no-untyped-def]
    return rows.exclude(started_on__gt=last).exclude(ended_on__lt=first)


def _with_facts(kinds: Sequence[str]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT m.child_id FROM intake_fact f JOIN children_membership m ON m.record_id = f.record_id"
            " AND m.superseded_at IS NULL WHERE f.kind = ANY(%s) AND f.superseded_at IS NULL",
            [list(kinds)],
        )
        return [child for (child,) in cursor.fetchall()]


def _known(kinds: Sequence[str] | None, known_at: datetime) -> list[int]:
    """Children any of whose records had such a fact by the moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT m.child_id FROM intake_fact f JOIN children_membership m ON m.record_id = f.record_id"
            " WHERE f.recorded_at <= %(known)s AND (%(kinds)s::text[] IS NULL OR f.kind = ANY(%(kinds)s)) ORDER BY 1",
            {"known": known_at, "kinds": None if kinds is None else list(kinds)},
        )
        return [child for (child,) in cursor.fetchall()]


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    everyone = list(ids)
    for at in range(0, len(everyone), CHUNK):
        yield everyone[at : at + CHUNK]


def _stored(children: list[int], as_at: date) -> Iterator[Life]:
    """Lives as the stored timelines have them: four queries a chunk, and those of `held`."""
    spells: dict[int, list[LifeSpell]] = defaultdict(list)
    rows = StatusSpell.objects.filter(child__in=children).order_by("child", "started_on", "id")
    for child, *spell in rows.values_list("child", "status", "started_on", "ended_on", "whereabouts"):
        spells[child].append(LifeSpell(*spell))
    found: dict[int, dict[str, date | None]] = defaultdict(dict)
    clashes = _in_force(Contradiction.objects.filter(child__in=children), as_at, as_at)
    for child, rule, since in clashes.values_list("child", "rule", "started_on"):
        found[child][rule] = since
    people = ChildSummary.objects.filter(child__in=children).order_by("child")
    everything = held(children)
    for child, sex, birth in people.values_list("child", "sex", "date_of_birth"):
        yield Life(child, sex, birth, spells[child], everything.get(child, Held()).facts, found[child])


def _worked_out(children: list[int], as_at: date, known_at: datetime) -> Iterator[Life]:
    around = surroundings()
    everything = held(children, known_at)
    for child in children:
        if child in everything:
            yield _life(child, everything[child], as_at, around)


def _life(child: int, entry: Held, as_at: date, around: Surroundings) -> Life:
    columns = summarise(entry).columns
    birth = columns["date_of_birth"]
    spells = timeline(entry.facts, birth, around.authority, around.calendar, places=around.school_name)
    found = contradictions(entry.facts, birth, around.calendar, places=around.school_name)
    clashes = {
        finding.rule: finding.started_on
        for finding in found
        if (finding.started_on is None or finding.started_on <= as_at)
        and (finding.ended_on is None or finding.ended_on >= as_at)
    }
    lived = [LifeSpell(spell.status, spell.started_on, spell.ended_on, spell.whereabouts) for spell in spells]
    return Life(child, str(columns["sex"]), birth, lived, entry.facts, clashes)
