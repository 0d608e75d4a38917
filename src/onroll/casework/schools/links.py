"""How does a school answer without an account? By a link for one school and period, signed, expiring, kept as a digest (B8).

The page behind it names no child: a reference, what happened on which day, and the last three characters of the UPN, which
the school's own system finds and nobody else can turn into a child. Opening it changes nothing; only what is sent is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.casework.models import ReturnLink
from onroll.casework.permitted import CannotDo, Person
from onroll.casework.schools.keeping import known_school, require
from onroll.casework.schools.owing import standing_of
from onroll.children.models import Child, ChildSummary
from onroll.children.recording import record_fact
from onroll.intake.own_facts import CannotRecord, OwnFact
from onroll.intake.own_returns import write_nil_return
from onroll.rules.returns import OwedLine, return_settings

SIGNED_FOR = "onroll school return link"
UPN_SHOWN = 3
MADE, NOT_DUE = "made", "not_due"


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One line as the school sees it: no name, no date of birth."""

    reference: str
    line: OwedLine
    upn_ends: str


@transaction.atomic
def make_link(
    *, urn: str, first_day: date, last_day: date, sent_to: str, at: datetime, by: Actor, person: Person | None
) -> tuple[ReturnLink, str]:
    """A new link for the school and period, and its secret, which is shown once. An older open one for the period is revoked."""
    require(person)
    known_school(urn)
    if not sent_to.strip():
        raise CannotDo("Enter who at the school it goes to", field="sent_to")
    older = ReturnLink.objects.select_for_update().filter(
        urn=urn, first_day=first_day, last_day=last_day, revoked_at=None, answered_at=None
    )
    follows = older.first()
    older.update(revoked_at=at, revoked_by=by.name)
    secret = secrets.token_urlsafe(24)
    token = f"{secret}.{_signature(secret)}"
    link = ReturnLink.objects.create(
        urn=urn, first_day=first_day, last_day=last_day, digest=_digest(token), sent_to=sent_to.strip(), made_at=at, made_by=by.name,
        expires_at=at + timedelta(days=return_settings().link_days), follows=follows,
    )  # fmt: skip
    record(actor=by, action="school.link_made", subject=Subject("school", urn), detail={"link": link.pk})
    return link, token


@transaction.atomic
def revoke_link(*, link: int, at: datetime, by: Actor, person: Person | None) -> ReturnLink:
    """It opens no more."""
    require(person)
    held = ReturnLink.objects.select_for_update().filter(pk=link, revoked_at=None).first()
    if held is None:
        raise CannotDo("This link is revoked already.")
    held.revoked_at, held.revoked_by = at, by.name
    held.save(update_fields=["revoked_at", "revoked_by"])
    record(actor=by, action="school.link_revoked", subject=Subject("school", held.urn), detail={"link": held.pk})
    return held


@transaction.atomic
def mark_link_sent(*, link: int, on: date, by: Actor, person: Person | None) -> ReturnLink:
    """A person sent the message with the link; OnRoll sends nothing by itself."""
    require(person)
    held = ReturnLink.objects.select_for_update().filter(pk=link, sent_on=None).first()
    if held is None:
        raise CannotDo("This link is marked as sent already.")
    held.sent_on, held.sent_by = on, by.name
    held.save(update_fields=["sent_on", "sent_by"])
    record(actor=by, action="school.link_sent", subject=Subject("school", held.urn), detail={"link": held.pk})
    return held


def find_link(token: str, *, at: datetime) -> ReturnLink | None:
    """The link of a token that is signed by this installation, not revoked and not past its day; else None."""
    secret, _, signature = token.partition(".")
    if not hmac.compare_digest(signature, _signature(secret)):
        return None
    return ReturnLink.objects.filter(digest=_digest(token), revoked_at=None, expires_at__gt=at).first()


@transaction.atomic
def opened(*, link: ReturnLink, at: datetime, by: Actor) -> None:
    """Somebody opened it: counted and in the log, and nothing else (a mail scanner opens links, too)."""
    ReturnLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, last_opened_at=at)
    record(actor=by, action="school.link_opened", subject=Subject("school", link.urn), detail={"link": link.pk})


def asked(link: ReturnLink, on: date) -> list[AskedLine]:
    """What the school still owes as at the day, oldest first, as far as the link's period reaches."""
    settings_ = return_settings()
    lines = [line for line in standing_of(link.urn, on).lines if line.open and line.happened_on <= link.last_day]
    lines = lines[: settings_.link_lines]
    upns = dict(
        ChildSummary.objects.filter(pk__in=[line.pupil for line in lines if line.pupil]).values_list("pk", "upn")
    )
    return [
        AskedLine(reference(link.urn, line), line, upns.get(int(line.pupil or 0), "")[-UPN_SHOWN:]) for line in lines
    ]


def reference(urn: str, line: OwedLine) -> str:
    """The line's name on the page and in a phone call: the same for ever, and nothing can be read from it."""
    what = f"{urn}|{line.kind.id}|{line.pupil}|{line.happened_on.isoformat()}"
    return "R-" + hmac.new(settings.SECRET_KEY.encode(), what.encode(), hashlib.sha256).hexdigest()[:8].upper()


@transaction.atomic
def answer_nil(*, link: ReturnLink, on: date, at: datetime, by: Actor) -> None:
    """The school has nothing to tell for the period; pressing twice says it once. Refused while something is owed."""
    held = _open(link, at)
    if held.answered_at is not None:
        return
    if asked(held, on):
        raise CannotDo(
            "There are lines to answer below, so a nil return can't be made yet. Answer each, or phone the council."
        )
    write_nil_return(urn=held.urn, first_day=held.first_day, last_day=held.last_day, on=on, by=by, at=at)
    _answered(held, [{"answer": "nil"}], at, by)


@transaction.atomic
def answer_lines(*, link: ReturnLink, answers: Mapping[str, tuple[str, str]], on: date, at: datetime, by: Actor) -> int:
    """Answer and note by reference: `made` becomes the return itself, `not_due` waits for an officer. Gives how many were kept."""
    held = _open(link, at)
    kept = []
    for one in asked(held, on):
        answer, note = answers.get(one.reference, ("", ""))
        if answer == MADE:
            fact = OwnFact(
                "school_return", on, on, place=held.urn, code=one.line.kind.code,
                detail={"from_date": (one.line.happened_on).isoformat()} | ({"ground": one.line.ground} if one.line.ground else {}),
            )  # fmt: skip
            try:
                record_fact(
                    child=Child.objects.get(pk=one.line.pupil),
                    fact=fact,
                    reason="The school's answer by its link",
                    by=by,
                    at=at,
                )
            except CannotRecord as refused:
                raise CannotDo(f"{one.reference}: {refused}") from refused
        elif answer != NOT_DUE:
            continue
        kept.append({"reference": one.reference, "answer": answer, "note": note.strip()[:500]})
    if kept:
        _answered(held, [*held.answers, *kept], at, by)
    return len(kept)


def _open(link: ReturnLink, at: datetime) -> ReturnLink:
    held = ReturnLink.objects.select_for_update().filter(pk=link.pk, revoked_at=None, expires_at__gt=at).first()
    if held is None:
        raise CannotDo("This link doesn't open any more. Ask the council for a new one.")
    return held


def _answered(link: ReturnLink, answers: list[dict[str, str]], at: datetime, by: Actor) -> None:
    link.answers, link.answered_at = answers, at
    link.save(update_fields=["answers", "answered_at"])
    record(
        actor=by,
        action="school.link_answered",
        subject=Subject("school", link.urn),
        detail={"link": link.pk, "answers": len(answers)},
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _signature(secret: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{SIGNED_FOR}|{secret}".encode(), hashlib.sha256).hexdigest()[:32]
