"""Which schools have sent nothing this month, were they asked, and did they open what we sent? For chasing (B8)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from onroll.casework.models import ReturnLink
from onroll.casework.schools.listing import school_lines
from onroll.web.access import path_for


def chase_page(request: HttpRequest) -> HttpResponse:
    """Silent schools by trust, each with its newest link; links that wait to be sent stand first."""
    today, now = timezone.localdate(), timezone.now()
    silent = sorted(
        (one for one in school_lines(today) if one.silent),
        key=lambda one: (one.school.trust == "", one.school.trust, one.school.name),
    )
    waiting = ReturnLink.objects.filter(sent_on=None, revoked_at=None, answered_at=None, expires_at__gt=now).order_by(
        "made_at"
    )
    names = {one.school.urn: one.school.name for one in school_lines(today, None)} if waiting else {}
    context = {
        "on": today, "month": f"{today:%B %Y}", "silent": silent, "waiting": [(one, names.get(one.urn, one.urn)) for one in waiting],
        "may": request.user.may("school.manage"),
    }  # fmt: skip
    return render(request, "schools/chase.html", context)


routes = [path_for("schools/chase", chase_page, permission="school.view", name="schools-chase")]
