"""What is true of every request? It has a number, an actor, a session that ends in time, and a view that was opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from onroll.audit.actor import Actor

Handler = Callable[[HttpRequest], HttpResponse]
NOBODY = Actor(id="nobody", name="Nobody signed in", role="")

# A session is written at most once a minute, so that reading pages doesn't write to the database each time.
_SEEN_EVERY = timedelta(minutes=1)


def name_the_request(get_response: Handler) -> Handler:
    """A number for this request, in the audit log, in the error page and in the answer's header."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.request_id = str(uuid4())
        request.actor = SimpleLazyObject(lambda: _actor(request))
        response = get_response(request)
        response["X-Request-Id"] = request.request_id
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

    return middleware


def _actor(request: HttpRequest) -> Actor:
    person = request.user
    return person.as_actor(request.request_id) if person.is_authenticated else NOBODY


def end_the_session_in_time(get_response: Handler) -> Handler:
    """Signs out after half an hour without a request, after twelve hours at all, and when the account has closed."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now()
            if not request.user.may_sign_in(on=timezone.localdate()) or _too_old(request, now):
                logout(request)
            elif request.user.must_change_password and not _may_go_on_without(request):
                return redirect("change-password")
        return get_response(request)

    return middleware


def _too_old(request: HttpRequest, now: datetime) -> bool:
    """Is this session idle or old? Keeps its clocks on the way."""
    moment = now.timestamp()
    began, seen = request.session.get("began_at"), request.session.get("seen_at")
    if began is None or seen is None:
        request.session["began_at"] = request.session["seen_at"] = moment
        return False
    if moment - seen > settings.SESSION_COOKIE_AGE or moment - began > settings.SESSION_LONGEST.total_seconds():
        return True
    if moment - seen > _SEEN_EVERY.total_seconds():
        request.session["seen_at"] = moment
    return False


def _may_go_on_without(request: HttpRequest) -> bool:
    return request.path in {reverse(name) for name in ("change-password", "sign-out", "theme")}


class DenyByDefault:
    """Refuses any view that no permission was declared for, so that a forgotten route is closed and not open."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        if getattr(view, "opens", None) is None:
            route = request.resolver_match.route
            raise ImproperlyConfigured(f"{route!r} doesn't declare who may open it; write it with path_for")
