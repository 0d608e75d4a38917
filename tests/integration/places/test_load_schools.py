"""Every row of GIAS is accounted for, and nothing an earlier extract said is lost."""

from __future__ import annotations

from datetime import date

import pytest

from integration.places.given import FIRST, LATER, counts, loaded, rows, shared
from onroll.places.models import School, SchoolLink, SchoolPast
from onroll.places.schools import succession

pytestmark = pytest.mark.django_db

SCHOOL = {
    "URN": "900001",
    "LA (code)": "941",
    "EstablishmentName": "Sorrel Bank Primary School",
    "PhaseOfEducation (name)": "Primary",
    "OpenDate": "01-09-1990",
    "StatutoryLowAge": "4",
    "Postcode": "NN1 1ED",
    "HeadPreferredJobTitle": "Headteacher",
}


def test_a_school_is_read_by_heading_and_kept_whole() -> None:
    assert counts(loaded("schools", rows([SCHOOL]))) == (1, 0, 0, 0)
    school = School.objects.get(urn="900001")
    assert (school.la_code, school.name, school.opened_on, school.low_age) == (
        "941",
        "Sorrel Bank Primary School",
        date(1990, 9, 1),
        4,
    )
    assert school.held == SCHOOL


def test_the_same_file_twice_changes_nothing() -> None:
    loaded("schools", rows([SCHOOL]))
    assert counts(loaded("schools", rows([SCHOOL]), recorded_at=LATER)) == (0, 0, 1, 0)
    assert School.objects.get().recorded_at == FIRST
    assert not SchoolPast.objects.exists()


def test_a_blank_never_erases() -> None:
    loaded("schools", rows([SCHOOL]))
    bare = {"URN": "900001", "EstablishmentName": "", "Postcode": "NULL"}
    loaded("schools", rows([bare]), as_at=date(2026, 2, 1), recorded_at=LATER)
    school = School.objects.get()
    assert (school.name, school.postcode) == ("Sorrel Bank Primary School", "NN1 1ED")


def test_a_change_keeps_what_stood_before() -> None:
    loaded("schools", rows([SCHOOL]))
    renamed = SCHOOL | {"EstablishmentName": "Sorrel Bank Academy"}
    assert counts(loaded("schools", rows([renamed]), as_at=date(2026, 2, 1), recorded_at=LATER)) == (0, 1, 0, 0)
    past = SchoolPast.objects.get()
    assert School.objects.get().name == "Sorrel Bank Academy"
    assert past.content["name"] == "Sorrel Bank Primary School"
    assert (past.recorded_at, past.superseded_at) == (FIRST, LATER)


def test_an_older_extract_fills_blanks_and_overwrites_nothing() -> None:
    loaded("schools", rows([SCHOOL]))
    older = {"URN": "900001", "EstablishmentName": "Sorrel Bank Infants", "Town": "Northampton"}
    loaded("schools", rows([older]), as_at=date(2025, 1, 1), recorded_at=LATER)
    school = School.objects.get()
    assert (school.name, school.town, school.as_at) == ("Sorrel Bank Primary School", "Northampton", date(2026, 1, 1))


def test_an_unchanged_school_is_still_as_new_as_the_extract_that_said_so() -> None:
    loaded("schools", rows([SCHOOL]))
    loaded("schools", rows([SCHOOL]), as_at=date(2026, 3, 1), recorded_at=LATER)
    between = SCHOOL | {"EstablishmentName": "An older name"}
    loaded("schools", rows([between]), as_at=date(2026, 2, 1), recorded_at=LATER)
    assert School.objects.get().name == "Sorrel Bank Primary School"


def test_a_school_missing_from_an_extract_stays() -> None:
    loaded("schools", rows([SCHOOL]))
    loaded("schools", rows([SCHOOL | {"URN": "900002"}]), as_at=date(2026, 2, 1), recorded_at=LATER)
    assert School.objects.count() == 2


def test_a_row_without_urn_is_set_aside_with_a_sentence() -> None:
    outcome = loaded("schools", rows([{"EstablishmentName": "Nowhere School"}]))
    assert counts(outcome) == (0, 0, 0, 1)
    assert "URN" in outcome.set_aside[0].fault.sentence


def test_one_school_twice_in_a_file_is_counted_twice_and_held_once() -> None:
    outcome = loaded("schools", rows([SCHOOL, SCHOOL | {"Town": "Northampton"}, SCHOOL]))
    assert counts(outcome) == (1, 1, 1, 0)
    assert School.objects.get().town == "Northampton"


def test_the_trust_layout_names_the_trust() -> None:
    trust = {
        "Group UID": "17101",
        "Group Name": "Sorrel Trust",
        "Academy URN": "900001",
        "Trust Academy Establishment Name": "Sorrel Bank",
    }
    loaded("schools", rows([trust]))
    school = School.objects.get()
    assert (school.urn, school.name, school.trust, school.trust_uid) == (
        "900001",
        "Sorrel Bank",
        "Sorrel Trust",
        "17101",
    )


@pytest.mark.parametrize(
    ("name", "number"), [("edubasealldata_subset_real_41.csv", 41), ("edubasealldata_subset_real_8_mixed_types.csv", 8)]
)
def test_real_rows_of_140_columns_are_all_held(name: str, number: int) -> None:
    told = shared(f"gias/{name}")
    assert counts(loaded("schools", told)) == (number, 0, 0, 0)
    held = dict(School.objects.values_list("urn", "held"))
    assert all(held[row.raw["URN"]] == row.raw for row in told)
    assert not School.objects.filter(la_code="").exists()
    assert not School.objects.filter(name="").exists()


@pytest.mark.slow
def test_the_whole_of_the_real_trust_membership_loads() -> None:
    told = shared("gias/gias_academy_trust_membership.csv")
    assert counts(loaded("schools", told)) == (11_759, 0, 0, 0)
    assert School.objects.filter(la_code="941").count() == 123


@pytest.mark.slow
def test_the_whole_of_the_real_links_loads_and_follows_an_academy() -> None:
    told = shared("gias/links_edubasealldata20250422.csv", "cp1252")
    assert counts(loaded("school_links", told)) == (33_801, 0, 0, 0)
    assert counts(loaded("school_links", told, recorded_at=LATER)) == (0, 0, 33_801, 0)
    assert succession("136730") == ("131185", "136730")


def test_a_link_renamed_is_changed_and_one_without_its_other_school_set_aside() -> None:
    link = {"URN": "1", "LinkURN": "2", "LinkName": "Old", "LinkType": "Successor", "LinkEstablishedDate": "01-01-2022"}
    loaded("school_links", rows([link]))
    told = rows([link | {"LinkName": "New"}, {"URN": "1", "LinkType": "Successor"}])
    assert counts(loaded("school_links", told, as_at=date(2026, 2, 1), recorded_at=LATER)) == (0, 1, 0, 1)
    assert SchoolLink.objects.get().link_name == "New"
