"""Which pairs of records wait for a person, in which order, and what has been said of each? The review queue.

Ranked by what is at stake (`selectors.stakes`), then by how likely the two are one child. A pair that somebody decided is
gone for ever. One that somebody couldn't tell rests until a record of it changes; one on which a second opinion was asked
waits for anybody but who asked.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from onroll.children.identity.opinions import changed_since
from onroll.children.identity.records import link_records
from onroll.children.models import LinkPair, PairOpinion
from onroll.children.selectors.protection import protected
from onroll.children.selectors.stakes import FLAGS, Side, Stake, gravity, stakes
from onroll.rules.status import status_names

WAITING, ASKED, RESTING = "waiting", "asked", "resting"
BANDS = {
    "certain": ("Almost certain: 95 % and over", 0.95, 1.01),
    "likely": ("More likely than not: 50 to 95 %", 0.50, 0.95),
    "unlikely": ("Less likely: under 50 %", -1.0, 0.50),
}
_QUERY = """
    SELECT p.a_id, p.b_id, p.probability, p.rule, ra.feed, rb.feed,
        ma.child_id, coalesce(sa.status, ''), coalesce(ca.household, ''), coalesce(ca.handling, '[]'),
        mb.child_id, coalesce(sb.status, ''), coalesce(cb.household, ''), coalesce(cb.handling, '[]')
    FROM children_linkpair p JOIN intake_record ra ON ra.id = p.a_id JOIN intake_record rb ON rb.id = p.b_id
    LEFT JOIN children_membership ma ON ma.record_id = p.a_id AND ma.superseded_at IS NULL
    LEFT JOIN children_membership mb ON mb.record_id = p.b_id AND mb.superseded_at IS NULL
    LEFT JOIN children_childsummary ca ON ca.child_id = ma.child_id
    LEFT JOIN children_childsummary cb ON cb.child_id = mb.child_id
    LEFT JOIN children_statusspell sa ON sa.child_id = ma.child_id
        AND coalesce(sa.started_on, '-infinity') <= %(day)s AND coalesce(sa.ended_on, 'infinity') >= %(day)s
    LEFT JOIN children_statusspell sb ON sb.child_id = mb.child_id
        AND coalesce(sb.started_on, '-infinity') <= %(day)s AND coalesce(sb.ended_on, 'infinity') >= %(day)s
    WHERE p.outcome = 'review' AND NOT EXISTS (SELECT 1 FROM children_linkdecision d WHERE d.undone_at IS NULL
        AND d.a_id = least(p.a_id, p.b_id) AND d.b_id = greatest(p.a_id, p.b_id))
"""
_OF_CHILDREN = """
    WITH pairs AS (SELECT a_id AS mine, b_id AS theirs, probability FROM children_linkpair WHERE outcome = 'review'
        UNION ALL SELECT b_id, a_id, probability FROM children_linkpair WHERE outcome = 'review')
    SELECT m.child_id, p.mine, p.theirs, r.feed || ':' || r.source_id FROM pairs p
    JOIN children_membership m ON m.record_id = p.mine AND m.superseded_at IS NULL AND m.child_id = ANY(%(children)s)
    JOIN intake_record r ON r.id = p.theirs
    JOIN children_membership o ON o.record_id = p.theirs AND o.superseded_at IS NULL AND o.child_id <> m.child_id
    WHERE NOT EXISTS (SELECT 1 FROM children_linkdecision d WHERE d.undone_at IS NULL
        AND d.a_id = least(p.mine, p.theirs) AND d.b_id = greatest(p.mine, p.theirs))
    ORDER BY p.probability DESC, p.theirs
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One pair of the queue. `state`: WAITING, ASKED (by this person, so for somebody else) or RESTING.

    `opinion` is what was said and stands; `returned` is True where it was "can't tell" and a record has changed since.
    """

    a: int
    b: int
    probability: float
    rule: str
    feeds: tuple[str, str]
    children: tuple[int | None, int | None]
    stakes: tuple[tuple[Stake, str], ...]
    state: str
    opinion: PairOpinion | None
    returned: bool

    @property
    def stake(self) -> Stake:
        """The gravest."""
        return self.stakes[0][0]

    @property
    def band(self) -> str:
        """How likely, as the filter has it."""
        return next(name for name, (_, low, high) in BANDS.items() if low <= self.probability < high)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person wants to see of the queue; empty means all (of the pairs that wait)."""

    states: tuple[str, ...] = ()
    stakes: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    record: int | None = None

    def holds(self, pair: Waiting) -> bool:
        """Whether this pair is among them."""
        return (
            pair.state in (self.states or (WAITING,))
            and (not self.stakes or bool(set(self.stakes) & {stake for stake, _ in pair.stakes}))
            and (not self.feeds or bool(set(self.feeds) & set(pair.feeds)))
            and (not self.bands or pair.band in self.bands)
            and (self.record is None or self.record in (pair.a, pair.b))
        )


def undecided(on: date, *, person: str = "") -> list[Waiting]:
    """Every pair that nobody has decided, the gravest first; `person` is the actor's id of who looks."""
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, {"day": on})
        rows = cursor.fetchall()
    opinions, changed = standing_opinions()
    hidden = protected({child for row in rows for child in (row[6], row[10]) if child is not None})
    names = {status.id: status.name for status in status_names()}
    found = []
    for a, b, probability, rule, feed_a, feed_b, *sides in rows:
        one, other = (_side(*part, hidden, names, on) for part in (sides[:4], sides[4:]))
        opinion = opinions.get((min(a, b), max(a, b)))
        returned = opinion is not None and opinion.kind == PairOpinion.CANT_TELL and opinion.pk in changed
        found.append(Waiting(
            a, b, probability, rule, (feed_a, feed_b), (one.child, other.child), stakes(one, other), _state(opinion, person, returned),
            opinion, returned,
        ))  # fmt: skip
    return sorted(found, key=lambda pair: (*gravity(pair.stakes), -pair.probability, pair.a, pair.b))


def edition() -> str:
    """Changes whenever the queue may: what is kept of it for the next page names the one it is of. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT edition FROM children_progress WHERE id = 1), (SELECT max(id) FROM intake_version),"
            " (SELECT max(id) || '.' || count(*) FROM children_linkpair),"
            " (SELECT max(id) || '.' || count(undone_at) FROM children_linkdecision),"
            " (SELECT max(id) || '.' || count(closed_at) FROM children_pairopinion)"
        )
        return "-".join(str(part or 0) for part in cursor.fetchone())


def standing_opinions() -> tuple[dict[tuple[int, int], PairOpinion], set[int]]:
    """What stands on pairs, by pair, and which of it was said of records that have changed since."""
    standing = {(one.a_id, one.b_id): one for one in PairOpinion.objects.filter(closed_at=None)}
    unsure = [one for one in standing.values() if one.kind == PairOpinion.CANT_TELL]
    records = (
        {one.id: one for one in link_records([pk for one in unsure for pk in (one.a_id, one.b_id)])} if unsure else {}
    )
    return standing, changed_since(unsure, records)


def resting_among(found: QuerySet[LinkPair]) -> int:
    """How many of these pairs somebody couldn't tell, whose records say what they said then."""
    standing, changed = standing_opinions()
    unsure = {pair for pair, one in standing.items() if one.kind == PairOpinion.CANT_TELL and one.pk not in changed}
    if not unsure:
        return 0
    records = {record for pair in unsure for record in pair}
    held = found.filter(a__in=records, b__in=records).values_list("a_id", "b_id")
    return sum((min(pair), max(pair)) in unsure for pair in held)


def waiting_of(children: Collection[int]) -> dict[int, list[tuple[int, int, str]]]:
    """For each of these children the pairs that wait between a record of theirs and another child's: (its record, the other,
    the other as printed), the likeliest first; one query."""
    found: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    if children:
        with connection.cursor() as cursor:
            cursor.execute(_OF_CHILDREN, {"children": list(children)})
            for child, mine, theirs, printed in cursor.fetchall():
                found[child].append((mine, theirs, printed))
    return found


def counts(pairs: Iterable[Waiting]) -> dict[str, Counter[str]]:
    """How many pairs each choice of a filter holds, by filter; of the states every pair, of the others those that wait."""
    found: dict[str, Counter[str]] = {name: Counter() for name in ("state", "stake", "feed", "band")}
    for pair in pairs:
        found["state"][pair.state] += 1
        if pair.state == WAITING:
            found["stake"].update({str(stake) for stake, _ in pair.stakes})
            found["feed"].update(set(pair.feeds))
            found["band"][pair.band] += 1
    return found


def after(pairs: Sequence[Waiting], a: int, b: int) -> Waiting | None:
    """The pair that follows this one in the queue; the first where this one is gone, None at the end."""
    for at, pair in enumerate(pairs):
        if {pair.a, pair.b} == {a, b}:
            return pairs[at + 1] if at + 1 < len(pairs) else None
    return pairs[0] if pairs else None


def _state(opinion: PairOpinion | None, person: str, returned: bool) -> str:
    if opinion is None or returned:
        return WAITING
    if opinion.kind == PairOpinion.CANT_TELL:
        return RESTING
    return ASKED if opinion.by_id == person else WAITING


def _side(
    child: int | None, status: str, household: str, handling: str, hidden: set[int], names: dict[str, str], on: date
) -> Side:
    iso = on.isoformat()
    flags = (
        frozenset(
            flag["id"] for flag in json.loads(handling)
            if flag["id"] in FLAGS and (not flag["from"] or flag["from"] <= iso) and (not flag["to"] or iso <= flag["to"])
        )
        if handling != "[]"
        else frozenset()
    )  # fmt: skip
    return Side(child, status, names.get(status, status), household, child in hidden, flags)
