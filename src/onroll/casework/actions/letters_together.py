"""How does the same letter go to several families? Each by its own safe contact and its own facts; who gets none is named, with why (M6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.casework.actions.writing_letters import write_letter
from onroll.casework.letters import recipients
from onroll.casework.letters.markup import gaps
from onroll.casework.letters.recipients import Recipient
from onroll.casework.letters.sheet import Letterhead
from onroll.casework.letters.templates import Template, TemplateWrong, check_fields, fill
from onroll.casework.letters.values import values_of
from onroll.casework.models import Case
from onroll.casework.permitted import CannotDo, NotPossibleNow, require_act
from onroll.children.selectors.child import resolve
from onroll.children.selectors.protection import protected

MOST = 50
"""Letters at once: each is made as two files while the person waits."""


@dataclass(frozen=True, slots=True)
class SameText:
    """The text for all of them; its fields are filled for each case. `answers` are the same in every letter."""

    template: Template
    subject: str
    body: str
    answers: Mapping[str, str]
    head: Letterhead
    safeguarding: tuple[str, str]


@dataclass(frozen=True, slots=True)
class LetterFate:
    """What would become of one case: to whom and with which words, or why no letter."""

    case: Case
    to: Recipient | None = None
    subject: str = ""
    body: str = ""
    refused: str = ""
    wishes: Mapping[str, str] = field(default_factory=dict)


def foreseen(*, cases: Sequence[Case], text: SameText, on: date, by: Actor, person: User) -> list[LetterFate]:
    """Who would get which letter and who none; keeps nothing. Raises `CannotDo` for too many, or a field that nobody knows."""
    if len(cases) > MOST:
        raise CannotDo(f"At most {MOST} letters at once; these are {len(cases):,} cases. Narrow the list first.")
    try:
        check_fields(text.template.title, text.subject + text.body, text.template.asks)
    except TemplateWrong as why:
        raise CannotDo(str(why), field="body") from why
    fates = []
    for case in cases:
        try:
            fates.append(_one(case, text, on, by, person))
        except (CannotDo, NotPossibleNow) as why:
            fates.append(LetterFate(case, refused=str(why)))
    return fates


def write_letters(
    *, cases: Sequence[Case], text: SameText, on: date, at: datetime, by: Actor, person: User
) -> list[LetterFate]:  # fmt: skip
    """Keeps a letter for each case that may have one, and puts it into the outbox for the post."""
    done = []
    with transaction.atomic():
        for fate in foreseen(cases=cases, text=text, on=on, by=by, person=person):
            done.append(
                fate if fate.refused or fate.to is None else _write(fate, text, on=on, at=at, by=by, person=person)
            )
        written = [fate.case for fate in done if not fate.refused]
        record(
            actor=by, action="cases.letter", subject=Subject("list", "cases together"), children=[case.child_id for case in written],
            detail={"changed": len(written), "refused": len(done) - len(written)},
        )  # fmt: skip
    return done


def _write(fate: LetterFate, text: SameText, *, on: date, at: datetime, by: Actor, person: User) -> LetterFate:
    assert fate.to is not None
    try:
        with transaction.atomic():
            write_letter(
                case=fate.case.pk, template=text.template.id, to=fate.to, channel="post", subject=fate.subject, body=fate.body, head=text.head,
                on=on, at=at, by=by, person=person, **fate.wishes,
            )  # fmt: skip
    except (CannotDo, NotPossibleNow) as why:
        return LetterFate(fate.case, refused=str(why))
    return fate


def _one(case: Case, text: SameText, on: date, by: Actor, person: User) -> LetterFate:
    require_act(case, "letter", person)
    if protected([resolve(case.child_id)]) or recipients.risks_told(case):
        raise CannotDo("Getting in touch needs care. Write this one from the case itself, after safeguarding agreed.")
    adults = recipients.family(case)
    to = recipients.best_of(adults)
    if to is None:
        raise CannotDo(
            next((one.refused for one in adults if one.refused), "Nobody is known to whom a letter could be posted.")
        )
    values = {
        **values_of(case, to_name=to.name, head=text.head, safeguarding=text.safeguarding, on=on, by=by, person=person),
        **text.answers,
    }
    subject, body = (fill(words, values, text.template) for words in (text.subject, text.body))
    if left := gaps(f"{subject}\n{body}"):
        raise CannotDo(f"Not known for this case: {'; '.join(left)}.")
    last = case.letters.order_by("-pk").only("format_wanted", "language").first()
    wishes = {"format_wanted": last.format_wanted, "language": last.language} if last else {}
    return LetterFate(case, to, subject, body, wishes=wishes)
