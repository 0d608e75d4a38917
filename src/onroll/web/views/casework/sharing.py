"""How are many findings of OnRoll's taken on at once? A preview of who would lead each, then all of them in one go (M1, M6)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from onroll.accounts.models import User
from onroll.audit.log import listed
from onroll.casework.actions.triaging import Allocation, SettledAlready, triage_referral
from onroll.casework.models import Referral
from onroll.casework.permitted import CannotDo, NotPossibleNow
from onroll.casework.selectors.load import share_out
from onroll.casework.selectors.referrals import inbox, referral_for
from onroll.rules.referrals import referral_book
from onroll.web.access import path_for
from onroll.web.parts.referral_parts import born_words, from_whom, name_of, summary_of
from onroll.web.parts.words import counted

AT_ONCE = 20


def share_page(request: HttpRequest) -> HttpResponse:
    """The oldest findings that wait, each with who would lead it; what is shown is what is done. Whoever fears for a child, and
    whoever isn't OnRoll, is read one by one."""
    if request.method == "POST":
        return _share(request)
    today = timezone.localdate()
    waiting = inbox(request.user).filter(route="service", safeguarding=False).exclude(child=None)
    found = request.GET.get("found", "")
    if any(one.id == found for one in referral_book().findings):
        waiting = waiting.filter(raised_by__startswith=f"{found}:")
    shown = list(waiting[:AT_ONCE])
    leads = share_out(len(shown), today, team=request.user.team)
    listed(request, "referrals to share out", [one.child_id for one in shown if one.child_id])
    rows = [
        {"referral": one, "name": name_of(one, summary_of(one)), "born": born_words(one, summary_of(one), today), "from": from_whom(one), "lead": lead}
        for one, lead in zip(shown, leads, strict=False)
    ]  # fmt: skip
    context = {"rows": rows, "nobody": bool(shown) and not leads, "total": waiting.count()}
    return render(request, "casework/referrals_share.html", context)


def _share(request: HttpRequest) -> HttpResponse:
    """Each in a transaction of its own: one that somebody else decided meanwhile holds up no other."""
    now, opened, left = timezone.now(), 0, []
    for given in request.POST.getlist("take")[:AT_ONCE]:
        reference, _, lead = given.partition(" ")
        try:
            _take(request, reference, lead, now)
            opened += 1
        except (SettledAlready, CannotDo, NotPossibleNow, LookupError) as why:
            left.append(f"{reference}: {why}")
    if opened:
        messages.success(request, f"{counted(opened, 'referral', 'referrals')} taken on.")
    for words in left:
        messages.warning(request, words)
    return redirect("referral-share" if opened else "referrals")


def _take(request: HttpRequest, reference: str, lead: str, now: Any) -> Referral:
    person = (
        User.objects.filter(pk=int(lead)).select_related("team").first()
        if lead.isdecimal() and len(lead) < 10
        else None
    )
    return triage_referral(
        referral=referral_for(request.user, reference), outcome="open", allocation=Allocation(lead=person), on=timezone.localdate(now), at=now,
        by=request.actor, person=request.user,
    )  # fmt: skip


routes = [path_for("referrals/share", share_page, permission="case.triage", name="referral-share")]
