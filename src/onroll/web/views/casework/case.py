"""How does this case stand, what happened, and what comes next? The page of one case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from onroll.web.access import path_for
from onroll.web.parts.case_page import case_page


def case_view(request: HttpRequest, reference: str) -> HttpResponse:
    """The next action first, then where the case stands and its timeline."""
    _, context = case_page(request, reference, "case")
    return render(request, "casework/case.html", context)


routes = [path_for("cases/<str:reference>/", case_view, permission="case.view", name="case")]
