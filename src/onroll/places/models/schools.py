"""Which schools are there, and which school became which? As GIAS, the government's register of schools, tells it."""

from __future__ import annotations

from django.db import models


class School(models.Model):
    """One establishment by its URN, as it is known now; what it was before is in `SchoolPast`.

    `held` keeps every column of the extract as it came, those read into fields too, so that nothing of a row is lost.
    """

    urn = models.TextField(primary_key=True)
    la_code = models.TextField(blank=True)
    la_name = models.TextField(blank=True)
    establishment_number = models.TextField(blank=True)
    name = models.TextField(blank=True)
    phase = models.TextField(blank=True)
    kind_code = models.CharField(
        max_length=8, blank=True, help_text="GIAS type of establishment; 14 is a pupil referral unit"
    )
    kind = models.TextField(blank=True)
    status = models.TextField(blank=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    street = models.TextField(blank=True)
    town = models.TextField(blank=True)
    postcode = models.TextField(blank=True)
    low_age = models.IntegerField(null=True)
    high_age = models.IntegerField(null=True)
    easting = models.IntegerField(null=True)
    northing = models.IntegerField(null=True)
    trust = models.TextField(blank=True)
    trust_uid = models.TextField(blank=True)
    held = models.JSONField(default=dict)
    as_at = models.DateField(help_text="The newest extract that gave the school")
    recorded_at = models.DateTimeField(help_text="When what stands here became known")

    privacy = dict.fromkeys((
        "urn", "la_code", "la_name", "establishment_number", "name", "phase", "kind_code", "kind", "status",
        "opened_on", "closed_on", "street", "town", "postcode", "low_age", "high_age", "easting", "northing",
        "trust", "trust_uid", "held", "as_at", "recorded_at"), "operational")  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["la_code", "name"]), models.Index(fields=["trust_uid"])]

    def __str__(self) -> str:
        return self.name or f"URN {self.urn}"


class SchoolPast(models.Model):
    """What an extract changed: the values that stood from one moment to another, null where there was none.

    Only what changed is kept; walking back from `School` through these gives the school as known at any moment.
    """

    urn = models.TextField()
    content = models.JSONField()
    as_at = models.DateField()
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField()

    privacy = dict.fromkeys(("id", "urn", "content", "as_at", "recorded_at", "superseded_at"), "operational")

    class Meta:
        indexes = [models.Index(fields=["urn", "superseded_at"])]

    def __str__(self) -> str:
        return f"URN {self.urn} until {self.superseded_at:%Y-%m-%d}"


class SchoolLink(models.Model):
    """One line of the GIAS links: this establishment's successor, predecessor or other relation."""

    urn = models.TextField()
    link_urn = models.TextField()
    link_name = models.TextField(blank=True)
    link_type = models.TextField()
    established_on = models.DateField(null=True)
    held = models.JSONField(default=dict)
    as_at = models.DateField()
    recorded_at = models.DateTimeField()

    privacy = dict.fromkeys((
        "id", "urn", "link_urn", "link_name", "link_type", "established_on",
        "held", "as_at", "recorded_at"), "operational")  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["urn", "link_urn", "link_type", "established_on"], name="school_link_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["link_urn"])]

    def __str__(self) -> str:
        return f"{self.urn} {self.link_type} {self.link_urn}"
