import { ops, type Tensor } from '@org/core';
import { patchesOf, withZeros } from './affine-stages.js';
import type { Passed } from './passed-stage.js';

/** How many more numbers a product may have than it takes the place of. */
const MORE = 2;

/**
 * A small first matrix, such as that of a convolution on images of one channel. Each of its channels has few numbers, so that what the
 * second stage makes of a change of each is computed for all of a batch, rather than for each row; so are second derivatives by a number of
 * this matrix and one of the next.
 */
export interface FirstMatrix {
  /** The change of the second stage's output: [rows, N positions channels]. */
  tangents(rows: Tensor): Tensor;
  /** Products for both matrices, where `back` are cotangents of the second stage, and `second` is what its own product has so far. */
  products(rows: readonly Tensor[], back: Tensor, second: Tensor): [Tensor, Tensor];
}

/** @returns null where it would be no less work */
export function firstMatrix([first, second]: readonly Passed[], cotangents: readonly Tensor[]): FirstMatrix | null {
  if (!second?.stage.patches || !first!.stage.patches || !first!.slopes) return null;
  const taps = second.stage.patches[0]!.length;
  const numbers = first!.seen.shape[1]!;
  if (numbers > MORE * taps) return null;
  const channels = first!.slopes.shape[1]!;
  const filters = second.kernel.shape[1]!;
  const met = second.seen.shape[0]!;
  const image = (x: Tensor) => ops.reshape(x, [-1, second.stage.positions, x.shape[1]!]);
  const byTap = (x: Tensor) => ops.reshape(patchesOf(second.stage, image(x)), [met, taps, x.shape[1]!]);
  const [slopes, seen] = [byTap(first!.slopes), byTap(first!.seen)];
  /** What each tap of the second stage sees of a change of a channel's number: [channels, numbers, ...axes]. */
  const changesBy = (axes: readonly [number, number]) =>
    ops.expandDims(ops.transpose(slopes, [2, ...axes]), 1).mul(ops.expandDims(ops.transpose(seen, [2, ...axes]), 0));
  const kernels = byChannel(ops.reshape(second.kernel, [taps, channels, filters]), 1);
  const changes = ops.reshape(changesBy([0, 1]), [channels, numbers * met, taps]);
  const map = ops.reshape(ops.matmul(changes, kernels), [channels * numbers, met * filters]);
  // Multiplied anew, which is less than to transpose them.
  const rows = ops.reshape(changesBy([1, 0]), [channels * numbers * taps, met]);
  const mixed = ops.reshape(ops.matmul(rows, cotangents[1]!), [channels, numbers, taps * filters]);
  const tapsOf = (rows: Tensor) => ops.reshape(rows, [-1, taps, channels, filters]);
  return {
    tangents: (rows) => ops.matmul(ops.reshape(ops.transpose(rows, [0, 2, 1]), [-1, channels * numbers]), map),
    products([firstRows, secondRows], back, found) {
      const count = back.shape[0]!;
      const kernelRows = ops.slice(secondRows!, [0, 0, 0], [count, taps * channels, filters]);
      const [ofFirst, ofSecond] = [
        ops.transpose(firstRows!, [2, 0, 1]),
        ops.reshape(byChannel(tapsOf(kernelRows), 2), [channels, count, taps * filters]),
      ];
      const bySecond = ops.transpose(ops.matmul(ofSecond, ops.transpose(mixed, [0, 2, 1])), [1, 2, 0]);
      const byBack = ops.matmul(map, ops.transpose(ops.reshape(back, [count, -1])));
      const products = ops.transpose(ops.reshape(byBack, [channels, numbers, count]), [2, 1, 0]);
      const byFirst = ops.reshape(ops.matmul(ofFirst, mixed), [channels, count, taps, filters]);
      const forSecond = ops.reshape(ops.transpose(byFirst, [1, 2, 0, 3]), [count, taps * channels, filters]);
      return [products.add(bySecond), found.add(withZeros(forSecond))];
    },
  };
}

/** Channels, which are an axis, in front. */
const byChannel = (x: Tensor, axis: number): Tensor =>
  ops.transpose(
    x,
    [axis, ...x.shape.keys()].filter((each, i) => i === 0 || each !== axis),
  );
