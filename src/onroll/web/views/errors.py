"""What went wrong and what can I do now? One page each, with a next step; never a trace, a query or a name."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from onroll.accounts.roles import access
from onroll.web.access import NotAllowed
from onroll.web.theme import theme


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request, 400, "This request can't be understood",
        "The address or the form that was sent isn't one this service makes.",
        "Go back and try again. If you followed a link, tell the person who sent it.",
    )  # fmt: skip


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Says what the page is for and which roles open it, so that the person knows whom to ask for what."""
    if not isinstance(exception, NotAllowed):
        return _page(request, 403, "You can't open this page", "Ask your administrator if you need it for your work.")
    allowed = access()
    roles = " or ".join(role.name.lower() for role in allowed.roles_with(exception.permission)) or "no role yet"
    return _page(
        request, 403, "Your role can't open this page",
        f"Opening it lets a person {allowed.permissions.get(exception.permission, exception.permission)}.",
        f"The roles that may: {roles}. Yours: {request.user.roles_in_words.lower()}.",
        "If you need it for your work, ask your administrator to change your role. The attempt isn't held against you.",
    )  # fmt: skip


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request, 404, "Page not found",
        "Nothing stands at this address. If you typed it, check it; if you pasted it, check that all of it was copied.",
        "A child's page may have moved because two records were joined: search for the child.",
    )  # fmt: skip


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request, 403, "This form is out of date",
        "You signed in or out in another window, or the page stood open for a long time. Nothing was changed.",
        "Go back, reload the page and send the form again.",
    )  # fmt: skip


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many wrong passwords: the lock opens by itself, the sentence says when."""
    return _page(
        request, 429, "Too many wrong passwords",
        "For 15 minutes nobody can sign in with this email address from this place.",
        "Wait, then try again. If it wasn't you, or you have forgotten your password, tell your administrator.",
    )  # fmt: skip


def server_error(request: HttpRequest) -> HttpResponse:
    """Stands by itself: whatever broke, the session and the database included, must not break this page too."""
    content = render_to_string(
        "errors/500.html", {"theme": theme(), "request_number": getattr(request, "request_id", "")}
    )
    return HttpResponse(content, status=500)


def _page(request: HttpRequest, status: int, heading: str, *sentences: str) -> HttpResponse:
    return render(request, "errors/page.html", {"heading": heading, "sentences": sentences}, status=status)
