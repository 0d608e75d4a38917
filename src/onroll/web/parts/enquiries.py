"""How is an enquiry said on a page? Proposals with what stops them, rows that wait, answers in words, for the pages of enquiries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from onroll.casework.actions.answering import ON_ROLL_HERE
from onroll.casework.models import Case, CaseDecision, EnquiryAnswer
from onroll.casework.models.enquiry import ANSWERS
from onroll.casework.pathways.missing_education.enquiries import OTHER_AUTHORITY, agency_name, rules
from onroll.casework.selectors.enquiries import Standing
from onroll.children.selectors.protection import OPEN, Silence
from onroll.places.authorities import authority_name
from onroll.rules.enquiries import Proposal
from onroll.rules.enquiries.model import LATER
from onroll.web.templatetags.dates import day as in_words

COLOURS = {"trace": "green", "nil": "grey", "declined": "red", "passed_on": "blue", "acknowledged": "", "other": "blue"}


def proposal_line(one: Proposal) -> dict[str, Any]:
    """One proposal with what a row shows; `at_once` where it can be ticked and recorded without another question."""
    about = one.aimed_at or ("" if one.aim == "child" else one.aim)
    at_once = (
        not one.rule.approval and not (one.rule.id == OTHER_AUTHORITY and not one.authority) and not _asks_how(one)
    )
    return {
        "key": one.key, "title": agency_name(one.rule.id, one.of), "about": about, "why": one.why, "caution": one.caution, "how": one.rule.how,
        "approval": bool(one.rule.approval), "at_once": at_once, "days": one.rule.days, "rule": one.rule.id, "later": one.rank == LATER,
    }  # fmt: skip


def _asks_how(one: Proposal) -> bool:
    """A parent or carer is asked in a way that must be safe: that has to be said first."""
    return one.rule.reaches_family and one.aim == "adult"


def standing_line(one: Standing, on: date, silence: Silence = OPEN) -> dict[str, Any]:
    """One enquiry as a row: whom, about whom, days, chase day in words, the answer with its colour, what else is on it."""
    enquiry, newest = one.enquiry, one.newest
    chased = (
        f", chased {enquiry.chases} time{'s' if enquiry.chases != 1 else ''}, last on {in_words(enquiry.chased_on)}"
        if enquiry.chased_on
        else ""
    )
    return {
        "enquiry": enquiry, "whom": one.whom, "about": one.about, "days": one.waiting.days, "chase_on": one.waiting.chase_on,
        "overdue": one.waiting.overdue, "chased": chased, "cases": [case.reference for case in one.cases], "newest": newest,
        "answer": ANSWERS[newest.kind] if newest else "", "colour": COLOURS[newest.kind] if newest else "", "leads": silence.keep(leads_words(newest)), "words": silence.keep(newest.words) if newest else "",
        "question": silence.keep(enquiry.question),
        "took": (enquiry.answered_on - enquiry.asked_on).days if enquiry.answered_on else None, "open": one.open,
        "corrected": len([answer for answer in one.answers if answer.corrects_id]), "today": enquiry.chased_on == on,
    }  # fmt: skip


def leads_words(answer: EnquiryAnswer | None) -> str:
    """Where a trace leads, and who can say more there."""
    if answer is None or answer.kind != "trace":
        return ""
    place = answer.place or (authority_name(answer.authority) if answer.authority else "")
    if answer.leads_to == ON_ROLL_HERE:
        return f"{place or 'A school'}, on a roll of ours"
    return place or ("" if not answer.leads_to else rules()[answer.leads_to].name if answer.leads_to in rules() else "")


def trace_lines(
    traces: Iterable[EnquiryAnswer],
    followed: dict[int, str],
    proposed: dict[int, dict[str, Any]],
    silence: Silence = OPEN,
) -> list[dict[str, Any]]:
    """Rival destinations side by side: who says where, since when, and what was asked there or is proposed to be."""
    return [
        {
            "place": silence.keep(leads_words(one)) or "No place given yet", "by": agency_name(one.enquiry.agency, one.enquiry.agency_words), "on": one.answered_on,
            "seen_on": one.seen_on, "words": silence.keep(one.words), "followed": followed.get(one.enquiry_id, ""), "nowhere": not one.leads_to,
            "here": one.leads_to == ON_ROLL_HERE, "enquiry": one.enquiry_id,
            "next": proposed.get(one.enquiry_id),
        }
        for one in traces
    ]  # fmt: skip


def to_agree(case: Case) -> tuple[list[CaseDecision], list[CaseDecision]]:
    """Sensitive enquiries that wait for a second person, and those agreed to and not yet made."""
    asked = list(
        CaseDecision.objects.filter(
            case=case, act="sensitive_enquiry", refused_because="", enquiries=None
        ).select_related("approved_by", "decided_by")
    )
    return [one for one in asked if one.approved_by_id is None], [
        one for one in asked if one.approved_by_id is not None
    ]
