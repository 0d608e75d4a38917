"""What do the rules say when they can't answer? One family of errors, so that a page or a command shows the sentence.

A question that can't be answered (before the law, past the calendar, a missing event, a rule not in force) is never
answered by a default.
"""

from __future__ import annotations


class CannotAnswer(ValueError):
    """The rules give no answer; the sentence says why, and is fit to be shown."""


class UnknownRule(CannotAnswer):
    """No rule has this name, or the rule isn't of the sort that was asked for."""
