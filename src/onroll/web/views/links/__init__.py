"""Are these the same child? Pairs to review side by side, a person's decision, its undoing, and merging and separating."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from onroll.audit.log import listed
from onroll.children.after_a_decision import rebuild_at_once
from onroll.children.identity.deciding import CannotDecide, decide, merge, separate, undo_decision
from onroll.children.identity.memberships import held_memberships
from onroll.children.identity.records import link_records
from onroll.children.models import Child, LinkDecision, LinkPair, StatusSpell
from onroll.children.selectors.child import NoSuchChild, resolve, statuses_on
from onroll.children.selectors.overview import pairs_to_review
from onroll.children.selectors.protection import protected
from onroll.intake.models import Record
from onroll.linkage.interface import LinkRecord
from onroll.rules.missing import TO_FIND
from onroll.web.access import path_for
from onroll.web.parts.record_page import pair_words
from onroll.web.parts.words import FIELDS, STATUS_COLOURS, counted, feed_name, sex_word, status_name

PAGE = 10
SHOWN = ("surname", "forename", "middle_names", "former_surname", "preferred_forename", "date_of_birth", "sex", "upn", "former_upn", "uln",
         "nhs_number", "address", "postcode")  # fmt: skip


def links_page(request: HttpRequest) -> HttpResponse:
    """The uncertain pairs, likeliest first, both records side by side with what agrees, and what is at stake."""
    decided = LinkDecision.objects.filter(undone_at=None)
    record = request.GET.get("record", "")
    asked = int(record) if record.isdecimal() and len(record) < 10 else None
    page = Paginator(_undecided(asked), PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    records = {r.id: r for r in link_records([pk for pair in shown for pk in (pair.a_id, pair.b_id)])} if shown else {}
    shown = [
        pair for pair in shown if pair.a_id in records and pair.b_id in records
    ]  # an undone load may have taken one away
    held = held_memberships(list(records)) if records else {}
    hidden = protected(held.values())
    statuses = statuses_on(list(held.values()), timezone.localdate())
    listed(request, "links", held.values())
    context = {
        "pairs": [_pair(pair, records, held, hidden, statuses) for pair in shown], "page": page, "narrowed": asked,
        "latest": decided.order_by("-decided_at").select_related("a", "b")[:10],
    }  # fmt: skip
    return render(request, "children/links.html", context)


def _undecided(record: int | None) -> QuerySet[LinkPair]:
    """Pairs that wait, all or those of one record."""
    pairs = pairs_to_review().select_related("a", "b")
    return pairs if record is None else pairs.filter(Q(a=record) | Q(b=record))


def _pair(
    pair: LinkPair, records: dict[int, LinkRecord], held: dict[int, int], hidden: set[int], statuses: dict[int, StatusSpell]
) -> dict[str, Any]:  # fmt: skip
    one, other = records[pair.a_id], records[pair.b_id]
    secret = held.get(one.id) in hidden or held.get(other.id) in hidden
    rows = []
    for name in SHOWN:
        a, b = getattr(one, name), getattr(other, name)
        if (a or b) and not (secret and name in ("address", "postcode")):
            rows.append(
                {
                    "field": FIELDS.get(name, name),
                    "a": _value(name, a),
                    "b": _value(name, b),
                    "same": bool(a) and a == b,
                }
            )
    return {
        "pair": pair, "percent": min(round(pair.probability * 100), 99), "rows": rows, "hidden": secret,
        "words": pair_words(pair, hidden=secret), "stake": _at_stake(held.get(one.id), held.get(other.id), statuses),
        "sides": [_side(one, pair.a, held, statuses), _side(other, pair.b, held, statuses)],
    }  # fmt: skip


def _side(
    record: LinkRecord, printed: Record, held: dict[int, int], statuses: dict[int, StatusSpell]
) -> dict[str, Any]:
    child = held.get(record.id)
    spell = statuses.get(child) if child else None
    return {
        "name": f"{record.forename} {record.surname}".strip() or "Name not held", "source": feed_name(record.feed), "printed": str(printed),
        "child": child, "status": status_name(spell.status) if spell else "", "colour": STATUS_COLOURS.get(spell.status, "") if spell else "",
    }  # fmt: skip


def _at_stake(one: int | None, other: int | None, statuses: dict[int, StatusSpell]) -> str:
    """What a wrong word would do, where it is more than a double entry."""
    if one is not None and one == other:
        return "Both records are held as one child now."
    found = {statuses[child].status for child in (one, other) if child in statuses}
    if found & TO_FIND and found - TO_FIND:
        return "One of them is looked for as missing education while the other is placed: if they are one child, nobody is missing."
    return "Two children in full standing: joined wrongly, one of them is lost from sight." if len(found) == 2 else ""


def _value(name: str, value: object) -> str:
    if name == "sex":
        return sex_word(str(value))
    return f"{value:%-d %B %Y}" if isinstance(value, date) else str(value or "")


@require_POST
def decide_pair(request: HttpRequest) -> HttpResponse:
    """The same child, or not: kept for ever, above every run."""
    same = request.POST.get("same")
    if same not in {"yes", "no"}:
        raise Http404("The form was sent without a decision.")
    try:
        a, b = int(request.POST.get("a", "")[:18]), int(request.POST.get("b", "")[:18])
        decided = decide(
            a=a,
            b=b,
            same=same == "yes",
            reason=request.POST.get("reason", "").strip(),
            by=request.actor,
            at=timezone.now(),
        )
    except (ValueError, CannotDecide) as refused:
        messages.error(request, str(refused) if isinstance(refused, CannotDecide) else "The form names no two records.")
        return redirect("links")
    rebuild_at_once(decided.children)
    moved = len(decided.decision.moved)
    words = "are one child" if same == "yes" else "are not the same child"
    messages.success(
        request,
        f"Kept: these records {words}. {moved} {'record' if moved == 1 else 'records'} moved. It can be taken back below.",
    )
    return redirect(_back(request))


@require_POST
def undo(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Take a decision back: every record still where it was put returns to where it was."""
    decision = get_object_or_404(LinkDecision, pk=decision_id)
    try:
        undone = undo_decision(
            decision=decision, reason=request.POST.get("reason", "").strip(), by=request.actor, at=timezone.now()
        )
    except CannotDecide as refused:
        messages.error(request, str(refused))
        return redirect(_back(request))
    rebuild_at_once(undone.children)
    messages.success(
        request,
        f"Taken back. {counted(len(undone.decision.moved), 'record is', 'records are')} where they were before.",
    )
    return redirect(_back(request))


@require_POST
def merge_children(request: HttpRequest, child_id: int) -> HttpResponse:
    """This child and another are one: nothing of either is lost, and the number of the other leads here."""
    other = request.POST.get("other", "").strip()
    reason = request.POST.get("reason", "").strip()
    try:
        if not other.isdecimal() or not reason:
            raise CannotDecide("Give the number of the other child and say why they are one.")
        a, b = Child.objects.get(pk=resolve(child_id)), Child.objects.get(pk=resolve(int(other)))
        merged = merge(a=a, b=b, reason=reason, by=request.actor, at=timezone.now())
    except (CannotDecide, NoSuchChild) as refused:
        messages.error(request, str(refused))
        return redirect("child-record", child_id=child_id)
    rebuild_at_once(merged.children)
    messages.success(request, f"Children {a.pk} and {b.pk} are one. It can be taken back under “Decisions”.")
    return redirect("child-record", child_id=resolve(child_id))


@require_POST
def separate_records(request: HttpRequest, child_id: int) -> HttpResponse:
    """The records chosen are another child's: they go to a child of their own with all that hangs on them."""
    chosen = [int(pk) for pk in request.POST.getlist("record") if pk.isdecimal() and len(pk) < 19]
    reason = request.POST.get("reason", "").strip()
    try:
        if not reason:
            raise CannotDecide("Say why these records are another child's.")
        child = Child.objects.get(pk=resolve(child_id))
        separated = separate(child=child, records=chosen, reason=reason, by=request.actor, at=timezone.now())
    except (CannotDecide, NoSuchChild) as refused:
        messages.error(request, str(refused))
        return redirect("child-record", child_id=child_id)
    rebuild_at_once(child for one in separated for child in one.children)
    messages.success(
        request, "Separated. The records chosen are a child of their own now; it can be taken back under “Decisions”."
    )
    return redirect("child-record", child_id=child_id)


def _back(request: HttpRequest) -> str:
    """To the child's record when the form stands there, else to the queue; never anywhere else."""
    child = request.POST.get("child", "")
    return reverse("child-record", args=[int(child)]) if child.isdecimal() and len(child) < 19 else reverse("links")


routes = [
    path_for("links", links_page, permission="links.review", name="links"),
    path_for("links/decide", decide_pair, permission="links.review", name="link-decide"),
    path_for("links/decisions/<int:decision_id>/undo", undo, permission="links.review", name="link-undo"),
    path_for("children/<int:child_id>/merge", merge_children, permission="links.review", name="child-merge"),
    path_for("children/<int:child_id>/separate", separate_records, permission="links.review", name="child-separate"),
]
