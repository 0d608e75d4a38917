"""What is truly so about a child's education, day by day, in the words of the status table?

Written from the life alone, never from what agencies wrote down, and without the rule engine, so that neither can hide the
other's mistakes. `nowhere` is a child of school age, living here, in no education and placed by nobody.
"""

from __future__ import annotations

from onroll.simulator.calendars import school_age_from, school_age_to
from onroll.simulator.families import Child
from onroll.simulator.schools import Schools
from onroll.simulator.spells import Segment

STATUSES = (
    "died", "in_custody", "permanently_excluded", "eotas", "section_19", "suspended", "in_school_ap", "in_school_part_time",
    "in_school", "not_resident", "college_14_16", "home_educated", "awaiting_start", "cme_known", "cme_unknown",
    "under_school_age", "over_school_age", "nowhere",
)  # fmt: skip
SEGMENT_STATUS = {
    "roll": "in_school", "elsewhere": "in_school", "independent": "in_school", "home": "home_educated", "lost": "nowhere",
    "tuition": "section_19", "out": "not_resident", "abroad": "not_resident", "dead": "died", "waiting": "awaiting_start",
    "college": "college_14_16",
}  # fmt: skip
NEEDS_SCHOOL_AGE = {"lost", "cme", "tuition", "college"}
IN_SCHOOL = {"in_school"}

Changes = list[tuple[int, str]]


def changes_of_status(child: Child, schools: Schools, since: int, until: int) -> Changes:
    """The child's true status on `since`, and every change up to `until`: (day, status), days ascending."""
    starts = max(since, child.known_from, child.birth)
    days = sorted({starts, *(d for d in _turning_points(child, schools) if starts < d <= until)})
    changes: Changes = []
    for on in days:
        if on > until:
            break
        status = status_on(child, schools, on)
        if not changes or changes[-1][1] != status:
            changes.append((on, status))
    return changes


def _turning_points(child: Child, schools: Schools) -> set[int]:
    points = {school_age_from(child.birth), school_age_to(child.birth) + 1}
    for segment in child.life:
        points.update((segment.start, segment.end + 1))
    for _, start, end in child.justice:
        points.update((start, end + 1))
    for event in child.exclusions:
        if event.kind == "PERM":
            points.update((event.start, event.end, event.end + 1))
        else:
            for on in range(event.start, event.end + 1):
                points.update((on, on + 1))
    for place in child.placements:
        points.update((place.start, place.end + 1))
    for spell in child.part_time:
        points.update((spell.start, spell.end + 1))
    for application in child.applications:
        if application.round == "normal" and application.offered:
            points.add(application.offered)
    return points


def segment_on(child: Child, on: int) -> Segment | None:
    """The stretch of the life that holds on a day."""
    for segment in child.life:
        if segment.start <= on <= segment.end:
            return segment
    return None


def status_on(child: Child, schools: Schools, on: int) -> str:
    """The true status on one day: the first line of the table that holds."""
    segment = segment_on(child, on)
    kind = segment.kind if segment is not None else ""
    if kind == "dead":
        return "died"
    if any(status == "custody" and start <= on <= end for status, start, end in child.justice):
        return "in_custody"
    if kind in ("out", "abroad"):
        return "not_resident"
    school_age = school_age_from(child.birth) <= on <= school_age_to(child.birth)
    if school_age:
        special = _arranged(child, schools, on, kind)
        if special:
            return special
    if segment is not None and kind == "cme" and school_age:
        return "cme_unknown" if segment.how == "unknown" else "cme_known"
    if child.family.border and kind not in ("roll", "elsewhere", "independent"):
        return "not_resident"
    status = SEGMENT_STATUS.get(kind, "")
    if status and (school_age or kind not in NEEDS_SCHOOL_AGE):
        return status
    if on > school_age_to(child.birth):
        return "over_school_age"
    if on < school_age_from(child.birth):
        return "awaiting_start" if _accepted(child, on) else "under_school_age"
    return "nowhere"


def _arranged(child: Child, schools: Schools, on: int, kind: str) -> str:
    """Exclusion, placements and reduced timetables: what stands above being simply in school."""
    for event in child.exclusions:
        last = event.end - 1 if event.outcome == "reinstated" else event.end
        if event.kind == "PERM" and event.start <= on <= last:
            return "permanently_excluded"
    bases = {place.basis[:3] for place in child.placements if place.start <= on <= place.end}
    if "s61" in bases:
        return "eotas"
    if "s19" in bases and kind in ("roll", "tuition", "lost", "cme"):
        return "section_19"
    if kind != "roll":
        return ""
    for event in child.exclusions:
        closed = on not in schools.all[event.school].calendar.open_days
        if event.kind == "SUSP" and event.start <= on <= event.end and not closed:
            return "suspended"
    if "sch" in bases:
        return "in_school_ap"
    if any(spell.start <= on <= spell.end for spell in child.part_time):
        return "in_school_part_time"
    return ""


def _accepted(child: Child, on: int) -> bool:
    return any(
        made.round == "normal"
        and made.outcome == "accepted"
        and made.offered <= on < max(made.starts, made.offered + 1)
        for made in child.applications
    )
