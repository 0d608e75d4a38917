"""How does the launcher start a process that never outlives it, and how does it speak to the person at the terminal?

Every long-lived child asks the kernel for a signal when its parent dies (`PR_SET_PDEATHSIG`), so that even `kill -9`
of the launcher leaves nothing running. On systems without it (not Linux) children end with their pipes and locks only.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


class CannotStart(Exception):
    """Why OnRoll can't run on this machine as it is, and what to do, in a sentence or two for the person starting it."""


def say(sentence: str) -> None:
    """Progress goes to standard error: standard output is only ever a command's answer."""
    print(sentence, file=sys.stderr, flush=True)


def ask_to_die_with(parent: int, by: signal.Signals) -> None:
    """In a child: be sent `by` when the process `parent` dies; at once if it has died already."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(by))
    if os.getppid() != parent:
        os.kill(os.getpid(), by)


def dying_with_me(by: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn` for subprocess: the child is sent `by` when this process dies."""
    me = os.getpid()
    return lambda: ask_to_die_with(me, by)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
