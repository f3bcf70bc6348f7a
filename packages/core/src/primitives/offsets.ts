/** Where the elements of a strided view lie: the one piece of index arithmetic that the JavaScript evaluation needs. */

import { range, type Shape, sizeOf, stridesOf } from '../shape.js';
import type { Numbers } from '../tensor/host-array.js';

/** For every element of the broadcast shape, its offset in an input of `shape`. */
export function broadcastOffsets(shape: Shape, target: Shape): Int32Array {
  const strides = stridesOf(shape);
  const lead = target.length - shape.length;
  const steps = target.map((_, axis) => (axis < lead || shape[axis - lead] === 1 ? 0 : strides[axis - lead]!));
  return offsets(target, steps);
}

/** Offsets of a strided view of `shape`. */
export function offsets(shape: Shape, steps: readonly number[], start = 0): Int32Array {
  const result = new Int32Array(sizeOf(shape));
  const index = new Array<number>(shape.length).fill(0);
  let offset = start;
  for (let i = 0; i < result.length; i++) {
    result[i] = offset;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      offset += steps[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      offset -= steps[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}

/** The elements at these offsets. */
export function pick(values: Numbers, at: Int32Array): Float64Array {
  const result = new Float64Array(at.length);
  for (let i = 0; i < result.length; i++) result[i] = values[at[i]!]!;
  return result;
}

/** Multi-indices of a small shape, in row-major order. */
export const multiIndices = (shape: Shape): number[][] =>
  shape.reduce<number[][]>((all, size) => all.flatMap((index) => range(size).map((i) => [...index, i])), [[]]);
