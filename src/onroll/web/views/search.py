"""Is this child known to us? One box that takes anything, and what tells the children it finds apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from onroll.audit.log import listed
from onroll.children.models import ChildSummary
from onroll.children.selectors.child import statuses_on
from onroll.children.selectors.protection import protected
from onroll.children.selectors.search import MOST, Match, search, understand
from onroll.web.access import path_for
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.parts.child_bar import child_name, year_words
from onroll.web.parts.record_page import NOT_SHOWN
from onroll.web.parts.words import STATUS_COLOURS, sex_word, status_name, written_day


def search_page(request: HttpRequest) -> HttpResponse:
    """Best matches first, each with why it matches and how it differs from the others."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    asked = understand(words)
    matches = search(words) if words else []
    if words and not asked.nothing:
        listed(request, "search", [match.summary.pk for match in matches], action="child.searched")
    context = {
        "words": words, "nothing_asked": bool(words) and asked.nothing, "found": len(matches), "most": MOST, "taken": asked.taken,
        "table": _table(matches, words), "may_refer": request.user.may("referral.make"),
    }  # fmt: skip
    return render(request, "children/search.html", context)


def _table(matches: list[Match], words: str) -> Table:
    today = timezone.localdate()
    children = [match.summary.pk for match in matches]
    statuses, secret = statuses_on(children, today), protected(children)
    apart = told_apart([match.summary for match in matches], secret)
    rows = []
    for match in matches:
        one = match.summary
        status = statuses[one.pk].status if one.pk in statuses else ""
        known = f"known as {one.known_as}" if one.known_as and one.known_as not in child_name(one) else ""
        where = (
            NOT_SHOWN
            if one.pk in secret
            else ", ".join(filter(None, (one.address, one.postcode.replace(" ", "\u00a0"))))
        )
        why = ", ".join(match.why)
        rows.append([
            Cell(child_name(one), href=reverse("child", args=[one.pk]), hint=known),
            Cell(written_day(one.date_of_birth), hint=year_words(one.date_of_birth, today)), sex_word(one.sex), where,
            Cell(one.upn, hint=f"NHS\u00a0{one.nhs_number}" if one.nhs_number else ""),
            Cell("", tag=status_name(status), tag_colour=STATUS_COLOURS.get(status, "")) if status else "",
            Cell(why[:1].upper() + why[1:], hint=apart.get(one.pk, "")),
        ])  # fmt: skip
    columns = [Column("Name", heads_row=True), Column("Born"), Column("Sex"), Column("Last known address"), Column("UPN"), Column("Status today"),
               Column("Why, and what differs")]  # fmt: skip
    return Table(f"Children like “{words}”", columns, rows, empty="Nobody matches.", caption_hidden=True)


def told_apart(found: Sequence[ChildSummary], secret: set[int]) -> Mapping[int, str]:
    """For children of one name: what differs between them, and who may be one child because nothing but a number does."""
    alike: dict[str, list[ChildSummary]] = defaultdict(list)
    for one in found:
        alike[one.sort_key].append(one)
    return {
        one.pk: _apart(one, [other for other in group if other.pk != one.pk], secret)
        for group in alike.values()
        if len(group) > 1
        for one in group
    }


def _apart(one: ChildSummary, others: Sequence[ChildSummary], secret: set[int]) -> str:
    same_day = [other for other in others if one.date_of_birth and other.date_of_birth == one.date_of_birth]
    beside = [other for other in others if one.household and other.household == one.household and one.pk not in secret]
    if not same_day:
        born = (
            "Another day of birth than the others of this name"
            if one.date_of_birth
            else "Same name as another, no date of birth"
        )
        return f"{born}, at the same address: may be one child" if beside else born
    numbers = any(one.upn and other.upn and one.upn != other.upn for other in same_day)
    places = not beside and any(
        one.postcode and other.postcode != one.postcode and not {one.pk, other.pk} & secret for other in same_day
    )
    differs = " and ".join([words for words, holds in (("the UPN", numbers), ("the address", places)) if holds])
    born = "Another of this name is born on this day"
    return (
        f"{born}; {differs} {'differ' if numbers and places else 'differs'}" if differs else f"{born}: may be one child"
    )


routes = [path_for("search", search_page, permission="child.search", name="search")]
