"""I am worried about a child: how do I tell the council? The public form: no account, no script, a few short pages.

Never tells whether a child is known: nothing is looked up before an officer reads the referral.
"""

from __future__ import annotations

from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from onroll.casework.actions.referring import receive_referral
from onroll.casework.limits import page_allowed, sending_allowed
from onroll.rules.referrals import referral_book, triage_days
from onroll.web.access import PUBLIC, View, path_for
from onroll.web.forms.fields import Form
from onroll.web.forms.referral import PROFESSIONAL, Sending, TheChild
from onroll.web.forms.referral_steps import BY_ID, STEPS, Step, in_words, route_of, said
from onroll.web.parts.kept_answers import KeptAnswers, caller, last_sent, sent_before


def kept_nowhere(view: View) -> View:
    """A shared computer's back button must not show what the person before wrote."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return answered


@kept_nowhere
def start(request: HttpRequest) -> HttpResponse:
    """What the form is for, whom to phone instead, what happens to what is written."""
    minutes = referral_book().limits.answers_kept_minutes
    first = reverse("refer-step", args=[STEPS[0].id])
    return render(
        request, "casework/refer_start.html", {"minutes": minutes, "first": first, "expired": "expired" in request.GET}
    )


@kept_nowhere
def step_page(request: HttpRequest, step: str) -> HttpResponse:
    """One page of questions; the answers are kept on the server until the form is sent."""
    if step not in BY_ID:
        raise Http404(f"The form has no page {step!r}")
    now, asked = timezone.now(), BY_ID[step]
    kept = KeptAnswers(request, at=now)
    wanted = _first_open(kept)
    if STEPS.index(asked) > (STEPS.index(wanted) if wanted else len(STEPS)):
        return _begin_again(kept)
    if request.method == "POST":
        if not page_allowed(caller(request, at=now), at=now):
            return _too_often(request)
        form = _form(asked, kept, request.POST)
        if form.is_valid():
            kept.keep(step, form.cleaned_data)
            return redirect(_next(kept, asked, form.cleaned_data))
    else:
        form = _form(asked, kept, None, initial=_initial(kept, step))
    number = STEPS.index(asked) + 1
    context = {
        "form": form,
        "step": asked,
        "number": number,
        "of": len(STEPS),
        "back": _back(kept, number),
        "changing": kept.checked,
    }
    return render(request, "casework/refer_step.html", context)


@kept_nowhere
def phone_first(request: HttpRequest) -> HttpResponse:
    """A child may be in danger: whom to phone before going on."""
    kept = KeptAnswers(request, at=timezone.now())
    if "safety" not in kept.answers:
        return _begin_again(kept)
    onward = reverse("refer-check" if kept.checked else "refer-step", args=[] if kept.checked else [STEPS[1].id])
    return render(
        request,
        "casework/refer_phone_first.html",
        {"now": kept.answers["safety"].get("worried") == "now", "onward": onward},
    )


@kept_nowhere
def check_page(request: HttpRequest) -> HttpResponse:
    """All answers together, each with a way to change it; then sent, once."""
    now = timezone.now()
    if request.method == "POST" and sent_before(request, request.POST.get("once", "")):
        return redirect("refer-sent")
    kept = KeptAnswers(request, at=now)
    missing = _first_open(kept)
    if missing:
        return _begin_again(kept) if not kept.begun else redirect("refer-step", missing.id)
    form = Sending(request.POST if request.method == "POST" else None, initial={"once": kept.once})
    if request.method == "POST" and form.is_valid():
        if not sending_allowed(caller(request, at=now), at=now):
            return _too_often(request)
        referral = receive_referral(
            route=route_of(kept.answers),
            said=said(kept.answers),
            on=timezone.localdate(now),
            at=now,
            by=request.actor,
            sent_once=UUID(kept.once),
        )
        kept.sent(referral.reference, safeguarding=referral.safeguarding)
        return redirect("refer-sent")
    if not kept.checked:
        kept.seen_together()
    parts = [_part(step, kept) for step in STEPS]
    return render(request, "casework/refer_check.html", {"parts": parts, "form": form})


def _part(step: Step, kept: KeptAnswers) -> dict[str, Any]:
    """One page's answers, and which of its questions were left empty."""
    rows, professional = in_words(step, kept.answers[step.id]), _who(kept) in PROFESSIONAL
    return {
        "step": step, "href": reverse("refer-step", args=[step.id]), "rows": [row for row in rows if row[1]],
        "empty": [question for question, answer in rows if not answer and (professional or "pupil number" not in question)],
    }  # fmt: skip


@kept_nowhere
def sent_page(request: HttpRequest) -> HttpResponse:
    """The reference, and what happens next."""
    sent = last_sent(request)
    if sent is None:
        return redirect("refer")
    return render(request, "casework/refer_sent.html", {"sent": sent, "days": triage_days()})


@kept_nowhere
def forget_page(request: HttpRequest) -> HttpResponse:
    """Deletes what has been written so far."""
    if request.method == "POST":
        KeptAnswers(request, at=timezone.now()).forget()
    return redirect("refer")


def _form(step: Step, kept: KeptAnswers, data: Any, **given: Any) -> Form:
    """The form of a page; what is asked of the child hangs on who writes."""
    return step.form(data, who=_who(kept), **given) if step.form is TheChild else step.form(data, **given)


def _who(kept: KeptAnswers) -> str:
    return kept.answers.get("you", {}).get("who", "")


def _first_open(kept: KeptAnswers) -> Step | None:
    return next((step for step in STEPS if step.id not in kept.answers), None)


def _begin_again(kept: KeptAnswers) -> HttpResponse:
    """Answers that have gone, or an address from somewhere else: the beginning, and why."""
    return redirect(
        reverse("refer") + "?expired" if not kept.begun else reverse("refer-step", args=[_first_open(kept).id])
    )  # type: ignore[union-attr]


def _next(kept: KeptAnswers, step: Step, answers: dict[str, Any]) -> str:
    if step.id == "safety" and answers["worried"] in ("now", "worried"):
        return reverse("refer-phone-first")
    number = STEPS.index(step) + 1
    if kept.checked or number == len(STEPS):
        return reverse("refer-check")
    return reverse("refer-step", args=[STEPS[number].id])


def _back(kept: KeptAnswers, number: int) -> str:
    if kept.checked:
        return reverse("refer-check")
    return reverse("refer") if number == 1 else reverse("refer-step", args=[STEPS[number - 2].id])


def _initial(kept: KeptAnswers, step: str) -> dict[str, Any]:
    """What was answered before, a day as it was typed."""
    answers = dict(kept.answers.get(step, {}))
    if answers.get("date_of_birth"):
        answers["date_of_birth"] = date.fromisoformat(answers["date_of_birth"])
    return answers


def _too_often(request: HttpRequest) -> HttpResponse:
    """Nothing is lost: the answers stay, and there is a phone."""
    response = render(
        request, "casework/refer_too_often.html", {"minutes": referral_book().limits.answers_kept_minutes}, status=429
    )
    response["Retry-After"] = str(3600 - timezone.now().minute * 60)
    return response


routes = [
    path_for("refer", start, permission=PUBLIC, name="refer"),
    path_for("refer/check", check_page, permission=PUBLIC, name="refer-check"),
    path_for("refer/phone-first", phone_first, permission=PUBLIC, name="refer-phone-first"),
    path_for("refer/sent", sent_page, permission=PUBLIC, name="refer-sent"),
    path_for("refer/forget", forget_page, permission=PUBLIC, name="refer-forget"),
    path_for("refer/<slug:step>", step_page, permission=PUBLIC, name="refer-step"),
]
