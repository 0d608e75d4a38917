"""Which answers are worked out once and kept? Those over every register, for as long as what they were made of stands.

They are kept in the process, as they are: a hundred thousand rows would cost more to pickle than to work out. Each kind
keeps its newest few, and every key holds what the answer was made of, so that a load or a correction is seen at once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

from django.db import connection

FEW = 6

Answer = TypeVar("Answer")

_HELD: dict[tuple[str, str], OrderedDict[Hashable, object]] = {}
_LOCK = Lock()


def kept(kind: str, key: Hashable, work: Callable[[], Answer]) -> Answer:
    """The kept answer of this kind and key, else worked out now; two at once may both work, and the later stays."""
    name = (str(connection.settings_dict["NAME"]), kind)
    with _LOCK:
        held = _HELD.setdefault(name, OrderedDict())
        if key in held:
            held.move_to_end(key)
            return held[key]  # type: ignore[return-value]
    answer = work()
    with _LOCK:
        held[key] = answer
        while len(held) > FEW:
            held.popitem(last=False)
    return answer


def forget() -> None:
    """Drop everything: for tests, whose databases begin anew under the same numbers."""
    with _LOCK:
        _HELD.clear()
