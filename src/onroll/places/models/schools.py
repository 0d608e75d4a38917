"""Which schools are there, and which school became which? As GIAS, the government's register of schools, tells it."""

from __future__ import annotations

from django.db import models


class School(models.Model):
    """One establishment by its URN, as it is known now; what it was before is in `SchoolPast`.

    `held` keeps every column of the extract as it came, those read into fields too, so that nothing of a row is lost.
    """

    urn = models.CharField(primary_key=True, max_length=12)
    la_code = models.CharField(max_length=12, blank=True)
    la_name = models.CharField(max_length=120, blank=True)
    establishment_number = models.CharField(max_length=8, blank=True)
    name = models.CharField(max_length=255, blank=True)
    phase = models.CharField(max_length=60, blank=True)
    kind_code = models.CharField(
        max_length=8, blank=True, help_text="GIAS type of establishment; 14 is a pupil referral unit"
    )
    kind = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=60, blank=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    street = models.CharField(max_length=255, blank=True)
    town = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    low_age = models.PositiveSmallIntegerField(null=True)
    high_age = models.PositiveSmallIntegerField(null=True)
    easting = models.PositiveIntegerField(null=True)
    northing = models.PositiveIntegerField(null=True)
    trust = models.CharField(max_length=255, blank=True)
    trust_uid = models.CharField(max_length=12, blank=True)
    held = models.JSONField(default=dict)
    as_at = models.DateField(help_text="The newest extract that gave the school")
    recorded_at = models.DateTimeField(help_text="When what stands here became known")

    privacy = {name: "operational" for name in (
        "urn", "la_code", "la_name", "establishment_number", "name", "phase", "kind_code", "kind", "status", "opened_on", "closed_on",
        "street", "town", "postcode", "low_age", "high_age", "easting", "northing", "trust", "trust_uid", "held", "as_at",
        "recorded_at")}  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["la_code", "name"]), models.Index(fields=["trust_uid"])]

    def __str__(self) -> str:
        return self.name or f"URN {self.urn}"


class SchoolPast(models.Model):
    """What was known of a school between two moments, before an extract changed it."""

    urn = models.CharField(max_length=12)
    content = models.JSONField()
    as_at = models.DateField()
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField()

    privacy = {name: "operational" for name in ("id", "urn", "content", "as_at", "recorded_at", "superseded_at")}

    class Meta:
        indexes = [models.Index(fields=["urn", "superseded_at"])]


class SchoolLink(models.Model):
    """One line of the GIAS links: this establishment's successor, predecessor or other relation."""

    urn = models.CharField(max_length=12)
    link_urn = models.CharField(max_length=12)
    link_name = models.CharField(max_length=255, blank=True)
    link_type = models.CharField(max_length=120)
    established_on = models.DateField(null=True)
    held = models.JSONField(default=dict)
    as_at = models.DateField()
    recorded_at = models.DateTimeField()

    privacy = {name: "operational" for name in (
        "id", "urn", "link_urn", "link_name", "link_type", "established_on", "held", "as_at", "recorded_at")}  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["urn", "link_urn", "link_type", "established_on"], name="school_link_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["link_urn"])]
