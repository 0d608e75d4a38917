"""How is a share or a rate rounded, so that every figure prints the same? Half up, from the exact counts, never twice."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

PLACES = {100: 1, 10_000: 2}


def per(count: int | None, base: int | None, many: int) -> float | None:
    """`count` for each `many` (100 or 10,000) of `base`; None where either isn't known or the base is empty.

    Per 100 to one place, per 10,000 to two (feeds.md, "Commands").
    """
    if count is None or not base:
        return None
    exact = Fraction(count * many, base)
    scale = 10 ** PLACES[many]
    whole = (Decimal(exact.numerator * scale) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP)
    return float(whole / scale)


def percent(count: int | None, base: int | None) -> float | None:
    """`count` as a percentage of `base`."""
    return per(count, base, 100)
