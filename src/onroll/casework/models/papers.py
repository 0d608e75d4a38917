"""What did we write, and what was sent to us? Documents and letters are kept as they were sent; the outbox waits for a sender."""

from __future__ import annotations

from django.db import models


class Document(models.Model):
    """A file kept with a case, as it came."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(max_length=200)
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=150)
    withdrawn_because = models.TextField(blank=True)

    privacy = dict.fromkeys(("id", "case", "media_type", "sha256", "size", "added_at", "added_by"), "operational") | {
        "title": "sensitive", "filename": "sensitive", "content": "sensitive", "withdrawn_because": "sensitive",
    }  # fmt: skip

    class Meta:
        ordering = ["-added_at", "-pk"]


class Letter(models.Model):
    """A letter made from a template: the words as sent, and both forms of the very same text."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="letters")
    template = models.CharField(max_length=60)
    template_version = models.CharField(max_length=64, help_text="Hash of the template's text")
    to_name = models.CharField(max_length=150)
    to_address = models.TextField(blank=True)
    language = models.CharField(max_length=60, blank=True)
    format_wanted = models.CharField(
        max_length=60, blank=True, help_text="Large print, easy read …, where the family asked"
    )
    subject = models.CharField(max_length=200)
    body = models.TextField()
    docx = models.BinaryField(null=True)
    pdf = models.BinaryField(null=True)
    written_on = models.DateField()
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=150)

    privacy = dict.fromkeys(
        ("id", "case", "template", "template_version", "language", "format_wanted", "written_on", "written_at", "written_by"), "operational"
    ) | {"to_name": "identifying", "to_address": "identifying", "subject": "sensitive", "body": "sensitive", "docx": "sensitive", "pdf": "sensitive"}  # fmt: skip

    class Meta:
        ordering = ["-written_at", "-pk"]


class Outgoing(models.Model):
    """The outbox: what is to be sent by which channel. A person marks it as sent until a sender is connected."""

    CHANNELS = {"post": "Post", "email": "Email", "text": "Text message", "by_hand": "By hand"}

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, null=True, related_name="outgoing")
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="outgoing")
    channel = models.CharField(max_length=10, choices=CHANNELS)
    to = models.TextField()
    queued_at = models.DateTimeField()
    queued_by = models.CharField(max_length=150)
    sent_on = models.DateField(null=True)
    sent_by = models.CharField(max_length=150, blank=True)
    failed_because = models.TextField(blank=True)
    cancelled_because = models.TextField(blank=True)

    privacy = dict.fromkeys(
        ("id", "letter", "case", "channel", "queued_at", "queued_by", "sent_on", "sent_by"), "operational"
    ) | {"to": "identifying", "failed_because": "operational", "cancelled_because": "sensitive"}  # fmt: skip
