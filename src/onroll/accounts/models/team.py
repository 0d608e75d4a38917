"""Which team does this person work in? Teams share a list of work; they don't limit what may be seen."""

from __future__ import annotations

from django.db import models


class Team(models.Model):
    """A team of the authority, by the name its people use."""

    name = models.CharField(max_length=120, unique=True)

    privacy = {"id": "operational", "name": "operational"}

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
