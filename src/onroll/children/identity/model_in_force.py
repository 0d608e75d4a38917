"""By which file of weights are records compared now, and how is another put in force or taken out again?

For everything outside `linkage` that links, explains or shows a model. Nothing moves when it changes: the next run finds that
its weights are another file, and looks at everybody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django.db import transaction

from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.children.identity.memberships import lock_identity
from onroll.children.models import LinkModel
from onroll.linkage.model import Model, published_model, read_model

_PRIOR = ("one_child", "siblings", "twins", "same_source")
_LONGEST_VERSION = 60


class CannotUse(ValueError):
    """A file that can't be put in force, or nothing to take out; the message says why."""


def model_in_force() -> Model:
    """The newest file that was put in force and not taken out, else the one that comes with OnRoll."""
    newest = LinkModel.objects.filter(withdrawn_at=None).order_by("-pk").values_list("pk", "digest").first()
    return published_model() if newest is None else _read(*newest)


@lru_cache(maxsize=4)
def _read(pk: int, digest: str) -> Model:
    return read_model(LinkModel.objects.values_list("text", flat=True).get(pk=pk, digest=digest).encode())


def put_in_force(*, text: str, reason: str, by: Actor, at: datetime, would_move: int | None = None) -> LinkModel:
    """The next run links with this file. One transaction with its audit entry. Raises `CannotUse`.

    `would_move` is how many records were with others when the file was compared with the one in force.
    """
    if not reason.strip():
        raise CannotUse("Say why this model is put in force: whoever asks later reads it.")
    model = usable_model(text)
    with transaction.atomic():
        lock_identity()
        if model.digest == model_in_force().digest:
            raise CannotUse(f"The model of {model.version} ({model.digest}) is in force already.")
        put = LinkModel.objects.create(
            version=model.version, digest=model.digest, text=text, evidence=json.loads(json.dumps(model.evidence, default=str)),
            would_move=would_move, put_by=by.name, put_at=at, reason=reason.strip(),
        )  # fmt: skip
        record(
            actor=by, action="model.put_in_force", subject=Subject("link model", str(put.pk)), reason=put.reason,
            detail={"version": put.version, "digest": put.digest, "would move": would_move},
        )  # fmt: skip
    return put


def take_out_of_force(*, reason: str, by: Actor, at: datetime) -> LinkModel:
    """The next run links with what was in force before the newest file. Raises `CannotUse` where only OnRoll's own is."""
    if not reason.strip():
        raise CannotUse("Say why this model is taken out of force: whoever asks later reads it.")
    with transaction.atomic():
        lock_identity()
        taken = LinkModel.objects.select_for_update().filter(withdrawn_at=None).order_by("-pk").first()
        if taken is None:
            raise CannotUse("The model that comes with OnRoll is in force, and it can't be taken out.")
        taken.withdrawn_by, taken.withdrawn_at, taken.withdrawn_reason = by.name, at, reason.strip()
        taken.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
        record(
            actor=by, action="model.taken_out_of_force", subject=Subject("link model", str(taken.pk)), reason=taken.withdrawn_reason,
            detail={"version": taken.version, "digest": taken.digest},
        )  # fmt: skip
    return taken


def usable_model(text: str) -> Model:
    """The model of a file, if records could be linked with it. Raises `CannotUse` with what is wrong in a sentence."""
    try:
        model = read_model(text.encode())
    except (ValueError, ArithmeticError, AttributeError) as error:
        sentence = str(error) if isinstance(error, ValueError) else "This is no model of linking: a cost is nought."
        raise CannotUse(sentence) from error
    if not isinstance(model.version, str) or not 0 < len(model.version) <= _LONGEST_VERSION:
        raise CannotUse(f"The model's version must be a text of at most {_LONGEST_VERSION} characters.")
    if not isinstance(model.evidence, dict) or not model.evidence:
        raise CannotUse("The file doesn't say what it rests on: its evidence is missing.")
    if not _positive(model.prior.get(name) for name in _PRIOR):
        raise CannotUse(f"Of the model's prior, {', '.join(_PRIOR)} must be numbers above nought.")
    if not _positive(model.costs.values()):
        raise CannotUse("Each of the model's costs must be a number of minutes above nought.")
    if not 0 < model.review_from < model.link_from < 1:
        raise CannotUse("By the model's costs a pair would be joined before a person is asked, or never joined at all.")
    return model


def _positive(values: Iterable[object]) -> bool:
    return all(isinstance(value, int | float) and 0 < value < float("inf") for value in values)
