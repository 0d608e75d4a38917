"""What do the rules need besides the child's own facts? The authority, its calendar and the names of schools, read once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from onroll.places.calendars import SchoolCalendars
from onroll.places.models import School
from onroll.rules.calendars import SchoolDays
from onroll.rules.status import Authority


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Read once for a run over many children; a change of calendars or names makes every timeline stale."""

    authority: Authority
    calendar: SchoolDays
    names: dict[str, str] = field(default_factory=dict)

    def school_name(self, urn: str) -> str:
        """The school's name, "" where the register of schools doesn't hold it."""
        return self.names.get(urn, "")


def rules_version() -> str:
    """What the stored timelines were made with: a digest of the files that say which status holds and which facts clash."""
    book = Path(settings.RULEBOOK)
    files = [book / "statuses.toml", book / "contradictions.toml", *sorted((book / "calendars").glob("*.toml"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def surroundings() -> Surroundings:
    """The authority of this installation, its own school calendar and every school's name: three queries."""
    names = dict(School.objects.values_list("urn", "name"))
    return Surroundings(Authority(settings.AUTHORITY), SchoolCalendars().of(None), names)
