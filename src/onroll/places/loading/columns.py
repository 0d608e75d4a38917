"""What does a row of a register of places say under this heading, whichever of its several headings the file uses?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from onroll.extracts.values import NOT_KNOWN, read_date


class Columns:
    """One row by heading, without regard to case or outer spaces; what is not known reads as "" or None."""

    def __init__(self, raw: Mapping[str, str]) -> None:
        self._by_heading = {heading.strip().casefold(): value.strip() for heading, value in raw.items()}

    def text(self, *headings: str) -> str:
        """The first of the headings that holds a value."""
        for heading in headings:
            value = self._by_heading.get(heading.casefold(), "")
            if value not in NOT_KNOWN:
                return value
        return ""

    def day(self, *headings: str) -> date | None:
        """A date written 2026-09-01, 01/09/2026 or 01-09-2026; None if it is none."""
        return read_date(self.text(*headings))

    def whole(self, *headings: str) -> int | None:
        """A whole number, None where there is none or it isn't one."""
        return read_whole(self.text(*headings))

    def headings(self) -> set[str]:
        return set(self._by_heading)


def read_whole(text: str) -> int | None:
    bare = text.replace(",", "")
    whole, _, fraction = bare.partition(".")
    return int(whole) if whole.isdecimal() and not fraction.strip("0") and len(whole) < 10 else None
