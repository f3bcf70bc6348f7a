import { ops, type Tensor } from '@org/core';
import { patchesOf, withZeros } from './affine-stages.js';
import type { Passed } from './passed-stage.js';

/** How many more numbers a product may have than it takes the place of. */
const MORE = 2;

/** Numbers that are made of some examples and multiplied at once: more leave the processor's caches in between. */
const AT_ONCE = 2 ** 20;

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
  const [met, filters] = second.output.shape as [number, number];
  const kernels = byChannel(ops.reshape(second.kernel, [taps, channels, filters]), 1);
  const places = second.stage.patches.length;
  const blocks = blocksOf(met / places, channels * numbers * places * filters);

  const image = (x: Tensor) => ops.reshape(x, [-1, second.stage.positions, x.shape[1]!]);
  const [slopes, seen] = [image(first!.slopes), image(first!.seen)];
  const ofBlock = (start: number, end: number) => {
    const count = (end - start) * places;
    const byTap = (x: Tensor) =>
      ops.reshape(patchesOf(second.stage, part(x, 0, start, end)), [count, taps, x.shape[2]!]);
    const [slopesByTap, seenByTap] = [byTap(slopes), byTap(seen)];
    /** What each tap of the second stage sees of a change of a channel's number: [channels, numbers, ...axes]. */
    const changesBy = (axes: readonly [number, number]) => {
      const [byChannel, byNumber] = [slopesByTap, seenByTap].map((x) => ops.transpose(x, [2, ...axes]));
      return ops.expandDims(byChannel!, 1).mul(ops.expandDims(byNumber!, 0));
    };
    const changes = ops.reshape(changesBy([0, 1]), [channels, numbers * count, taps]);
    // Multiplied anew, which is less than to transpose them.
    const rows = ops.reshape(changesBy([1, 0]), [channels * numbers * taps, count]);
    return {
      map: ops.reshape(ops.matmul(changes, kernels), [channels * numbers, count * filters]),
      mixed: ops.matmul(rows, part(cotangents[1]!, 0, start * places, end * places)),
      of: (back: Tensor) => part(back, 1, start * places * filters, end * places * filters),
    };
  };
  const parts = blocks.map(([start, end]) => ofBlock(start, end));
  const mixed = ops.reshape(sum(parts.map((each) => each.mixed)), [channels, numbers, taps * filters]);
  const tapsOf = (rows: Tensor) => ops.reshape(rows, [-1, taps, channels, filters]);
  return {
    tangents: (rows) => {
      const byNumber = ops.reshape(ops.transpose(rows, [0, 2, 1]), [-1, channels * numbers]);
      return ops.concatenate(
        parts.map(({ map }) => ops.matmul(byNumber, map)),
        1,
      );
    },
    products([firstRows, secondRows], back, found) {
      const count = back.shape[0]!;
      const kernelRows = ops.slice(secondRows!, [0, 0, 0], [count, taps * channels, filters]);
      const [ofFirst, ofSecond] = [
        ops.transpose(firstRows!, [2, 0, 1]),
        ops.reshape(byChannel(tapsOf(kernelRows), 2), [channels, count, taps * filters]),
      ];
      const bySecond = ops.transpose(ops.matmul(ofSecond, ops.transpose(mixed, [0, 2, 1])), [1, 2, 0]);
      const flat = ops.reshape(back, [count, -1]);
      const byBack = sum(parts.map(({ map, of }) => ops.matmul(map, ops.transpose(of(flat)))));
      const products = ops.transpose(ops.reshape(byBack, [channels, numbers, count]), [2, 1, 0]);
      const byFirst = ops.reshape(ops.matmul(ofFirst, mixed), [channels, count, taps, filters]);
      const forSecond = ops.reshape(ops.transpose(byFirst, [1, 2, 0, 3]), [count, taps * channels, filters]);
      return [products.add(bySecond), found.add(withZeros(forSecond))];
    },
  };
}

/** Where blocks of examples start and end. */
function blocksOf(examples: number, numbersOfEach: number): [start: number, end: number][] {
  const count = Math.min(examples, Math.ceil((examples * numbersOfEach) / AT_ONCE));
  const start = (block: number) => Math.round((block * examples) / count);
  return Array.from({ length: count }, (_, i) => [start(i), start(i + 1)]);
}

/** Some of a tensor along an axis. */
const part = (x: Tensor, axis: number, start: number, end: number): Tensor =>
  ops.slice(
    x,
    x.shape.map((_, i) => (i === axis ? start : 0)),
    x.shape.map((size, i) => (i === axis ? end - start : size)),
  );

const sum = (parts: readonly Tensor[]): Tensor => parts.reduce((a, b) => a.add(b));

/** Channels, which are an axis, in front. */
const byChannel = (x: Tensor, axis: number): Tensor =>
  ops.transpose(
    x,
    [axis, ...x.shape.keys()].filter((each, i) => i === 0 || each !== axis),
  );
