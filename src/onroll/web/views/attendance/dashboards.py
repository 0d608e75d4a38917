"""How does attendance stand: the authority, one school, one breakdown? This year so far, beside last year and elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from onroll.attendance.axis import year_of
from onroll.reports.attendance.comparators import sources, year_words
from onroll.reports.attendance.kpis import TOTAL, Kpis, as_rows, grouped, kpis
from onroll.reports.attendance.people import BREAKDOWNS, SchoolOf, schools
from onroll.reports.attendance.standing import (
    Enrolment,
    Period,
    enrolments,
    newest_day,
    schools_behind,
    sums,
    year_so_far,
)
from onroll.reports.attendance.trend import Trend, trend
from onroll.web.access import path_for
from onroll.web.components.charts import Bar, BarChart
from onroll.web.components.filters import Choice, Filters, Option
from onroll.web.parts.attendance_numbers import (
    YEARLY,
    beside_table,
    codes_table,
    every_code_table,
    groups_table,
    sources_of,
    trend_chart,
    years_chart,
)
from onroll.web.parts.days import asked_day

PHASE_ORDER = ("Primary", "Secondary", "Special", "Other")
NOT_BY_OTHERS = ("school",)  # a school's own pages don't break down by school
FIRST_SHOWN = 12


@dataclass(frozen=True)
class Shown:
    """The registers a page is about, this year and in the same weeks of the last."""

    period: Period
    rows: list[Enrolment]
    earlier: Kpis

    @property
    def ours(self) -> Kpis:
        return kpis(one.measures for one in self.rows)

    @property
    def years(self) -> tuple[str, str]:
        year = year_of(self.period.first)
        return year_words(year), year_words(year - 1)


def authority_page(request: HttpRequest) -> HttpResponse:
    """Every school together: the numbers, phases, weeks, codes, how new the marks are, and the lists."""
    day = asked_day(request)
    shown = _shown(day.on)
    context: dict[str, Any] = {"on": day.on, "filters": Filters([day.filter], request), "pages": ways("attendance")}
    if shown is not None:
        weeks, before = trend(shown.period), trend(shown.period.year_before())
        late = schools_behind(day.on)
        context |= _numbers(shown, weeks, before, of="every school", phase="total") | {
            "phases": groups_table(as_rows(_by(shown.rows, "phase", shown.period), order=_phase), "Phase", id="phases"),
            "newest": newest_day(day.on), "late": late[:FIRST_SHOWN], "late_count": len(late),
        }  # fmt: skip
    return render(request, "attendance/authority.html", context)


def school_page(request: HttpRequest, urn: str) -> HttpResponse:
    """One school, beside its phase in the region and England; by year group, and its own lists."""
    school = schools().get(urn)
    if school is None:
        raise Http404(f"No school has the URN {urn}.")
    day = asked_day(request)
    shown = _shown(day.on, urn=urn)
    context: dict[str, Any] = {
        "on": day.on,
        "filters": Filters([day.filter], request),
        "school": school,
        "school_href": _school_href(urn),
    }
    if shown is not None:
        weeks, before = trend(shown.period, urns=[urn]), trend(shown.period.year_before(), urns=[urn])
        phase = school.phase if school.phase != "other" else "total"
        context |= _numbers(shown, weeks, before, of=school.name, phase=phase) | {
            "years": groups_table(as_rows(_by(shown.rows, "year", shown.period)), "Year group", id="years"),
            "newest": max((one.measures.last_present_on for one in shown.rows if one.measures.last_present_on), default=None),
        }  # fmt: skip
    return render(request, "attendance/school.html", context)


def groups_page(request: HttpRequest) -> HttpResponse:
    """Attendance by one breakdown, of the authority or of one school."""
    day = asked_day(request)
    by = Choice(
        "by",
        "Break down by",
        [Option(key, words) for key, (words, _) in BREAKDOWNS.items()],
        single=True,
        any_words="Year group",
    ).read(request)
    places = schools()
    urn = request.GET.get("school", "")
    school = places.get(urn)
    chosen = by.value or "year"
    shown = _shown(day.on, urn=school.urn if school else None)
    context: dict[str, Any] = {
        "on": day.on, "filters": Filters([by, _schools_choice(shown, school).read(request), day.filter], request), "pages": ways("attendance-groups"),
        "what": BREAKDOWNS[chosen][0], "school": school,
    }  # fmt: skip
    if shown is not None:
        rows = as_rows(_by(shown.rows, chosen, shown.period), order=_phase if chosen == "phase" else None)
        hrefs = (
            {place.name: reverse("attendance-school", args=[place.urn]) for place in places.values()}
            if chosen == "school"
            else {}
        )
        context |= {
            "period": shown.period, "table": groups_table(rows, BREAKDOWNS[chosen][0], hrefs=hrefs),
            "chart": BarChart(
                "Persistently absent", "Per cent of the pupils in each group",
                [Bar(row.group if row.group != TOTAL else "All pupils", row.shares["persistent"]) for row in rows],
            ) if len(rows) <= FIRST_SHOWN * 2 else None,
        }  # fmt: skip
    return render(request, "attendance/groups.html", context)


def years_page(request: HttpRequest) -> HttpResponse:
    """Overall, persistent and severe absence year by year, each its own chart, beside the region and England; as published."""
    charts = [(f"years-{measure}", years_chart(settings.AUTHORITY, measure, words)) for measure, words in YEARLY]
    context = {"charts": charts, "source": sources()["lait"], "pages": ways("attendance-years")}
    return render(request, "attendance/years.html", context)


def _shown(on: Any, *, urn: str | None = None) -> Shown | None:
    period = year_so_far(on)
    if period is None:
        return None
    return Shown(period, _of(period, urn), sums(period.year_before(), urn=urn))


def _of(period: Period, urn: str | None) -> list[Enrolment]:
    return [one for one in enrolments(period) if urn is None or one.measures.urn == urn]


def _numbers(shown: Shown, weeks: Trend, before: Trend, *, of: str, phase: str) -> dict[str, Any]:
    """What both dashboards say."""
    ours = shown.ours
    return {
        "period": shown.period, "ours": ours, "attended": ours.share("attendance"), "missed": ours.share("absence"),
        "persistent": ours.share("persistent"), "severe": ours.share("severe"), "before": shown.period.year_before(),
        "beside": beside_table(ours, shown.earlier, shown.period, area=settings.AUTHORITY, phase=phase),
        "sources": sources_of(settings.AUTHORITY, shown.period), "chart": trend_chart(weeks, before, shown.years, of=of),
        "codes": codes_table(weeks), "every_code": every_code_table(weeks),
    }  # fmt: skip


def _by(rows: list[Enrolment], breakdown: str, period: Period) -> dict[str, Kpis]:
    group = BREAKDOWNS[breakdown][1]
    return grouped((group(one.pupil, one.school, period.last), one.measures) for one in rows)


def _phase(name: str) -> object:
    return (PHASE_ORDER.index(name) if name in PHASE_ORDER else len(PHASE_ORDER), name)


def _schools_choice(shown: Shown | None, school: SchoolOf | None) -> Choice:
    held = {one.school.urn: one.school.name for one in (enrolments(shown.period) if shown else ())}
    if school:
        held[school.urn] = school.name
    options = [Option(urn, name) for urn, name in sorted(held.items(), key=lambda item: item[1].casefold())]
    return Choice("school", "School", options, single=True, any_words="Every school")


def ways(current: str) -> list[dict[str, Any]]:
    """The pages of attendance, as tabs."""
    pages = (
        ("attendance", "The authority"),
        ("attendance-groups", "Groups"),
        ("attendance-lists", "Lists"),
        ("attendance-years", "Years"),
    )
    return [{"words": words, "href": reverse(name), "current": name == current, "count": ""} for name, words in pages]


def _school_href(urn: str) -> str:
    """The school's own page, where this installation has one."""
    try:
        return reverse("school", args=[urn])
    except NoReverseMatch:
        return ""


routes = [
    path_for("attendance", authority_page, permission="attendance.view", name="attendance"),
    path_for("attendance/years", years_page, permission="attendance.view", name="attendance-years"),
    path_for("attendance/groups", groups_page, permission="attendance.view", name="attendance-groups"),
    path_for("attendance/schools/<str:urn>", school_page, permission="attendance.view", name="attendance-school"),
]
