"""The intake room, as Django knows it."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "onroll.intake"
    label = "intake"
