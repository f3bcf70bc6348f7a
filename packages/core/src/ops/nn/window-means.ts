import { add, div, scalarLike } from '../../primitives/elementwise.js';
import { reshape, slice } from '../../primitives/movement.js';
import { mean } from '../../primitives/reduce.js';
import { range, sizeOf } from '../../shape.js';
import type { Tensor } from '../../tensor.js';

/** Means of sliding windows along one axis. Windows side by side become an axis of their own; overlapping ones are added up slice by slice. */
export function windowMeans(x: Tensor, axis: number, window: number, stride: number): Tensor {
  const count = Math.floor((x.shape[axis]! - window) / stride) + 1;
  const [outer, inner] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const part = (start: number, size: number, step: number) =>
    slice(
      x,
      x.shape.map((_, i) => (i === axis ? start : 0)),
      [...outer, size, ...inner],
      x.shape.map((_, i) => (i === axis ? step : 1)),
    );
  if (window === stride) {
    const rows = reshape(part(0, count * window, 1), [sizeOf(outer) * count, window, sizeOf(inner)]);
    return reshape(mean(rows, [1]), [...outer, count, ...inner]);
  }
  const total = range(window)
    .map((tap) => part(tap, count, stride))
    .reduce(add);
  return div(total, scalarLike(window, x));
}
