"""Which day is this page about? `?on=2026-11-01` in the address, else today; the only place a page reads the clock for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from onroll.web.components.filters import Text

EARLIEST, LATEST = date(2000, 1, 1), date(2060, 12, 31)


@dataclass(frozen=True, slots=True)
class AskedDay:
    """The day, whether it was asked for, and the filter that changes it (with the fault, where what was typed is no day)."""

    on: date
    given: bool
    filter: Text


def asked_day(request: HttpRequest) -> AskedDay:
    """A day that can't be read leaves today standing and says so beside the field; nothing is guessed."""
    text = request.GET.get("on", "").strip()[:20]
    today = timezone.localdate()
    field = Text("on", "As at", hint="A date, for example 2026-11-01", value=text)
    if not text:
        return AskedDay(today, False, field)
    try:
        on = date.fromisoformat(text)
    except ValueError:
        on = None
    if on is None or not EARLIEST <= on <= LATEST:
        fault = f"“{text}” is not a date between {EARLIEST.year} and {LATEST.year}; write it as 2026-11-01. This page shows today."
        return AskedDay(today, False, Text("on", "As at", hint=field.hint, value=text, fault=fault))
    return AskedDay(on, on != today, field)
