"""Is a day understood however an officer types it, and is nonsense refused with a sentence?"""

from __future__ import annotations

from datetime import date

import pytest
from django.forms import ValidationError

from onroll.web.forms.fields import DayField


@pytest.mark.parametrize("typed", [
    "2 11 2026", "02/11/2026", "2.11.26", "2-11-2026", "2026-11-02", "2 November 2026", " 2  nov  2026 ", "2/Nov/2026",
])  # fmt: skip
def test_one_day_typed_in_many_ways(typed: str) -> None:
    assert DayField(label="Seen").clean(typed) == date(2026, 11, 2)


@pytest.mark.parametrize("typed", ["31 2 2026", "11/31/2026", "yesterday", "2 11", "0 1 2026", "2 11 20261"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="Seen must be a real day, like 2 11 2026"):
        DayField(label="Seen").clean(typed)


def test_nothing_is_nothing() -> None:
    assert DayField(label="Seen", required=False).clean("") is None
