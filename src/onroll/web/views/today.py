"""What needs me now? The first page after signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from onroll.web.access import SIGNED_IN, path_for


def today(request: HttpRequest) -> HttpResponse:
    """Where this person may go, with what for."""
    return render(request, "today.html")


routes = [path_for("", today, permission=SIGNED_IN, name="today")]
