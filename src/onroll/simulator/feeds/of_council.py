"""What do the council's own education systems hold? Home education, missing education, plans, placements, admissions, post-16."""

from __future__ import annotations

from onroll.simulator.calendars import iso, school_age_to
from onroll.simulator.families import Child
from onroll.simulator.feeds.extract import Extract
from onroll.simulator.spells import Segment

HOME_REASONS = (
    "Philosophical or preferential", "Mental health", "School dissatisfaction general", "School dissatisfaction SEND",
    "School dissatisfaction bullying", "Lifestyle", "Religious", "Did not get school preference", "Physical health",
    "Risk of school exclusion", "No reason given", "Unknown", "Other",
)  # fmt: skip
LOCAL_HOME = {
    "Mental health": "Anxiety",
    "School dissatisfaction general": "Unhappy with school",
    "Lifestyle": "Family lifestyle",
}
CME_REASONS = (
    "School application awaiting outcome", "Unknown", "Difficulty accessing suitable school place", "Did not get school preference",
    "Waiting school start", "Moved in from another local authority", "Moved in from another country", "Mental health",
    "School dissatisfaction general", "Believed to have moved to another local authority", "Other",
)  # fmt: skip


def of_council(extract: Extract, child: Child) -> None:
    """Every row that the council's education systems hold of the child."""
    life = child.life
    for place, segment in enumerate(life):
        if segment.start > extract.as_at:
            break
        if segment.kind == "home":
            _home(extract, child, segment)
        elif segment.kind == "cme":
            _missing(extract, child, segment, life[place + 1] if place + 1 < len(life) else None)
        elif segment.kind == "after16" or (segment.kind == "roll" and segment.end > school_age_to(child.birth)):
            _after_16(extract, child, segment)
    _plan(extract, child)
    _placements(extract, child)
    _applications(extract, child)


def _urn_before(extract: Extract, segment: Segment) -> str:
    return str(extract.schools.all[segment.via].urn_on(segment.start)) if segment.via >= 0 else ""


def _home(extract: Extract, child: Child, segment: Segment) -> None:
    dice = extract.dice(child, segment.start)
    hidden = segment.how.startswith("from_start") and dice.yes(0.04)
    start = segment.start
    if hidden or not extract.recent(start, segment.end) or start + dice.below(12) > extract.as_at:
        return
    source_id = f"E{extract.scrambled(child, 'ehe')}"
    held = extract.hold(child, "ehe", segment.end)
    reason = dice.pick(HOME_REASONS)
    ended = segment.end < extract.as_at
    to = segment.how.partition(">")[2]
    end_reason = {
        "roll": "Returned to school",
        "lost": "Returned to school",
        "unsuitable": "Unsuitable",
        "independent": "Independent school",
    }
    judged = start + 90 + dice.below(120)
    assessed, reviewed = dice.yes(0.75), dice.yes(0.5)
    suitability, on = ("suitable", iso(judged)) if judged <= extract.as_at and assessed else ("not_assessed", "")
    review = start + 365 * max(1, (extract.as_at - start) // 365)
    offered = iso(review) if review <= min(extract.as_at, segment.end) else ""
    extract.add(
        "ehe", child, source_id, held, iso(start), extract.ended(segment.end), _urn_before(extract, segment), reason,
        LOCAL_HOME.get(reason, reason), "School" if segment.via >= 0 else "Parent",
        end_reason.get(to, "Moved" if segment.end < school_age_to(child.birth) else "End of compulsory school age") if ended else "",
        suitability, on, offered, iso(review + 20) if offered and review + 20 <= extract.as_at and reviewed else "",
    )  # fmt: skip
    if not ended:
        extract.add_adult(child, "ehe", source_id, 0)


def _missing(extract: Extract, child: Child, segment: Segment, after: Segment | None) -> None:
    dice = extract.dice(child, segment.start)
    referred = segment.start + dice.below(8)
    if not extract.recent(referred, segment.end):
        return
    source_id = f"C{extract.scrambled(child, 'cme')}"
    held = extract.hold(child, "cme", segment.end)
    reason = "Unsuitable elective home education" if segment.how == "unsuitable" else dice.pick(CME_REASONS)
    closed = segment.end < extract.as_at
    kind = after.kind if after is not None else ""
    outcome = {"roll": "On roll", "home": "Elective home education", "out": "Moved to another authority", "abroad": "Left the country",
               "lost": "Closed: no further information"}.get(kind, "Over compulsory school age")  # fmt: skip
    extract.add(
        "cme", child, source_id, held, iso(referred), dice.pick(("School", "Admissions", "Health", "Housing", "Police", "Self")), reason,
        reason, "unknown" if segment.how == "unknown" else "known", _urn_before(extract, segment),
        iso(max(segment.end, referred)) if closed else "", outcome if closed else "",
    )  # fmt: skip
    if not closed:
        extract.add_adult(child, "cme", source_id, 0)


def _after_16(extract: Extract, child: Child, segment: Segment) -> None:
    start = max(segment.start, school_age_to(child.birth) + 1)
    if not extract.recent(start, segment.end) or extract.as_at < start + 20 or child.family.border:
        return
    held = extract.hold(child, "post16", segment.end)
    activity = segment.how if segment.kind == "after16" else "school"
    checked = extract.as_at - extract.as_at % 60
    extract.add("post16", child, f"Y{extract.scrambled(child, 'post16')}", held, activity, iso(start), extract.ended(segment.end),
                iso(max(start, checked)), "T" if child.number % 25 else "F")  # fmt: skip


def _plan(extract: Extract, child: Child) -> None:
    plan, as_at = child.plan, extract.as_at
    if plan is None or plan.start > as_at:
        return
    start, end, need, since, until, eotas = plan
    end = min(end, child.family.left - 1, child.dies - 1, child.adopted - 1)
    if end < max(start, as_at - 365):
        return
    on = min(as_at, end)
    school = next((s.school for s in child.life if s.kind == "roll" and s.start <= on <= s.end), -1)
    taken = eotas and any(place.kind == "eotas" and place.start <= on for place in child.placements)
    waiting = since <= on < until and school < 0 and not taken
    reviews = max(0, (on - start) // 365)
    extract.add(
        "ehc_plans", child, f"P{extract.scrambled(child, 'ehc_plans')}", extract.hold(child, "ehc_plans", on), iso(start),
        extract.ended(end), need, str(extract.schools.all[school].urn_on(on)) if school >= 0 else "", "T" if waiting else "F",
        iso(since) if waiting else "", "T" if taken else "F", "T" if taken and child.number % 3 == 0 else "F",
        iso(start + 365 * reviews) if reviews else "",
    )  # fmt: skip


def _placements(extract: Extract, child: Child) -> None:
    for place in child.placements:
        provider, name, kind, basis, hours, start, end, buyer = place
        if not extract.recent(start, end):
            continue
        commissioner = str(extract.schools.all[buyer].urn_on(min(end, extract.as_at))) if buyer >= 0 else "LA"
        held = extract.hold(child, "placements", end)
        extract.add("placements", child, f"L{extract.scrambled(child, 'placements')}", held, provider, name, "", kind, basis, commissioner,
                    str(hours), iso(start), extract.ended(end), str(min(5, 1 + hours // 5)), str(hours * 38))  # fmt: skip


def _applications(extract: Extract, child: Child) -> None:
    as_at = extract.as_at
    for made, round_, wanted, offer, offered, starts, decided, outcome in child.applications:
        if not as_at - 548 <= made <= as_at or made >= child.adopted:
            continue
        schools = extract.schools.all
        urns = [str(schools[index].urn_on(as_at)) for index in wanted] + [""] * (6 - len(wanted))
        known = offered and offered <= as_at
        held = extract.hold(child, "applications", made + 10)
        extract.add(
            "applications", child, f"A{extract.scrambled(child, 'applications')}", held, iso(made), round_, *urns,
            str(schools[offer].urn_on(as_at)) if known else "", iso(offered) if known else "", iso(starts) if known else "",
            outcome if decided <= as_at else "pending",
        )  # fmt: skip
