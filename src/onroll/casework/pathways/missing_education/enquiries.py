"""Whom does this pathway ask about a child, and which act of it is each asking? The list itself stands in the rule book."""

from __future__ import annotations

from collections.abc import Mapping

from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.enquiry_file import EnquiryRule

ASK, ASK_WITH_APPROVAL = "enquire", "sensitive_enquiry"
OTHER_AUTHORITY = "other-authority"
NO_LONGER_LISTED = "Agency no longer in the rule book"


def rules() -> Mapping[str, EnquiryRule]:
    """Every agency that may be asked, by id, in the order of the list."""
    return rule_book().enquiries


def act_of(rule: EnquiryRule) -> str:
    """The act that asking this agency is; one that needs a second person has an act of its own."""
    return ASK_WITH_APPROVAL if rule.approval else ASK


def agency_name(agency: str, words: str = "") -> str:
    """The agency as a page shows it: "GP practice, Mill Lane Surgery"."""
    rule = rules().get(agency)
    name = rule.name if rule else NO_LONGER_LISTED
    return f"{name}, {words}" if words and words.casefold() not in name.casefold() else name
