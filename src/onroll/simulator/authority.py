"""A synthetic authority on one day: every feed's extract, with the truth beside it, for whoever trains, tests or benchmarks.

No child, school or street is real. Postcodes are; names have their real frequency and are put together by chance.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from onroll.simulator import rates
from onroll.simulator.calendars import day, iso
from onroll.simulator.chance import Dice
from onroll.simulator.circumstances import live_through
from onroll.simulator.families import Child, Homes, before_adoption, make_family
from onroll.simulator.feeds.extract import KEEPS, Extract
from onroll.simulator.feeds.layouts import ADULTS, COLUMNS, FEEDS, PERSON, SCHOOL_LINKS, TERM_DATES
from onroll.simulator.feeds.of_agencies import of_agencies
from onroll.simulator.feeds.of_council import of_council
from onroll.simulator.feeds.of_schools import of_schools, own_rows
from onroll.simulator.numbers import Numbers, nhs_number, uln
from onroll.simulator.postcodes import NEIGHBOURS, postcodes_of
from onroll.simulator.schooling import Life
from onroll.simulator.schools import Schools, register_rows
from onroll.simulator.spells import FOREVER
from onroll.simulator.truth import Changes, changes_of_status

OLDEST = 19 * 366  # days of age past which nobody is listed
FROM, TO = day(2024, 9, 1), day(2029, 8, 31)


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written: rows by feed, children, records about them, and how many of those records hold no slip."""

    folder: Path
    children: int
    records: int
    clean: int
    rows: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)  # true status on the as-at date → children


def simulate(
    *,
    la: str = "941",
    children: int,
    seed: int,
    as_at: date,
    errors: float = 1.0,
    feeds: Sequence[str] | None = None,
    marks: bool = False,
    to: Path,
) -> Summary:
    """Write the extracts of a synthetic authority of about so many children, as they stood on `as_at`, into a folder.

    The same seed and size give the same bytes on any machine; a later day continues the same lives. `errors` scales every
    slip of every system (0 for none); `marks` adds the session marks of this academic year and the one before. Raises ValueError for an authority whose postcodes aren't known, for a feed that is
    not simulated, and for a day outside 1 September 2024 to 31 August 2029, over which lives are made.
    """
    chosen = tuple(feeds) if feeds is not None else FEEDS
    unknown = [feed for feed in chosen if feed not in FEEDS]
    if unknown:
        raise ValueError(f"No such simulated feed: {', '.join(unknown)}. There are: {', '.join(FEEDS)}.")
    on = as_at.toordinal()
    if not FROM <= on <= TO:
        raise ValueError(f"The simulator's lives run from {iso(FROM)} to {iso(TO)}; {as_at.isoformat()} lies outside.")
    if children < 1 or errors < 0:
        raise ValueError("The number of children must be 1 or more, and errors 0 or more.")
    schools = Schools(la, children, seed)
    extract = Extract(seed=seed, as_at=on, errors=errors, schools=schools, feeds=chosen)
    statuses: list[tuple[str, Changes]] = []
    since = on - KEEPS
    counted = 0
    for child in lives(la=la, children=children, seed=seed, on=on, schools=schools):
        before = extract.records
        of_schools(extract, child)
        of_council(extract, child)
        of_agencies(extract, child)
        counted += _gone_on(child) > on
        if extract.records > before and not child.person.endswith("A"):
            statuses.append((child.person, changes_of_status(child, schools, since, on)))
    summary = _write(extract, to, chosen, statuses, counted)
    if marks:
        from onroll.simulator.marks import write_marks  # arrays are loaded only by whoever wants marks

        summary.rows["marks"] = write_marks(extract.enrolments, schools, seed=seed, as_at=on, to=to)
    return summary


def lives(*, la: str, children: int, seed: int, on: int, schools: Schools) -> Iterator[Child]:
    """Every child whom an extract of a day can list, with its whole life, in the order of families.

    An adopted child comes twice: as it was before, and as it is now.
    """
    homes = Homes(postcodes_of(la), [postcodes_of(other) for other in NEIGHBOURS.get(la, ())])
    numbers = Numbers(la, seed, [school.estab for school in schools.of("primary", la)])
    for index in range(round(children / rates.CHILDREN_PER_FAMILY)):
        family = make_family(seed, index, homes, numbers, on)
        for child in family.children if family is not None else ():
            if child.known_from <= on <= child.birth + OLDEST and on - KEEPS <= child.dies:
                yield from (each for each in _live(child, schools, homes, on) if _listed(each, on))


def _live(child: Child, schools: Schools, homes: Homes, on: int) -> list[Child]:
    """The child with its life lived; for one adopted, the identity before it too."""
    dice = Dice(child.seed, 22, child.number)
    Life(child, schools, dice).live()
    live_through(child, schools, dice)
    held = [child]
    if child.adopted < child.family.left and child.adopted > child.known_from:
        old = before_adoption(child, homes)
        new = old.adopted
        old.life = [replace(s, end=min(s.end, new - 1)) for s in child.life if s.start < new]
        old.upn_from = next((s.start for s in old.life if s.kind == "roll"), FOREVER)
        child.life = [replace(s, start=max(s.start, new), via=-1) for s in child.life if s.end >= new]
        child.upn_from = max(child.upn_from, new)
        child.care = [spell for spell in child.care if spell.start >= new]
        child.applications = [made for made in child.applications if made.made >= new]
        held.append(old)
    else:
        child.adopted = FOREVER
    for each in held:
        each.nhs_number = nhs_number(each.number, each.seed)
        if each.birth < on - 14 * 365:
            each.uln = uln(each.number, each.seed)
    return held


def _gone_on(child: Child) -> int:
    """The day on which the child's identity left the authority's sight."""
    return min(child.dies, child.adopted, FOREVER if child.family.border else child.family.left)


def _listed(child: Child, on: int) -> bool:
    if child.family.border and not any(segment.start <= on for segment in child.life):
        return False
    return child.known_from <= on <= child.known_to and on - KEEPS <= _gone_on(child)


def _write(
    extract: Extract, to: Path, chosen: Sequence[str], statuses: list[tuple[str, Changes]], children: int
) -> Summary:
    to.mkdir(parents=True, exist_ok=True)
    terms, links, nils = own_rows(extract)
    rows: dict[str, int] = {}
    blank = ("",) * len(PERSON)
    for feed in chosen:
        if feed == "schools":
            register = register_rows(extract.schools)
            rows[feed] = _file(to, feed, tuple(register[0]), [tuple(row.values()) for row in register])
        elif feed == "school_links":
            rows[feed] = _file(to, feed, SCHOOL_LINKS, links)
        elif feed == "term_dates":
            rows[feed] = _file(to, feed, TERM_DATES, terms)
        elif feed == "adults":
            rows[feed] = _file(to, feed, ADULTS, sorted(extract.adults))
        else:
            held = extract.rows[feed]
            if feed == "school_returns":
                held.extend((*blank, *nil, "", "", "", "") for nil in nils)
            rows[feed] = _file(to, feed, (*PERSON, *COLUMNS[feed]), sorted(held))
    _file(to, "truth", ("feed", "source_id", "person_id"), _printed(extract.owners))
    changes = sorted((person, iso(on), status) for person, held in statuses for on, status in held)
    _file(to, "truth_status", ("person_id", "date", "status"), changes)
    now = Counter(held[-1][1] for _, held in statuses if held)
    return Summary(to, children, extract.records, extract.clean, rows, dict(sorted(now.items())))


def _printed(owners: dict[tuple[str, str, str], str]) -> list[tuple[str, str, str]]:
    """Each record's id as OnRoll prints it: with `@qualifier` only where two of a feed would print alike."""
    alike = Counter((feed, source_id) for feed, _, source_id in owners)
    return sorted(
        (feed, f"{source_id}@{qualifier}" if alike[feed, source_id] > 1 else source_id, person)
        for (feed, qualifier, source_id), person in owners.items()
    )


def _file(to: Path, name: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    with (to / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(headings)
        writer.writerows(rows)
    return len(rows)
