"""Do registers fetched a school at a time make the block that rows one by one make, whatever order they came in?"""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from onroll.attendance.building import SchoolYear, block, gathered

MONDAY = date(2025, 9, 1)
PUPILS = [f"P{number}" for number in range(6)]
REGISTER = st.one_of(st.binary(max_size=20), st.just(b"/\\" * 10))
YEAR = st.dictionaries(
    st.sampled_from(["100001", "100002", "100003"]),
    st.dictionaries(st.sampled_from(PUPILS), REGISTER, min_size=1),
)


def as_sent(year: dict[str, dict[str, bytes]]) -> list[SchoolYear]:
    """As the database sends it: schools in order, a school's pupils as they happen to lie."""
    return [
        SchoolYear(
            urn, list(held), b"".join(len(one).to_bytes(4, "big") for one in held.values()), b"".join(held.values())
        )
        for urn, held in sorted(year.items())
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(YEAR, min_size=1, max_size=2), st.sets(st.sampled_from(["100001", "100002"])))
def test_the_same_block(years: list[dict[str, dict[str, bytes]]], with_dates: set[str]) -> None:
    calendars = {urn: bytes([1, 0] * 10) for urn in with_dates}
    keys = sorted({(urn, upn) for year in years for urn, held in year.items() for upn in held})
    rows = [
        (upn, urn, b"".join(year.get(urn, {}).get(upn, b"").ljust(20, b"\0") for year in years)) for urn, upn in keys
    ]
    slots = 20 * len(years)
    expected = block(rows, calendars, first_monday=MONDAY, slots=slots, otherwise=b"\1" * slots)
    got = gathered([(20, as_sent(year)) for year in years], calendars, first_monday=MONDAY, otherwise=b"\1" * slots)
    assert (list(got.upns), list(got.urns)) == (list(expected.upns), list(expected.urns))
    for name in ("marks", "calendar_of", "open"):
        assert np.array_equal(getattr(got, name), getattr(expected, name)), name
