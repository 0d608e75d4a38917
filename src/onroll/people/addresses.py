"""Are two addresses as written one home? House and street, however they are abbreviated, without the town.

For linking: a postcode is often missing or mistyped where the line above it is right. It says nothing of whether the home
exists: that is for `places`.
"""

from __future__ import annotations

import re

from onroll.people.names import fold

_HOME = re.compile(
    r"(?:(?:flat|apartment|apt|unit|room)\s*(\w+)\W+)?\b(\d+[a-z]?)(?:\s?[-/]\s?\d+[a-z]?)?[\s,]+([^\W\d][^,]*)"
)
_KINDS = {
    "rd": "road", "st": "street", "str": "street", "ave": "avenue", "av": "avenue", "cl": "close", "clo": "close", "dr": "drive",
    "ln": "lane", "la": "lane", "cres": "crescent", "cr": "crescent", "ct": "court", "crt": "court", "gdns": "gardens",
    "gdn": "gardens", "gr": "grove", "gro": "grove", "pl": "place", "sq": "square", "ter": "terrace", "terr": "terrace",
    "pk": "park", "hse": "house", "wy": "way", "wlk": "walk",
}  # fmt: skip


def home_key(address: str) -> str:
    """ "flat 1, 56 Bramble St., Daventry" as "1/56 bramble street"; "" where no number and street can be read.

    Two towns may each have the street: who compares must look at the postcode too, where both have one.
    """
    found = _HOME.search(address.lower())
    if found is None:
        return ""
    flat, house, street = found.groups()
    words = (street if street.isascii() and street.replace(" ", "").isalpha() else fold(street)).split()
    if not words:
        return ""
    words[-1] = _KINDS.get(words[-1], words[-1])
    return f"{flat}/{house} {' '.join(words)}" if flat else f"{house} {' '.join(words)}"
