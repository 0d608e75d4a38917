"""Does every stored field say how private it is? What may be exported, logged, kept and shown is decided by that word."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import Model

CLASSES = {"identifying", "sensitive", "operational"}
MODELS = [model for model in apps.get_models() if model.__module__.startswith("onroll.")]


def test_there_are_models_to_look_at() -> None:
    assert len(MODELS) > 10


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_of_a_model_has_a_privacy_class(model: type[Model]) -> None:
    declared = getattr(model, "privacy", {})
    fields = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
    assert fields - declared.keys() == set(), "fields without a privacy class"
    assert declared.keys() - fields == set(), "privacy classes for fields that aren't there"
    assert set(declared.values()) <= CLASSES
