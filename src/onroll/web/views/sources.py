"""Can I trust what I see? Each source: when it last came, how good it is, under which agreement, and what must be mended."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from onroll.audit.actor import Subject
from onroll.audit.log import record
from onroll.children.identity.memberships import held_memberships
from onroll.children.selectors.missing import received
from onroll.children.selectors.overview import newest_extracts
from onroll.children.selectors.protection import protected, tells_where
from onroll.extracts.layouts import FEEDS
from onroll.intake.models import Agreement, Record, Source
from onroll.intake.own_facts import OWN_FEED
from onroll.intake.sources.agreements import CannotAgree, add_agreement, end_agreement, expect, holds, in_force
from onroll.intake.sources.quality import by_school, kinds, to_mend, trend
from onroll.places.models import School
from onroll.rules.coverage import FRESH, NEVER, coverage
from onroll.web.access import path_for, require
from onroll.web.components.tables import Cell, Column, Table
from onroll.web.forms.sources import Ended, Expected, NewAgreement
from onroll.web.parts.exports import csv_response
from onroll.web.parts.words import counted, feed_name, feed_system, written_day

HEADINGS = ("file", "line", "id_in_your_system", "column", "value", "what_is_wrong")


def sources_page(request: HttpRequest) -> HttpResponse:
    """Every source, the late ones first; and every lawful way a child can be placed, with whether it was asked."""
    today = timezone.localdate()
    return render(
        request,
        "sources/sources.html",
        {"sources": _sources(today), "coverage": _coverage(today), "on": today},
    )


def source_page(request: HttpRequest, feed: str) -> HttpResponse:
    """One source: its loads and how good they were, by school, by kind; its agreement; what we expect of it."""
    source = get_object_or_404(Source, feed=feed)
    today = timezone.localdate()
    if request.GET.get("form") == "csv":
        return _mend_list(request, source)
    manages = request.user.may("source.manage")
    form = Expected(
        initial={
            "interval_days": source.interval_days,
            "contact": source.contact,
            "without_agreement": source.without_agreement,
        }
    )
    if request.method == "POST":
        require(request, "source.manage")
        form = Expected(request.POST)
        if form.is_valid():
            expect(source=source, by=request.actor, **form.cleaned_data)
            messages.success(request, "Kept what is expected of this source.")
            return redirect("source", feed)
    held = in_force(source, today)
    context = {
        "source": source, "name": feed_name(feed), "system": feed_system(feed), "newest": newest_extracts().get(feed), "trend": _trend(source),
        "kinds": _kinds(source), "schools": _schools(source), "agreement": held, "agreements": _agreements(source, today, manages), "manages": manages,
        "form": form, "overdue": _overdue(source, newest_extracts().get(feed), today), "on": today,
    }  # fmt: skip
    return render(request, "sources/source.html", context)


def agreement_page(request: HttpRequest, feed: str) -> HttpResponse:
    """A new agreement behind a source."""
    source = get_object_or_404(Source, feed=feed)
    form = NewAgreement(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_agreement(source=source, by=request.actor, at=timezone.now(), **form.cleaned_data)
        except CannotAgree as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, "The agreement is recorded.")
            return redirect("source", feed)
    return render(request, "sources/agreement.html", {"form": form, "source": source, "name": feed_name(feed)})


def end_page(request: HttpRequest, number: int) -> HttpResponse:
    """End an agreement early, with the reason."""
    agreement = get_object_or_404(Agreement.objects.select_related("source"), pk=number)
    form = Ended(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_agreement(
                agreement=agreement, on=form.cleaned_data["on"], reason=form.cleaned_data["reason"], by=request.actor
            )
        except CannotAgree as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, "The agreement ends on the day you gave.")
            return redirect("source", agreement.source.feed)
    return render(
        request,
        "sources/end.html",
        {"form": form, "agreement": agreement, "name": feed_name(agreement.source.feed)},
    )


def _overdue(source: Source, as_at: date | None, today: date) -> int:
    """By how many days it is late; 0 where it isn't, or comes as it comes."""
    return max(0, (today - as_at).days - source.interval_days) if as_at and source.interval_days else 0


def _sources(today: date) -> Table:
    newest = newest_extracts()
    rows = []
    for source in Source.objects.exclude(feed=OWN_FEED).order_by("feed"):
        as_at, overdue = newest.get(source.feed), _overdue(source, newest.get(source.feed), today)
        state = (
            Cell("", tag="Late", tag_colour="orange", hint=f"by {counted(overdue, 'day', 'days')}") if overdue
            else Cell("", tag="In time", tag_colour="green") if as_at else Cell("", tag="Never received", tag_colour="grey")
        )  # fmt: skip
        last = trend(source, loads=1)
        score = f"{last[0].score:.1f}" if last and last[0].score is not None else None
        agreement = in_force(source, today)
        under = (
            Cell(agreement.title, hint=f"until {agreement.expires_on:%-d %B %Y}" if agreement.expires_on else "")
            if agreement
            else "not needed: nobody's personal data"
            if FEEDS[source.feed].for_places
            else Cell("", tag="None recorded", tag_colour="yellow")
        )
        every = f"every {source.interval_days} days" if source.interval_days else "as it comes"
        name = Cell(feed_name(source.feed), href=reverse("source", args=[source.feed]), hint=feed_system(source.feed))
        rows.append((-overdue, [name, written_day(as_at), every, state, score, under]))
    columns = [
        Column("Source", heads_row=True), Column("Newest extract as at"), Column("Expected"), Column("Late?"),
        Column("Rows without a fault, of 100", numeric=True), Column("Agreement"),
    ]  # fmt: skip
    ordered = [row for _, row in sorted(rows, key=lambda one: one[0])]
    return Table("Sources", columns, ordered, empty="No source has sent anything yet.", id="sources")


def _coverage(today: date) -> Table:
    rows = []
    for held in coverage(received(), today):
        state, colour = (
            ("Asked", "green") if held.state == FRESH else ("Never asked", "red") if held.state == NEVER else ("Too old", "orange")
        )  # fmt: skip
        rows.append([
            held.way.name, feed_name(held.way.feed), written_day(held.as_at) or "never",
            Cell("", tag=state, tag_colour=colour, hint="" if held.state == FRESH else held.ask()),
        ])  # fmt: skip
    columns = [Column("How a child may lawfully be placed", heads_row=True), Column("Source"), Column("Newest list"), Column("Was it asked?")]  # fmt: skip
    return Table("Coverage", columns, rows, id="coverage")


def _trend(source: Source) -> Table:
    rows = [
        [Cell(one.file_name, href=reverse("load", args=[one.load])), written_day(one.as_at), f"{one.held:,}", f"{one.set_aside:,}", f"{one.warned:,}",
         f"{one.score:.1f}" if one.score is not None else None]
        for one in reversed(trend(source))
    ]  # fmt: skip
    columns = [Column("File", heads_row=True), Column("As at"), Column("Rows held after it", numeric=True), Column("Set aside", numeric=True),
               Column("With a warning", numeric=True), Column("Without a fault, of 100", numeric=True)]  # fmt: skip
    return Table("How good its rows were, newest first", columns, rows, empty="Nothing was loaded yet.", id="trend")


def _kinds(source: Source) -> Table:
    rows = [
        [one.rule.replace("-", " ").capitalize(), one.column or "the whole line", Cell("", tag="Set aside" if one.set_aside else "Warning", tag_colour="orange" if one.set_aside else "grey"), f"{one.rows:,}"]
        for one in kinds(source)
    ]  # fmt: skip
    columns = [Column("What is wrong", heads_row=True), Column("Column"), Column("What became of it"), Column("Rows", numeric=True)]  # fmt: skip
    return Table("What its rows have wrong now", columns, rows, empty="Nothing: every row came without a fault.", id="kinds")  # fmt: skip


def _schools(source: Source) -> Table | None:
    found = by_school(source)
    if not found:
        return None
    names = dict(School.objects.filter(urn__in=[one.qualifier for one in found]).values_list("urn", "name"))
    address = reverse("source", args=[source.feed])
    rows = [
        [Cell(names.get(one.qualifier, one.qualifier), hint=one.qualifier), f"{one.rows:,}", f"{one.warned:,}", f"{one.score:.1f}" if one.score is not None else None,
         Cell("List to mend", href=f"{address}?form=csv&part={one.qualifier}") if one.warned else "nothing"]
        for one in found
    ]  # fmt: skip
    columns = [Column("School or agency", heads_row=True), Column("Rows held", numeric=True), Column("With a warning", numeric=True),
               Column("Without a fault, of 100", numeric=True), Column("For it to mend")]  # fmt: skip
    return Table("By school, the most faults first", columns, rows, id="schools")


def _agreements(source: Source, today: date, manages: bool) -> Table:
    rows = []
    for one in source.agreements.order_by("-starts_on"):
        state = ("In force", "green") if holds(one, today) else ("To come", "blue") if one.starts_on > today else ("Ended", "grey")  # fmt: skip
        end: Any = ""
        if manages and one.ended_on is None and state[0] != "Ended":
            end = Cell("End it", href=reverse("agreement-end", args=[one.pk]))
        rows.append([
            Cell(one.title, hint=f"with {one.with_whom}"), Cell(one.purpose, hint=one.lawful_basis), written_day(one.starts_on),
            Cell(written_day(one.ended_on or one.expires_on) or "until ended", hint=one.ended_because), Cell("", tag=state[0], tag_colour=state[1]), end,
        ])  # fmt: skip
    columns = [Column("Agreement", heads_row=True), Column("Purpose and basis"), Column("From"), Column("Until"), Column("State"), Column("What to do", hidden_words=True)]  # fmt: skip
    return Table("Information-sharing agreements", columns, rows, empty="None is recorded for this source.", id="agreements")  # fmt: skip


def _mend_list(request: HttpRequest, source: Source) -> HttpResponse:
    """Every row with a fault, for the source to mend. What tells where a protected child lives is left out."""
    part = request.GET.get("part", "")[:120]
    rows = list(to_mend(source, qualifier=part))
    ids = {row[2] for row in rows}
    records = dict(Record.objects.filter(feed=source.feed, source_id__in=ids).values_list("pk", "source_id"))
    held = held_memberships(list(records))
    children = set(held.values())
    secret = protected(children)
    hidden = {records[pk] for pk, child in held.items() if child in secret}
    shown = [
        (*row[:4], "", "The value of this column is wrong; it is protected.")
        if row[2] in hidden and tells_where(row[3])
        else row
        for row in rows
    ]
    with transaction.atomic():
        record(actor=request.actor, action="source.mend_list", subject=Subject("source", source.feed))
    name = f"to-mend-{source.feed}" + (f"-{part}" if part.isalnum() else "")
    return csv_response(request, name=name, headings=HEADINGS, rows=shown, children=children)


routes = [
    path_for("sources", sources_page, permission="load.view", name="sources"),
    path_for("sources/<slug:feed>/", source_page, permission="load.view", name="source"),
    path_for("sources/<slug:feed>/agreement/", agreement_page, permission="source.manage", name="agreement-add"),
    path_for("sources/agreements/<int:number>/end/", end_page, permission="source.manage", name="agreement-end"),
]
