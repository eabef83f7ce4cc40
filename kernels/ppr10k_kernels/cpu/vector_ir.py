"""Small vectors in LLVM's language: what the inner loops are put together from.

numba compiles scalar loops and hopes that they become vector instructions; a gather of eight lattice corners does not.
The kernels beside this file therefore emit vectors of LLVM IR themselves, by these words. LLVM turns them into the
machine's own instructions, SSE, AVX, AVX-512 or NEON alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llvmlite import ir

Value = Any
"""An ``ir.Value``; llvmlite has no types."""

FLOAT, INT8, INT16, INT32, INT64 = ir.FloatType(), *(ir.IntType(bits) for bits in (8, 16, 32, 64))
_FUSED = ("contract",)
"""Multiply and add may become one instruction; nothing else is loosened, so NaN stays NaN."""


def data_of(context: Any, builder: Any, array_type: Any, array: Value) -> Value:
    """Address of an array's first element."""
    return context.make_array(array_type)(context, builder, array).data


def word(builder: Any, value: Value) -> Value:
    """An index as 64 bits."""
    return value if value.type == INT64 else builder.sext(value, INT64)


def plus(builder: Any, index: Value, step: int) -> Value:
    """An index some elements on."""
    return builder.add(index, ir.Constant(INT64, step)) if step else index


def element(builder: Any, pointer: Value, index: Value) -> Value:
    """One element of an array."""
    return builder.load(builder.gep(pointer, [index]))


def rows(builder: Any, pointer: Value, index: Value, count: int, length: int) -> list[Value]:
    """The element at ``index`` of each row of an array of rows."""
    return [element(builder, pointer, plus(builder, index, row * length)) for row in range(count)]


def load(builder: Any, pointer: Value, index: Value, lanes: int) -> Value:
    """Read neighbouring elements as a vector, of whatever alignment."""
    vector = ir.VectorType(pointer.type.pointee, lanes)
    address = builder.bitcast(builder.gep(pointer, [index]), vector.as_pointer())
    return builder.load(address, align=_alignment(vector))


def store(builder: Any, vector: Value, pointer: Value, index: Value) -> None:
    """Write a vector to neighbouring elements, of whatever alignment."""
    address = builder.bitcast(builder.gep(pointer, [index]), vector.type.as_pointer())
    builder.store(vector, address, align=_alignment(vector.type))


def prefetch(builder: Any, pointer: Value, index: Value) -> None:
    """Ask for an element to be brought into the first-level cache; harmless wherever it points."""
    byte = INT8.as_pointer()
    kind = ir.FunctionType(ir.VoidType(), [byte, INT32, INT32, INT32])
    ask = builder.module.declare_intrinsic("llvm.prefetch", (byte,), kind)
    read, keep, data = (ir.Constant(INT32, number) for number in (0, 3, 1))
    builder.call(ask, [builder.bitcast(builder.gep(pointer, [index]), byte), read, keep, data])


def _alignment(vector: Any) -> int:
    """Bytes of one lane."""
    return vector.element.width // 8 if isinstance(vector.element, ir.IntType) else 4


def pick(builder: Any, first: Value, second: Value | None, lanes: Sequence[int]) -> Value:
    """Put a vector together from lanes of one or two, the second's counted on from the first's."""
    other = ir.Constant(first.type, ir.Undefined) if second is None else second
    return builder.shuffle_vector(
        first, other, ir.Constant(ir.VectorType(INT32, len(lanes)), [*map(int, lanes)])
    )


def spread(builder: Any, scalar: Value, lanes: int) -> Value:
    """A scalar in every lane."""
    empty = ir.Constant(ir.VectorType(scalar.type, lanes), ir.Undefined)
    return pick(builder, builder.insert_element(empty, scalar, ir.Constant(INT32, 0)), None, [0] * lanes)


def halves(builder: Any, vector: Value) -> tuple[Value, Value]:
    """The lower and the upper half of the lanes."""
    middle, lanes = vector.type.count // 2, range(vector.type.count)
    return pick(builder, vector, None, lanes[:middle]), pick(builder, vector, None, lanes[middle:])


def join(builder: Any, low: Value, high: Value) -> Value:
    """Two vectors as one of twice the lanes."""
    return pick(builder, low, high, range(2 * low.type.count))


def times_plus(builder: Any, a: Value, b: Value, c: Value) -> Value:
    """``a * b + c``."""
    return builder.fadd(builder.fmul(a, b, flags=_FUSED), c, flags=_FUSED)


def lerp(builder: Any, low: Value, high: Value, weight: Value) -> Value:
    """``low + weight * (high - low)``."""
    return times_plus(builder, weight, builder.fsub(high, low), low)


def clamp(builder: Any, values: Value, low: Value, high: Value) -> Value:
    """Values between two bounds."""
    above = builder.select(builder.fcmp_ordered(">", values, low), values, low)
    return builder.select(builder.fcmp_ordered("<", above, high), above, high)


def columns(builder: Any, rows: Sequence[Value]) -> list[Value]:
    """Transpose four vectors of four lanes."""
    a, b, c, d = rows
    low = (pick(builder, a, b, [0, 4, 1, 5]), pick(builder, c, d, [0, 4, 1, 5]))
    high = (pick(builder, a, b, [2, 6, 3, 7]), pick(builder, c, d, [2, 6, 3, 7]))
    return [pick(builder, *pair, lanes) for pair in (low, high) for lanes in ([0, 1, 4, 5], [2, 3, 6, 7])]


def packed(builder: Any, pixels: Sequence[Value]) -> list[Value]:
    """Drop the fourth lane of four pixels: twelve neighbouring values in three vectors."""
    a, b, c, d = pixels
    pairs = ((a, b, [0, 1, 2, 4]), (b, c, [1, 2, 4, 5]), (c, d, [2, 4, 5, 6]))
    return [pick(builder, *pair) for pair in pairs]


def sums_of_pairs(builder: Any, numbers: Any, weights: Any) -> Value:
    """Neighbouring integers of 16 bits, multiplied by their weights and summed in 32: half as many lanes.

    Written as LLVM knows it for one instruction (``vpmaddwd`` of SSE2 and AVX2).
    """
    wide = ir.VectorType(INT32, numbers.type.count)
    products = builder.mul(builder.sext(numbers, wide), builder.sext(weights, wide), flags=["nsw"])
    even, odd = (pick(builder, products, None, range(start, wide.count, 2)) for start in (0, 1))
    return builder.add(even, odd, flags=["nsw"])


def sums_of_fours(builder: Any, vectors: Sequence[Value]) -> Value:
    """The sum of each vector's lanes: four vectors of four lanes become one of their four sums.

    Of longer vectors each four lanes are summed by themselves, the machine's own lanes of 128 bits.
    """
    count = vectors[0].type.count

    def both(a: Value, b: Value, lanes: Sequence[int]) -> Value:
        """``lanes`` of each four: below 4 of the first vector, from 4 on of the second."""
        return pick(
            builder, a, b, [start + k + (k > 3) * (count - 4) for start in range(0, count, 4) for k in lanes]
        )

    a, b, c, d = vectors
    first, second = (
        builder.fadd(both(*pair, (0, 4, 1, 5)), both(*pair, (2, 6, 3, 7))) for pair in ((a, b), (c, d))
    )
    return builder.fadd(both(first, second, (0, 1, 4, 5)), both(first, second, (2, 3, 6, 7)))
