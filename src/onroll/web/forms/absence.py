"""What is asked on the pages of an attendance case: support, contract, notices, court, payments?"""

from __future__ import annotations

from typing import Any

from django import forms

from onroll.casework.actions.absence import OFFENCES, RESULTS
from onroll.casework.models import Support
from onroll.casework.pathways.attendance.notices import KINDS, SENT, Check
from onroll.rules.rulebook.book import rule_book
from onroll.web.forms.cases import line, long_text, pick
from onroll.web.forms.fields import DayField, Form

DAY_NEEDED = {"required": "Enter the day"}


def _kinds_of_support() -> list[tuple[str, str]]:
    codes = rule_book().codes["attendance-support"].codes.values()
    return [(code.code, code.means[:1].upper() + code.means[1:]) for code in codes]


class SupportForm(Form):
    """What was offered, by whom, and what the family said."""

    kind = pick("What kind of support", _kinds_of_support, "Choose what kind of support it was")
    what = long_text("What was offered, or why support isn't appropriate", "Say what was offered", rows=3)
    offered_by = line("Who offered it", "Enter who offered it", "A school, a service, or a name")
    offered_on = DayField(label="On which day", error_messages=DAY_NEEDED)
    response = pick("What the family said", Support.RESPONSES.items(), required=False)


class ContractForm(Form):
    """Who agreed to what, until when."""

    parent = line("With which parent or carer", "Enter the parent's name")
    started_on = DayField(label="Day it was signed", error_messages=DAY_NEEDED)
    until = DayField(label="Last day of the contract", error_messages={"required": "Enter the last day"})
    terms = long_text("What each agreed to do", "Say what was agreed", "The family, the school and the authority", rows=6)  # fmt: skip


class ImprovementForm(Form):
    """Whom it was served on, what must improve, and by when."""

    parent = line("Served on which parent or carer", "Enter the parent's name")
    started_on = DayField(label="Day it was served", error_messages=DAY_NEEDED)
    until = DayField(
        label="Last day of the period", help_text="Usually three to six weeks (to be confirmed by your authority)", error_messages={"required": "Enter the last day"},
    )  # fmt: skip
    terms = long_text("What must improve, and what help is offered", "Say what must improve", rows=6)


class OrderForm(Form):
    """Why the family court is asked."""

    parent = line("Which parent or carer", "Enter the parent's name")
    started_on = DayField(label="Day of the application", error_messages=DAY_NEEDED)
    terms = long_text("Why an education supervision order is right", "Say why", rows=5)
    consulted = long_text("What children's social care said", "Say what children's social care said", "Children Act 1989 section 36(8): they are consulted first", rows=3)  # fmt: skip


class ProsecutionForm(Form):
    """Which offence, over which days."""

    parent = line("Which parent or carer", "Enter the parent's name")
    offence = pick("Which offence", OFFENCES.items(), "Choose the offence")
    of_from = DayField(label="First day of the absence", error_messages={"required": "Enter the first day of the absence"})  # fmt: skip
    until = DayField(label="Last day of the absence", error_messages={"required": "Enter the last day of the absence"})
    started_on = DayField(label="Day it was decided", error_messages=DAY_NEEDED)
    terms = long_text("Why prosecution is in the public interest", "Say why", rows=4)
    consulted = long_text("Was an education supervision order considered, and what did social care say?", "Say what social care said", rows=3)  # fmt: skip


class EndedForm(Form):
    """How a measure ended."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        self.base_fields = {
            "result": pick("How it ended", RESULTS[kind].items(), "Choose how it ended"),
            "ended_on": DayField(label="On which day", error_messages=DAY_NEEDED),
            "because": long_text("Anything else to say (optional)", required=False, rows=3),
        }
        super().__init__(*args, **kwargs)


class WhichNotice(Form):
    """For what, and to whom."""

    kind = pick("What the notice would be for", KINDS.items(), "Choose what the notice would be for")

    def __init__(self, *args: Any, parents: list[str], **kwargs: Any) -> None:
        choices = [(name, name) for name in parents] + [("", "Somebody else")]
        self.base_fields = dict(self.base_fields) | {
            "parent": pick("To which parent or carer", choices, required=False),
            "other": line("Somebody else's name", required=False, help_text="Only where you chose somebody else"),
        }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """One name, of the list or typed."""
        held = super().clean() or {}
        held["parent"] = held.get("parent") or (held.get("other") or "").strip()
        if not held["parent"] and "parent" not in self.errors:
            self.add_error("other", "Choose a parent or enter a name")
        return held


class IssueForm(Form):
    """When and how, with a reason for every question that isn't met."""

    def __init__(self, *args: Any, unmet: list[Check], **kwargs: Any) -> None:
        asked: dict[str, forms.Field] = {
            "issued_on": DayField(label="Day it is issued", error_messages=DAY_NEEDED),
            "sent": pick("How it is sent", SENT.items(), "Choose how it is sent"),
        }
        for one in unmet:
            asked[f"why_{one.id}"] = long_text(one.says, one.says, rows=3)
        self.base_fields = asked
        super().__init__(*args, **kwargs)

    def reasons(self) -> dict[str, str]:
        """Question → reason."""
        return {
            name.removeprefix("why_"): value for name, value in self.cleaned_data.items() if name.startswith("why_")
        }


class ReceivedForm(Form):
    """When the notice arrived."""

    received_on = DayField(label="Day it arrived", error_messages=DAY_NEEDED)
    how = line("How you know", "Say how you know")


def _grounds() -> list[tuple[str, str]]:
    codes = rule_book().codes["penalty-notice-withdrawal"].codes.values()
    return [(code.code, code.means[:1].upper() + code.means[1:]) for code in codes]


class WithdrawForm(Form):
    """On which ground."""

    ground = pick("On which ground", _grounds, "Choose the ground on which it is withdrawn")
    because = long_text("Why", "Say why", rows=4)


class PaymentsForm(Form):
    """A list of the paying system."""

    file = forms.FileField(
        label="List of payments (CSV)", help_text="With the columns payment_id, reference, received_on and amount",
        error_messages={"required": "Choose the file", "empty": "The file is empty"},
    )  # fmt: skip


class MatchForm(Form):
    """Which notice a payment is for."""

    reference = line("Reference of the notice", "Enter the notice's reference", "Like PN-2026-00042")
