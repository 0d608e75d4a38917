"""How do due days reach a person's own calendar? By a secret address that they make, and shut, themselves."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from onroll.casework.actions.calendars import close_feed, open_feed
from onroll.casework.selectors.calendar import as_ics, entries, person_of, standing_feed
from onroll.web.access import PUBLIC, path_for


def calendar_page(request: HttpRequest) -> HttpResponse:
    """Makes the address, shows it this once, and shuts it."""
    address = ""
    if request.method == "POST":
        if request.POST.get("what") == "close":
            close_feed(person=request.user, at=timezone.now(), by=request.actor)
            messages.success(request, "The address is shut. No calendar can read it any more.")
            return redirect("calendar")
        secret = secrets.token_urlsafe(32)
        open_feed(person=request.user, secret=secret, at=timezone.now(), by=request.actor)
        address = request.build_absolute_uri(reverse("calendar-feed", args=[secret]))
    return render(request, "casework/calendar.html", {"address": address, "feed": standing_feed(request.user)})


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The file itself, for a calendar that can't sign in; an address that is shut or was never made is simply not there."""
    today = timezone.localdate()
    person = person_of(secret, today)
    if person is None:
        return HttpResponseNotFound("Not found", content_type="text/plain")
    text = as_ics(entries(person, today), host=request.get_host().partition(":")[0], at=timezone.now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


routes = [
    path_for("my-work/calendar", calendar_page, permission="case.work", name="calendar"),
    path_for("calendar/<str:secret>.ics", feed, permission=PUBLIC, name="calendar-feed"),
]
