/** Two whole numbers of four bits in each byte: the first in its lower half, the second in its upper one. */
import { ops, PythonTypeError, type Tensor, type TensorLike, ValueError } from '@org/core';
import { asTensor, pythonFunction } from '@org/core/internal';
import type { QuantizedDType } from './abs-max-quantize.js';

function assertBytes(dtype: string): asserts dtype is QuantizedDType {
  if (dtype === 'int8' || dtype === 'uint8') return;
  throw new ValueError('Numbers of four bits are packed into bytes.', {
    expected: "dtype 'int8' or 'uint8'",
    received: String(dtype),
  });
}

/**
 * Packs numbers from -8 to 7 (or 0 to 15), two that follow each other along an axis into a byte.
 *
 * @returns the bytes, their shape, and how long the axis was
 * @throws ValueError for another dtype than int8 and uint8, TypeError for numbers of another one
 * @example
 * const [packed, shape, length] = quantizers.packInt4(tensor([[1], [-2], [3]], null, 'int8')); // [[-31], [3]], [2, 1], 3
 */
export const packInt4 = /* @__PURE__ */ pythonFunction(
  'pack_int4',
  ['arr', 'axis', 'dtype'],
  (
    arr: TensorLike,
    axis: number = 0,
    dtype: QuantizedDType = 'int8',
  ): [packed: Tensor, packedShape: number[], originalLength: number] => {
    assertBytes(dtype);
    const numbers = asTensor(arr);
    if (numbers.dtype !== dtype) {
      throw new PythonTypeError('packInt4 packs whole numbers of its dtype.', {
        expected: dtype,
        received: numbers.dtype,
      });
    }
    const front = ops.moveaxis(numbers, axis, 0);
    const length = front.shape[0]!;
    const even = ops.pad(front, [[0, length % 2], ...front.shape.slice(1).map((): [number, number] => [0, 0])]);
    // In int32, where shifts of eight bits lose no sign.
    const nibbles = ops.bitwiseAnd(ops.cast(even, 'int32'), 0x0f);
    const bytes = ops.bitwiseOr(nibbles.at('::2'), ops.leftShift(nibbles.at('1::2'), 4));
    const signed = dtype === 'int8' ? ops.subtract(ops.bitwiseXor(bytes, 0x80), 0x80) : bytes;
    const packed = ops.moveaxis(ops.cast(signed, dtype), 0, axis);
    return [packed, [...packed.shape] as number[], length];
  },
);

/**
 * What {@link packInt4} packed.
 *
 * @param origLen how long the axis was
 * @param dtype int8 for numbers from -8 to 7, uint8 for those from 0 to 15
 * @throws ValueError for another dtype than int8 and uint8, TypeError for what are no bytes
 * @example
 * quantizers.unpackInt4(tensor([[-31], [3]], null, 'int8'), 3); // [[1], [-2], [3]]
 */
export const unpackInt4 = /* @__PURE__ */ pythonFunction(
  'unpack_int4',
  ['packed', 'origLen', 'axis', 'dtype'],
  (packed: TensorLike, origLen: number, axis: number = 0, dtype: QuantizedDType = 'int8'): Tensor => {
    assertBytes(dtype);
    const bytes = asTensor(packed);
    if (bytes.dtype !== 'int8' && bytes.dtype !== 'uint8') {
      throw new PythonTypeError('unpackInt4 unpacks bytes.', { expected: 'int8 or uint8', received: bytes.dtype });
    }
    const front = ops.cast(ops.moveaxis(bytes, axis, 0), 'int32');
    const halves = ops.stack([ops.bitwiseAnd(front, 0x0f), ops.bitwiseAnd(ops.rightShift(front, 4), 0x0f)], 1);
    const nibbles = ops.reshape(halves, [-1, ...(front.shape.slice(1) as number[])]).at(`:${origLen}`);
    const signed = dtype === 'int8' ? ops.subtract(ops.bitwiseXor(nibbles, 8), 8) : nibbles;
    return ops.moveaxis(ops.cast(signed, dtype), 0, axis);
  },
);
