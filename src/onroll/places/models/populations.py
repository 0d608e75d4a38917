"""How many people of which age live in which area, by whose estimate? The denominator of every rate."""

from __future__ import annotations

from django.db import models


class Population(models.Model):
    """One area, year, age band and sex of one estimate. A revised estimate closes the row and adds another.

    `area` is the code as the file gives it (an ONS code such as E06000062, or the DfE's 941). Ages are at last
    birthday, both ends included; `high_age` empty is "and over". `sex` is F, M, or "" for both together.
    """

    area = models.TextField()
    year = models.IntegerField(help_text="Of the mid-year estimate")
    low_age = models.IntegerField()
    high_age = models.IntegerField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    people = models.IntegerField()
    source = models.TextField(blank=True)
    as_at = models.DateField()
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys((
        "id", "area", "year", "low_age", "high_age", "sex", "people", "source", "as_at", "recorded_at",
        "superseded_at"), "operational")  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "low_age", "high_age", "sex"],
                condition=models.Q(superseded_at=None),
                nulls_distinct=False,
                name="one_current_estimate",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area} mid-{self.year} aged {self.low_age}"
