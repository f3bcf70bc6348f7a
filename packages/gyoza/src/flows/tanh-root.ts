import { ops, type Tensor } from '@org/core';
import { monotoneRoot } from './monotone-root.js';

/** Solves v + a tanh(v) = place for a > -1. @param along a, of a shape that broadcasts to that of `place` */
export function tanhRoot(place: Tensor, along: Tensor): Tensor {
  const most = ops.abs(along);
  return monotoneRoot(
    (each, slope) => {
      const moved = ops.tanh(each);
      return [each.add(moved.mul(slope!)), ops.subtract(1, moved.square()).mul(slope!).add(1)];
    },
    place,
    [along],
    [place.sub(most), place.add(most)],
  );
}
