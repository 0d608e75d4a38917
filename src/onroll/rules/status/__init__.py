"""Which education status does a child have on a date, why, and on which axes? For every list, page and figure."""

from onroll.rules.status.beside import provision_beside
from onroll.rules.status.derive import status_on, timeline
from onroll.rules.status.model import Answer, Authority, KnowsSchoolDays, PlaceNames, Spell
from onroll.rules.status.seen import last_seen
from onroll.rules.status.sentences import status_names, status_rules, written

__all__ = [
    "Answer",
    "Authority",
    "KnowsSchoolDays",
    "PlaceNames",
    "Spell",
    "last_seen",
    "provision_beside",
    "status_names",
    "status_on",
    "status_rules",
    "timeline",
    "written",
]
