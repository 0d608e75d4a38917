"""Who would have to be on the register of the Act of 2026 if it began on a day, and what do we not hold of them? (D5)

A what-if: the Act is enacted and not in force. Positions are those of the stored statuses and facts for that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import orjson
from django.core.cache import cache
from django.db import connection

from onroll.children.models import Progress
from onroll.children.selectors.some_facts import some_facts
from onroll.rules.act_2026 import Preview, preview
from onroll.rules.facts import Fact
from onroll.rules.positions import position_on
from onroll.rules.rulebook.book import rule_book
from onroll.rules.status.model import Answer

KEPT_SECONDS = 3600
NEVER = ("in_school", "under_school_age", "over_school_age", "died", "not_resident")
"""Statuses that the register never takes in, unless the child is also taught partly at home by agreement."""
KINDS = frozenset({"roll", "home_education", "placement", "part_time", "ehc_plan", "application", "post16", "cme"})

_CHILDREN = """
    SELECT s.child_id, b.date_of_birth, s.status, s.residence, s.whereabouts, s.responsible, s.rule, s.place, s.feed, s.flags, s.because,
           b.surname <> '' AND b.forename <> '', b.address <> '' OR b.postcode <> ''
    FROM children_statusspell s JOIN children_childsummary b ON b.child_id = s.child_id
    WHERE (s.started_on IS NULL OR s.started_on <= %(day)s) AND (s.ended_on IS NULL OR s.ended_on >= %(day)s)
      AND (s.status <> ALL(%(never)s) OR s.child_id IN (
        SELECT m.child_id FROM intake_fact f JOIN children_membership m ON m.record_id = f.record_id AND m.superseded_at IS NULL
        WHERE f.superseded_at IS NULL AND f.kind = 'part_time' AND f.code = 'flexi'))
"""
_HELD_OF = """
    SELECT m.child_id, count(DISTINCT upper(replace(p.postcode, ' ', ''))) FILTER (WHERE p.postcode <> '') > 1, bool_or(a.version_id IS NOT NULL)
    FROM children_membership m LEFT JOIN intake_personvalues p ON p.record_id = m.record_id AND p.undone_at IS NULL
    LEFT JOIN intake_adultnamed a ON a.record_id = m.record_id AND a.current AND (a.address <> '' OR a.postcode <> '')
    WHERE m.superseded_at IS NULL AND m.child_id = ANY(%(children)s) GROUP BY m.child_id
"""


@dataclass(frozen=True, slots=True)
class ActPreview:
    """The rules' preview, with the status of each registrable child on that day."""

    rules: Preview
    statuses: dict[str, str]


def act_preview(commences_on: date, flags: Iterable[str]) -> ActPreview:
    """What would begin on the day; three queries, kept until the record or the rule book changes."""
    chosen = tuple(sorted(flags))
    key = f"act2026:{Progress.standing().edition}:{rule_book().version}:{commences_on}:{','.join(chosen)}"
    found = cache.get(key)
    if found is None:
        found = _work_out(commences_on, chosen)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _work_out(commences_on: date, flags: tuple[str, ...]) -> ActPreview:
    with connection.cursor() as cursor:
        cursor.execute(_CHILDREN, {"day": commences_on, "never": list(NEVER)})
        rows = {row[0]: row for row in cursor.fetchall()}
        cursor.execute(_HELD_OF, {"children": list(rows)})
        held_of = {child: (several, adults) for child, several, adults in cursor.fetchall()}
    facts = some_facts(rows, KINDS)
    answer = preview(_positions(rows, facts, held_of, commences_on), commences_on=commences_on, flags=flags)
    return ActPreview(answer, {child.key: rows[int(child.key)][2] for child in answer.registrable})


def _positions(rows: dict, facts: dict[int, list[Fact]], held_of: dict, day: date) -> Iterator[tuple]:
    for (
        child,
        born,
        status,
        residence,
        whereabouts,
        responsible,
        rule,
        place,
        feed,
        flags,
        because,
        named,
        housed,
    ) in rows.values():
        answer = Answer(
            status, because, residence, whereabouts, responsible, rule, place, feed, (), tuple(orjson.loads(flags))
        )
        own = facts.get(child, [])
        several, adults = held_of.get(child, (False, False))
        supported = [fact for fact in own if fact.supports_on(day)]
        held = {
            "name": named, "date_of_birth": born is not None, "address": housed, "previous_address": several, "parents": adults,
            "placements": any(fact.kind == "placement" for fact in supported),
            "ehc_plan": any(fact.kind == "ehc_plan" for fact in supported),
            "reason": any(fact.detail.get("reason") for fact in supported),
        }  # fmt: skip
        yield str(child), position_on(answer, own, born, day), {name for name, is_held in held.items() if is_held}
