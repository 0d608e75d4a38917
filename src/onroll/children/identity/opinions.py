"""What may a person say of a pair who can't, or shouldn't alone, decide it? And who may answer then?

Three words beside "same" and "not the same": can't tell (the pair rests until one of its records changes), a second opinion
(the pair goes to somebody else, and whoever asked can't answer it alone), and taking either back. All are kept for ever with
who said them, when and why.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.children.identity.deciding import CannotDecide, Decided, decide, merge, records_of
from onroll.children.identity.memberships import lock_identity
from onroll.children.identity.records import link_records
from onroll.children.models import Child, LinkDecision, PairOpinion
from onroll.linkage.interface import LinkRecord


def settle(*, a: int, b: int, same: bool, reason: str, by: Actor, at: datetime) -> Decided:
    """A person's word on a pair, kept for ever; what was said of it before is closed with it.

    Raises `CannotDecide` where this person asked for a second opinion on the pair, or where `decide` refuses.
    """
    with transaction.atomic():
        lock_identity()
        standing = standing_opinion(a, b)
        _refuse_own_question([standing] if standing else [], by)
        decided = decide(a=a, b=b, same=same, reason=reason, by=by, at=at)
        if standing is not None:
            _close(standing, PairOpinion.DECIDED, by, at)
    return decided


def settle_merge(*, a: Child, b: Child, reason: str, by: Actor, at: datetime) -> Decided:
    """Two children are one; refused, as on the pair itself, to whoever asked for a second opinion on a pair of the two."""
    with transaction.atomic():
        lock_identity()
        ones, others = set(records_of([a.pk])), set(records_of([b.pk]))
        asked = [
            one
            for one in PairOpinion.objects.filter(closed_at=None, a__in=ones | others, b__in=ones | others)
            if (one.a_id in ones) != (one.b_id in ones)
        ]
        _refuse_own_question(asked, by)
        decided = merge(a=a, b=b, reason=reason, by=by, at=at)
        for one in asked:
            _close(one, PairOpinion.DECIDED, by, at)
    return decided


def cant_tell(*, a: int, b: int, reason: str, by: Actor, at: datetime) -> PairOpinion:
    """This pair can't be told from what is held: it rests until one of the two records says something else."""
    return _say(PairOpinion.CANT_TELL, a, b, reason, by, at)


def ask_second_opinion(*, a: int, b: int, reason: str, by: Actor, at: datetime) -> PairOpinion:
    """Somebody else is to look: the pair leaves this person's queue and stands in everybody else's."""
    return _say(PairOpinion.SECOND_OPINION, a, b, reason, by, at)


def take_back_opinion(*, a: int, b: int, by: Actor, at: datetime) -> None:
    """What was said no longer stands and the pair waits for anybody. Raises `CannotDecide` where nothing stands."""
    with transaction.atomic():
        lock_identity()
        standing = standing_opinion(a, b)
        if standing is None:
            raise CannotDecide("Nothing stands on this pair any more: somebody has answered it or taken it back.")
        _close(standing, PairOpinion.REPLACED, by, at)
        record(actor=by, action="pair.opinion_taken_back", subject=Subject("pair opinion", str(standing.pk)))


def standing_opinion(a: int, b: int) -> PairOpinion | None:
    """What somebody has said of the pair and nobody has answered."""
    return PairOpinion.objects.filter(a=min(a, b), b=max(a, b), closed_at=None).first()


def digest_of(a: LinkRecord, b: LinkRecord) -> str:
    """Of what linking sees of the two: another digest means that one of the records says something else now."""
    ones = sorted((a, b), key=lambda one: one.id)
    return hashlib.sha256(repr(ones).encode()).hexdigest()


def changed_since(opinions: Collection[PairOpinion], records: Mapping[int, LinkRecord]) -> set[int]:
    """Those of these opinions whose records say something else now, or are held no more."""
    return {
        one.pk
        for one in opinions
        if one.a_id not in records or one.b_id not in records or digest_of(records[one.a_id], records[one.b_id]) != one.digest
    }  # fmt: skip


def _say(kind: str, a: int, b: int, reason: str, by: Actor, at: datetime) -> PairOpinion:
    if not reason:
        raise CannotDecide("Say why in a few words: the next person who looks at this pair will want to know.")
    a, b = min(a, b), max(a, b)
    with transaction.atomic():
        lock_identity()
        found = {one.id: one for one in link_records([a, b])}
        if len(found) < 2:
            raise CannotDecide("One of the two records isn't held any more.")
        decision = LinkDecision.objects.filter(a=a, b=b, undone_at=None).first()
        if decision is not None:
            raise CannotDecide(
                f"{decision.decided_by} has decided this pair. Take that decision back first, if it was wrong."
            )
        standing = standing_opinion(a, b)
        if standing is not None:
            _refuse_own_question([standing], by)
            _close(standing, PairOpinion.REPLACED, by, at)
        opinion = PairOpinion.objects.create(
            a_id=a, b_id=b, kind=kind, reason=reason, by_id=by.id, by_name=by.name, said_at=at, digest=digest_of(found[a], found[b])
        )  # fmt: skip
        record(
            actor=by, action=f"pair.{kind}", subject=Subject("pair opinion", str(opinion.pk)), reason=reason, detail={"a": a, "b": b}
        )  # fmt: skip
    return opinion


def _refuse_own_question(standing: Collection[PairOpinion], by: Actor) -> None:
    if any(one.kind == PairOpinion.SECOND_OPINION and one.by_id == by.id for one in standing):
        raise CannotDecide(
            "You asked for a second opinion on this pair, so somebody else answers it. Take the question back if you no longer need it."
        )


def _close(opinion: PairOpinion, how: str, by: Actor, at: datetime) -> None:
    opinion.closed_at, opinion.closed_by, opinion.closed_as = at, by.name, how
    opinion.save(update_fields=["closed_at", "closed_by", "closed_as"])
