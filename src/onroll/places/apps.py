"""The places room, as Django knows it."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "onroll.places"
    label = "places"
