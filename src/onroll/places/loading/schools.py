"""What does a GIAS extract, or its list of academies by trust, say of each school?

The establishment extract has 140 columns today and had 120 to 135 before; any that holds `URN` is read, by heading. All
of its columns are kept in `held`, whatever their number.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from onroll.extracts.rows import ReadRow
from onroll.places.copying import copy_objects
from onroll.places.loading.columns import Columns
from onroll.places.loading.outcome import Loaded, When, in_batches
from onroll.places.models import School, SchoolPast

BATCH = 2_000
URN = ("URN", "Academy URN")


def load_schools(rows: Iterable[ReadRow], when: When) -> Loaded:
    """Adds and updates schools from either layout; what an update replaced is kept in `SchoolPast`."""
    loaded = Loaded()
    for batch in in_batches(rows, BATCH):
        _load_batch(batch, when, loaded)
    return loaded


def _load_batch(batch: list[ReadRow], when: When, loaded: Loaded) -> None:
    read = [(row, Columns(row.raw)) for row in batch]
    urns = {columns.text(*URN) for _, columns in read}
    known = {school.urn: school for school in School.objects.filter(urn__in=urns).select_for_update()}
    new: dict[str, School] = {}
    changed: dict[str, School] = {}
    past: list[SchoolPast] = []
    confirmed: list[str] = []
    for row, columns in read:
        urn = columns.text(*URN)
        if not urn:
            loaded.refuse(row, "URN", "no-urn", "The row has no URN, so no school can be told by it; give its URN.")
            continue
        school = known.get(urn)
        if school is None:
            school = known[urn] = new[urn] = School(urn=urn, as_at=when.as_at, recorded_at=when.recorded_at)
            _merge(school, row, columns, when)
            loaded.count({"new"})
            continue
        before = _merge(school, row, columns, when)
        if before is None:
            loaded.count(set())
            confirmed.append(urn)
            continue
        loaded.count({"changed"})
        if urn not in new:
            past.append(before)
            changed[urn] = school
    School.objects.filter(urn__in=changed).delete()  # and written again below: COPY can't update
    copy_objects(School, [*new.values(), *changed.values()])
    copy_objects(SchoolPast, past)
    School.objects.filter(urn__in=confirmed, as_at__lt=when.as_at).update(as_at=when.as_at)


def _merge(school: School, row: ReadRow, columns: Columns, when: When) -> SchoolPast | None:
    """Writes the row's values onto the school; returns what stood before, or None where nothing changed."""
    newer = when.as_at >= school.as_at
    before: dict[str, Any] = {}
    for field, value in _fields(columns).items():
        stood = getattr(school, field)
        if value not in ("", None) and value != stood and (newer or stood in ("", None)):
            before[field] = stood.isoformat() if hasattr(stood, "isoformat") else stood
            setattr(school, field, value)
    held = {heading: value for heading, value in row.raw.items() if value != ""}
    merged = {**school.held, **held} if newer else {**held, **school.held}
    if merged != school.held:
        before["held"] = {
            heading: school.held.get(heading) for heading, value in merged.items() if school.held.get(heading) != value
        }
        school.held = merged
    if not before:
        return None
    past = SchoolPast(
        urn=school.urn,
        content=before,
        as_at=school.as_at,
        recorded_at=school.recorded_at,
        superseded_at=when.recorded_at,
    )
    school.as_at, school.recorded_at = max(school.as_at, when.as_at), when.recorded_at
    return past


def _fields(columns: Columns) -> dict[str, Any]:
    """The columns that OnRoll itself reads, in its own words."""
    in_trust = not columns.text("Closed Date")  # of the trust, in the trust layout; the extract's own is "CloseDate"
    return {
        "la_code": columns.text("LA (code)"),
        "la_name": columns.text("LA (name)"),
        "establishment_number": columns.text("EstablishmentNumber"),
        "name": columns.text("EstablishmentName", "Trust Academy Establishment Name"),
        "phase": columns.text("PhaseOfEducation (name)"),
        "kind_code": columns.text("TypeOfEstablishment (code)"),
        "kind": columns.text("TypeOfEstablishment (name)"),
        "status": columns.text("EstablishmentStatus (name)"),
        "opened_on": columns.day("OpenDate"),
        "closed_on": columns.day("CloseDate"),
        "street": columns.text("Street"),
        "town": columns.text("Town"),
        "postcode": columns.text("Postcode"),
        "low_age": columns.whole("StatutoryLowAge"),
        "high_age": columns.whole("StatutoryHighAge"),
        "easting": columns.whole("Easting"),
        "northing": columns.whole("Northing"),
        "trust": columns.text("Trusts (name)", "Group Name") if in_trust else "",
        "trust_uid": columns.text("Trusts (code)", "Group UID") if in_trust else "",
    }
