"""Has this case stalled? By the last contact, visit or answer, and by nothing that merely touched the record (E8)."""

from __future__ import annotations

from datetime import date

from onroll.rules.work.settings import WorkSettings, work_settings


def stalled_days(last_meaningful_on: date, on: date, settings: WorkSettings | None = None) -> int | None:
    """For how many days nothing has moved the case, once that is as long as the authority allows; None before."""
    days = (on - last_meaningful_on).days
    return days if days >= (settings or work_settings()).stalled_after_days else None
