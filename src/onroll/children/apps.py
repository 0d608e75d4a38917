"""The children room, as Django knows it."""

from django.apps import AppConfig


class ChildrenConfig(AppConfig):
    name = "onroll.children"
    label = "children"
