"""What has been referred to us? The inbox of those who triage, one referral with the children it may mean, and an officer's own form."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from onroll.audit.log import listed, looked
from onroll.casework.actions.referring import receive_referral
from onroll.casework.models import Referral
from onroll.casework.models.referral import ROUTES, STATES
from onroll.casework.selectors.referrals import inbox, late_count, settled
from onroll.children.models import ChildSummary
from onroll.children.selectors.child import NoSuchChild, child_on, resolve
from onroll.children.selectors.search import understand
from onroll.rules.referrals import referral_book, triage_days
from onroll.web.access import path_for
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.forms.triage import Typed
from onroll.web.parts.child_bar import child_name, identity
from onroll.web.parts.referral_parts import rows

PAGE = 20


def referrals_page(request: HttpRequest) -> HttpResponse:
    """Waiting for triage: where a child may be in danger first, then the oldest. Or what was decided, the latest first."""
    today = timezone.localdate()
    decided = request.GET.get("show") == "decided"
    filters, found = _filtered(request, settled(request.user) if decided else inbox(request.user), decided)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    made = rows(shown, request.user, today)
    listed(request, "referrals decided" if decided else "referrals", _children_shown(shown, made))
    context = {
        "rows": made, "page": page, "decided": decided, "filters": Filters(filters, request, keep=("show",)), "on": today,
        "narrowed": any(one.chosen for one in filters), "late": late_count(request.user, today), "days": triage_days(),
        "rule": reverse("rule", args=[referral_book().triage_rule]), "states": STATES,
    }  # fmt: skip
    return render(request, "casework/referrals.html", context)


def _children_shown(shown: list[Referral], made: list[dict[str, Any]]) -> set[int]:
    return {one.child_id for one in shown if one.child_id} | {
        one["likeliest"]["child"] for one in made if one["likeliest"] and one["likeliest"]["child"]
    }


def _filtered(request: HttpRequest, rows: QuerySet[Referral], decided: bool) -> tuple[list[Choice], QuerySet[Referral]]:
    """By how they came, by what OnRoll found, and (of the decided) by what became of them."""
    routes = dict(rows.order_by().values_list("route").annotate(n=Count("pk")))
    asked = [
        Choice(
            "from", "How it came", [Option(route, words, routes.get(route, 0)) for route, words in ROUTES.items()]
        ).read(request)
    ]
    if asked[0].chosen:
        rows = rows.filter(route__in=asked[0].chosen)
    if decided:
        states = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
        asked.append(
            Choice(
                "became",
                "What became of it",
                [Option(s, words, states.get(s, 0)) for s, words in STATES.items() if s != "new"],
            ).read(request)
        )
        if asked[1].chosen:
            rows = rows.filter(state__in=asked[1].chosen)
    else:
        findings = [
            Option(one.id, one.words, rows.filter(raised_by__startswith=f"{one.id}:").count())
            for one in referral_book().findings
        ]
        asked.append(Choice("found", "What OnRoll found", [one for one in findings if one.count]).read(request))
        if asked[1].chosen:
            rows = rows.filter(raised_by__regex=f"^({'|'.join(asked[1].chosen)}):")
    return asked, rows


def new_referral(request: HttpRequest) -> HttpResponse:
    """An officer writes down what they were told or noticed; begun from a search or from a child's page, it is filled in already."""
    child = _child(request)
    posted = request.method == "POST" and "from_search" not in request.POST
    form = Typed(request.POST if posted else None, known=child is not None, initial=_begun(request))
    once = request.POST.get("once", "") if posted else str(uuid4())
    if posted and form.is_valid():
        now = timezone.now()
        said = form.said
        if not said.get("referrer_name"):
            said |= {"referrer_name": request.user.name, "referrer_role": request.user.roles_in_words[:150]}
        referral = receive_referral(
            route="internal",
            said=said,
            on=timezone.localdate(now),
            at=now,
            by=request.actor,
            child=child,
            sent_once=_uuid(once),
        )
        messages.success(request, f"{referral.reference} is in the inbox of those who triage.")
        if request.user.may("referral.view"):
            return redirect("referral", referral.reference)
        return redirect("child", child) if child is not None and request.user.may("child.view") else redirect("today")
    context: dict[str, Any] = {"form": form, "once": once, "child": child}
    if child is not None:
        held = child_on(child, timezone.localdate())
        looked(request, child, "new referral")
        context |= {"bar": identity(held), "name": child_name(held.summary)}
    return render(request, "casework/referral_new.html", context)


def _child(request: HttpRequest) -> int | None:
    """The child whose page the officer came from. Raises Http404 for a number that is no child's."""
    given = request.GET.get("child", "")
    if not given:
        return None
    try:
        child = resolve(int(given)) if given.isdecimal() and len(given) < 10 else None
    except NoSuchChild:
        child = None
    if child is None or not ChildSummary.objects.filter(pk=child).exists():
        raise Http404("No child has this number")
    return child


def _begun(request: HttpRequest) -> dict[str, Any]:
    """What was looked for on the search page, sent by its form and never in an address."""
    words = request.POST.get("from_search", "")[:200]
    if not words:
        return {}
    asked = understand(words)
    first, _, last = asked.name.title().rpartition(" ")
    return {"forename": first, "surname": last, "date_of_birth": asked.birth, "postcode": asked.postcodes[0] if asked.postcodes else "",
            "upn": next((one for one in asked.numbers if len(one) == 13), "")}  # fmt: skip


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


routes = [
    path_for("referrals", referrals_page, permission="referral.view", name="referrals"),
    path_for("referrals/new", new_referral, permission="referral.make", name="referral-new"),
]
