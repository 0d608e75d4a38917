"""How is a date written? `2 November 2026`, and how far off it is from a day that the page states.

    {{ spell.started_on|day }}                      2 November 2026
    {{ spell.started_on|day:"nobody knows when" }}  the words, where there is no date
    {{ clock.due_on|from_day:today }}               in 3 days · today · 12 days ago
    {% day_and_distance clock.due_on today %}       25 November 2026 (in 3 days)
    {% between spell.started_on spell.ended_on %}   3 September 2026 to 2 November 2026 · since 3 September 2026
    {{ entry.happened_at|moment }}                  2 November 2026, 9:05am
    {{ child.born|age_on:today }}                   9

`today` is never taken from the clock here: the view passes the day that the page is about.
"""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def pounds(pence: int) -> str:
    """8000 as £80.00."""
    return f"£{pence / 100:,.2f}"


@register.filter
def day(value: date | datetime | None, missing: str = "") -> str:
    """A date in words; `missing` where there is none."""
    if value is None or value == "":
        return missing
    on = timezone.localdate(value) if isinstance(value, datetime) else value
    return f"{on.day} {on:%B %Y}"


@register.filter
def moment(value: datetime | None) -> str:
    """A moment in local time: `2 November 2026, 9:05am`."""
    if value is None:
        return ""
    at = timezone.localtime(value)
    return f"{day(at)}, {at.hour % 12 or 12}:{at:%M}{'am' if at.hour < 12 else 'pm'}"


@register.filter
def from_day(value: date | None, reference: date) -> str:
    """How far a date is from the reference day, in words: to 4 weeks in days, to 3 months in weeks, to 2 years in months."""
    if value is None:
        return ""
    days = (value - reference).days
    if days == 0:
        return "today"
    if abs(days) == 1:
        return "tomorrow" if days > 0 else "yesterday"
    distance = _distance(min(value, reference), max(value, reference))
    return f"in {distance}" if days > 0 else f"{distance} ago"


def _distance(early: date, late: date) -> str:
    days = (late - early).days
    if days <= 28:
        return f"{days} days"
    if days <= 91:
        return f"{days // 7} weeks"
    months = (late.year - early.year) * 12 + late.month - early.month - (late.day < early.day)
    return f"{months} months" if months < 24 else f"{months // 12} years"


@register.simple_tag
def day_and_distance(value: date | None, reference: date, missing: str = "no date") -> SafeString | str:
    """A date as a `time` element, and how far off it is."""
    if value is None:
        return missing
    return format_html('<time datetime="{}">{}</time> ({})', value.isoformat(), day(value), from_day(value, reference))


@register.simple_tag
def between(started_on: date | None, ended_on: date | None) -> str:
    """A spell in words; both days count. A spell without a beginning or an end says so."""
    if started_on is None:
        return f"until {day(ended_on)}" if ended_on else "no dates known"
    if ended_on is None:
        return f"since {day(started_on)}"
    if started_on == ended_on:
        return f"on {day(started_on)}"
    return f"{day(started_on)} to {day(ended_on)}"


@register.filter
def age_on(born: date | None, reference: date) -> str:
    """Whole years of age on a day (a child born on 29 February is a year older on 1 March, as at common law)."""
    if born is None or born > reference:
        return ""
    return str(reference.year - born.year - ((reference.month, reference.day) < (born.month, born.day)))
