"""What is true of each child on every date, ready to be listed? All of it is rebuilt from facts and memberships.

Nothing here is a function of today: spells cover every date for ever, so that any day is looked up, not computed.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F

from onroll.children.models.identity import Child


class StatusSpell(models.Model):
    """From a day to a day (last included) the child's one status, why, on which axes, and which row carried it."""

    child = models.ForeignKey(Child, db_constraint=False, on_delete=models.CASCADE, related_name="spells")
    status = models.CharField(max_length=24)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    since = models.DateField(null=True, help_text="From when the status has held without a break")
    because = models.TextField()
    residence = models.CharField(max_length=10)
    whereabouts = models.CharField(max_length=10)
    responsible = models.CharField(max_length=20)
    rule = models.CharField(max_length=60, blank=True)
    flags = models.JSONField(default=list)
    place = models.CharField(max_length=20, blank=True)
    feed = models.CharField(
        max_length=32,
        blank=True,
        help_text="Where the carrying fact came from: its loads say when it was last confirmed",
    )
    facts = models.JSONField(
        default=list, help_text="[record, version] of every row that carried the status, the first foremost"
    )

    privacy = {"id": "operational", "child": "operational", "rule": "operational", "facts": "operational"} | dict.fromkeys(("status", "started_on", "ended_on", "since", "because", "residence", "whereabouts", "responsible", "flags", "place", "feed"), "sensitive")  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["child", "started_on"]),
            # The lists: which children had this status on a day, without reading a row that ended before it.
            models.Index(fields=["status", "ended_on", "started_on"], include=["child"], name="spell_by_status"),
            # The same of one school: 108 ms become 2 at 108,000 children (benchmarks/pages.py).
            models.Index(fields=["place", "ended_on", "started_on"], include=["child"], name="spell_by_place"),
        ]


class Contradiction(models.Model):
    """Facts of two sources that can't both hold, from when to when (A12)."""

    child = models.ForeignKey(Child, db_constraint=False, on_delete=models.CASCADE, related_name="contradictions")
    rule = models.CharField(max_length=60)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    sentence = models.TextField()
    records = models.JSONField(default=list)
    fingerprint = models.CharField(
        max_length=32, blank=True, help_text="Of the facts it rests on: what was said of it stays with them"
    )

    privacy = {"id": "operational", "fingerprint": "operational", "child": "operational", "rule": "operational", "started_on": "sensitive", "ended_on": "sensitive",
               "sentence": "sensitive", "records": "operational"}  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["rule", "started_on"]), models.Index(fields=["fingerprint"])]


class ChildSummary(models.Model):
    """The child's best values, for lists and search; each has its sources on the record page."""

    child = models.OneToOneField(
        Child, db_constraint=False, on_delete=models.CASCADE, primary_key=True, related_name="summary"
    )
    surname = models.TextField(blank=True)
    forename = models.TextField(blank=True)
    known_as = models.TextField(blank=True)
    sort_key = models.TextField(blank=True)
    date_of_birth = models.DateField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    uln = models.CharField(max_length=10, blank=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    household = models.TextField(
        blank=True, help_text="Folded address and postcode: equal for children who live together"
    )
    address_hidden = models.BooleanField(default=False)
    safe_contact = models.CharField(max_length=20, blank=True)
    handling = models.JSONField(
        default=list, help_text="Flags that change how the child is handled, each with dates and source"
    )
    numbers = models.JSONField(default=list, help_text="Every UPN, NHS number and ULN any record gave, for search")
    records = models.PositiveIntegerField(default=0)
    feeds = models.JSONField(default=list)

    privacy = dict.fromkeys(("surname", "forename", "known_as", "sort_key", "date_of_birth", "upn", "nhs_number", "uln", "address", "postcode", "household", "numbers"), "identifying") | {"child": "operational", "records": "operational", "feeds": "sensitive", "sex": "sensitive",
                       "address_hidden": "sensitive", "safe_contact": "sensitive", "handling": "sensitive"}  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["sort_key"]),
            models.Index(fields=["date_of_birth"]),
            models.Index(fields=["postcode"]),
            models.Index(fields=["household"]),
            GinIndex(fields=["handling"], name="summary_handling", opclasses=["jsonb_path_ops"]),
            GinIndex(fields=["numbers"], name="summary_numbers", opclasses=["jsonb_path_ops"]),
        ]


class SearchName(models.Model):
    """Every folded form of every name any record gives the child."""

    child = models.ForeignKey(Child, db_constraint=False, on_delete=models.CASCADE, related_name="search_names")
    key = models.TextField()

    privacy = {"id": "operational", "child": "operational", "key": "identifying"}

    class Meta:
        indexes = [GinIndex(OpClass(F("key"), name="gin_trgm_ops"), name="search_name_trigram")]


class StaleChild(models.Model):
    """A child whose timeline no longer matches its facts and memberships and waits to be rebuilt."""

    child = models.OneToOneField(
        Child, db_constraint=False, on_delete=models.CASCADE, primary_key=True, related_name="stale"
    )

    privacy = {"child": "operational"}
