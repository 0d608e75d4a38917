"""Which feeds are known by name and can't be loaded yet? So that their files are reported as such, and never as strangers."""

from __future__ import annotations

from onroll.extracts.layouts.feed import Feed, text

PUBLISHED = Feed(
    name="published",
    system="DfE open statistics",
    order=81,
    key=(),
    about_a_child=False,
    columns=text("time_period", "time_identifier", "geographic_level", "old_la_code", "new_la_code", "la_name"),
    why_not_yet="Published statistics are a known feed, but this version does not load them yet; nothing of the file was read.",
)
