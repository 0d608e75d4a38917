"""Dates compared as arrays agree with the same rules on single dates."""

from datetime import date, timedelta

import numpy as np

from onroll.linkage.alike import births_alike
from onroll.linkage.model import Birth
from onroll.people.birth_dates import how_alike

SAID = {"same": Birth.EQUAL, "swapped": Birth.SWAPPED, "one digit": Birth.ONE_DIGIT, "a day out": Birth.NEAR, "a year out": Birth.NEAR,
        "a month out": Birth.NEAR, "one part": Birth.TWO_PARTS, "": Birth.DIFFERENT}  # fmt: skip


def test_arrays_and_single_dates_agree():
    start = date(2009, 9, 2)
    days = [start + timedelta(days=step * 17 % 6000) for step in range(400)]
    days = [day for day in days if (day.month, day.day) != (1, 1)]
    pairs = [(a, b) for a in days[:60] for b in (*days, *(a + timedelta(days=d) for d in (1, 10, 30, 31, 365, 366)))]
    pairs = [(a, b) for a, b in pairs if (b.month, b.day) != (1, 1)]
    as_number = np.array([[d.year * 10000 + d.month * 100 + d.day for d in pair] for pair in pairs])
    no = np.zeros(len(pairs), bool)
    found = births_alike(as_number[:, 0], as_number[:, 1], no, no)
    assert [Birth(level) for level in found] == [SAID[how_alike(a, b)] for a, b in pairs]
    assert len(set(found.tolist())) >= 4


def test_a_filler_fits_a_date_of_its_year_and_no_other():
    x, y = np.array([20150101, 20150101, 0]), np.array([20150714, 20100714, 20150714])
    yes, no = np.ones(3, bool), np.zeros(3, bool)
    assert births_alike(x, y, yes, no).tolist() == [Birth.FILLER, Birth.DIFFERENT, Birth.MISSING]
