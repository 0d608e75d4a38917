"""What do schools, and lists of schools elsewhere, send? Rolls, exclusions, reduced timetables, returns, other rolls."""

from __future__ import annotations

from onroll.simulator.calendars import academic_year, iso, school_age_to, year_group
from onroll.simulator.families import FOREVER, Child, Segment
from onroll.simulator.feeds.extract import Extract
from onroll.simulator.schools import School

GROUND = {"roll": "a", "independent": "a", "elsewhere": "a", "home": "f", "out": "g", "abroad": "g", "lost": "i", "cme": "i",
          "dead": "k", "tuition": "o", "after16": "l", "college": "a"}  # fmt: skip
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
    late = 25 + dice.below(40) if dice.yes(0.03) and after is not None and after.kind != "roll" else 0
    left = segment.end < as_at - late
    source_id = extract.school_id(child, school)
    urn = school.urn_on(segment.end if left else as_at)
    ground, urn_to, text = _destination(extract, segment, after, dice.u()) if left else ("", "", "")
    held = extract.hold(child, "roll", min(segment.end, as_at), segment.school)
    need = "E" if child.plan is not None and child.plan[0] <= as_at else "K" if child.need != "N" else "N"
    on = min(segment.end, as_at)
    extract.add(
        "roll", child, source_id, held, str(urn), iso(segment.start), iso(segment.end) if left else "",
        "F" if segment.kind == "college" else "C", "", str(max(year_group(child.birth, on), 0)) if on else "",
        ground, urn_to, text, need, "T" if child.family.deprived else "F", "T" if child.trouble < 0.004 else "F",
        "T" if child.family.risk < 0.32 else "F",
    )  # fmt: skip
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


def _returns(extract: Extract, child: Child, segment: Segment, after: Segment | None, school: School, held) -> None:
    if school.index % SPARSE_RETURNS == 0 or school.phase == "independent":
        return
    as_at, source_id = extract.as_at, extract.school_id(child, school)
    in_year = segment.how in ("moved", "new", "pru")
    if in_year and as_at - 365 < segment.start <= as_at - 3:
        extract.add(
            "school_returns",
            child,
            source_id,
            held,
            str(school.urn),
            "addition",
            iso(segment.start + 3),
            iso(segment.start),
            "",
            "",
            "",
        )
    closing = (
        after is not None
        and after.kind not in ("after16",)
        and not (after.how == "stage" or segment.end == school_age_to(child.birth))
    )
    if closing and as_at - 365 < segment.end < as_at:
        ground = _destination(extract, segment, after, 0.1)[0]
        extract.add(
            "school_returns",
            child,
            source_id,
            held,
            str(school.urn),
            "deletion",
            iso(segment.end),
            iso(segment.end),
            "",
            ground,
            "",
        )
    for place in child.placements:
        if segment.start <= place[6] <= segment.end and as_at - 365 < place[6] <= as_at - 5:
            kind = "sickness" if place[3] == "s19_medical" else "placement" if place[3].startswith("school") else ""
            if kind:
                extract.add(
                    "school_returns",
                    child,
                    source_id,
                    held,
                    str(school.urn),
                    kind,
                    iso(place[6] + 5),
                    iso(place[6]),
                    "",
                    "",
                    place[1],
                )


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


KEEPS_AWAY = 730


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
        kind, index, start, end = event[:4]
        if not extract.as_at - KEEPS_AWAY <= start <= extract.as_at - 1:
            continue
        school = extract.schools.all[index]
        held = extract.hold(child, "exclusions", extract.as_at, index)
        urn = str(school.urn_on(start))
        source_id = extract.school_id(child, school)
        if kind == "SUSP":
            extract.add(
                "exclusions",
                child,
                source_id,
                held,
                urn,
                kind,
                iso(start),
                iso(end),
                str(event[5]),
                event[4],
                "",
                "",
                "",
                "",
                "",
            )
        else:
            decided = end <= extract.as_at
            extract.add("exclusions", child, source_id, held, urn, kind, iso(start), "", "", "PP", "DB", "", "",
                        iso(min(end, start + 15)) if decided else "", event[4] if decided else "")  # fmt: skip


def own_rows(extract: Extract) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Term dates, links between old and new URNs, and the schools' nil returns of the last half year."""
    from onroll.simulator.calendars import authority_calendar

    terms, links, nils = [], [], []
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
