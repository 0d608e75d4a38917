"""What stands on every page of a case: the child's identity bar, the case's own line, and the ways to its other pages."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from onroll.accounts.models import User
from onroll.audit.log import looked
from onroll.casework.models import Case
from onroll.casework.pathways import pathway
from onroll.casework.permitted import acts_now
from onroll.casework.selectors.cases import NoSuchCase, case_for
from onroll.children.selectors import child as children
from onroll.web.parts.child_bar import child_name, identity
from onroll.web.parts.record_page import silence_of

# Key, words, name of the route (with the case's reference as its argument). A page that isn't built yet has no link.
PAGES = (
    ("case", "Case", "case"),
    ("attendance", "Attendance measures", "case-attendance"),
    ("enquiries", "Enquiries", "case-enquiries"),
    ("visits", "Contacts and visits", "case-contacts"),
    ("tasks", "Tasks", "case-tasks"),
    ("decisions", "Decisions", "case-decisions"),
    ("papers", "Letters and documents", "case-papers"),
    ("supervision", "Supervision", "case-supervision"),
)


def case_page(request: HttpRequest, reference: str, current: str) -> tuple[Case, dict[str, Any]]:
    """The case and what every template of a case needs; the look at the child's record is written down first.

    Raises Http404 where there is no such case for this person.
    """
    try:
        case = case_for(request.user, reference)
    except NoSuchCase:
        raise Http404(f"No case {reference} that you may see") from None
    today = timezone.localdate()
    child = children.child_on(children.resolve(case.child_id), today)
    looked(request, child.id, f"case {current}")
    way = pathway(case.pathway)
    acts = {act.id: act for act in acts_now(case, request.user)}
    return case, {
        "case": case, "pathway": way, "stage": way.stages[case.stage], "acts": acts, "child": child, "name": child_name(child.summary),
        "bar": identity(child), "pages": _ways(case, current, request.user), "on": today, "protected": child.protected,
        "silence": silence_of(child),
    }  # fmt: skip


def _ways(case: Case, current: str, user: User) -> list[dict[str, Any]]:
    found = []
    follows = pathway(case.pathway).follows_whereabouts
    for key, words, name in PAGES:
        if (key == "enquiries" and not follows) or (key == "attendance" and case.pathway != "attendance"):
            continue
        if key == "supervision" and not user.may("case.supervise") and case.lead_id != user.pk:
            continue  # read by whoever supervises and whoever leads
        try:
            found.append({"words": words, "href": reverse(name, args=[case.reference]), "current": key == current})
        except NoReverseMatch:
            continue
    return found
