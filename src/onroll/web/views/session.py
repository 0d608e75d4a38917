"""Signing in and out, and one's own account. Every attempt is an audit entry; a refused one never holds what was typed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from onroll.accounts.models import User
from onroll.audit.actor import Subject
from onroll.audit.log import record
from onroll.web.access import PUBLIC, SIGNED_IN, path_for
from onroll.web.forms.passwords import SignIn


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Email address and password; then on to the page that was asked for, of this service only."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    onward = wanted if _ours(request, wanted) else "/"
    if request.user.is_authenticated and request.method == "GET":
        return redirect(onward)
    form = SignIn(request, request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            _open(request, form.person)
            return redirect(onward)
        if "email" in form.cleaned_data and "password" in form.cleaned_data:
            _refused(request, form.cleaned_data["email"])
    return render(request, "session/sign_in.html", {"form": form, "next": onward if onward != "/" else ""})


def _ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())


@transaction.atomic
def _open(request: HttpRequest, person: User) -> None:
    login(request, person)
    record(
        actor=person.as_actor(request.request_id), action="session.opened", subject=Subject("person", str(person.pk))
    )


@transaction.atomic
def _refused(request: HttpRequest, email: str) -> None:
    """Names the account where there is one; text that may be a password typed in the wrong place is not kept."""
    person = User.objects.filter(email=email.strip().lower()).first()
    record(actor=request.actor, action="session.refused", subject=Subject("person", str(person.pk) if person else ""))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session. By POST only, so that no link or picture can sign somebody out."""
    if request.user.is_authenticated:
        with transaction.atomic():
            about = Subject("person", str(request.user.pk))
            record(actor=request.actor, action="session.closed", subject=about)
        logout(request)
    messages.success(request, "You have signed out.")
    return redirect("sign-in")


def my_account(request: HttpRequest) -> HttpResponse:
    """What the service holds about the person signed in, and what they may do."""
    return render(request, "account/mine.html")


routes = [
    path_for("sign-in/", sign_in, permission=PUBLIC, name="sign-in"),
    path_for("sign-out/", sign_out, permission=PUBLIC, name="sign-out"),
    path_for("my-account/", my_account, permission=SIGNED_IN, name="my-account"),
]
