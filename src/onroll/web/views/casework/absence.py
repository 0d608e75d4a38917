"""What was tried so that this child attends, and what may follow? The attendance pages of a case, and opening one from a list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from onroll.audit.log import looked
from onroll.casework.actions import absence as acts
from onroll.casework.actions.opening import AlreadyOpen, open_case_of
from onroll.casework.models import Case, Measure
from onroll.casework.permitted import CannotDo
from onroll.casework.selectors.absence import absence_of, parents_of
from onroll.children.selectors import child as children
from onroll.web.access import comes_back, path_for
from onroll.web.forms.absence import ContractForm, EndedForm, ImprovementForm, OrderForm, ProsecutionForm, SupportForm
from onroll.web.forms.cases import Because
from onroll.web.parts.absence import measures_of, notice_lines, support_of, year_lines
from onroll.web.parts.case_acts import ActPage, act_page, asks, common, not_now, today
from onroll.web.parts.case_page import case_page
from onroll.web.parts.child_bar import child_name, identity


def attendance_page(request: HttpRequest, reference: str) -> HttpResponse:
    """The year's absence, what was offered, contracts and notices, and what may come next."""
    case, context = _case(request, reference)
    absence = absence_of(children.resolve(case.child_id), context["on"])
    context |= {
        "years": year_lines(absence), "newest": absence.newest, "support": support_of(case), "measures": measures_of(case, context["on"]),
        "notices": notice_lines(case, context["on"]), "parents": parents_of(children.resolve(case.child_id)),
    }  # fmt: skip
    return render(request, "casework/case_attendance.html", context)


def _case(request: HttpRequest, reference: str) -> tuple[Case, dict[str, Any]]:
    case, context = case_page(request, reference, "attendance")
    if case.pathway != acts.PATHWAY:
        raise Http404("This case is on another pathway")
    return case, context


@comes_back
def open_for(request: HttpRequest, child: int) -> HttpResponse:
    """Opens the child's case of attendance, led by whoever opens it; the open one where there is one already."""
    standing = children.resolve(child)
    try:
        about = children.child_on(standing, timezone.localdate())
    except children.NoSuchChild:
        raise Http404("No such child") from None
    looked(request, standing, "opening a case of attendance")
    if found := open_case_of(standing, acts.PATHWAY):
        messages.info(request, f"{found.reference} is open for this child already.")
        return redirect("case", found.reference)
    form = Because(request.POST if request.method == "POST" else None, label="Why the case is opened", help_text="What the marks show, or who told you")  # fmt: skip
    if form.is_valid():
        try:
            case = acts.take_on(child=standing, because=form.cleaned_data["because"], **common(request))
        except AlreadyOpen as quicker:
            messages.info(request, str(quicker))
            return redirect("case", quicker.case.reference)
        except CannotDo as why:
            form.add_error("because", str(why))
        else:
            messages.success(request, f"{case.reference} is open, and you lead it.")
            return redirect("case", case.reference)
    context = {"form": form, "bar": identity(about), "name": child_name(about.summary), "child": about}
    return render(request, "casework/attendance_open.html", context)


def _parent(request: HttpRequest, case: Case) -> str:
    """The only adult with parental responsibility, where there is just one."""
    named = parents_of(children.resolve(case.child_id))
    return named[0][0] if len(named) == 1 else ""


def _begin(kind: str) -> Any:
    return lambda case, held, **who: acts.begin_measure(case=case, kind=kind, **held, **who)


PAGES = {
    "support": ActPage(
        "support", "Support that was offered", "Save", "The support is written down.", asks(SupportForm, offered_on=today),
        lambda case, held, **who: acts.offer_support(case=case, **held, **who), current="attendance", back="case-attendance",
        intro="Support comes before any legal measure. Where it isn't appropriate, say so and why.",
    ),
    "contract": ActPage(
        "contract", "Attendance contract", "Save", "The contract is kept.", asks(ContractForm, parent=_parent, started_on=today), _begin("contract"),
        current="attendance", back="case-attendance", versioned=True, intro="A voluntary written agreement (Anti-social Behaviour Act 2003 section 19).",
    ),
    "improve": ActPage(
        "improve", "Notice to improve", "Save", "The notice to improve is kept.", asks(ImprovementForm, parent=_parent, started_on=today), _begin("improvement"),
        current="attendance", back="case-attendance", versioned=True,
        intro="A last offer of support before a penalty notice; not for holidays. The guidance behind this step was read second-hand and is to be confirmed.",
    ),
    "order": ActPage(
        "order", "Education supervision order", "Save", "The application is kept.", asks(OrderForm, parent=_parent, started_on=today), _begin("order"),
        current="attendance", back="case-attendance", versioned=True, intro="Made by the family court (Children Act 1989 section 36).",
    ),
    "prosecute": ActPage(
        "prosecute", "Prosecute", "Save", "The decision to prosecute is kept.", asks(ProsecutionForm, parent=_parent, started_on=today), _begin("prosecution"),
        current="attendance", back="case-attendance", versioned=True,
        intro="Education Act 1996 section 444. The information is laid within six months of the offence; a paid penalty notice bars it for the absence it covers.",
    ),
    "back": ActPage(
        "back_to_support", "Go back to support", "Save", "The case is back at support.", asks(Because), lambda case, held, **who: acts.back_to_support(case=case, **held, **who),
        current="attendance", back="case-attendance", versioned=True,
    ),
}  # fmt: skip


def _page_of(name: str) -> Any:
    @comes_back
    def view(request: HttpRequest, reference: str) -> HttpResponse:
        return act_page(request, reference, PAGES[name])

    return view


@comes_back
def ended(request: HttpRequest, reference: str, measure: int) -> HttpResponse:
    """How a contract, a notice to improve, an order or a prosecution ended."""
    case, context = _case(request, reference)
    standing = Measure.objects.filter(case=case, pk=measure).first()
    if standing is None:
        raise Http404("No such measure on this case")
    if standing.result:
        return not_now(request, context, "It has ended already.")
    page = ActPage(
        "measure_ended", f"{Measure.KINDS[standing.kind]}: how did it end?", "Save", "It is written down.", asks(EndedForm, options={"kind": standing.kind}, ended_on=today),
        lambda case, held, **who: acts.end_measure(measure=standing, **held, **who), current="attendance", back="case-attendance",
    )  # fmt: skip
    return act_page(request, reference, page)


_ONE = "cases/<str:reference>/attendance/"
WORK, DECIDE = "case.work", "notice.decide"
routes = [
    path_for("children/<int:child>/attendance/open-case/", open_for, permission=WORK, name="attendance-case-open"),
    path_for(_ONE, attendance_page, permission="case.view", name="case-attendance"),
    path_for(f"{_ONE}support/", _page_of("support"), permission=WORK, name="case-support"),
    path_for(f"{_ONE}contract/", _page_of("contract"), permission=WORK, name="case-contract"),
    path_for(f"{_ONE}improve/", _page_of("improve"), permission=DECIDE, name="case-improve"),
    path_for(f"{_ONE}order/", _page_of("order"), permission=DECIDE, name="case-order"),
    path_for(f"{_ONE}prosecute/", _page_of("prosecute"), permission=DECIDE, name="case-prosecute"),
    path_for(f"{_ONE}back/", _page_of("back"), permission=WORK, name="case-back-to-support"),
    path_for(f"{_ONE}measures/<int:measure>/end/", ended, permission=WORK, name="case-measure-end"),
]
