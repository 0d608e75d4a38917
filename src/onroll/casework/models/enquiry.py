"""Whom did we ask about this child, what did they say, and how long have we waited? (E3, C7)"""

from __future__ import annotations

from django.db import models

AIMS = {"child": "the child", "adult": "a parent or carer", "sibling": "a brother or sister"}
ANSWERS = {
    "trace": "Trace found",
    "nil": "Nil return: nothing held",
    "declined": "Declined to answer",
    "passed_on": "Message passed on",
    "acknowledged": "Acknowledged, answer to follow",
    "other": "Answered",
}


class Enquiry(models.Model):
    """One question to one agency; it may be about several children of a family (`EnquiryAbout`), each in their own case."""

    agency = models.CharField(max_length=40, help_text="Id in the rule book's list of enquiries")
    agency_words = models.CharField(max_length=200, help_text="Which one: the name of the surgery, school or authority")
    aim = models.CharField(max_length=10, choices=AIMS, default="child")
    aimed_at = models.CharField(max_length=200, blank=True, help_text="The adult or sibling asked about, by name")
    question = models.TextField()
    direction = models.CharField(max_length=4, choices={"out": "Asked by us", "in": "Asked of us"}, default="out")
    authority = models.CharField(max_length=12, blank=True, help_text="Code of the other authority, where it is one")
    contact = models.CharField(max_length=200, blank=True, help_text="The named contact there, and how to reach them")
    child = models.ForeignKey(
        "children.Child",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Whom a question asked of us is about",
    )
    surname = models.CharField(max_length=100, blank=True, help_text="As the authority that asks us wrote it")
    forename = models.CharField(max_length=100, blank=True)
    date_of_birth = models.DateField(null=True)
    asked_on = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    acknowledged_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    answer = models.CharField(max_length=12, choices=ANSWERS, blank=True)
    chased_on = models.DateField(null=True)
    chases = models.PositiveSmallIntegerField(default=0)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="opened", help_text="The trace that led to it"
    )
    decision = models.ForeignKey("casework.CaseDecision", on_delete=models.PROTECT, null=True, related_name="enquiries")
    withdrawn_because = models.TextField(blank=True)

    privacy = dict.fromkeys(
        ("id", "agency", "agency_words", "aim", "direction", "authority", "asked_on", "asked_at", "asked_by", "acknowledged_on", "answered_on",
         "answer", "chased_on", "chases", "follows", "decision", "contact", "child"), "operational"
    ) | dict.fromkeys(("aimed_at", "surname", "forename", "date_of_birth"), "identifying") | {"question": "sensitive", "withdrawn_because": "sensitive"}  # fmt: skip

    class Meta:
        ordering = ["asked_on", "pk"]
        indexes = [models.Index(fields=["answered_on", "asked_on"]), models.Index(fields=["direction", "answered_on"])]


class EnquiryAbout(models.Model):
    """The enquiry concerns this case's child."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="about")
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="asked")

    privacy = {"id": "operational", "enquiry": "operational", "case": "operational"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enquiry", "case"], name="asked_once_a_case")]


class EnquiryAnswer(models.Model):
    """What came back; added, never changed. A trace names the place where the next enquiry opens."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=12, choices=ANSWERS)
    answered_on = models.DateField()
    words = models.TextField(blank=True)
    place = models.CharField(
        max_length=200, blank=True, help_text="Where the trace leads: a school, an authority, a country"
    )
    authority = models.CharField(max_length=12, blank=True, help_text="Code of the authority the trace leads to")
    leads_to = models.CharField(max_length=40, blank=True, help_text="Id of the enquiry that the trace opens next")
    seen_on = models.DateField(null=True, help_text="The day on which they last saw the child")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    privacy = dict.fromkeys(("id", "enquiry", "kind", "answered_on", "recorded_at", "recorded_by", "authority", "leads_to", "corrects"), "operational") | {
        "words": "sensitive", "place": "identifying", "seen_on": "sensitive",
    }  # fmt: skip

    class Meta:
        ordering = ["answered_on", "pk"]
