"""How does a new installation get a whole invented authority to look at? Simulate, load, link, work out every status."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from onroll.audit.actor import SYSTEM
from onroll.casework.demonstration import tell_two_years, triage_some
from onroll.casework.rounds import daily_round
from onroll.children.catching_up import link_and_rebuild
from onroll.children.selectors.missing import missing_list
from onroll.intake.loading import load_folder
from onroll.intake.models import Load
from onroll.places.postcodes import build_postcodes
from onroll.simulator import simulate

CHILDREN = 20_000
SEED = 1


def load_demonstration(
    home: Path,
    *,
    children: int = CHILDREN,
    seed: int = SEED,
    today: date | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Fill an empty installation: two months of extracts, so that what changed between them can be seen, and two years of casework.

    Safe to call again after being killed: the files are written anew and loading the same rows twice changes nothing.
    """
    today = today or timezone.localdate()
    last = today - timedelta(days=1)
    wanted = [
        (as_at, home / "demo" / month)
        for month, as_at in (("last-month", last - timedelta(days=30)), ("this-month", last))
        if not Load.objects.filter(as_at=as_at, source__feed="adults", state=Load.APPLIED).exists()
    ]
    made = []  # both months at once, beside the postcodes and the first load: on two cores in half the time
    for as_at, folder in wanted:
        tell(f"Simulating {children:,} children as at {as_at:%-d %B %Y} …")
        shutil.rmtree(folder, ignore_errors=True)
        asked = {"la": settings.AUTHORITY, "children": children, "seed": seed, "as_at": as_at, "errors": 1.0}
        made.append(
            get_context("spawn").Process(
                target=simulate, kwargs=asked | {"to": folder, "marks": as_at == last}, daemon=True
            )
        )
        made[-1].start()
    build_postcodes(settings.AUTHORITY)
    for (as_at, folder), simulated in zip(wanted, made, strict=True):
        simulated.join()
        if simulated.exitcode != 0:
            raise RuntimeError(f"Simulating {as_at:%-d %B %Y} stopped with code {simulated.exitcode}.")
        result = load_folder(
            folder=folder, as_at=as_at, received_at=timezone.now(), accept_missing=True, actor=SYSTEM, tell=tell
        )
        for outcome in result.files:
            if outcome.refused:
                tell(outcome.refused)
    tell("Linking the records of each child …")
    link_and_rebuild(actor=SYSTEM, at=timezone.now(), tell=tell)
    tell_two_years(on=last, tell=tell)
    daily_round(on=last, at=timezone.now(), by=SYSTEM, tell=tell)
    triage_some(on=last)
    missing_list(today)  # worked out once for each day: the first person to sign in needn't wait for it
