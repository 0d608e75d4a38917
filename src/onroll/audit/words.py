"""What does an action's id mean to a reader of the audit page? Ids are stable; these words may be bettered."""

from __future__ import annotations

WORDS = {
    "child.looked": "Looked at a child",
    "child.address_opened": "Opened a hidden address",
    "list.looked": "Looked at a list of children",
    "list.exported": "Downloaded a list of children",
    "search.made": "Searched for a child",
    "link.decided": "Decided whether two records are one child",
    "link.undone": "Took back a decision on two records",
    "child.merged": "Joined two children into one",
    "child.separated": "Separated one child into two",
    "load.applied": "Applied a load",
    "load.discarded": "Discarded a load",
    "load.undone": "Undid a load",
    "session.opened": "Signed in",
    "session.closed": "Signed out",
    "session.refused": "Was refused at sign-in",
    "person.added": "Added a person",
    "person.roles_changed": "Changed a person's roles",
    "person.details_changed": "Changed a person's details",
    "person.access_ended": "Ended a person's access",
    "person.access_reopened": "Reopened a person's access",
    "person.password_reset": "Reset a person's password",
    "person.password_set": "Set a password",
    "person.unlocked": "Lifted a sign-in lock",
    "cover.entered": "Entered somebody as away",
    "cover.ended": "Ended a cover",
    "cases.note": "Added a note to several cases",
    "cases.assign": "Gave several cases to another person",
    "cases.sampled": "Drew cases for audit",
    "calendar.opened": "Opened a calendar address",
    "calendar.closed": "Shut a calendar address",
    "audit.looked": "Looked at the audit log",
}


def in_words(action: str) -> str:
    """The words for an action; an id that has none yet, made readable."""
    return WORDS.get(action) or action.replace(".", ": ").replace("_", " ").capitalize()
