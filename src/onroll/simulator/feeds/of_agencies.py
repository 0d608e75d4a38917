"""What do other agencies hold? Health, social care, youth justice, police, housing, benefits, early help, A&E."""

from __future__ import annotations

from datetime import date

from onroll.simulator.calendars import iso
from onroll.simulator.families import Child
from onroll.simulator.feeds.extract import Extract
from onroll.simulator.spells import FOREVER, Care
from onroll.simulator.truth import segment_on

PRACTICES = ("Abington Park Surgery", "Nene Medical Centre", "The Mounts Practice", "Riverside Health", "Danetre Practice",
             "Brook Medical Centre", "Park Avenue Surgery", "Leicester Terrace Practice")  # fmt: skip
SIGHTED = (  # agency, a year's chance for a child of an ordinary family, weight of risk, contact, event, seen by
    ("ae", 0.13, 0.2, "in_person", "Attendance", "A&E nurse"),
    ("police", 0.012, 1.0, "in_person", "Incident", "Police officer"),
    ("housing", 0.014, 1.0, "adult_only", "Tenancy check", "Housing officer"),
    ("benefits", 0.03, 1.0, "paperwork", "Claim", ""),
    ("early_help", 0.022, 1.0, "in_person", "Visit", "Family worker"),
)
WORKERS = ("K. Dunmore", "A. Okafor", "S. Pell", "J. Marlow", "T. Whitby", "R. Castell")


def of_agencies(extract: Extract, child: Child) -> None:
    """Every row that agencies outside education hold of the child."""
    _health(extract, child)
    _care(extract, child)
    for status, start, end in child.justice:
        if extract.recent(start, end):
            held = extract.hold(child, "youth_justice", end)
            extract.add(
                "youth_justice",
                child,
                f"J{extract.scrambled(child, 'youth_justice')}",
                held,
                status,
                iso(start),
                extract.ended(end),
            )
    for gone, back in child.missing:
        if extract.recent(gone, back) and child.known_from <= gone < min(child.family.left, child.adopted):
            held = extract.hold(child, "missing_episodes", back)
            extract.add(
                "missing_episodes",
                child,
                f"M{extract.scrambled(child, 'missing_episodes')}",
                held,
                iso(gone),
                extract.ended(back),
            )
    _sightings(extract, child)


def _health(extract: Extract, child: Child) -> None:
    dice, family, as_at = extract.dice(child, 5), child.family, extract.as_at
    chance, lag, told, tell_lag = dice.u(), int(dice.wait(55)), dice.u(), 10 + dice.below(60)
    if chance > (0.5 if family.border else 0.975):
        return
    registered = max(
        child.birth + 20,
        family.came + 5 + lag if family.came else 0,
        child.known_from if child.old_self is not None else 0,
    )
    gone = min(family.left, child.dies, child.adopted)
    if registered > as_at or registered >= gone:
        return
    reason, ended = "", ""
    on = as_at
    if gone <= as_at:
        on = gone - 1
        if gone == child.adopted:
            reason, ended = "other", iso(gone)
        elif gone == child.dies:
            reason, ended = "died", iso(gone)
        elif told < 0.97 and gone + tell_lag <= as_at:
            reason = "abroad" if family.left_to == "abroad" else "moved"
            ended, on = iso(gone + tell_lag), FOREVER
    held = extract.hold(child, "health", on, moved=on == FOREVER)
    source_id = f"H{extract.scrambled(child, 'health')}"
    extract.add(
        "health", child, source_id, held, iso(registered), ended, reason, PRACTICES[child.number % len(PRACTICES)]
    )
    if family.refuge <= as_at:
        extract.add_adult(child, "health", source_id, 0, "hide_address")


def _care(extract: Extract, child: Child) -> None:
    family, as_at = child.family, extract.as_at
    refuge = family.refuge <= as_at
    spells = list(child.care)
    if refuge and not spells:
        spells.append(Care("CIN", family.refuge, family.refuge + 300))
    gone = min(family.left, child.dies, child.adopted)
    for status, start, end in spells:
        end = min(end, gone - 1)
        if start > end or not extract.recent(start, end):
            continue
        dice = extract.dice(child, start)
        protected = "adoption" if child.adopted < FOREVER and child.adopted <= as_at else "address" if refuge else ""
        source_id = f"S{extract.scrambled(child, 'social_care')}"
        held = extract.hold(child, "social_care", min(end, gone - 1))
        looked_after = status == "LAC"
        extract.add("social_care", child, source_id, held, status, iso(start), extract.ended(end), dice.pick(WORKERS),
                    "Children in care" if looked_after else "Safeguarding", extract.schools.la if looked_after else "",
                    extract.schools.la, protected)  # fmt: skip
        if end >= as_at:
            extract.add_adult(child, "social_care", source_id, 0, "hide_address" if refuge else "any")


def _sightings(extract: Extract, child: Child) -> None:
    as_at, family = extract.as_at, child.family
    if family.border:
        return
    this_year = date.fromordinal(as_at).year
    gone = min(family.left, child.dies, child.adopted)
    for year in (this_year - 1, this_year):
        dice = extract.dice(child, 5_000 + year)
        first = date(year, 1, 1).toordinal()
        for place, (agency, chance, weight, contact, event, by) in enumerate(SIGHTED):
            u, chance = dice.u(), chance * (1 - weight + weight * family.risk)
            if u >= 3.0 * chance:
                continue
            on, how = first + dice.below(365), dice.u()
            if u >= chance and not _adrift(child, on):
                continue
            if not as_at - 365 < on <= as_at or on < child.known_from or on >= gone:
                continue
            held = extract.hold(child, "sightings", on, place)
            seen = contact if how < 0.85 else "" if how < 0.93 else "spoken"
            extract.add("sightings", child, f"{agency[:2].upper()}{extract.scrambled(child, 'sightings')}", held, agency, iso(on), event,
                        seen, by if seen in ("in_person", "spoken") else "")  # fmt: skip


def _adrift(child: Child, on: int) -> bool:
    segment = segment_on(child, on)
    return segment is not None and segment.kind in ("lost", "cme")
