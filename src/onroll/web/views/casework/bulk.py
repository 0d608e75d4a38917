"""What would the same act do to several cases, and then do it? A preview names each case that changes and each that won't, and why (M6)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from onroll.accounts.models import User
from onroll.audit.log import listed
from onroll.casework.actions import bulk
from onroll.casework.models import Case
from onroll.casework.permitted import CannotDo
from onroll.casework.selectors.case_list import found
from onroll.casework.selectors.cases import cases_for
from onroll.casework.selectors.load import loads
from onroll.web.access import path_for
from onroll.web.forms.fields import Form
from onroll.web.forms.running import TogetherAssign, TogetherNote
from onroll.web.views.casework.case_list import asked_of

TITLES = {"note": "Add the same note to several cases", "assign": "Give several cases to another person"}
DONE = {"note": "The note was added to", "assign": "The new lead was named for"}


def together(request: HttpRequest) -> HttpResponse:
    """First the choice of cases, then the form and the preview, then the act; nothing changes before the last."""
    if request.method != "POST" or request.POST.get("what") not in TITLES:
        return redirect("cases")
    what, step = request.POST["what"], request.POST.get("step", "")
    cases = chosen_cases(request)
    if not cases:
        messages.warning(request, "No case was ticked. Tick some cases first, or choose the whole list.")
        return redirect(_back(request))
    if len(cases) > bulk.MOST:
        messages.warning(request, f"At most {bulk.MOST} cases at once; this list has {len(cases):,}. Narrow it first.")
        return redirect(_back(request))
    form = _form(request, what, bound=bool(step))
    valid = bool(step) and form.is_valid()
    lead = User.objects.filter(pk=form.cleaned_data["lead"]).first() if valid and what == "assign" else None
    if step == "do" and valid:
        return _do(request, what, cases, form, lead)
    fates = bulk.foreseen(cases=cases, what=what, person=request.user, lead=lead)
    listed(request, "cases together", [case.child_id for case in cases])
    context = {
        "title": TITLES[what], "what": what, "form": form, "checked": valid, "lead": lead, "cases": [f"{case.pk}:{case.version}" for case in cases],
        "query": request.POST.get("query", ""), "back": _back(request), "changes": [fate for fate in fates if not fate.refused],
        "stays": [fate for fate in fates if fate.refused],
    }  # fmt: skip
    return render(request, "casework/together.html", context)


def chosen_cases(request: HttpRequest) -> list[Case]:
    """The cases ticked, all of the list, or those of the preview, each at the version that the person read."""
    versions: dict[int, int] = {}
    kept = request.POST.getlist("case")
    if kept:
        pairs = [one.split(":") for one in kept]
        versions = {int(pk): int(version) for pk, version in pairs if pk.isdigit() and version.isdigit()}
        numbers = list(versions)
    elif request.POST.get("which") == "all":
        numbers = found(
            asked_of(request, timezone.localdate(), QueryDict(request.POST.get("query", ""))), size=None
        ).ids
    else:
        numbers = [int(one) for one in request.POST.getlist("tick") if one.isdigit()]
    if len(numbers) > bulk.MOST:
        return [Case(pk=number) for number in numbers]  # refused by their number alone
    cases = list(cases_for(request.user).filter(pk__in=numbers).order_by("reference"))
    for case in cases:
        case.version = versions.get(case.pk, case.version)
    return cases


def _form(request: HttpRequest, what: str, *, bound: bool) -> Form:
    data = request.POST if bound else None
    if what == "note":
        return TogetherNote(data)
    here = [one for one in loads(timezone.localdate()) if one.away_until is None]
    return TogetherAssign(data, people=[(str(one.person.pk), f"{one.person.name}: {one.words}") for one in here])


def _do(request: HttpRequest, what: str, cases: list[Case], form: Form, lead: User | None) -> HttpResponse:
    who: dict[str, Any] = {
        "on": timezone.localdate(),
        "at": timezone.now(),
        "by": request.actor,
        "person": request.user,
    }
    try:
        if what == "note":
            fates = bulk.add_notes(cases=cases, text=form.cleaned_data["text"], **who)
        else:
            fates = bulk.assign_cases(cases=cases, lead=lead, because=form.cleaned_data["because"], **who)  # type: ignore[arg-type]
    except CannotDo as refused:
        messages.warning(request, str(refused))
        return redirect(_back(request))
    stays = [fate for fate in fates if fate.refused]
    changed = len(fates) - len(stays)
    if changed:
        messages.success(request, f"{DONE[what]} {changed} case{'' if changed == 1 else 's'}.")
    for fate in stays[:10]:
        messages.warning(request, f"{fate.case.reference} did not change. {fate.refused}")
    if len(stays) > 10:
        messages.warning(request, f"{len(stays) - 10} more did not change.")
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    query = QueryDict(request.POST.get("query", "")).urlencode()
    return reverse("cases") + (f"?{query}" if query else "")


routes = [path_for("cases-together", together, permission="case.work", name="cases-together")]
