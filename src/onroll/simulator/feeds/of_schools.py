"""What do schools, and lists of schools elsewhere, send? Rolls, exclusions, reduced timetables, returns, other rolls."""

from __future__ import annotations

from onroll.simulator.calendars import academic_year, authority_calendar, iso, school_age_to, year_group
from onroll.simulator.families import Child
from onroll.simulator.feeds.extract import KEEPS, Extract
from onroll.simulator.mistakes import Held
from onroll.simulator.schools import School
from onroll.simulator.spells import FOREVER, Segment

GROUND = {"roll": "a", "independent": "a", "elsewhere": "a", "home": "f", "out": "g", "abroad": "g", "lost": "i", "cme": "i",
          "dead": "k", "tuition": "o", "after16": "l", "college": "a"}  # fmt: skip
Rows = list[tuple[str, ...]]
SPARSE_RETURNS = 5  # one school in five sends no returns


def of_schools(extract: Extract, child: Child) -> None:
    """Every row that schools' systems hold of the child."""
    life = child.life
    listed: set[int] = set()
    for place, segment in enumerate(life):
        if segment.start > extract.as_at:
            break
        after = life[place + 1] if place + 1 < len(life) else None
        if segment.kind in ("roll", "college"):
            _roll(extract, child, segment, after, segment.school not in listed)
            listed.add(segment.school)
        elif segment.kind in ("elsewhere", "independent"):
            _elsewhere(extract, child, segment)
    _came_from_neighbour(extract, child)
    _exclusions(extract, child)
    for index, start, end, hours in child.part_time:
        school = extract.schools.all[index]
        if extract.recent(start, end) and extract.dice(child, start).u() >= 0.04:
            held = extract.hold(child, "part_time", min(end, extract.as_at), index)
            extract.add("part_time", child, extract.school_id(child, school), held, str(school.urn_on(min(end, extract.as_at))),
                        "reduced", str(hours), iso(start), iso(start + 42), extract.ended(end), "")  # fmt: skip


def _roll(extract: Extract, child: Child, segment: Segment, after: Segment | None, first: bool) -> None:
    school, as_at = extract.schools.all[segment.school], extract.as_at
    if not extract.recent(segment.start, segment.end):
        return
    dice = extract.dice(child, segment.start)
    late = 25 + dice.below(40) if dice.yes(0.03) else 0  # the school has not yet noticed
    left = segment.end < as_at - late
    source_id = extract.school_id(child, school)
    urn = school.urn_on(segment.end if left else as_at)
    ground, urn_to, text = _destination(extract, segment, after, dice.u()) if left else ("", "", "")
    held = extract.hold(child, "roll", min(segment.end, as_at), segment.school)
    need = "E" if child.plan is not None and child.plan.start <= as_at else "K" if child.need != "N" else "N"
    on = min(segment.end, as_at)
    extract.add(
        "roll", child, source_id, held, str(urn), iso(segment.start), iso(segment.end) if left else "",
        "F" if segment.kind == "college" else "C", "", str(max(year_group(child.birth, on), 0)) if on else "",
        ground, urn_to, text, need, "T" if child.family.deprived else "F", "T" if child.trouble < 0.004 else "F",
        "T" if child.family.risk < 0.32 else "F",
    )  # fmt: skip
    if segment.kind == "roll":
        extract.enrol(child, segment, str(urn), held.upn)
    if first and not left:
        extract.add_adult(child, "roll", source_id, 0)
        if dice.yes(0.35):
            extract.add_adult(child, "roll", source_id, 1)
    _returns(extract, child, segment, after, school, held)


def _destination(extract: Extract, segment: Segment, after: Segment | None, u: float) -> tuple[str, str, str]:
    """Ground of deletion, destination URN and words, as the school wrote them on the child's leaving."""
    if after is None or after.start > segment.end + 60:
        return "l", "", ""
    ground = "o" if segment.how.endswith("excluded") else GROUND.get(after.kind, "")
    if after.kind in ("roll", "elsewhere", "independent"):
        school = extract.schools.all[after.school]
        return ground, str(school.urn_on(after.start)) if u < 0.88 else "", "" if u < 0.5 else school.name
    words = {
        "home": "Elective home education",
        "abroad": "Moved abroad",
        "out": "Moved out of area",
        "dead": "Deceased",
    }
    if after.kind in words:
        return ground, "", words[after.kind] if u < 0.9 else ""
    if after.how == "no_show":
        return "a", "", "Secondary transfer"
    return ground, "", "Unknown" if u < 0.5 else "" if u < 0.85 else "Believed moved"


def _returns(
    extract: Extract, child: Child, segment: Segment, after: Segment | None, school: School, held: Held
) -> None:
    """What the school told the authority of the child: additions, deletions, long sickness, placements bought."""
    if school.index % SPARSE_RETURNS == 0 or school.phase == "independent":
        return
    as_at, source_id, urn = extract.as_at, extract.school_id(child, school), str(school.urn)

    def told(kind: str, on: int, since: int, ground: str = "", detail: str = "") -> None:
        if as_at - 365 < on <= as_at:
            extract.add("school_returns", child, source_id, held, urn, kind, iso(on), iso(since), "", ground, detail)

    if segment.how in ("moved", "new", "pru"):
        told("addition", segment.start + 3, segment.start)
    leavers = after is not None and after.kind != "after16" and after.how != "stage"
    if leavers and segment.end != school_age_to(child.birth) and segment.end < as_at:
        told("deletion", segment.end, segment.end, _destination(extract, segment, after, 0.1)[0])
    for place in child.placements:
        if segment.start <= place.start <= segment.end:
            if place.basis == "s19_medical":
                told("sickness", place.start + 5, place.start)
            elif place.school >= 0:
                told("placement", place.start + 5, place.start, detail=place.name)


def _elsewhere(extract: Extract, child: Child, segment: Segment) -> None:
    school = extract.schools.all[segment.school]
    dice = extract.dice(child, segment.start)
    covered = school.sends_list and dice.u() >= 0.025
    if not covered or not extract.recent(segment.start, segment.end):
        return
    system = "independent" if segment.kind == "independent" else "neighbour"
    held = extract.hold(child, "roll_elsewhere", segment.end, segment.school, system, segment.how == "away")
    source_id = f"{school.index:03d}{extract.scrambled(child, 'roll_elsewhere')}"
    extract.add(
        "roll_elsewhere",
        child,
        source_id,
        held,
        school.la,
        str(school.urn),
        school.name,
        iso(segment.start),
        extract.ended(segment.end),
    )


def _came_from_neighbour(extract: Extract, child: Child) -> None:
    """The old school of a child who came from a neighbouring authority, in that authority's list for a while."""
    family = child.family
    if (
        family.came_from != "elsewhere"
        or not extract.as_at - 365 < family.came <= extract.as_at
        or child.adopted < FOREVER
    ):
        return
    age = family.came - child.birth
    dice = extract.dice(child, 77)
    if not 4.9 * 365 < age < 15.9 * 365 or dice.u() > 0.4:
        return
    options = extract.schools.elsewhere["primary" if age < 11.1 * 365 else "secondary"]
    if options:
        school = dice.pick(options)
        held = extract.hold(child, "roll_elsewhere", family.came, 998)
        source_id = f"{school.index:03d}{extract.scrambled(child, 'roll_elsewhere')}"
        extract.add("roll_elsewhere", child, source_id, held, school.la, str(school.urn), school.name,
                    iso(family.came - 200 - dice.below(700)), iso(family.came - 1))  # fmt: skip


def _exclusions(extract: Extract, child: Child) -> None:
    for event in child.exclusions:
        if not extract.as_at - KEEPS <= event.start <= extract.as_at - 1:
            continue
        school = extract.schools.all[event.school]
        held = extract.hold(child, "exclusions", extract.as_at, event.school)
        row = (extract.school_id(child, school), held, str(school.urn_on(event.start)), event.kind, iso(event.start))
        if event.kind == "SUSP":
            extract.add(
                "exclusions", child, *row, iso(event.end), str(event.sessions), event.reason, "", "", "", "", ""
            )
        else:
            met, outcome = (
                (iso(min(event.end, event.start + 15)), event.outcome) if event.end <= extract.as_at else ("", "")
            )
            extract.add("exclusions", child, *row, "", "", "PP", "DB", "", "", met, outcome)


def own_rows(extract: Extract) -> tuple[Rows, Rows, Rows]:
    """Term dates, links between old and new URNs, and the schools' nil returns of the last half year."""
    terms: Rows = []
    links: Rows = []
    nils: Rows = []
    years = range(academic_year(extract.as_at) - 2, academic_year(extract.as_at) + 2)
    for urn, calendar in (
        ("", authority_calendar()),
        *((str(s.urn), s.calendar) for s in extract.schools.all if s.own_dates),
    ):
        for span in calendar.spans:
            if span.year in years:
                terms.append(
                    (
                        urn,
                        f"{span.year}/{(span.year + 1) % 100:02d}",
                        span.start.isoformat(),
                        span.end.isoformat(),
                        span.kind,
                    )
                )
    for school in extract.schools.all:
        if school.old_urn:
            when = iso(school.converted)
            links.append((str(school.urn), str(school.old_urn), "Predecessor", when))
            links.append((str(school.old_urn), str(school.urn), "Successor", when))
        if school.la == extract.schools.la and school.index % 7 == 3 and school.phase in ("primary", "secondary"):
            nils.append((str(school.urn), "nil", iso(extract.as_at - 20 - school.index % 9)))
    return terms, links, nils
