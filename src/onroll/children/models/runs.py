"""What did each run of the linking move, and what is kept so that the next looks only at what changed?"""

from __future__ import annotations

from django.db import models

_OPERATIONAL = "operational"


class LinkMove(models.Model):
    """A record that a run took from one child and gave to another, with the pair of records that decided it, in words."""

    run = models.ForeignKey("children.LinkRun", on_delete=models.CASCADE, related_name="moves")
    record = models.ForeignKey("intake.Record", db_constraint=False, on_delete=models.CASCADE, related_name="+")
    from_child = models.ForeignKey("children.Child", db_constraint=False, on_delete=models.CASCADE, related_name="+")
    to_child = models.ForeignKey("children.Child", db_constraint=False, on_delete=models.CASCADE, related_name="+")
    a = models.ForeignKey("intake.Record", db_constraint=False, on_delete=models.SET_NULL, null=True, related_name="+")
    b = models.ForeignKey("intake.Record", db_constraint=False, on_delete=models.SET_NULL, null=True, related_name="+")
    probability = models.FloatField(null=True)
    rule = models.CharField(max_length=60, blank=True)
    words = models.JSONField(default=list)

    privacy = dict.fromkeys(("id", "run", "record", "from_child", "to_child", "a", "b", "probability", "rule"), _OPERATIONAL) | {
        "words": "identifying"}  # fmt: skip


class LinkReference(models.Model):
    """What a full run counted of everybody (`linkage.reference`), as a file; the newest few are kept."""

    digest = models.CharField(max_length=16, primary_key=True)
    made_on = models.DateField()
    model = models.CharField(max_length=16)
    records = models.PositiveIntegerField()
    content = models.BinaryField(help_text="How often each name, date and place occurs: names are in it")

    privacy = dict.fromkeys(("digest", "made_on", "model", "records"), _OPERATIONAL) | {"content": "identifying"}


class StandingPart(models.Model):
    """A part of what the last run left for the next (`linkage.keeping`): a cache, replaced by every run."""

    name = models.CharField(max_length=60, primary_key=True)
    content = models.BinaryField()

    privacy = {"name": _OPERATIONAL, "content": "identifying"}
