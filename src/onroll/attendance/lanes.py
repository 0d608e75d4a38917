"""Which days of a register are of one kind? Sixty-four days compared at once, the answer one bit a day.

Numba has no way to say this, so it is said to the compiler behind it: one vector load, one comparison, the lanes' truth as
the bits of a number. Any processor can run it; one with wide registers needs two or four instructions. Beside it the three
questions to such bits: how many, which is the lowest, which is the highest.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

LANES = 64


@intrinsic
def same_days(context: Any, days: Any, at: Any, value: Any) -> Any:
    """uint64 from (uint16[days], place, day): bit n is set where days[at + n] == value. Needs 64 days from `at` on."""

    def built(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, given[0])
        wide = ir.VectorType(ir.IntType(16), LANES)
        place = builder.bitcast(builder.gep(array.data, [given[1]]), wide.as_pointer())
        lanes = builder.load(place, align=2)
        first = builder.insert_element(ir.Constant(wide, ir.Undefined), given[2], ir.Constant(ir.IntType(32), 0))
        nowhere = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
        everywhere = builder.shuffle_vector(first, ir.Constant(wide, ir.Undefined), nowhere)
        return builder.bitcast(builder.icmp_unsigned("==", lanes, everywhere), ir.IntType(LANES))

    return types.uint64(days, types.intp, types.uint16), built


@intrinsic
def how_many(context: Any, bits: Any) -> Any:
    """int64: the bits set in a uint64."""

    def built(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.ctpop(given[0])

    return types.int64(types.uint64), built


@intrinsic
def lowest(context: Any, bits: Any) -> Any:
    """int64: the place of the lowest bit set in a uint64 that isn't nought."""

    def built(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.cttz(given[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.uint64), built


@intrinsic
def highest(context: Any, bits: Any) -> Any:
    """int64: the place of the highest bit set in a uint64 that isn't nought."""

    def built(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        above = builder.ctlz(given[0], ir.Constant(ir.IntType(1), 1))
        return builder.sub(ir.Constant(ir.IntType(64), 63), above)

    return types.int64(types.uint64), built
