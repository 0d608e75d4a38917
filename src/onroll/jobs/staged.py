"""`python -m onroll.jobs.staged NUMBER`: what does this staged file wait for? It is compared, or applied, and what follows is done.

Started by a page, which the person may leave. Killed at any moment it leaves nothing half done: the page then offers to carry on.
"""

from __future__ import annotations

import os
import sys
import traceback

ASKED = ("file.staged", "file.accepted")  # in whose name the work is done


def work(number: int) -> None:
    """Carry on with one staged file, unless another process is at it; then the effect on children, or statuses made anew."""
    from django.utils import timezone

    from onroll.audit.actor import Actor
    from onroll.audit.models import Entry
    from onroll.children.catching_up import catch_up
    from onroll.children.rehearsing import effect_of
    from onroll.intake.models import Stage
    from onroll.intake.staging.checking import seldom_collect
    from onroll.intake.staging.deciding import carry_on
    from onroll.intake.staging.working import held

    seldom_collect()
    with held(number) as mine:
        stage = Stage.objects.filter(pk=number).first()
        if not mine or stage is None:
            return
        asked = Entry.objects.filter(subject_kind="staged file", subject_id=str(number), action__in=ASKED).latest("pk")
        actor = Actor(asked.actor_id, asked.actor_name, asked.actor_role, asked.request_id)
        carry_on(stage, actor=actor)
        if stage.state == Stage.APPLIED:
            catch_up(actor=actor, at=timezone.now())
        elif stage.state == Stage.READY:
            effect_of(stage, on=timezone.localdate(), at=timezone.now(), actor=actor)


def main(arguments: list[str]) -> int:
    """One number; errors go to the installation's log without a row's words."""
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onroll.config.settings")
    import django

    django.setup()
    try:
        work(int(arguments[0]))
    except Exception as fault:
        print(_without_values(fault), file=sys.stderr, flush=True)
        return 1
    return 0


def _without_values(fault: Exception) -> str:
    """The kind of the fault and the lines it passed through; its own words may quote a row."""
    frames = (
        f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(fault.__traceback__)
    )
    return "\n".join([type(fault).__qualname__, *frames])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
