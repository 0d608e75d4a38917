"""What was decided on links, by whom and why, and how is it taken back? Every decision since the beginning, newest first."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from onroll.audit.log import listed
from onroll.children.after_a_decision import rebuild_at_once
from onroll.children.identity.deciding import CannotDecide, undo_decision
from onroll.children.identity.memberships import held_memberships
from onroll.children.models import ChildSummary, LinkDecision
from onroll.children.selectors.effects import if_undone
from onroll.children.selectors.records import printed_ids
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.parts.child_bar import child_name
from onroll.web.parts.effects import effect_lines

PAGE = 25


def decisions_page(request: HttpRequest) -> HttpResponse:
    """Who said what of which records, with the way to take it back."""
    kind = Choice(
        "word", "What was said", [Option("same", "The same child"), Option("different", "Not the same")]
    ).read(request)
    standing = Choice("standing", "Does it stand?", [Option("yes", "Stands"), Option("no", "Taken back")]).read(request)
    names = LinkDecision.objects.order_by("decided_by").values_list("decided_by", flat=True).distinct()[:50]
    who = Choice("by", "Who decided", [Option(name, name) for name in names]).read(request)
    found = LinkDecision.objects.select_related("a", "b").order_by("-decided_at", "-pk")
    if len(kind.chosen) == 1:
        found = found.filter(same=kind.value == "same")
    if len(standing.chosen) == 1:
        found = found.filter(undone_at__isnull=standing.value == "yes")
    if who.chosen:
        found = found.filter(decided_by__in=who.chosen)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    records = [pk for one in shown for pk in (one.a_id, one.b_id)]
    held, printed = held_memberships(records), printed_ids(records) if records else {}
    named = {one.pk: child_name(one) for one in ChildSummary.objects.filter(pk__in=set(held.values()))}
    listed(request, "link decisions", held.values())
    rows = [
        {"decision": one, "sides": [(printed.get(pk, "a record no longer held"), held.get(pk), named.get(held.get(pk, 0), "")) for pk in (one.a_id, one.b_id)]}
        for one in shown
    ]  # fmt: skip
    return render(
        request,
        "links/decisions.html",
        {"rows": rows, "page": page, "filters": Filters([kind, standing, who], request)},
    )


def undo(request: HttpRequest, decision_id: int) -> HttpResponse:
    """What taking it back will do, then taking it back: every record still where it was put returns to where it was."""
    decision = get_object_or_404(LinkDecision.objects.select_related("a", "b"), pk=decision_id)
    back = _back(request)
    if request.method != "POST":
        concerned = {child for _, was, now in decision.moved for child in (was, now)} | set(
            held_memberships([decision.a_id, decision.b_id]).values()
        )
        listed(request, "link decision", concerned)
        context = {
            "decision": decision,
            "lines": effect_lines(if_undone(decision, timezone.localdate())),
            "child": request.GET.get("child", ""),
            "back": back,
        }
        return render(request, "links/undo.html", context)
    try:
        undone = undo_decision(
            decision=decision, reason=request.POST.get("reason", "").strip()[:500], by=request.actor, at=timezone.now()
        )
    except CannotDecide as refused:
        messages.error(request, str(refused))
        return redirect(back)
    rebuild_at_once(undone.children)
    moved = len(undone.decision.moved)
    messages.success(request, f"Taken back. {moved} {'record is' if moved == 1 else 'records are'} where they were before." if moved != 1
                     else "Taken back. 1 record is where it was before.")  # fmt: skip
    return redirect(back)


def _back(request: HttpRequest) -> str:
    """To the child's record when the link or form stands there, else to the list of decisions; never anywhere else."""
    child = (request.POST if request.method == "POST" else request.GET).get("child", "")
    return (
        reverse("child-record", args=[int(child)])
        if child.isdecimal() and len(child) < 19
        else reverse("link-decisions")
    )
