"""Which enquiries come next, in order, and which are held back? What the facts call for, less what was asked already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from onroll.rules.enquiries.model import TRACE, Asked, HeldBack, Plan, Proposal, Situation
from onroll.rules.enquiries.reasons import wanted
from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.enquiry_file import EnquiryRule
from onroll.rules.status.sentences import written

What = tuple[str, str, str, str]


def plan(case: Situation, rules: Mapping[str, EnquiryRule] | None = None) -> Plan:
    """Every enquiry that the facts call for and nobody has made yet, the most telling first; and what is held back, why."""
    book = rule_book().enquiries if rules is None else rules
    made = Plan()
    seen = {_what(*_parts(one)) for one in case.asked}
    for one in _called_for(case, book):
        stopped = _held_back(case, one)
        if stopped:
            if stopped not in made.held_back:
                made.held_back.append(stopped)
        elif not _asked_already(one, case, seen):
            seen.add(_what(one.rule.id, one.aim, one.aimed_at, one.of))
            made.next.append(one)
    made.held_back += _off(case, book, made)
    places = {name: place for place, name in enumerate(book)}
    made.next.sort(key=lambda one: (one.rank, 0 if one.rank == TRACE else places[one.rule.id]))  # traces: newest first
    return made


def _called_for(case: Situation, book: Mapping[str, EnquiryRule]) -> Iterator[Proposal]:
    for one in wanted(case, book):
        if one.rule_id in book:
            rule = book[one.rule_id]
            yield Proposal(
                rule, one.why, one.rank, one.of, one.aim, one.aimed_at, one.authority, one.follows, one.caution
            )


def _parts(one: Asked) -> What:
    return one.agency, one.aim, one.aimed_at, one.of


def _what(agency: str, aim: str, aimed_at: str, of: str) -> What:
    return agency, aim, aimed_at.casefold(), of.casefold()


def _asked_already(one: Proposal, case: Situation, seen: set[What]) -> bool:
    """Asked already of the very same agency about the same person; where no surgery or school is named, of any of them."""
    if one.follows:
        return any(done.follows == one.follows and done.agency == one.rule.id for done in case.asked)
    what = _what(one.rule.id, one.aim, one.aimed_at, one.of)
    return what in seen or (not one.of and any(_what(*_parts(done))[:3] == what[:3] for done in case.asked))


def _held_back(case: Situation, one: Proposal) -> HeldBack | None:
    """What touches the family while harm is feared; an adult who must not be contacted; a second look online."""
    rule = one.rule
    if rule.reaches_family and case.contact_stopped:
        return HeldBack(rule, case.contact_stopped, one.aimed_at)
    untouchable = {adult.name for adult in case.adults if adult.safe_contact == "no_contact"}
    if rule.reaches_family and one.aimed_at in untouchable:
        return HeldBack(rule, f"{one.aimed_at} must not be contacted.", one.aimed_at)
    looked = [done for done in case.asked if done.agency == rule.id]
    if rule.once and looked:
        when = written(looked[-1].on)
        return HeldBack(
            rule,
            f"Looked once, on {when}. Looking again can be surveillance: ask for a check of surveillance law first.",
        )
    return None


def _off(case: Situation, book: Mapping[str, EnquiryRule], made: Plan) -> Iterator[HeldBack]:
    """What needs a second person and has no reason of its own here: off, and said so."""
    on = {one.rule.id for one in made.next} | {one.agency for one in case.asked}
    for rule in book.values():
        if rule.approval and rule.id not in on:
            yield HeldBack(rule, "Off unless somebody gives a reason; a second person approves it each time.")
