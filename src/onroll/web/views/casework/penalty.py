"""May a penalty notice be issued, what does it stand on, is it paid? From the question before it to the papers for the court."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from onroll.attendance.missed import Missed
from onroll.audit.log import looked
from onroll.casework.actions import penalty
from onroll.casework.models import Case, NoticeSession, PenaltyNotice
from onroll.casework.pathways.attendance.notices import KINDS, NO, POST, SAY, terms
from onroll.casework.permitted import CannotDo, ChangedMeanwhile, NotPossibleNow, require_act
from onroll.casework.selectors.absence import Eligibility, absence_of, eligibility, notices_standing, parents_of
from onroll.casework.selectors.timeline import timeline
from onroll.children.selectors.child import adults_of, resolve
from onroll.extracts.writing import safe_cell
from onroll.registers.changes import changes_of
from onroll.rules.rulebook.frameworks import penalty_notices
from onroll.web.access import comes_back, path_for
from onroll.web.forms.absence import IssueForm, ReceivedForm, WhichNotice, WithdrawForm
from onroll.web.parts.absence import check_lines, measures_of, notice_line, sessions_table, support_of, year_lines
from onroll.web.parts.case_acts import ActPage, act_page, asks, common, not_now
from onroll.web.parts.case_page import case_page
from onroll.web.parts.record_page import silence_of


def which(request: HttpRequest, reference: str) -> HttpResponse:
    """For what and to whom: then each question with its answer and every session counted, and, where it may be, the notice."""
    case, context = case_page(request, reference, "attendance")
    try:
        require_act(case, "penalty", request.user)
    except NotPossibleNow as why:
        return not_now(request, context, str(why))
    parents = parents_of(resolve(case.child_id))
    form = WhichNotice(request.GET if "kind" in request.GET else None, parents=[name for name, _ in parents])
    if not form.is_valid():
        return render(request, "casework/notice_which.html", context | {"form": form})
    kind, parent = form.cleaned_data["kind"], form.cleaned_data["parent"]
    found = eligibility(case, context["child"], kind=kind, parent=parent, on=context["on"])
    issue = IssueForm(request.POST if request.method == "POST" else None, unmet=found.says(SAY), initial={"issued_on": context["on"]})  # fmt: skip
    if request.method == "POST" and issue.is_valid() and (done := _issue(request, case, kind, parent, issue)):
        return done
    context |= _asked(found, issue, kind, parent) | {"here": request.GET.urlencode()}
    return render(request, "casework/notice_issue.html", context)


def _asked(found: Eligibility, issue: IssueForm, kind: str, parent: str) -> dict[str, Any]:
    forbidden = bool(found.says(NO))
    told = None if forbidden else terms(kind, found.number, sent=POST, sent_on=found.asked.on)
    return {
        "form": issue, "checks": check_lines(list(found.checks)), "forbidden": forbidden, "kind": KINDS[kind], "parent": parent, "terms": told,
        "sessions": sessions_table(list(found.asked.sessions), "Sessions the notice would rely on"), "count": len(found.asked.sessions), "framework": penalty_notices(),
    }  # fmt: skip


def _issue(request: HttpRequest, case: Case, kind: str, parent: str, form: IssueForm) -> HttpResponse | None:
    """The notice; where it can't be issued the sentence stands on the form and nothing was done."""
    version = request.POST.get("read_version", "")
    try:
        notice = penalty.issue_notice(
            case=case, kind=kind, parent=parent, issued_on=form.cleaned_data["issued_on"], sent=form.cleaned_data["sent"], reasons=form.reasons(),
            read_version=int(version) if version.isdecimal() else None, **common(request),
        )  # fmt: skip
    except (ChangedMeanwhile, NotPossibleNow) as why:
        form.add_error(None, str(why))
    except CannotDo as why:
        form.add_error(why.field if why.field in form.fields else None, str(why))
    else:
        messages.success(request, f"{notice.reference} is issued. Write the letter that goes with it.")
        return redirect("case-notice", case.reference, notice.reference)
    return None


def _notice(request: HttpRequest, reference: str, number: str) -> tuple[Case, dict[str, Any], PenaltyNotice]:
    case, context = case_page(request, reference, "attendance")
    found = PenaltyNotice.objects.filter(case=case, reference=number).first()
    if found is None:
        raise Http404("No such notice on this case")
    return case, context, found


def notice_page(request: HttpRequest, reference: str, number: str) -> HttpResponse:
    """One notice: how it stands, its money, the sessions it relied on and what became of those marks since."""
    case, context, notice = _notice(request, reference, number)
    relied = list(notice.sessions.all())
    stands = notices_standing([notice], context["on"])[0]
    context |= {
        "one": notice_line(stands), "sessions": sessions_table(relied, "Sessions this notice relied on"), "count": len(relied), "altered": _altered(notice, relied),
        "payments": list(notice.payments.all()), "reasons": notice.reasons,
    }  # fmt: skip
    return render(request, "casework/notice.html", context)


def _altered(notice: PenaltyNotice, relied: list[NoticeSession]) -> list[Any]:
    """Marks it relied on that were altered after it was issued: evidence that the court will ask about."""
    keys = {(one.urn, one.on, one.session) for one in relied}
    found = changes_of({one.upn for one in relied}, since=notice.issued_at) if relied else []
    return [one for one in found if (one.urn, one.on, one.session) in keys]


def sessions_csv(request: HttpRequest, reference: str, number: str) -> HttpResponse:
    """The sessions a notice relied on, for the file."""
    case, _, notice = _notice(request, reference, number)
    looked(request, resolve(case.child_id), f"sessions of {notice.reference}")
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{notice.reference}-sessions.csv"'
    out = csv.writer(answer)
    out.writerow(["date", "session", "code", "urn"])
    for one in notice.sessions.all():
        out.writerow([one.on.isoformat(), "PM" if one.session else "AM", safe_cell(one.code), one.urn])
    return answer


@comes_back
def received(request: HttpRequest, reference: str, number: str) -> HttpResponse:
    """The day the notice is known to have arrived."""
    _, _, notice = _notice(request, reference, number)
    page = ActPage(
        "", f"{notice.reference}: when did it arrive?", "Save", "The day is kept, and the days to pay are counted from it.", asks(ReceivedForm),
        lambda case, held, **who: penalty.notice_received(notice=notice, **held, **who), current="attendance", back="case-attendance",
        intro="Without this, a posted notice is taken to arrive on the second working day after posting (to be confirmed).",
    )  # fmt: skip
    return act_page(request, reference, page)


@comes_back
def withdraw(request: HttpRequest, reference: str, number: str) -> HttpResponse:
    """Withdrawn, on a ground and with the reason."""
    _, _, notice = _notice(request, reference, number)
    page = ActPage(
        "withdraw_notice", f"Withdraw {notice.reference}", "Withdraw", "The notice is withdrawn. Tell the parent, and pay back what came in.", asks(WithdrawForm),
        lambda case, held, **who: penalty.withdraw_notice(notice=notice, **held, **who), current="attendance", back="case-attendance",
        intro="Its sessions may be relied on again.",
    )  # fmt: skip
    return act_page(request, reference, page)


def bundle(request: HttpRequest, reference: str) -> HttpResponse:
    """The papers for the court: certificate of attendance, what was tried, notices with their sessions, and the chronology; to be printed."""
    case, context = case_page(request, reference, "attendance")
    if case.pathway != "attendance":
        raise Http404("This case is on another pathway")
    child, silence = context["child"], silence_of(context["child"])
    absence = absence_of(child.id, context["on"])
    notices = [
        {**notice_line(one), "sessions": sessions_table(list(one.notice.sessions.all()), f"Sessions {one.notice.reference} relied on")}
        for one in notices_standing(list(case.notices.order_by("issued_on")), context["on"])
    ]  # fmt: skip
    sessions: list[Missed] = list(absence.sessions)
    context |= {
        "years": year_lines(absence), "all_sessions": sessions_table(sessions, "Unauthorised sessions held, from every school"), "count": len(sessions), "notices": notices,
        "measures": measures_of(case, context["on"]), "support": support_of(case), "adults": adults_of(child.id),
        "events": [
            {"on": one.event.happened_on, "words": silence.keep(one.event.words), "text": silence.keep(one.event.text), "by": one.event.by_name}
            for one in sorted(timeline(request.user, case).shown, key=lambda one: (one.event.happened_on, one.event.pk))
        ],
        "back": reverse("case-attendance", args=[case.reference]),
    }  # fmt: skip
    return render(request, "casework/court_bundle.html", context)


_ONE = "cases/<str:reference>/attendance/"
DECIDE = "notice.decide"
routes = [
    path_for(f"{_ONE}notices/new/", which, permission=DECIDE, name="case-notice-new"),
    path_for(f"{_ONE}notices/<str:number>/", notice_page, permission="case.view", name="case-notice"),
    path_for(f"{_ONE}notices/<str:number>/sessions.csv", sessions_csv, permission="case.view", name="case-notice-sessions"),
    path_for(f"{_ONE}notices/<str:number>/received/", received, permission=DECIDE, name="case-notice-received"),
    path_for(f"{_ONE}notices/<str:number>/withdraw/", withdraw, permission=DECIDE, name="case-notice-withdraw"),
    path_for(f"{_ONE}court/", bundle, permission=DECIDE, name="case-court"),
]  # fmt: skip
