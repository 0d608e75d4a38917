"""What comes next in a case, how soon, and whose case comes first? For every list of work: pure, the day is an argument.

my work, the board, Today, the calendar and the radar all ask these functions, so that "overdue" means one thing everywhere.
"""

from onroll.rules.work.facts import Asked, CaseFacts, Duty, Proposed
from onroll.rules.work.next_action import NextAction, Pending, action_and_day, earliest, next_action, pending
from onroll.rules.work.order import Place, place
from onroll.rules.work.settings import WorkSettings, work_settings
from onroll.rules.work.stalled import stalled_days
from onroll.rules.work.vulnerability import Vulnerability, vulnerability
from onroll.rules.work.when import (
    LATER,
    NO_DAY,
    OVERDUE,
    TODAY,
    WEEK,
    ago,
    in_words,
    week_ends,
    when,
    working_days_after,
)

__all__ = [
    "LATER", "NO_DAY", "OVERDUE", "TODAY", "WEEK", "Asked", "CaseFacts", "Duty", "NextAction", "Pending", "Place", "Proposed", "Vulnerability",
    "WorkSettings", "action_and_day", "ago", "earliest", "in_words", "next_action", "pending", "place", "stalled_days", "vulnerability", "week_ends", "when", "work_settings", "working_days_after",
]  # fmt: skip
