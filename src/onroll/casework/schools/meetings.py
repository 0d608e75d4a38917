"""What was on the table at a school's termly meeting, what was said, and what was agreed? (H5, rule termly-tsm)

The pack is made from the school's data as at a day the week before, and made anew until the meeting is held; then it and the
notes are frozen. It holds numbers and children by number, never names.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.casework.actions.writing import not_ahead
from onroll.casework.models import SchoolAction, SchoolMeeting
from onroll.casework.permitted import CannotDo, Person
from onroll.casework.schools.concern import concern
from onroll.casework.schools.keeping import known_school, require
from onroll.casework.schools.owing import standing_of
from onroll.casework.schools.terms import term_of
from onroll.rules.returns import counts, return_settings


@transaction.atomic
def plan_meeting(
    *, urn: str, planned_on: date, on: date, at: datetime, by: Actor, person: Person | None
) -> SchoolMeeting:
    """A meeting on that day, one a term; its pack is made at once, as at the day the week before or today if that is sooner."""
    require(person)
    known_school(urn)
    term = term_of(planned_on)
    if SchoolMeeting.objects.filter(urn=urn, term=term.key).exists():
        raise CannotDo(
            f"There is a meeting for the {term.words} already. Open it and change its day.", field="planned_on"
        )
    pack_on = _pack_day(planned_on, on)
    meeting = SchoolMeeting.objects.create(
        urn=urn,
        term=term.key,
        planned_on=planned_on,
        pack_on=pack_on,
        pack=make_pack(urn, pack_on),
        made_at=at,
        made_by=by.name,
    )
    record(actor=by, action="school.meeting_planned", subject=Subject("school", urn), detail={"meeting": meeting.pk})
    return meeting


@transaction.atomic
def write_meeting(
    *, meeting: int, read_version: int, planned_on: date, notes: Mapping[str, str], present: str, on: date, by: Actor, person: Person | None,
    held_on: date | None = None,
) -> SchoolMeeting:  # fmt: skip
    """Keeps what was typed; with `held_on` the meeting is held and frozen. Raises `CannotDo` where somebody else wrote meanwhile."""
    require(person)
    held = SchoolMeeting.objects.select_for_update().get(pk=meeting)
    if held.held_on is not None:
        raise CannotDo("This meeting was held: its notes stand as they are. Add an action or a visit instead.")
    if held.version != read_version:
        raise CannotDo(
            "Somebody else saved this meeting while you were writing. Read what they wrote, then save again."
        )
    if held_on is not None:
        held.held_on, held.held_by = not_ahead(held_on, on, field="held_on"), by.name
    term = term_of(planned_on)
    if term.key != held.term:
        raise CannotDo(
            f"That day isn't in the {term_of(held.planned_on).words}; plan another meeting for it.", field="planned_on"
        )
    if planned_on != held.planned_on and held_on is None:
        held.planned_on, held.pack_on = planned_on, _pack_day(planned_on, on)
        held.pack = make_pack(held.urn, held.pack_on)
    held.notes = {
        item: text.strip() for item, text in notes.items() if item in return_settings().agenda and text.strip()
    }
    held.present, held.version = present.strip(), held.version + 1
    held.save()
    action = "school.meeting_held" if held_on else "school.meeting_written"
    record(actor=by, action=action, subject=Subject("school", held.urn), detail={"meeting": held.pk})
    return held


@transaction.atomic
def renew_pack(*, meeting: int, on: date, by: Actor, person: Person | None) -> SchoolMeeting:
    """The pack anew, as at the week before the meeting or today if that is sooner: data that came since is in it."""
    require(person)
    held = SchoolMeeting.objects.select_for_update().get(pk=meeting)
    if held.held_on is not None:
        raise CannotDo("This meeting was held: its pack stands as it was.")
    held.pack_on = _pack_day(held.planned_on, on)
    held.pack = make_pack(held.urn, held.pack_on)
    held.save(update_fields=["pack_on", "pack"])
    record(actor=by, action="school.pack_made", subject=Subject("school", held.urn), detail={"meeting": held.pk})
    return held


def make_pack(urn: str, on: date) -> dict[str, Any]:
    """Everything the agenda asks, as at the day; children by number."""
    school = standing_of(urn, on)
    pack = concern(urn, on).pack
    pack["returns"] = counts(school.lines) | {"last": school.last_sent_on.isoformat() if school.last_sent_on else ""}
    pack["returns_open"] = [
        {"kind": line.kind.id, "child": int(line.pupil) if line.pupil else None, "happened_on": line.happened_on.isoformat(),
         "due_on": line.due_on.isoformat() if line.due_on else "", "state": line.state, "contradictions": list(line.contradictions)}
        for line in school.lines if line.open or line.contradictions
    ]  # fmt: skip
    pack["actions"] = [
        {"title": one.title, "owner": one.owner, "due_on": one.due_on.isoformat(), "done_on": one.done_on.isoformat() if one.done_on else ""}
        for one in SchoolAction.objects.filter(urn=urn, created_at__date__lte=on).order_by("done_on", "due_on")
        if one.done_on is None or one.done_on >= term_of(on).started_on
    ]  # fmt: skip
    return pack


def _pack_day(planned_on: date, on: date) -> date:
    return min(planned_on - timedelta(days=return_settings().pack_days_before), on)
