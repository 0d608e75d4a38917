"""Where does the rule book stand? For every loader of it, so that the folder is named once."""

from __future__ import annotations

from pathlib import Path

RULEBOOK = Path(__file__).resolve().parents[4] / "rulebook"
"""The folder `rulebook/` of the repository OnRoll is installed from."""


class BrokenRuleBook(ValueError):
    """A file of the rule book that doesn't say what it must; the sentence names the file and what is wrong."""
