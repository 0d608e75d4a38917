"""How is a mark put right that a school can't send again? With a reason, and what stood before kept beside it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from onroll.audit.log import looked
from onroll.children.selectors.child import school_names
from onroll.children.selectors.numbers import upns_of
from onroll.registers.correcting import CannotCorrect, correct_mark
from onroll.registers.models import RegisterYear
from onroll.web.access import path_for
from onroll.web.forms.attendance import CorrectMark
from onroll.web.views.child import around_child, child_asked


def correct_page(request: HttpRequest, child_id: int) -> HttpResponse:
    """One session: the school, the day, what is right, and why."""
    child = child_asked(request, child_id)
    if isinstance(child, HttpResponse):
        return child
    looked(request, child_id, "attendance")
    held = dict(RegisterYear.objects.filter(upn__in=upns_of(child_id)).order_by("year").values_list("urn", "upn"))
    names = school_names(held)
    schools = {urn: names.get(urn, f"URN {urn}") for urn in held}
    form = CorrectMark(request.POST or None, schools=schools, today=timezone.localdate())
    if form.is_valid():
        said = form.cleaned_data
        try:
            correct_mark(
                upn=held[said["urn"]], urn=said["urn"], on=said["on"], session=int(said["session"]), code=said["code"], reason=said["reason"],
                by=request.actor, at=timezone.now(),
            )  # fmt: skip
        except CannotCorrect as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, "The mark is put right. What stood before is kept below.")
            return redirect("child-attendance", child_id)
    context = {"form": form, "back": reverse("child-attendance", args=[child_id])}
    return render(request, "attendance/correct.html", {**around_child(request, child, "attendance"), **context})


routes = [
    path_for(
        "children/<int:child_id>/attendance/correct",
        correct_page,
        permission="attendance.correct",
        name="attendance-correct",
    ),
]
