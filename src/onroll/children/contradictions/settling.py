"""How does a person take a contradiction, ask the source, settle it, or open it again? Each word is kept with who and why.

A settled one isn't raised again while the facts it rests on stay as they are (`fingerprints`); nothing here changes a fact.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from onroll.accounts.models import User
from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.children.models import Contradiction, ContradictionWord
from onroll.rules.contradictions import contradiction_outcomes

LONGEST = 2_000  # characters of a reason


class CannotSettle(ValueError):
    """What was asked can't be kept as it stands; the sentence says why, `field` beside which question it belongs."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


def take(*, fingerprint: str, owner: User, read: int, by: Actor, at: datetime) -> ContradictionWord:
    """Make it this person's to settle. `read` is the number of the newest word the page showed, 0 where there was none."""
    with transaction.atomic():
        last = _locked(fingerprint, read)
        if last is not None and last.kind == ContradictionWord.SETTLED:
            raise CannotSettle(f"{last.said_by} has settled it. Open it again first, with a reason.")
        return _say(fingerprint, ContradictionWord.TAKEN, owner=owner, by=by, at=at)


def ask_source(*, fingerprint: str, owner: User, reason: str, read: int, by: Actor, at: datetime) -> ContradictionWord:
    """Keep that a source was asked to look, and what it was asked; the contradiction stays open and is this person's."""
    if not reason.strip():
        raise CannotSettle("Write whom you asked, and what.", field="reason")
    with transaction.atomic():
        last = _locked(fingerprint, read)
        if last is not None and last.kind == ContradictionWord.SETTLED:
            raise CannotSettle(f"{last.said_by} has settled it. Open it again first, with a reason.")
        return _say(fingerprint, ContradictionWord.ASKED, owner=owner, reason=reason, by=by, at=at)


def settle(
    *, fingerprint: str, owner: User | None, outcome: str, reason: str, read: int, by: Actor, at: datetime
) -> ContradictionWord:
    """Settle it with an outcome of the rule book and the reason; it leaves the open list for as long as its facts stay."""
    if outcome not in contradiction_outcomes():
        raise CannotSettle("Choose how it is settled.", field="outcome")
    if not reason.strip():
        raise CannotSettle("Write how you know: who told you, or what you saw.", field="reason")
    with transaction.atomic():
        last = _locked(fingerprint, read)
        if last is not None and last.kind == ContradictionWord.SETTLED:
            raise CannotSettle(f"{last.said_by} has settled it already.")
        return _say(fingerprint, ContradictionWord.SETTLED, owner=owner, outcome=outcome, reason=reason, by=by, at=at)


def open_again(*, fingerprint: str, owner: User, reason: str, read: int, by: Actor, at: datetime) -> ContradictionWord:
    """Take a settlement back, with the reason; everything said before stays."""
    if not reason.strip():
        raise CannotSettle("Write why it is open again.", field="reason")
    with transaction.atomic():
        last = _locked(fingerprint, read)
        if last is None or last.kind != ContradictionWord.SETTLED:
            raise CannotSettle("It isn't settled, so there is nothing to open again.")
        return _say(fingerprint, ContradictionWord.OPENED, owner=owner, reason=reason, by=by, at=at)


def _locked(fingerprint: str, read: int) -> ContradictionWord | None:
    """The newest word, nobody else writing until the transaction ends; refuses where it isn't the one the person read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"contradiction {fingerprint}"])
    last = ContradictionWord.objects.filter(fingerprint=fingerprint).order_by("-pk").first()
    if (last.pk if last else 0) != read:
        said_by = last.said_by if last else "Somebody"
        raise CannotSettle(f"{said_by} wrote on this contradiction while you had it open. Nothing of yours was kept: read what changed, then say it again.")  # fmt: skip
    return last


def _say(
    fingerprint: str, kind: str, *, owner: User | None, by: Actor, at: datetime, outcome: str = "", reason: str = ""
) -> ContradictionWord:
    found = Contradiction.objects.filter(fingerprint=fingerprint).first()
    if found is None:
        raise CannotSettle("The facts have moved since this page was made, and it is no longer a contradiction.")
    word = ContradictionWord.objects.create(
        fingerprint=fingerprint,
        rule=found.rule,
        kind=kind,
        owner=owner,
        outcome=outcome,
        reason=reason.strip()[:LONGEST],
        said_by=by.name,
        said_at=at,
    )
    record(
        actor=by,
        action=f"contradiction.{kind}",
        subject=Subject("contradiction", fingerprint),
        children=[found.child_id],
        detail={"rule": found.rule, "outcome": outcome},
    )
    return word
