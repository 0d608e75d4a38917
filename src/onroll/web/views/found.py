"""What did an enquiry find of a child nobody has placed? Recorded from the row: as a fact, or as a decision on a pair."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from onroll.audit.log import looked
from onroll.children.models import Child, LinkPair
from onroll.children.recording import record_fact, withdraw_fact
from onroll.children.selectors.child import ChildOnTheDay, NoSuchChild, child_on, records_of, resolve, spell_on
from onroll.children.selectors.overview import pairs_to_review
from onroll.intake.models import Record
from onroll.intake.own_facts import OWN_FEED, CannotRecord
from onroll.rules.known_by import OUR_OWN_LISTS, known_by
from onroll.rules.missing import SCHOOLS, TO_FIND
from onroll.web.access import path_for
from onroll.web.forms.found import Answered, AtSchool, Elsewhere, Nothing, Seen
from onroll.web.parts.child_bar import child_name, identity
from onroll.web.parts.record_page import pair_words, silence_of
from onroll.web.parts.words import status_name

ANSWERS: dict[str, tuple[type[Answered], str, str]] = {
    "school": (AtSchool, "At a school", "The child is on a roll that no extract shows: an independent school, another authority's, or one that is late"),
    "elsewhere": (Elsewhere, "Lives elsewhere", "Another authority's area or abroad, and somebody there or the family has said so"),
    "seen": (Seen, "Seen, but still not placed", "Somebody saw or spoke to the child. Nobody knows yet where they are educated"),
    "nothing": (Nothing, "Still not found", "An agency answered that it doesn't know where the child is. The next enquiry moves on"),
}  # fmt: skip


def _child(child_id: int) -> ChildOnTheDay:
    try:
        return child_on(resolve(child_id), timezone.localdate())
    except NoSuchChild as unknown:
        raise Http404(str(unknown)) from None


def _common(child: ChildOnTheDay) -> dict[str, Any]:
    return {"child": child, "bar": identity(child), "name": child_name(child.summary)}


def found_page(request: HttpRequest, child_id: int) -> HttpResponse:
    """What can have been found: each answer with where it leads, the pairs that wait first."""
    child = _child(child_id)
    looked(request, child.id, "what was found")
    may_review = request.user.may("links.review")
    records = {record.pk for record in records_of(child.id)}
    pairs = _pairs(child, records) if may_review else []
    answers = [
        {"words": words, "hint": hint, "href": reverse("missing-found-as", args=[child.id, what])}
        for what, (_, words, hint) in ANSWERS.items()
    ]
    context = {
        **_common(child),
        "answers": answers,
        "pairs": pairs,
        "may_review": may_review,
        "several": len(records) > 1,
    }
    return render(request, "children/found.html", context)


def _pairs(child: ChildOnTheDay, records: set[int]) -> list[dict[str, Any]]:
    silence = silence_of(child)
    waiting: list[LinkPair] = [
        *pairs_to_review().filter(a__in=records).select_related("a", "b")[:5], *pairs_to_review().filter(b__in=records).select_related("a", "b")[:5],
    ]  # fmt: skip
    return [
        {"href": reverse("link-pair", args=[pair.a_id, pair.b_id]), "words": f"{pair.a} and {pair.b}", "why": pair_words(pair, hidden=child.protected, silence=silence)}
        for pair in waiting
    ]  # fmt: skip


def record_found(request: HttpRequest, child_id: int, what: str) -> HttpResponse:
    """One answer: its form, then the fact, and in words what it changed."""
    if what not in ANSWERS:
        raise Http404("No such answer.")
    child = _child(child_id)
    looked(request, child.id, "what was found")
    kind, words, hint = ANSWERS[what]
    today = timezone.localdate()
    form = kind(
        request.POST if request.method == "POST" else None,
        initial={"told_on": today},
        today=today,
        agencies=_agencies(child),
    )
    if request.method == "POST" and form.is_valid():
        try:
            record_fact(
                child=Child.objects.get(pk=child.id),
                fact=form.fact(),
                reason=form.cleaned_data["note"],
                by=request.actor,
                at=timezone.now(),
            )
        except CannotRecord as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _changed(child))
            return redirect("missing")
    return render(request, "children/found_as.html", {**_common(child), "form": form, "words": words, "hint": hint})


def _agencies(child: ChildOnTheDay) -> tuple[str, ...]:
    """Who can have been asked: those that know the child, and the last school."""
    known = [one.agency for one in known_by(child.held.facts, child.on) if one.agency not in OUR_OWN_LISTS]
    return tuple(dict.fromkeys([*known, SCHOOLS]))


def _changed(before: ChildOnTheDay) -> str:
    spell = spell_on(before.id, before.on)
    was = status_name(before.spell.status).lower() if before.spell else "without a status"
    now = status_name(spell.status).lower() if spell else "without a status"
    if was == now:
        return f"Recorded. The child stays “{now}”; the next enquiry has been worked out anew."
    gone = " The child is off this list." if spell and spell.status not in TO_FIND else ""
    return f"Recorded. “{was}” becomes “{now}”.{gone} It can be taken back on the child's record."


def withdraw(request: HttpRequest, own_id: int) -> HttpResponse:
    """Take back what was recorded wrongly: asked for a reason first, then closed, and the child worked out anew."""
    own = get_object_or_404(Record.objects.prefetch_related("versions"), pk=own_id, feed=OWN_FEED)
    held = (
        Child.objects.filter(memberships__record=own, memberships__superseded_at=None)
        .values_list("pk", flat=True)
        .first()
    )
    if held is None:
        raise Http404("No child holds this entry.")
    child = _child(held)
    looked(request, child.id, "what was found")
    fault = ""
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()[:500]
        try:
            if not reason:
                raise CannotRecord("Say why it is taken back.")
            number = withdraw_fact(own=own.pk, reason=reason, by=request.actor, at=timezone.now())
            messages.success(request, "Taken back. It says nothing from now on; what was known before stays known.")
            return redirect("child-record", child_id=number)
        except CannotRecord as refused:
            fault = str(refused)
    version = next((one for one in own.versions.all() if one.superseded_at is None), None)
    silence = silence_of(child)
    row = (
        [(name.replace("_", " ").capitalize(), silence.keep(value)) for name, value in version.raw.items()]
        if version
        else []
    )
    context = {**_common(child), "own": own, "row": row, "fault": fault, "standing": version is not None}
    return render(request, "children/found_withdraw.html", context, status=422 if fault else 200)


routes = [
    path_for("missing/<int:child_id>/found", found_page, permission="case.work", name="missing-found"),
    path_for("missing/<int:child_id>/found/<slug:what>", record_found, permission="case.work", name="missing-found-as"),
    path_for("recorded/<int:own_id>/take-back", withdraw, permission="case.work", name="recorded-withdraw"),
]
