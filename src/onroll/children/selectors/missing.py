"""Who might be out of education unseen? The children on no roll, not home educated, not otherwise placed, ranked (C4, C5).

Worked out by the rules from the facts of those children alone, and kept for its readers under the day and the edition of the
record it was worked out from: a changed record or another day is worked out anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from onroll.children.building.best import summarise
from onroll.children.building.reading import held
from onroll.children.building.surroundings import surroundings
from onroll.children.models import MissingEntry, MissingList, Progress
from onroll.children.selectors.roster import OnTheDay, roster
from onroll.intake.copying import as_json, copy_rows, take_ids
from onroll.intake.models import Load
from onroll.rules.leavers import Leaver, unknown_destination
from onroll.rules.missing import TO_FIND, Missing, Possible, assess
from onroll.rules.status import Answer

CHUNK = 2_000
KEPT = 8
COLUMNS = (
    "id", "answer_id", "child_id", "rank", "status", "since", "band", "certainty", "urgency", "urgency_parts", "certainty_parts", "evidence",
    "next_enquiry", "left_place", "left_on", "left_how",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """One child on no roll, with the grading and, where it applies, the roll left for nowhere."""

    row: OnTheDay
    missing: Missing
    left: Leaver | None


def received(as_at: date | None = None, known_at: datetime | None = None) -> dict[str, date]:
    """Feed → as-at date of the newest extract applied, as known at a moment."""
    loads = Load.objects.filter(state=Load.APPLIED)
    if known_at is not None:
        loads = loads.filter(recorded_at__lte=known_at)
    return dict(loads.values_list("source__feed").annotate(newest=Max("as_at")))


def find_missing(as_at: date, known_at: datetime | None = None, children: Sequence[int] | None = None) -> list[Found]:
    """Everybody to find on a day (or those among the children named), most pressing first: a second for a thousand.

    Pages read `missing_list`.
    """
    rows = list(roster(as_at, known_at, sorted(TO_FIND), children))
    newest = received(as_at, known_at)
    pairs = possible_rolls([row.child for row in rows], as_at) if known_at is None else {}
    around = surroundings()
    found = []
    for at in range(0, len(rows), CHUNK):
        chunk = rows[at : at + CHUNK]
        everything = held([row.child for row in chunk], known_at)
        for row in chunk:
            entry = everything[row.child]
            answer = Answer(
                row.status, row.because, row.residence, row.whereabouts, row.responsible, row.rule, row.place, row.feed,
                tuple((record, version) for record, version in row.facts), tuple(row.flags),
            )  # fmt: skip
            missing = assess(
                answer, entry.facts, row.date_of_birth, as_at, received=newest, since=row.since,
                identifiers=len(summarise(entry).columns["numbers"]), possible=pairs.get(row.child, ()), places=around.school_name,
            )  # fmt: skip
            found.append(Found(row, missing, unknown_destination(entry.facts, as_at, row.date_of_birth)))
    found.sort(key=lambda one: (-one.missing.rank, one.row.child))
    return found


def possible_rolls(children: list[int], as_at: date) -> dict[int, list[Possible]]:
    """Pairs that wait for a person, between a record of one of these children and a record of another who is on a roll."""
    if not children:
        return {}
    answer: dict[int, list[Possible]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH pairs AS (SELECT a_id AS mine, b_id AS theirs, probability FROM children_linkpair WHERE outcome = 'review'"
            " UNION ALL SELECT b_id, a_id, probability FROM children_linkpair WHERE outcome = 'review')"
            " SELECT mine.child_id, p.probability, r.feed, r.source_id, coalesce(s.name, f.place, '') FROM pairs p"
            " JOIN children_membership mine ON mine.record_id = p.mine AND mine.superseded_at IS NULL AND mine.child_id = ANY(%(children)s)"
            " JOIN children_membership other ON other.record_id = p.theirs AND other.superseded_at IS NULL AND other.child_id <> mine.child_id"
            " JOIN children_membership its ON its.child_id = other.child_id AND its.superseded_at IS NULL"
            " JOIN intake_fact f ON f.record_id = its.record_id AND f.kind = 'roll' AND f.code <> 'G' AND f.superseded_at IS NULL"
            "  AND (f.started_on IS NULL OR f.started_on <= %(day)s) AND (f.ended_on IS NULL OR f.ended_on >= %(day)s)"
            " JOIN intake_record r ON r.id = p.theirs LEFT JOIN places_school s ON s.urn = f.place"
            " LEFT JOIN intake_missing x ON x.version_id = f.version_id AND x.superseded_at IS NULL AND x.missing_from <= %(day)s"
            # A pair that a person has decided waits for nobody, though the list of pairs is made anew only by the next run.
            " LEFT JOIN children_linkdecision d ON d.undone_at IS NULL AND d.a_id = least(p.mine, p.theirs)"
            "  AND d.b_id = greatest(p.mine, p.theirs)"
            " WHERE x.id IS NULL AND d.id IS NULL ORDER BY p.probability DESC, r.id",
            {"children": children, "day": as_at},
        )
        for child, probability, feed, source_id, school in cursor.fetchall():
            if len(answer[child]) < 3:
                answer[child].append(
                    Possible(probability, f"{feed}:{source_id}" + (f", on the roll of {school}" if school else ""))
                )
    return answer


def missing_list(as_at: date) -> MissingList:
    """The kept list of a day, worked out now if the record has changed since."""
    edition = Progress.standing().edition
    standing = MissingList.objects.filter(as_at=as_at, edition=edition).first()
    return standing or _work_out(as_at, edition)


def _work_out(as_at: date, edition: int) -> MissingList:
    found = find_missing(as_at)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [0x0A11_115])
        standing = MissingList.objects.filter(as_at=as_at, edition=edition).first()
        if standing:
            return standing  # somebody else was quicker
        answer = MissingList.objects.create(as_at=as_at, edition=edition, made_at=timezone.now())
        ids = take_ids("children_missingentry", len(found))
        copy_rows("children_missingentry", COLUMNS, _entries(answer, ids, found))
        kept = MissingList.objects.filter(edition=edition).order_by("-made_at").values_list("pk", flat=True)[:KEPT]
        MissingList.objects.exclude(pk__in=list(kept)).delete()
    return answer


def carry_forward(*, before: int, after: int, children: Sequence[int]) -> None:
    """Lists kept of one edition become the next one's: a few children are graded anew, the others stand as they were.

    For a person's decision, which moves a handful of children among a hundred thousand; the caller holds the identity lock.
    """
    for answer in MissingList.objects.filter(edition=before):
        found = find_missing(answer.as_at, children=children)
        MissingEntry.objects.filter(answer=answer, child__in=children).delete()
        ids = take_ids("children_missingentry", len(found))
        copy_rows("children_missingentry", COLUMNS, _entries(answer, ids, found))
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE children_missingentry e SET rank = r.rank FROM (SELECT id, row_number() OVER (ORDER BY"
                " round((certainty * (10 + urgency))::numeric, 4) DESC, child_id) AS rank FROM children_missingentry"
                " WHERE answer_id = %s) r WHERE r.id = e.id AND e.rank <> r.rank",
                [answer.pk],
            )
        MissingList.objects.filter(pk=answer.pk).update(edition=after)


def _entries(answer: MissingList, ids: list[int], found: list[Found]) -> Iterator[tuple]:
    for rank, (pk, one) in enumerate(zip(ids, found, strict=True), 1):
        missing, left = one.missing, one.left
        yield (
            pk, answer.pk, one.row.child, rank, one.row.status, one.row.since, missing.band, missing.certainty, missing.urgency,
            as_json([list(part) for part in missing.urgency_parts]), as_json(list(missing.certainty_parts)), as_json(list(missing.evidence)),
            missing.next_enquiry, left.place if left else "", left.left_on if left else None, left.how if left else "",
        )  # fmt: skip


def entries(answer: MissingList):
    """The rows of a kept list with each child's summary, in order of rank."""
    return MissingEntry.objects.filter(answer=answer).select_related("child__summary").order_by("rank")
