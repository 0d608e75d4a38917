"""How is the same letter written for several cases? One text, a preview of who gets it and who doesn't and why, then all at once (M6)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from onroll.audit.log import listed
from onroll.casework.actions.letters_together import MOST, LetterFate, SameText, foreseen, write_letters
from onroll.casework.letters.templates import Template, templates
from onroll.casework.models import Case
from onroll.casework.permitted import CannotDo
from onroll.web.access import path_for
from onroll.web.forms.letters import Choose, SameLetter
from onroll.web.parts.case_acts import common
from onroll.web.parts.papers import letterhead, paper, safeguarding
from onroll.web.views.casework.bulk import chosen_cases

PATHWAY = "missing_education"


def together(request: HttpRequest) -> HttpResponse:
    """First the letter, then its text and the preview, then all of them; nothing is kept before the last."""
    cases = [case for case in chosen_cases(request) if case.reference] if request.method == "POST" else []
    if not cases or len(cases) > MOST:
        words = (
            f"At most {MOST} letters at once. Narrow the list, or tick fewer cases."
            if cases or request.method == "POST" and request.POST.get("which") == "all"
            else "Tick the cases that the letter is for first."
        )
        messages.warning(request, words)
        return redirect("cases")
    known = {one.id: one for one in templates(PATHWAY).values() if one.to == "family"}
    context = {"cases": [f"{case.pk}:{case.version}" for case in cases], "how_many": len(cases)}
    template = known.get(request.POST.get("template", ""))
    if template is None:
        listed(request, "cases together", [case.child_id for case in cases])
        form = Choose(request.POST if "step" in request.POST else None, templates=known, only_family=True)
        return render(request, "casework/letters_together.html", context | {"form": form, "choosing": True})
    return _text(request, cases, template, context)


def _text(request: HttpRequest, cases: list[Case], template: Template, context: dict[str, Any]) -> HttpResponse:
    asks = _same_for_all(template, request)
    written = "body" in request.POST
    first = {"template": template.id, "subject": template.subject, "body": template.body}
    form = SameLetter(request.POST if written else None, initial=first, asks=asks)
    fates: list[LetterFate] = []
    if written and form.is_valid():
        held = form.cleaned_data
        text = SameText(template, held["subject"], held["body"], form.answers, letterhead(), safeguarding())
        try:
            if request.POST.get("step") == "send":
                return _sent(request, write_letters(cases=cases, text=text, **common(request)))
            fates = foreseen(cases=cases, text=text, on=timezone.localdate(), by=request.actor, person=request.user)
        except CannotDo as why:
            form.add_error(why.field if why.field in form.fields else None, str(why))
    listed(request, "letters together", [case.child_id for case in cases])
    gets = [fate for fate in fates if not fate.refused]
    shown = {"form": form, "template": template, "gets": gets, "stays": [fate for fate in fates if fate.refused], "checked": bool(fates),
             "paper": paper(gets[0].subject, gets[0].body) if gets else None}  # fmt: skip
    return render(request, "casework/letters_together.html", context | shown)


def _same_for_all(template: Template, request: HttpRequest) -> dict[str, str]:
    """The template's own questions, and what the council and the officer haven't told OnRoll; the rest is each case's own."""
    head, told = letterhead(), safeguarding()
    ours = {"council_phone": head.phone, "council_email": head.email, "safeguarding_phone": told[1],
            "officer_team": request.user.team.name if request.user.team else ""}  # fmt: skip
    every = template.still_asks({})
    return {name: means for name, means in every.items() if name in template.asks or (name in ours and not ours[name])}


def _sent(request: HttpRequest, fates: list[LetterFate]) -> HttpResponse:
    stays = [fate for fate in fates if fate.refused]
    if done := len(fates) - len(stays):
        messages.success(request, f"{done} letter{'s are' if done > 1 else ' is'} kept and in the outbox.")
    if stays:
        named = "; ".join(f"{fate.case.reference}: {fate.refused.rstrip('.')}" for fate in stays[:10])
        more = f"; and {len(stays) - 10} more" if len(stays) > 10 else ""
        messages.warning(request, f"{len(stays)} got no letter. {named}{more}.")
    return redirect("outbox")


routes = [path_for("letters/together/", together, permission="case.work", name="letters-together")]
