"""How does a referral read on a page: who it is about, how long it has waited, what was said, and which children it may mean?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.cache import cache
from django.urls import reverse

from onroll.accounts.models import User
from onroll.casework.models import Case, Referral
from onroll.casework.models.referral import ROUTES
from onroll.casework.selectors.matching import Possible, possible_matches
from onroll.casework.selectors.referrals import open_cases
from onroll.children.models import ChildSummary, Progress
from onroll.children.selectors.child import resolve
from onroll.children.selectors.protection import OPEN, Silence, protected, silences
from onroll.rules.ages import age_on
from onroll.rules.referrals import referral_book, triage_due, working_days_late
from onroll.web.forms.referral import RISK, WHO, WORRIED
from onroll.web.parts.child_bar import SAFE_CONTACT, child_name, flags_of, year_words
from onroll.web.parts.record_page import NOT_SHOWN
from onroll.web.parts.words import STATUS_COLOURS, counted, sex_word, status_name

FEW = 3  # of the search, compared for the inbox; the referral's own page compares more
COMPARED_AT_ONCE = (
    5  # referrals that one view of the inbox compares with the record; those it leaves are the next view's
)
LIKELY = ("link", "review")  # outcomes of a comparison that a person must look at
SIDE_BY_SIDE = ("surname", "forename", "date_of_birth", "sex", "upn", "address", "postcode")
_CALLED = {
    "surname": "surname",
    "forename": "forename",
    "date_of_birth": "birth",
}  # as the comparison's sentences call a field
_LABELS = {
    "surname": "Last name",
    "forename": "First name",
    "date_of_birth": "Born",
    "sex": "Sex",
    "upn": "UPN",
    "address": "Address",
    "postcode": "Postcode",
}


def name_of(referral: Referral, summary: ChildSummary | None) -> str:
    """The child as the record has them, else as the referrer wrote."""
    if summary is not None:
        return child_name(summary)
    return f"{referral.forename} {referral.surname}".strip() or "Name not given"


def born_words(referral: Referral, summary: ChildSummary | None, on: date) -> str:
    """Year group and day of birth, or the age somebody guessed."""
    born = (summary.date_of_birth if summary else None) or referral.date_of_birth
    if born:
        return f"{year_words(born, on)}, born {born:%-d %B %Y} (age {age_on(born, on)})"
    return f"age said to be {referral.age_said}" if referral.age_said else "age not known"


def waiting(referral: Referral, on: date) -> dict[str, Any]:
    """How long it has waited against the triage clock, in words."""
    due, days = triage_due(referral.received_on), working_days_late(referral.received_on, on)
    late = due is not None and due < on
    if due is None:
        words = ""
    elif late:
        words = f"{counted(days, 'working day', 'working days')} late" if days else f"was due {due:%-d %B %Y}"
    else:
        words = "due today" if due == on else f"due {due:%-d %B %Y}"
    return {"words": words, "late": late, "due": due}


def from_whom(referral: Referral) -> str:
    """Who told us, in words."""
    if referral.route == "service":
        return f"OnRoll: {referral_book().finding_words(referral.raised_by).lower()}"
    who = ", ".join(filter(None, (referral.referrer_name, referral.referrer_role, referral.referrer_organisation)))
    kind = str(WHO.get(referral.detail.get("who", ""), "")) or ROUTES[referral.route]
    return f"{kind}: {who}" if who else kind


def quiet_for(children: Iterable[int | None]) -> dict[int, Silence]:
    """For each of these children whose address is protected, what must not be written; two queries for all."""
    return dict(silences(protected({child for child in children if child is not None})))


def rows(shown: Sequence[Referral], user: User, on: date) -> list[dict[str, Any]]:
    """The lines of the inbox: a handful of queries, and a few comparisons where referrals name no child."""
    likely, cases, left = {}, open_cases(user, shown), COMPARED_AT_ONCE
    for one in shown:
        held, fresh = likeliest(one, user, on, compare=left > 0)
        likely[one.pk] = held
        left -= fresh
    quiet = quiet_for([*(child_of(one) for one in shown), *(held["child"] for held in likely.values() if held)])
    return [_row(one, likely[one.pk], cases.get(one.pk), quiet, on) for one in shown]


def _row(
    referral: Referral, likely: dict[str, Any] | None, standing: Case | None, quiet: dict[int, Silence], on: date
) -> dict[str, Any]:
    summary = summary_of(referral)
    silence = quiet.get(child_of(referral) or (likely["child"] if likely else None) or 0, OPEN)
    return {
        "referral": referral, "href": reverse("referral", args=[referral.reference]), "name": name_of(referral, summary),
        "born": born_words(referral, summary, on), "waiting": waiting(referral, on), "from": from_whom(referral), "likeliest": likely,
        "concern": silence.keep(referral.concern), "fear": silence.keep(referral.safeguarding_words),
        "flags": flags_of([flag["id"] for flag in summary.handling if _holds(flag, on)]) if summary else [],
        "case": (standing if referral.state == "new" else None) or referral.case,
        "careful": bool(referral.safe_contact) or bool(summary and summary.safe_contact), "settled": referral.settled_at,
    }  # fmt: skip


def likeliest(referral: Referral, user: User, on: date, *, compare: bool) -> tuple[dict[str, Any] | None, bool]:
    """The best match of a referral that names no child, and whether it had to be compared now. Kept, as numbers alone, while the
    record stays as it is; with `compare` False one that isn't kept is left for the referral's own page."""
    if referral.child_id is not None or referral.state != "new":
        return None, False
    key = f"referral-match:{referral.pk}:{Progress.standing().edition}"
    held = cache.get(key)
    fresh = held is None
    if fresh:
        if not compare:
            return {"child": None, "words": "Open it to see whom it may mean"}, False
        found = [one for one in possible_matches(referral, user=user, on=on, looked_at=FEW) if one.outcome in LIKELY]
        held = (found[0].summary.pk, found[0].percent, len(found)) if found else (0, 0, 0)
        cache.set(key, held, 3600)
    child, percent, how_many = held
    if not child:
        return {"child": None, "words": "Nobody on the record is like this child"}, fresh
    more = f" and {counted(how_many - 1, 'other', 'others')}" if how_many > 1 else ""
    summary = ChildSummary.objects.filter(pk=child).first()
    return {
        "child": child,
        "words": f"{child_name(summary) if summary else 'a child'}, {percent} % likely{more}",
    }, fresh


def hides_places(referral: Referral, matches: Sequence[Possible], quiet: dict[int, Silence]) -> bool:
    """Whether what the referrer wrote of where the child lives must not be shown: of a child in hiding, or who may be one (Q10)."""
    return child_of(referral) in quiet or bool(hidden_matches(matches))


def hidden_matches(matches: Sequence[Possible]) -> list[int]:
    """The children in hiding among those it may well mean."""
    return [one.summary.pk for one in matches if one.hidden and one.outcome in LIKELY]


def quietly(text: str, quiet: dict[int, Silence]) -> str:
    """A text without anything that would give one of these children's addresses away."""
    for silence in quiet.values():
        text = silence.keep(text)
    return text


def answers(referral: Referral, *, hidden: bool, quiet: dict[int, Silence]) -> list[tuple[str, str]]:
    """What was said, question by question; what wasn't answered is left out."""
    detail = referral.detail
    where = (
        [("Where they live or lived", NOT_SHOWN)]
        if hidden
        else [("Where they live or lived", ", ".join(filter(None, (referral.address, referral.postcode))))]
    )
    held = [
        ("Known as", referral.known_as), ("Sex", sex_word(referral.sex) if referral.sex else ""), ("UPN", referral.upn),
        ("What is known of the child", detail.get("description", "")), *where, ("School", referral.school), ("Last seen", referral.last_seen),
        ("May have gone to", detail.get("moved_to", "")), ("Parents and carers", "" if hidden else referral.adults), ("Brothers and sisters", "" if hidden else detail.get("siblings", "")),
        ("Interpreter", detail.get("language", "")), ("Done already", detail.get("done_already", "")),
        ("Evidence on the record", "\n".join(detail.get("evidence", []))), ("What to ask next", detail.get("next_enquiry", "")),
        ("Also found", ", ".join(referral_book().finding_words(one).lower() for one in detail.get("also", []))),
        ("Fear for the child", str(WORRIED.get(detail.get("worried", ""), ""))), ("Risk in getting in touch", RISK.get(detail.get("risk", ""), "")),
        ("Reach the referrer by", ", ".join(filter(None, (referral.referrer_phone, referral.referrer_email)))),
    ]  # fmt: skip
    return [(question, quietly(str(answer), quiet)) for question, answer in held if answer]


def match_rows(referral: Referral, one: Possible, *, hidden: bool) -> list[dict[str, Any]]:
    """What the referral says beside what the record holds, field by field, with whether they agree in words."""
    rows = []
    for name in SIDE_BY_SIDE:
        if (hidden or one.hidden) and name in ("address", "postcode"):
            continue
        said, held = _value(name, getattr(referral, name)), _value(name, getattr(one.summary, name))
        if said or held:
            agree = _agree(name, said, held, one.words)
            rows.append({"field": _LABELS[name], "said": said, "held": held, "agree": agree})
    return rows


def match(referral: Referral, one: Possible, number: int, *, hidden: bool, on: date) -> dict[str, Any]:
    """One child it may be, for the page."""
    summary, status = one.summary, one.status.status if one.status else ""
    words = "; ".join(one.words)
    return {
        "child": summary.pk, "value": str(summary.pk), "name": child_name(summary), "born": born_words(referral, summary, on), "percent": one.percent,
        "words": f"{words[:1].upper()}{words[1:]}." if words else "", "rows": match_rows(referral, one, hidden=hidden), "hidden": one.hidden,
        "status": status_name(status) if status else "", "colour": STATUS_COLOURS.get(status, ""), "case": one.case, "number": number,
        "likely": one.outcome in LIKELY, "careful": SAFE_CONTACT.get(summary.safe_contact, ""),
        "age": _age_words(referral, summary, on),
    }  # fmt: skip


def _agree(name: str, said: str, held: str, words: Sequence[str]) -> str:
    """Whether two values agree, in a word; a short form or a slip that the comparison knows is no contradiction."""
    if not said or not held:
        return "One side only"
    if said.casefold() == held.casefold():
        return "Yes"
    called = _CALLED.get(name, "")
    about = [one for one in words if called and called in one]
    return "Nearly" if about and not any("differ" in one for one in about) else "No"


def _age_words(referral: Referral, summary: ChildSummary, on: date) -> str:
    """A guessed age beside the record's: the comparison itself knows dates only."""
    if referral.date_of_birth or not referral.age_said or summary.date_of_birth is None:
        return ""
    return f"Age said: {referral.age_said}. This child is {age_on(summary.date_of_birth, on)}."


def child_of(referral: Referral) -> int | None:
    """The child it names, as they stand today: a merged child's survivor. No query where nobody was merged."""
    if referral.child is None or referral.child.merged_into_id is None:
        return referral.child_id
    return resolve(referral.child_id)


def summary_of(referral: Referral) -> ChildSummary | None:
    """The best values of the child it names, a merged child's survivor's; None where it names none."""
    if referral.child is None:
        return None
    held = getattr(referral.child, "summary", None)
    return held or ChildSummary.objects.filter(pk=child_of(referral)).first()


def _value(name: str, value: object) -> str:
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    if name == "sex":
        return sex_word(str(value)) if value else ""
    return " ".join(str(value or "").replace("\n", ", ").split())


def _holds(flag: dict[str, Any], on: date) -> bool:
    iso = on.isoformat()
    return (not flag["from"] or flag["from"] <= iso) and (not flag["to"] or iso <= flag["to"])
