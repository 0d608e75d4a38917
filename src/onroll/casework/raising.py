"""Which children does OnRoll refer by itself, so that nobody has to read a list to begin? (E1, C4, C5, E9)

Children nobody has placed or a source knows to be missing education, who left a roll for nowhere, didn't start where they were
to, were refused everywhere, or come of school age with no application. Once a child and finding, never a child with an open
case or a referral that waits. Some hundred thousand children take a few queries and one insert.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import orjson
from django.db import connection, transaction

from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.casework.actions.opening import next_reference
from onroll.casework.actions.referring import PATHWAY
from onroll.casework.models import Case, ReferenceCounter, Referral
from onroll.children.models import Child
from onroll.children.selectors.missing import entries, missing_list, received
from onroll.rules.ages import school_age_from
from onroll.rules.missing import POSSIBLY_ON_ROLL
from onroll.rules.referrals import referral_book

RAISING_LOCK = 0x0A11_CA5
_BATCH = 2_000

# The newest application of each child with no place on the day who has been on no roll since it was to lead to one.
_APPLIED = """
    SELECT DISTINCT ON (m.child_id) m.child_id, f.code, f.started_on, f.detail ->> 'start_date', c.date_of_birth, c.handling
    FROM children_statusspell s JOIN children_membership m ON m.child_id = s.child_id AND m.superseded_at IS NULL
    JOIN intake_fact f ON f.record_id = m.record_id AND f.kind = 'application' AND f.superseded_at IS NULL AND f.code <> 'withdrawn'
    JOIN children_childsummary c ON c.child_id = s.child_id
    WHERE s.status = ANY(%(statuses)s) AND (s.started_on IS NULL OR s.started_on <= %(day)s) AND (s.ended_on IS NULL OR s.ended_on >= %(day)s)
    AND f.started_on <= %(day)s AND NOT (s.child_id = ANY(%(but)s)) AND NOT EXISTS (SELECT 1 FROM children_membership o
        JOIN intake_fact r ON r.record_id = o.record_id AND r.kind = 'roll' AND r.superseded_at IS NULL AND r.code <> 'G'
        WHERE o.child_id = s.child_id AND o.superseded_at IS NULL AND coalesce(r.ended_on::text, '9999') >= coalesce(f.detail ->> 'start_date', f.started_on::text))
    ORDER BY m.child_id, f.started_on DESC, f.id DESC
"""
_NEVER = """
    SELECT s.child_id, c.date_of_birth, c.handling FROM children_statusspell s JOIN children_childsummary c ON c.child_id = s.child_id
    WHERE s.status = 'under_school_age' AND s.residence = 'in_area' AND c.date_of_birth BETWEEN %(from)s AND %(to)s
    AND (s.started_on IS NULL OR s.started_on <= %(day)s) AND (s.ended_on IS NULL OR s.ended_on >= %(day)s)
    AND NOT EXISTS (SELECT 1 FROM children_membership m JOIN intake_fact f ON f.record_id = m.record_id AND f.superseded_at IS NULL
        AND f.kind IN ('application', 'roll', 'home_education', 'placement') WHERE m.child_id = s.child_id AND m.superseded_at IS NULL)
"""
UNPLACED = ("unexplained", "cme_known", "cme_unknown", "awaiting_start")


@dataclass(frozen=True, slots=True)
class Seen:
    """One finding about one child: which, of which day, and the sentence the referral says. No name, no address."""

    child: int
    finding: str
    of: date | None
    concern: str
    detail: dict = field(default_factory=dict)
    protected_by_plan: bool = False

    @property
    def raised_by(self) -> str:
        """The same finding of the same day is never raised again; another day's is another finding."""
        return f"{self.finding}:{self.of.isoformat()}" if self.of else self.finding


@dataclass(frozen=True, slots=True)
class Raised:
    """What one run did: referrals by finding, and how many children were seen and left alone, because work on them goes on."""

    by_finding: dict[str, int]
    left_alone: int

    @property
    def total(self) -> int:
        return sum(self.by_finding.values())


def raise_referrals(*, on: date, at: datetime, by: Actor) -> Raised:
    """Refers every child with a finding on the day, in one transaction with its audit entry; a second run at once adds nothing."""
    seen = _first_of_each(findings(on))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RAISING_LOCK])
        busy = _worked_on({one.child for one in seen})
        before = set(Referral.objects.exclude(raised_by="").values_list("child_id", "raised_by"))
        fresh = [one for one in seen if one.child not in busy and (one.child, one.raised_by) not in before]
        counts: dict[str, int] = {}
        if fresh:
            references = _references(len(fresh), on)
            rows = [_referral(one, reference, on, at) for one, reference in zip(fresh, references, strict=True)]
            Referral.objects.bulk_create(rows, batch_size=_BATCH)
            for one in fresh:
                counts[one.finding] = counts.get(one.finding, 0) + 1
            record(
                actor=by, action="referrals.raised", subject=Subject("list", "referrals raised"), children=[one.child for one in fresh],
                detail={"on": on.isoformat(), **counts},
            )  # fmt: skip
    return Raised(counts, sum(1 for one in seen if one.child in busy))


def findings(on: date) -> list[Seen]:
    """Everything there is to refer on a day, in the order of the book; a child may stand in it more than once."""
    found = [*_nobody_placed(on), *_applications(on), *_never_applied(on)]
    order = {one.id: at for at, one in enumerate(referral_book().findings)}
    return sorted(found, key=lambda one: (order[one.finding], one.child))


def _first_of_each(found: Iterable[Seen]) -> list[Seen]:
    """One referral a child: the most telling finding, with the others named beside it."""
    first: dict[int, Seen] = {}
    for one in found:
        standing = first.setdefault(one.child, one)
        if standing is not one:
            standing.detail.setdefault("also", []).append(one.finding)
    return list(first.values())


def _nobody_placed(on: date) -> list[Seen]:
    """The children nobody has placed, and those of them who left a roll for nowhere. One whose record may be on a roll is a pair to
    review first, not a case."""
    found = []
    for entry in entries(missing_list(on)).exclude(band=POSSIBLY_ON_ROLL):
        plan = _plan_open(entry.child.summary.handling, on)
        detail = {"band": entry.band, "evidence": list(entry.evidence), "next_enquiry": entry.next_enquiry}
        since = f" since {entry.since:%-d %B %Y}" if entry.since else ""
        if entry.left_on:
            words = f"Left a school roll on {entry.left_on:%-d %B %Y}; nobody says for where, and no source shows where the child is educated since."
            found.append(
                Seen(entry.child_id, "leaver", entry.left_on, words, detail | {"place": entry.left_place}, plan)
            )
        elif entry.status == "unexplained":
            words = f"Of school age, known to an agency, and no source shows where the child is educated{since}."
            found.append(Seen(entry.child_id, "unplaced", entry.since, words, detail, plan))
        else:
            words = f"A source shows that the child is missing education{since}."
            found.append(Seen(entry.child_id, "missing", entry.since, words, detail, plan))
    return found


def _applications(on: date) -> list[Seen]:
    """Accepted and not started, offered and not taken up, refused everywhere: of children with no place, by their newest application."""
    settings = referral_book()
    patience = timedelta(days=settings.overdue_after_days)
    with connection.cursor() as cursor:
        cursor.execute(_APPLIED, {"statuses": list(UNPLACED), "day": on, "but": _possibly_on_roll(on)})
        rows = cursor.fetchall()
    found = []
    for child, outcome, applied_on, start, born, handling in rows:
        starts_on = _iso(start)
        plan, of_age = _plan_open(_as_list(handling), on), born is None or school_age_from(born) <= on
        if outcome in ("accepted", "offered") and starts_on is not None and starts_on + patience < on and of_age:
            finding = "starter" if outcome == "accepted" else "offered"
            words = f"Was to start at a school on {starts_on:%-d %B %Y} and is on no roll."
            if outcome == "offered":
                words = f"Was offered a place from {starts_on:%-d %B %Y}, hasn't accepted it and is on no roll."
            found.append(Seen(child, finding, starts_on, words, {"applied_on": applied_on.isoformat()}, plan))
        elif outcome == "refused" and of_age:
            words = f"The newest application, of {applied_on:%-d %B %Y}, was refused, and the child has no other place."
            found.append(Seen(child, "refused", applied_on, words, {}, plan))
    return found


def _possibly_on_roll(on: date) -> list[int]:
    return list(entries(missing_list(on)).filter(band=POSSIBLY_ON_ROLL).order_by().values_list("child_id", flat=True))


def _never_applied(on: date) -> list[Seen]:
    """Children who live here and come of school age soon, for whom no application, roll or home education is held.

    Only where admissions have sent an extract: an empty answer must not be an unasked question.
    """
    if received().get("applications") is None:
        return []
    days = referral_book().school_age_within_days
    first, last = on.replace(year=on.year - 6, day=1), on.replace(year=on.year - 4, day=28)
    with connection.cursor() as cursor:
        cursor.execute(_NEVER, {"from": first, "to": last, "day": on})
        rows = cursor.fetchall()
    found = []
    for child, born, handling in rows:
        of_age_on = school_age_from(born)
        if on < of_age_on <= on + timedelta(days=days):
            words = f"School age begins on {of_age_on:%-d %B %Y}; no application, roll or home education is held."
            found.append(Seen(child, "never_applied", of_age_on, words, {}, _plan_open(_as_list(handling), on)))
    return found


def _worked_on(children: set[int]) -> set[int]:
    """Those with an open case, or with a referral that waits; a merged child's count for the survivor."""
    busy = set(Case.objects.filter(pathway=PATHWAY, closed_on=None).values_list("child_id", flat=True))
    busy |= set(Referral.objects.filter(state="new").exclude(child=None).values_list("child_id", flat=True))
    merged = dict(Child.objects.exclude(merged_into=None).filter(pk__in=busy).values_list("pk", "merged_into_id"))
    for _ in range(len(merged)):
        further = dict(
            Child.objects.exclude(merged_into=None)
            .filter(pk__in=set(merged.values()) - busy)
            .values_list("pk", "merged_into_id")
        )
        busy |= set(merged.values())
        if not further:
            break
        merged = further
    return busy & children


def _referral(one: Seen, reference: str, on: date, at: datetime) -> Referral:
    return Referral(
        reference=reference, route="service", pathway=PATHWAY, received_on=on, received_at=at, child_id=one.child, raised_by=one.raised_by,
        concern=one.concern, detail=one.detail, safeguarding=one.protected_by_plan, referrer_name="OnRoll",
        safeguarding_words="A child protection plan is open." if one.protected_by_plan else "",
    )  # fmt: skip


def _references(how_many: int, on: date) -> list[str]:
    """So many references in one step; the counter's row stays locked until the transaction ends."""
    prefix = f"REF-{on.year}"
    first = int(next_reference(prefix).rpartition("-")[2])
    ReferenceCounter.objects.filter(pk=prefix).update(last=first + how_many - 1)
    return [f"{prefix}-{number:05d}" for number in range(first, first + how_many)]


def _plan_open(handling: list[dict], on: date) -> bool:
    iso = on.isoformat()
    return any(
        flag["id"] == "cp" and (not flag["from"] or flag["from"] <= iso) and (not flag["to"] or iso <= flag["to"])
        for flag in handling
    )


def _as_list(handling: object) -> list[dict]:
    return orjson.loads(handling) if isinstance(handling, str | bytes) else list(handling or ())  # type: ignore[call-overload]


def _iso(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
