"""Is this a postcode in form, and how is it written?

For row checks and for linking. Form only: whether it exists is for `places`. Source: BS 7666 form of UK postcodes; the
NHS's "ZZ99" codes (no fixed abode, abroad) are not places and fail.
"""

from __future__ import annotations

import re
from functools import lru_cache

_OUT = r"(?:[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]|[A-HK-Y][0-9][0-9]|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRVWXY]))"
_FORM = re.compile(rf"(GIR|{_OUT})([0-9][ABD-HJLNP-UW-Z]{{2}})")
_GAPS = re.compile(r"[\s.\-_,]+")


@lru_cache(maxsize=65_536)
def normalise_postcode(text: str) -> str:
    """The postcode in capitals with its one space ("NN1 1AA"), or "" where it is malformed. Nothing is guessed."""
    found = _FORM.fullmatch(_GAPS.sub("", text).upper())
    return f"{found[1]} {found[2]}" if found else ""


def outward(postcode: str) -> str:
    """The part before the space ("NN1"): a district of some thousands of homes."""
    return postcode.partition(" ")[0]


def one_character_off(a: str, b: str) -> bool:
    """True where two postcodes differ by one character changed, dropped or added, or two neighbours exchanged."""
    a, b = a.replace(" ", ""), b.replace(" ", "")
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    exchanged = rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:]
    return exchanged or rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:]
