"""What of casework needs this person now? Counts for the day's first page, each of which opens exactly what it counts."""

from __future__ import annotations

from datetime import date

from django.urls import NoReverseMatch, reverse

from onroll.accounts.models import User
from onroll.casework.selectors.due_days import closures_proposed
from onroll.casework.selectors.my_work import counts, my_work
from onroll.casework.selectors.radar import stalled_count
from onroll.casework.selectors.referrals import late_count, waiting_count

Told = tuple[int, str, str, str, bool]


def work_tiles(user: User, on: date) -> list[Told]:
    """Count, words, address, hint and whether urgent; what this person's roles don't open isn't counted for them."""
    tiles: list[Told] = []
    if user.may("case.work"):
        mine, href = counts(my_work(user, on), on), reverse("my-work")
        tiles.append((mine.overdue, "of my cases overdue", f"{href}?due=overdue", "", bool(mine.overdue)))
        tiles.append(
            (mine.week, "of my cases due this week", f"{href}?due=today&due=week", f"{mine.today} of them today", False)
        )
        tiles.append((mine.stalled, "of my cases stalled", f"{href}?still=yes", "", False))
    if user.may("case.triage") and (inbox := _address("referrals")):
        late = late_count(user, on)
        tiles.append(
            (waiting_count(user, on), "referrals waiting", inbox, f"{late} of them late" if late else "", bool(late))
        )
    if user.may("case.supervise"):
        tiles.append((stalled_count(on), "cases stalled, of all", reverse("stalled"), "", False))
    if user.may("case.approve") or user.may("case.supervise"):
        tiles.append((closures_proposed(), "closures proposed", f"{reverse('cases')}?second=closure", "", False))
    return tiles


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
