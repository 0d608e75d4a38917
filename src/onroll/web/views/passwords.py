"""Choosing a password: one's own anew, or the first one by a link that an administrator hands over.

The link's token is taken out of the address at once (into the session), so that it stays out of histories and printouts.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from onroll.accounts import actions
from onroll.accounts.first_passwords import link_parts, person_of
from onroll.accounts.models import User
from onroll.web.access import PUBLIC, SIGNED_IN, path_for
from onroll.web.forms.passwords import ChangePassword, NewPassword

_HELD = "first_password"


def link_for(request: HttpRequest, person: User) -> str:
    """The whole address at which this person sets their password."""
    return request.build_absolute_uri(reverse("first-password-link", args=link_parts(person)))


@never_cache
def first_password_link(request: HttpRequest, who: str, token: str) -> HttpResponse:
    """Takes the token out of the address and goes on."""
    request.session[_HELD] = [who, token]
    return redirect("first-password")


@never_cache
@sensitive_post_parameters()
def first_password(request: HttpRequest) -> HttpResponse:
    """Sets the password of whom the link is for; who holds a link that is used or old is told what to do."""
    person = person_of(*request.session.get(_HELD, ("", "")), on=timezone.localdate())
    if person is None:
        return render(request, "session/link_spent.html", status=410)
    form = NewPassword(person, request.POST or None)
    if form.is_valid():
        actions.set_password(
            person=person, password=form.cleaned_data["password"], by=person.as_actor(request.request_id)
        )
        del request.session[_HELD]
        messages.success(request, "Your password is set. Sign in with it.")
        return redirect("sign-in")
    return render(request, "session/first_password.html", {"form": form, "for_whom": person})


@never_cache
@sensitive_post_parameters()
def change_password(request: HttpRequest) -> HttpResponse:
    """One's own password, after the present one; other sessions of the same person end."""
    form = ChangePassword(request.user, request.POST or None)
    if form.is_valid():
        actions.set_password(person=request.user, password=form.cleaned_data["password"], by=request.actor)
        update_session_auth_hash(request, request.user)
        messages.success(request, "Your password is changed. Everywhere else you are signed out.")
        return redirect("my-account")
    return render(request, "account/change_password.html", {"form": form})


routes = [
    path_for("first-password/", first_password, permission=PUBLIC, name="first-password"),
    path_for("first-password/<str:who>/<str:token>/", first_password_link, permission=PUBLIC, name="first-password-link"),
    path_for("change-password/", change_password, permission=SIGNED_IN, name="change-password"),
]  # fmt: skip
