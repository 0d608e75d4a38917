"""The real public files, through the same door as any extract: every row read is accounted for."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from integration.intake.extract_files import load
from integration.places.given import SHARED
from onroll.places.models import School, SchoolLink
from onroll.places.population import aged
from onroll.places.schools import succession

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

AS_AT = date(2025, 9, 1)


def folder_of(tmp_path: Path, **files: str) -> Path:
    for name, real in files.items():
        if not (SHARED / real).exists():
            pytest.skip(f"the real file {real} is not on this machine")
        shutil.copy(SHARED / real, tmp_path / f"{name}.csv")
    return tmp_path


def test_gias_links_and_populations_load_whole(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path,
        schools_1="gias/edubasealldata_subset_real_41.csv",
        schools_2="gias/edubasealldata_subset_real_8_mixed_types.csv",
        schools_3="gias/gias_academy_trust_membership.csv",
        school_links="gias/links_edubasealldata20250422.csv",
        population_mid2020_districts="population/ons_mid2020_single_year_of_age_ltla21_england.csv",
        population_mid2020_upper="population/ons_mid2020_single_year_of_age_utla20_england.csv",
        population_bands="population/ons_mye_0_17_by_la_2012_2024.csv",
    )
    files = {outcome.file: outcome for outcome in load(folder, AS_AT).files}
    read = {name: outcome.read for name, outcome in files.items()}
    assert read == {
        "schools_1.csv": 41,
        "schools_2.csv": 8,
        "schools_3.csv": 11_759,
        "school_links.csv": 33_801,
        "population_mid2020_districts.csv": 309,
        "population_mid2020_upper.csv": 150,
        "population_bands.csv": 2_132,
    }
    for outcome in files.values():
        assert outcome.new + outcome.changed + outcome.unchanged + outcome.set_aside == outcome.read
    assert files["population_bands.csv"].set_aside == 21  # "x": not available for that area and year
    assert sum(outcome.set_aside for outcome in files.values()) == 21

    assert SchoolLink.objects.count() == 33_801
    assert succession("136730") == ("131185", "136730")
    academy = School.objects.get(urn="136730")
    assert (academy.name, academy.la_code, academy.trust) == ("Shenley Brook End School", "826", "5 DIMENSIONS TRUST")
    aldgate = School.objects.get(urn="100000")
    assert (aldgate.name, aldgate.low_age, aldgate.easting, len(aldgate.held)) == ("The Aldgate School", 3, 533498, 91)

    assert (aged("941", 2020, 4, 15), aged("855", 2020, 4, 15), aged("941", 2024, 0, 17)) == (63_990, 98_949, 96_295)
