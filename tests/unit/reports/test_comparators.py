"""Published comparators: the numbers the source reports print, each with its period."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from onroll.reports.attendance.comparators import ENGLAND, beside, newest, published, region_of, series

COVENTRY = "331"


def test_coventry_of_2023_24_is_what_its_own_report_prints():
    persistent = published("lait", COVENTRY, "total", "persistent", 2023)
    absence = published("lait", COVENTRY, "total", "absence", 2023)
    assert (persistent.value, absence.value) == (Decimal("21.35"), Decimal("7.39"))
    assert (persistent.first, persistent.last) == (date(2023, 9, 1), date(2024, 7, 31))


def test_the_daily_collection_prints_primary_secondary_and_special():
    found = {
        phase: published("daily", COVENTRY, phase, "persistent", 2025).value
        for phase in ("primary", "secondary", "special")
    }
    assert found == {"primary": Decimal("16.73"), "secondary": Decimal("25.93"), "special": Decimal("34.30")}


def test_a_year_nobody_collected_is_left_out_of_the_series_and_is_not_nought():
    years = [one.year for one in series("lait", COVENTRY, "total", "severe")]
    assert 2019 not in years and years[0] == 2018 and years[-1] == 2024
    assert published("lait", COVENTRY, "total", "severe", 2019) is None


def test_persistent_and_severe_about_doubled_and_overall_absence_did_not():
    ends = {
        measure: (held[0].value, held[-1].value)
        for measure in ("absence", "persistent", "severe")
        if (held := [one for one in series("lait", COVENTRY, "total", measure) if one.year in (2018, 2023)])
    }
    times = {measure: last / first for measure, (first, last) in ends.items()}
    assert (
        times["absence"] < Decimal("1.6") and times["persistent"] > Decimal("1.8") and times["severe"] > Decimal("1.8")
    )


def test_another_period_is_said_with_both_dates():
    england = newest(ENGLAND, "total", "persistent", before=2026)
    said = england.other_period(date(2026, 9, 1), date(2026, 11, 20))
    assert "1 September 2025 to 31 July 2026" in said and "1 September 2026 to 20 November 2026" in said
    assert england.other_period(date(2025, 9, 1), date(2026, 7, 31)) == ""


def test_england_and_the_region_stand_beside_the_authority():
    assert region_of(COVENTRY) == "984"
    assert [one.name for one in beside(COVENTRY, "total", "absence", before=2026)] == [
        "England",
        "West Midlands",
        "Coventry",
    ]
    assert region_of("202") == "986"  # London, inner and outer together
