"""Session marks: one row a pupil and day, or one a session; kept as registers by the room of that name, not as records."""

from __future__ import annotations

from onroll.extracts.layouts.feed import Column, Feed, text

MARKS = Feed(
    name="marks",
    system="Schools' management information systems: session marks",
    order=80,
    key=("upn", "urn", "date"),
    about_a_child=False,
    for_registers=True,
    interval_days=7,
    columns=(
        Column("upn", starred=True),
        Column("urn", "urn", starred=True),
        Column("date", "date", starred=True),
        *text("am", "pm", "session", "code"),
    ),
)
