"""When are two findings the same contradiction? When the same records say the same of the child, since the same day.

Timelines are made anew after every load, and findings with them; what a person said of one stays with its fingerprint. Where
a fact moves (another school, another day, another record) the fingerprint is another, and the question is asked again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import blake2b


def fingerprint(rule: str, started_on: date | None, sentence: str, records: Iterable[int]) -> str:
    """32 hexadecimal letters. The day it ended is left out: a contradiction that ends isn't another one."""
    said = "\x1f".join((rule, str(started_on), sentence, *map(str, sorted(set(records)))))
    return blake2b(said.encode(), digest_size=16).hexdigest()
