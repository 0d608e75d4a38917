"""One contradiction: what does each source say, whose is it, what was done, and how is it settled?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from onroll.audit.log import looked
from onroll.children.contradictions import selectors, settling
from onroll.children.models import Contradiction, ContradictionWord
from onroll.children.selectors.child import child_on
from onroll.children.selectors.protection import OPEN, silences
from onroll.intake.models import Fact, Record, Version
from onroll.places.models import School
from onroll.rules.contradictions import contradiction_outcomes, contradiction_rules
from onroll.web.access import path_for
from onroll.web.forms.contradictions import ASK, OPEN_AGAIN, SETTLE, TAKE, Settled
from onroll.web.parts.child_bar import child_name, identity
from onroll.web.parts.days import asked_day
from onroll.web.parts.words import feed_name, written_day


def contradiction_page(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """The sentence, both sides with their extracts, everything said so far, and the form."""
    found = Contradiction.objects.filter(fingerprint=fingerprint).first()
    if found is None:
        raise Http404("The facts have moved, and this contradiction no longer holds.")
    child = child_on(found.child_id, asked_day(request).on)
    looked(request, child.id, "contradiction")
    words = selectors.words_on(fingerprint)
    last = words[-1] if words else None
    settled = last is not None and last.kind == ContradictionWord.SETTLED
    may = request.user.may("contradiction.settle")
    posted = request.POST if request.method == "POST" and may else None
    form = Settled(
        posted, settled=settled, initial={"read": last.pk if last else 0, "what": TAKE if not last else None}
    )
    if request.method == "POST" and not may:
        raise Http404("Nothing to do here.")
    if posted is not None and form.is_valid():
        fault = _do(request, fingerprint, form)
        if fault is None:
            return redirect("contradictions")
        form.add_error(fault.field or None, str(fault))
    rule = contradiction_rules().get(found.rule)
    quiet = silences([child.id]).get(child.id, OPEN) if child.protected else OPEN
    context = {
        "found": found, "sentence": quiet.keep(found.sentence), "rule": rule, "child": child, "bar": identity(child), "name": child_name(child.summary),
        "sides": [_side(record, version) for record, version in selectors.sides(found)], "words": [_said(word) for word in words], "settled": settled,
        "owner": last.owner if last else None, "team": rule.owner.replace("_", " ") if rule else "", "may": may, "form": form,
    }  # fmt: skip
    return render(request, "contradictions/contradiction.html", context)


def _do(request: HttpRequest, fingerprint: str, form: Settled) -> settling.CannotSettle | None:
    given = form.cleaned_data
    common: dict[str, Any] = {
        "fingerprint": fingerprint,
        "owner": request.user,
        "read": given["read"],
        "by": request.actor,
        "at": timezone.now(),
    }
    try:
        if given["what"] == TAKE:
            settling.take(**common)
            messages.success(request, "It is yours to settle.")
        elif given["what"] == ASK:
            settling.ask_source(reason=given["reason"], **common)
            messages.success(request, "Kept that the source was asked.")
        elif given["what"] == SETTLE:
            settling.settle(outcome=given["outcome"], reason=given["reason"], **common)
            messages.success(request, "Settled. It isn't raised again while the facts stay as they are.")
        elif given["what"] == OPEN_AGAIN:
            settling.open_again(reason=given["reason"], **common)
            messages.success(request, "Open again.")
    except settling.CannotSettle as refused:
        return refused
    return None


def _said(word: ContradictionWord) -> dict[str, Any]:
    outcome = contradiction_outcomes().get(word.outcome, word.outcome)
    return {"word": word, "kind": ContradictionWord.KINDS[word.kind], "outcome": outcome}


def _side(record: Record, version: Version | None) -> dict[str, Any]:
    """One record and what its row states: kind, school and days in words."""
    facts = list(Fact.objects.filter(version=version).exclude(kind="address").order_by("started_on")) if version else []
    names = dict(School.objects.filter(urn__in={fact.place for fact in facts}).values_list("urn", "name"))
    lines = []
    for fact in facts:
        where = f" at {names.get(fact.place, fact.place)}" if fact.place else ""
        code = f" ({fact.code})" if fact.code else ""
        until = f" to {written_day(fact.ended_on)}" if fact.ended_on else ", no end given"
        started = written_day(fact.started_on) or "a day not given"
        lines.append(f"{fact.kind.replace('_', ' ').capitalize()}{where}{code} from {started}{until}")
    return {"record": record, "feed": feed_name(record.feed), "version": version, "lines": lines}


routes = [
    path_for("contradictions/<slug:fingerprint>/", contradiction_page, permission="contradictions.view", name="contradiction")
]  # fmt: skip
