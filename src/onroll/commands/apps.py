"""The commands room, as Django knows it."""

from django.apps import AppConfig


class CommandsConfig(AppConfig):
    name = "onroll.commands"
    label = "commands"
