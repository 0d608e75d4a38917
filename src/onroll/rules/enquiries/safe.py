"""May this adult be contacted in this way? Asked before anything is sent to a parent or carer (Q10)."""

from __future__ import annotations

from onroll.rules.enquiries.model import Adult


def refusal(adult: Adult, *, in_writing: bool) -> str:
    """Why this adult may not be contacted in this way, in a sentence; "" where they may."""
    if adult.safe_contact == "no_contact":
        return f"{adult.name} must not be contacted in any way. Ask the safeguarding lead."
    if not in_writing:
        return ""
    return {
        "never_write": f"{adult.name} must never be written to. Ask by phone, or ask the safeguarding lead.",
        "phone_only": f"{adult.name} may be contacted by phone only.",
        "hide_address": f"Where {adult.name} lives must never be disclosed: ask the safeguarding lead before anything is written.",
    }.get(adult.safe_contact, "")
