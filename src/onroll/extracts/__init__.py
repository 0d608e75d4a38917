"""Extracts: which feeds there are, how their files are read, and what is odd about each row. No Django, no clock."""

from __future__ import annotations

from onroll.extracts.layouts import FEEDS, Feed
from onroll.extracts.reading import RawRow, Reading, read
from onroll.extracts.recognising import feed_of, recognise
from onroll.extracts.rows import Adult, Fault, Person, ReadRow, Refused, SetAside

__all__ = [
    "FEEDS", "Adult", "Fault", "Feed", "Person", "RawRow", "ReadRow", "Reading", "Refused", "SetAside", "feed_of", "read", "recognise",
]  # fmt: skip
