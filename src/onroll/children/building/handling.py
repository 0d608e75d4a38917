"""Which flags change how a child is handled, each with its dates and its source? (A8)

Support and safeguarding only. Protected characteristics are never among them: they are for equality monitoring, not for
ranking or handling.
"""

from __future__ import annotations

from collections.abc import Iterable

from onroll.rules.facts import Fact

_SOCIAL_CARE = {"CIN": "Child in need", "CP": "Child protection plan", "LAC": "Looked after"}


def handling_flags(facts: Iterable[Fact]) -> list[dict[str, object]]:
    """Every flag held of a child, as `{id, words, from, to, feed, record, version}`; a page shows those that hold on its day."""
    flags = []
    for fact in facts:
        for flag, words in _flags_of(fact):
            flags.append({
                "id": flag, "words": words, "from": _iso(fact.started_on), "to": _iso(fact.ended_on or fact.supported_until),
                "feed": fact.feed, "record": fact.record, "version": fact.row,
            })  # fmt: skip
    return flags


def _flags_of(fact: Fact) -> Iterable[tuple[str, str]]:
    detail = fact.detail
    if fact.kind == "social_care" and fact.code in _SOCIAL_CARE:
        yield fact.code.lower(), _SOCIAL_CARE[fact.code]
    elif fact.kind == "ehc_plan":
        yield "ehc_plan", "Education, health and care plan"
        if detail.get("awaiting_placement") == "T":
            yield "awaiting_placement", "Plan with no placement"
    elif fact.kind == "youth_justice":
        yield "youth_justice", "In custody" if fact.code == "custody" else "Youth justice"
    elif fact.kind == "missing_episode":
        yield "missing_episode", "Missing from home or care"
    elif fact.kind == "roll":
        if detail.get("sen_provision") == "K":
            yield "sen_support", "SEN support"
        if detail.get("fsm_eligible") == "T":
            yield "fsm", "Free school meals, last known"
        if detail.get("young_carer") == "T":
            yield "young_carer", "Young carer"
        if detail.get("service_child") == "T":
            yield "service_child", "Service family"


def _iso(day: object) -> str | None:
    return day.isoformat() if day is not None else None  # type: ignore[attr-defined]
