"""Do the sums of the councils' own reports come out, with the mistakes they teach? (section 13a of the compiled law)"""

from __future__ import annotations

import pytest

from onroll.rules.definitions import Position, counts, reconcile
from onroll.rules.rulebook.book import rule_book

BOOK = rule_book()


def test_t_w_pop_the_population_behind_west_northamptonshire_s_rates():
    population = 1013 / 158.31 * 10_000
    assert population == pytest.approx(63_990, abs=10)
    assert round(260 / population * 10_000, 2) == 40.63
    base = BOOK.codes["publication-rounding"].codes["rate-base"].more
    assert (base["age_from"], base["age_to"]) == (5, 16), "the department's base, not the local 4 to 15"


def test_t_w_sum_the_bands_of_duration_have_no_gaps():
    assert 45 + 57 + 73 + 24 + 30 + 31 == 260
    bands = [code.more for code in BOOK.codes["cme-durations"].codes.values() if "days_from" in code.more]
    assert bands[0]["days_from"] == 0
    assert "days_below" not in bands[-1]
    for earlier, later in zip(bands, bands[1:], strict=False):
        assert earlier["days_below"] == later["days_from"]


def test_t_w_117_percentages_are_never_added():
    assert round(31 / 260 * 100, 1) == 11.9


def test_t_w_nsa_those_outside_school_age_are_in_no_statutory_count():
    children = [Position(school_age=True, resident=True)] * 256 + [Position(resident=True)] * 4
    walk = reconcile(children, BOOK.definition("cme-west-northamptonshire"), BOOK.definition("cme-statutory"))
    assert (walk.start, walk.end, walk.left_out) == (260, 256, {"not of compulsory school age": 4})


def test_t_c_round_rounded_breakdowns_need_not_add_up():
    assert "totals need not add up" in BOOK.codes["publication-rounding"].codes["round-pct"].means


def test_t_l22_neet_the_combined_figure_is_the_sum_over_one_cohort():
    neet = [Position(resident=True, academic_age=16, activity="neet")] * 160
    unknown = [Position(resident=True, academic_age=17, activity="not_known")] * 1416
    combined = BOOK.definition("neet-or-not-known")
    assert sum(counts(combined, child) for child in neet + unknown) == 1576
    assert sum(counts(BOOK.definition("neet"), child) for child in neet + unknown) == 160
    assert round(1576 / 14_290 * 100, 2) == pytest.approx(1.12 + 9.91, abs=0.005)


def test_t_l22_cme_on_roll_and_not_on_roll_stand_apart():
    on_roll = [Position(school_age=True, resident=True, on_roll=True)] * 682
    off_roll = [Position(school_age=True, resident=True)] * 198
    children = on_roll + off_roll
    total, statutory = BOOK.definition("cme-leicestershire"), BOOK.definition("cme-statutory")
    assert sum(counts(total, child) for child in children) == 880
    assert sum(counts(BOOK.definition("cme-leicestershire-on-roll"), child) for child in children) == 682
    walk = reconcile(children, total, statutory)
    assert (walk.end, walk.left_out) == (198, {"a registered pupil at any school": 682})
