import type { Uint64 } from '../hashing/uint64.js';
import { string } from '../onnx/graph-builder.js';
import type { Lowering } from '../onnx/lowering.js';

/** The name of a value in an ONNX graph. */
export type Name = string;

/** Arithmetic modulo 2^64 in an ONNX graph, on uint64. */
export function words64(lowering: Lowering): Uint64<Name> {
  const constant = (value: bigint): Name =>
    lowering.constant({ dtype: 'uint64', shape: [], data: BigUint64Array.of(value) });
  const folded =
    (type: string) =>
    (...terms: readonly Name[]): Name =>
      terms.reduce((x, y) => lowering.op(type, [x, y]));
  const shift = (x: Name, by: bigint, direction: 'LEFT' | 'RIGHT'): Name =>
    lowering.op('BitShift', [x, constant(by)], { direction: string(direction) });
  return {
    constant,
    add: folded('Add'),
    mul: folded('Mul'),
    xor: folded('BitwiseXor'),
    shiftRight: (x, by) => shift(x, by, 'RIGHT'),
    rotateRight: (x, by) => lowering.op('BitwiseXor', [shift(x, by, 'RIGHT'), shift(x, 64n - by, 'LEFT')]),
  };
}
