"""What was done about a contradiction? Taken, the source asked, settled; or opened again once settled."""

from __future__ import annotations

from typing import Any

from django import forms

from onroll.children.contradictions.settling import LONGEST
from onroll.rules.contradictions import contradiction_outcomes
from onroll.web.forms.fields import Form, Words

TAKE, ASK, SETTLE, OPEN_AGAIN = "take", "ask", "settle", "open"
TO_DO = [
    (TAKE, Words("I'll look into it", "It becomes yours, and leaves the list of those that nobody has taken")),
    (ASK, Words("I have asked a source to look", "It stays open and yours. Write whom you asked, and what")),
    (SETTLE, Words("It is settled", "It isn't raised again while the facts stay as they are")),
]
REOPEN = [(OPEN_AGAIN, Words("Open it again", "What was said before stays on the page"))]


class Settled(Form):
    """One form for all of it; `settled` says how it stands now."""

    what = forms.ChoiceField(
        label="What have you done?",
        choices=[*TO_DO, *REOPEN],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you have done"},
    )
    outcome = forms.ChoiceField(
        label="How is it settled? (only where it is)",
        choices=lambda: contradiction_outcomes().items(),
        widget=forms.RadioSelect,
        required=False,
    )
    reason = forms.CharField(
        label="What was said, and by whom",
        help_text="Needed for asking, settling and opening again. Don't write an address that is kept hidden",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    read = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, settled: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = REOPEN if settled else TO_DO
        if settled:
            del self.fields["outcome"]
