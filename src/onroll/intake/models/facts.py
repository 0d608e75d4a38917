"""What did each row say, in the rules' own words? Read once at load, by the same readers for every council."""

from __future__ import annotations

from django.db import models


class Fact(models.Model):
    """One `rules.facts.Fact` with its place in recorded time; see there for the kinds and what each column holds."""

    version = models.ForeignKey("intake.Version", db_constraint=False, on_delete=models.CASCADE, related_name="facts")
    record = models.ForeignKey(
        "intake.Record", db_constraint=False, db_index=False, on_delete=models.CASCADE, related_name="facts"
    )
    kind = models.CharField(max_length=24)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True, help_text="Last day included")
    place = models.CharField(max_length=20, blank=True)
    la = models.CharField(max_length=12, blank=True)
    code = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    privacy = {"id": "operational", "version": "operational", "record": "operational", "kind": "sensitive", "started_on": "sensitive",
               "ended_on": "sensitive", "place": "sensitive", "la": "sensitive", "code": "sensitive", "detail": "sensitive",
               "recorded_at": "operational", "superseded_at": "operational"}  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["record"]), models.Index(fields=["kind", "place"])]


class PersonValues(models.Model):
    """Who the row says the child is: normalised, blanks filled from the record's earlier version of the row."""

    version = models.OneToOneField(
        "intake.Version", db_constraint=False, on_delete=models.CASCADE, primary_key=True, related_name="person"
    )
    record = models.ForeignKey(
        "intake.Record", db_constraint=False, db_index=False, on_delete=models.CASCADE, related_name="persons"
    )
    as_at = models.DateField()
    current = models.BooleanField(default=True)
    surname = models.TextField(blank=True)
    forename = models.TextField(blank=True)
    middle_names = models.TextField(blank=True)
    former_surname = models.TextField(blank=True)
    preferred_surname = models.TextField(blank=True)
    preferred_forename = models.TextField(blank=True)
    date_of_birth = models.DateField(null=True)
    dob_estimated = models.BooleanField(default=False)
    sex = models.CharField(max_length=1, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    former_upn = models.CharField(max_length=13, blank=True)
    uln = models.CharField(max_length=10, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    uprn = models.CharField(max_length=12, blank=True)
    ethnicity = models.CharField(max_length=20, blank=True)
    first_language = models.CharField(max_length=20, blank=True)
    phone = models.TextField(blank=True)
    email = models.TextField(blank=True)
    weak = models.JSONField(default=dict)
    undone_at = models.DateTimeField(
        null=True, help_text="When its load was undone: from then on it is no history of the child either"
    )

    privacy = dict.fromkeys(("surname", "forename", "middle_names", "former_surname", "preferred_surname", "preferred_forename", "date_of_birth", "dob_estimated", "upn", "former_upn", "uln", "nhs_number", "address", "postcode", "uprn", "phone", "email", "weak"), "identifying") | {"version": "operational", "record": "operational", "as_at": "operational", "current": "operational", "undone_at": "operational", "sex": "sensitive",
          "ethnicity": "sensitive", "first_language": "sensitive"}  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["record", "as_at"]),
            models.Index(fields=["record"], condition=models.Q(undone_at__isnull=False), name="persons_undone"),
        ]


class AdultNamed(models.Model):
    """An adult a source names for a child, and how they may be contacted (Q10)."""

    version = models.OneToOneField(
        "intake.Version", db_constraint=False, on_delete=models.CASCADE, primary_key=True, related_name="adult"
    )
    record = models.ForeignKey(
        "intake.Record", db_constraint=False, db_index=False, on_delete=models.CASCADE, related_name="adults"
    )
    as_at = models.DateField()
    current = models.BooleanField(default=True)
    name = models.TextField()
    relationship = models.CharField(max_length=60, blank=True)
    parental_responsibility = models.BooleanField(null=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    phone = models.TextField(blank=True)
    email = models.TextField(blank=True)
    safe_contact = models.CharField(max_length=20, default="any")

    privacy = {"version": "operational", "record": "operational", "as_at": "operational", "current": "operational",
               "name": "identifying", "relationship": "identifying", "parental_responsibility": "sensitive", "address": "identifying",
               "postcode": "identifying", "phone": "identifying", "email": "identifying", "safe_contact": "sensitive"}  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["record"])]

    SAFE_CONTACT = {
        "phone_only": "Phone only",
        "never_write": "Never write",
        "no_contact": "No contact",
        "hide_address": "Never disclose the address",
    }

    @property
    def safe_words(self) -> str:
        """How this adult may be contacted, in words; "" where anyhow."""
        return "" if self.safe_contact == "any" else self.SAFE_CONTACT.get(self.safe_contact, self.safe_contact)
