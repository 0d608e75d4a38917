"""Who told us about this child? One route in for schools, agencies, the public, officers and OnRoll itself (E1)."""

from __future__ import annotations

from django.db import models

ROUTES = {
    "public": "Public form",
    "professional": "Professional form",
    "internal": "Typed in by an officer",
    "service": "Raised by OnRoll",
}
STATES = {
    "new": "Waiting for triage",
    "opened": "A case was opened",
    "joined": "Added to an open case",
    "no_action": "No further action",
    "not_ours": "Sent to another authority",
}


class Referral(models.Model):
    """What was sent, as it was sent; what became of it. Never two open cases for one child and pathway."""

    reference = models.CharField(max_length=20, unique=True)
    route = models.CharField(max_length=12, choices=ROUTES)
    pathway = models.CharField(max_length=40)
    received_on = models.DateField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=STATES, default="new")
    surname = models.CharField(max_length=100, blank=True)
    forename = models.CharField(max_length=100, blank=True)
    known_as = models.CharField(max_length=100, blank=True)
    date_of_birth = models.DateField(null=True)
    age_said = models.CharField(max_length=60, blank=True, help_text="Where no date of birth was known")
    sex = models.CharField(max_length=1, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    school = models.CharField(max_length=150, blank=True)
    adults = models.TextField(blank=True, help_text="Parents and carers, as the referrer names them")
    concern = models.TextField(blank=True)
    last_seen = models.TextField(blank=True)
    safeguarding = models.BooleanField(default=False)
    safeguarding_words = models.TextField(blank=True)
    safe_contact = models.TextField(blank=True, help_text="Anything that would put somebody at risk if we got in touch")
    referrer_name = models.CharField(max_length=150, blank=True)
    referrer_role = models.CharField(max_length=150, blank=True)
    referrer_organisation = models.CharField(max_length=150, blank=True)
    referrer_email = models.EmailField(blank=True)
    referrer_phone = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict, help_text="What else the form or the finding said, by question id")
    raised_by = models.CharField(
        max_length=60, blank=True, help_text="The finding OnRoll raised it from; once a child and finding"
    )
    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, null=True, related_name="referrals")
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, null=True, related_name="referrals")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=150, blank=True)
    settled_because = models.TextField(blank=True)
    sent_once = models.UUIDField(
        null=True, unique=True, help_text="Made by the form: pressing the button twice sends once"
    )

    privacy = dict.fromkeys(
        ("id", "reference", "route", "pathway", "received_on", "received_at", "state", "raised_by", "child", "case", "settled_at",
         "settled_by", "safeguarding", "sent_once", "referrer_role", "referrer_organisation"), "operational"
    ) | dict.fromkeys(
        ("surname", "forename", "known_as", "date_of_birth", "age_said", "sex", "upn", "address", "postcode", "school", "adults",
         "referrer_name", "referrer_email", "referrer_phone"), "identifying"
    ) | dict.fromkeys(("concern", "last_seen", "safeguarding_words", "safe_contact", "detail", "settled_because"), "sensitive")  # fmt: skip

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "raised_by"], condition=~models.Q(raised_by=""), name="a_finding_refers_a_child_once"
            )
        ]
        indexes = [models.Index(fields=["state", "-received_at"])]


class FormUse(models.Model):
    """How often the public form was used from one address in one hour, so that nobody can flood it; gone after a day.

    `who` is a keyed digest of the address that changes daily, "" for everybody together: no address of a person is kept.
    """

    kind = models.CharField(max_length=8, choices={"steps": "Pages sent", "sent": "Referrals sent"})
    who = models.CharField(max_length=32, blank=True)
    hour = models.DateTimeField()
    times = models.PositiveIntegerField(default=0)

    privacy = dict.fromkeys(("id", "kind", "who", "hour", "times"), "operational")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "who", "hour"], name="form_use_counted_once")]
