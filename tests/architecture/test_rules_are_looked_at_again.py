"""Which rules should have been looked at again by now? Told in the report of every test run, without failing it.

A review that is overdue doesn't make the rule wrong, and a build that broke on a date would be made to pass, not reviewed.
"""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime

from onroll.rules.rulebook.asking import check_rules, list_rules
from onroll.rules.rulebook.finding import entries


def overdue_on(day: date) -> list[str]:
    return [f"{row['kind']} {row['id']}: {row['review']}" for row in list_rules(as_at=day) if row["review"]]


def test_overdue_reviews_are_reported() -> None:
    for sentence in overdue_on(datetime.now(UTC).date()):
        warnings.warn(sentence, stacklevel=1)


def test_every_rule_falls_due_for_review_once_its_day_is_past() -> None:
    last = max(entry.governance.review_on for entry in entries())
    assert len(overdue_on(date(last.year + 1, 1, 1))) == len(entries())
    assert overdue_on(date(2026, 1, 1)) == []


def test_the_command_reports_the_same() -> None:
    later = date(2090, 1, 1)
    assert set(overdue_on(later)) <= set(check_rules(as_at=later)["remarks"])
