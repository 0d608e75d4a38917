"""How are stale timelines made anew, on every core, so that a killed process leaves nothing half done?

Each chunk of children is one transaction: old spells out, new ones in, the stale marks removed. What a killed process had
not reached stays marked and is done by whoever asks next.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence

from django.db import connection, connections, transaction
from django.db.models import F

from onroll.children.building.best import Summary, summarise
from onroll.children.building.handling import handling_flags
from onroll.children.building.reading import Held, held
from onroll.children.building.surroundings import Surroundings, surroundings
from onroll.children.contradictions.fingerprints import fingerprint
from onroll.children.identity.memberships import AGAIN
from onroll.children.models import Progress, StaleChild
from onroll.intake.copying import as_json, copy_rows
from onroll.rules.contradictions import contradictions
from onroll.rules.status import Spell, timeline

CHUNK = 2_000
WORTH_TWO_PROCESSES = 6_000

SPELL_COLUMNS = (
    "child_id", "status", "started_on", "ended_on", "since", "because", "residence", "whereabouts", "responsible", "rule", "flags",
    "place", "feed", "facts",
)  # fmt: skip


def rebuild_stale(tell: Callable[[str], None] = lambda _: None) -> int:
    """Rebuild every stale child's timeline; returns how many. Uses a second process where there is enough to do."""
    stale = list(StaleChild.objects.order_by("child_id").values_list("child_id", flat=True))
    if not stale:
        return 0
    _new_edition()
    if len(stale) >= WORTH_TWO_PROCESSES:
        _take_stock()
    chunks = [stale[at : at + CHUNK] for at in range(0, len(stale), CHUNK)]
    done = 0
    for finished in _run(chunks, len(stale)):
        done += finished
        tell(f"Working out statuses: {done:,} of {len(stale):,} children")
    _new_edition()
    return done


def _take_stock() -> None:
    """Tell the planner what a bulk load has written: without it every chunk is read by scanning whole tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE children_membership, intake_fact, intake_record, intake_version, intake_personvalues, intake_adultnamed, intake_missing"
        )


def _new_edition() -> None:
    """Answers kept from before are not read again: bumped before the first change and after the last, so a kill can't hide one."""
    Progress.standing()
    Progress.objects.filter(pk=1).update(edition=F("edition") + 1)


def _run(chunks: list[list[int]], children: int) -> Iterator[int]:
    workers = min(os.cpu_count() or 1, 4)
    if children < WORTH_TWO_PROCESSES or workers == 1 or connection.in_atomic_block:
        yield from map(rebuild, chunks)
        return
    with multiprocessing.get_context("fork").Pool(workers, initializer=_own_connection) as pool:
        yield from pool.imap_unordered(rebuild, chunks)


def _own_connection() -> None:
    """A forked process must not use, nor close, its parent's connection: it may hold the parent's locks. It opens its own."""
    for alias in connections:
        del connections[alias]


def rebuild(children: Sequence[int]) -> int:
    """Make the timelines, contradictions and summaries of these children anew, in one transaction."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT child_id FROM children_stalechild WHERE child_id = ANY(%s) ORDER BY 1 FOR UPDATE SKIP LOCKED",
                [list(children)],
            )
            mine = [child for (child,) in cursor.fetchall()]
        build(mine)
        StaleChild.objects.filter(child__in=mine).delete()
    return len(mine)


def build(children: Sequence[int]) -> None:
    """Replace what is stored for these children by what the facts and memberships say now."""
    everything = held(children)
    around = surroundings()
    spells: list[tuple] = []
    findings: list[tuple] = []
    summaries: list[tuple] = []
    names: list[tuple[int, str]] = []
    for child in children:
        entry = everything.get(child)
        if entry is None:
            continue  # merged away: it keeps its number and nothing else
        summary = summarise(entry)
        spells.extend(_spell_row(child, spell) for spell in timeline_of(entry, summary, around))
        findings.extend(_finding_rows(child, entry, summary, around))
        handling = handling_flags(entry.facts)
        summaries.append((child, *(_column(v) for v in summary.columns.values()), as_json(handling)))
        names.extend((child, key) for key in sorted(summary.names))
        columns = tuple(summary.columns)
    _clear(children)
    copy_rows("children_statusspell", SPELL_COLUMNS, spells)
    copy_rows(
        "children_contradiction",
        ("child_id", "rule", "started_on", "ended_on", "sentence", "records", "fingerprint"),
        findings,
    )
    if summaries:
        copy_rows("children_childsummary", ("child_id", *columns, "handling"), summaries)
    copy_rows("children_searchname", ("child_id", "key"), names)


def timeline_of(child: Held, summary: Summary, around: Surroundings) -> tuple[Spell, ...]:
    """The child's one status for every date, by the rules alone."""
    return timeline(
        child.facts, summary.columns["date_of_birth"], around.authority, around.calendar, places=around.school_name
    )


def _finding_rows(child: int, entry: Held, summary: Summary, around: Surroundings) -> Iterator[tuple]:
    births = {p.record: p.values[6] for p in entry.persons if p.current and p.values[6]}
    for finding in contradictions(
        entry.facts, summary.columns["date_of_birth"], around.calendar, places=around.school_name, births=births
    ):
        yield (
            child,
            finding.rule,
            finding.started_on,
            finding.ended_on,
            finding.sentence,
            as_json([list(pair) for pair in finding.facts]),
            fingerprint(finding.rule, finding.started_on, finding.sentence, (record for record, _ in finding.facts)),
        )


def _spell_row(child: int, spell: Spell) -> tuple:
    return (
        child, spell.status, spell.started_on, spell.ended_on, spell.since, spell.because, spell.residence, spell.whereabouts,
        spell.responsible, spell.rule, as_json(list(spell.flags)), spell.place, spell.feed, as_json([list(pair) for pair in spell.facts]),
    )  # fmt: skip


def _column(value: object) -> object:
    return as_json(value) if isinstance(value, list) else value


def _clear(children: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        for table in ("children_statusspell", "children_contradiction", "children_childsummary", "children_searchname"):
            cursor.execute(f"DELETE FROM {table} WHERE child_id = ANY(%s)", [list(children)])


def mark_everybody_stale() -> None:
    """The rules, the calendar or the schools' names changed: every timeline must be made anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO children_stalechild (child_id) SELECT DISTINCT child_id FROM children_membership WHERE superseded_at IS NULL"
            f" ORDER BY 1 {AGAIN}"
        )
