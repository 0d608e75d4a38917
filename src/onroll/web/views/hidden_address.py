"""Why must I see this hidden address? Asked before it is shown."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from onroll.web.access import path_for
from onroll.web.forms.fields import Form
from onroll.web.hidden_addresses import PERMISSION, open_address


class Reason(Form):
    """A reason that somebody else can judge later."""

    reason = forms.CharField(
        label="Why must you see it?", min_length=10, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: visiting the child today with her social worker. Kept in the audit log, with your name.",
        error_messages={"required": "Say why you must see the address", "min_length": "Say it so that somebody else can judge it"},
    )  # fmt: skip


def hidden_address(request: HttpRequest, child_id: int) -> HttpResponse:
    """The form; afterwards back to the page that led here, where the address is then shown."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    onward = wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else "/"
    form = Reason(request.POST or None)
    if form.is_valid():
        open_address(request, child_id, reason=form.cleaned_data["reason"])
        return redirect(onward)
    return render(request, "children/hidden_address.html", {"form": form, "child_id": child_id, "next": onward})


routes = [
    path_for("children/<int:child_id>/hidden-address/", hidden_address, permission=PERMISSION, name="hidden-address")
]
