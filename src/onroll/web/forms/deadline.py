"""What does the calculator ask? A rule, the day of its event, a school, and what else happened."""

from __future__ import annotations

from copy import deepcopy
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings

from onroll.places.models import School
from onroll.rules.clocks import events_known
from onroll.rules.clocks.events import MET, POSTED
from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.model import Clock
from onroll.web.forms.fields import DayField, Form
from onroll.web.parts.rules import topic_words

MOST_EVENTS = 4_000  # characters
NO_SCHOOL = "No school: weekdays, bank holidays and the authority's own terms"


class DeadlineForm(Form):
    """Sent by GET, so that an answer's address can be kept and sent."""

    rule = forms.ChoiceField(
        label="Rule",
        error_messages={
            "required": "Choose a rule",
            "invalid_choice": "Choose a rule from the list: it has no %(value)s",
        },
    )
    on = DayField(label="Day of the event that starts it", required=False)
    urn = forms.ChoiceField(label="School whose days are counted", required=False)
    events = forms.CharField(label="What else happened", required=False, max_length=MOST_EVENTS, widget=forms.Textarea)
    as_at = DayField(label="As at", required=False)

    def __init__(self, data: Any = None, *, clock: Clock | None = None, **kwargs: Any) -> None:
        """`clock` is the rule asked about, whose events are then explained beside the fields."""
        fields = deepcopy(self.base_fields)  # before the base looks for faults: choices and help belong to this request
        given = data or kwargs.get("initial") or {}
        fields["rule"].choices = [("", "Choose a rule"), *_rules()]
        fields["urn"].choices = [("", NO_SCHOOL), *_schools(str(given.get("urn", "")))]
        fields["as_at"].help_text = "The day on which you ask whether it has been missed. Left empty: today"
        fields["events"].widget.attrs |= {"rows": 3, "spellcheck": "false"}
        if clock:
            _explain(fields, clock)
        self.base_fields = fields
        super().__init__(data, **kwargs)

    @property
    def lines(self) -> list[str]:
        """The events typed, one a line, blank lines left out."""
        return [line.strip() for line in self.cleaned_data.get("events", "").splitlines() if line.strip()]


def _explain(fields: dict[str, Any], clock: Clock) -> None:
    """The help of a rule, from what the engine itself accepts."""
    known = events_known(clock)
    fields["on"].help_text = f"{clock.starts_with[0].upper()}{clock.starts_with[1:]}. For example, 2 11 2026"
    example = clock.counted_event or (POSTED if clock.posted else MET)
    span = f" or {example}=2026-11-02/2026-11-06 for every day from one to the other" if clock.counted_event else ""
    others = "; ".join(f"{name}: {says}" for name, says in known.items() if name != clock.event)
    fields["events"].help_text = f"One a line, as {example}=2026-11-02{span}. {others}"


def _rules() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every rule by topic; those that no date is computed from say so in the list."""
    clocks = rule_book().clocks.values()
    return [
        (topic_words(topic), [(clock.id, _words(clock)) for clock in group])
        for topic, group in groupby(clocks, key=lambda clock: clock.topic)
    ]


def _words(clock: Clock) -> str:
    status = clock.versions[-1].provenance.status
    return clock.title if status.answers else f"{clock.title} ({status.value})"


def _schools(asked: str) -> list[tuple[str, str]]:
    """This authority's schools, and the one asked for where it is another's."""
    ours = list(School.objects.filter(la_code=settings.AUTHORITY).order_by("name").values_list("urn", "name"))
    if asked and asked not in {urn for urn, _ in ours}:
        ours += School.objects.filter(urn=asked).values_list("urn", "name")
    return [(urn, f"{name or 'No name'} ({urn})") for urn, name in ours]
