/** Gradients of kernels for many inputs that meet the same cotangents. */
import { madeBy } from '../graph/match.js';
import { range, type Shape, sizeOf, stridesOf } from '../shape.js';
import { fromNumbers } from '../tensor/host-array.js';
import { fromHost, type Tensor } from '../tensor/tensor.js';
import { padPrimitive } from './blocks.js';
import type { KernelGradientAttributes } from './conv-kernel-gradient.js';
import { gather } from './indexing.js';
import { product } from './matmul.js';
import { concatenate, pad, reshape, slice, transpose } from './movement.js';
import { multiIndices, offsets } from './offsets.js';
import { sum } from './reduce.js';

/** Where one axis of a cotangent goes: inputs lie in cells, as many as the stride is long. */
interface Axis {
  readonly cells: number;
  /** How many cells an output lies before the inputs that it met: from the first to the last. */
  readonly first: number;
  readonly shifts: number;
  /** For each tap of the kernel, the place in a cell of the inputs that it meets, and the shift, counted from the first. */
  readonly met: readonly (readonly [place: number, shift: number])[];
}

function axisOf(size: number, taps: number, stride: number, before: number): Axis {
  const met = range(taps).map((tap) => {
    const place = (((tap - before) % stride) + stride) % stride;
    return [place, (tap - before - place) / stride] as const;
  });
  const shifts = met.map(([, shift]) => shift);
  const first = Math.min(...shifts);
  return {
    cells: size / stride,
    first,
    shifts: Math.max(...shifts) - first + 1,
    met: met.map(([place, shift]) => [place, shift - first]),
  };
}

/** Whether {@link sharedCotangent} can be: images come in whole cells, without gaps between taps. */
export const hasWholeCells = (size: Shape, { strides, dilations, groups }: KernelGradientAttributes): boolean =>
  groups === 1 && dilations.every((n) => n === 1) && size.every((n, i) => n % strides[i]! === 0);

/** Inputs without the zeros in front of them and behind, which are no part of any product. */
export function withoutZeros(x: Tensor, attributes: KernelGradientAttributes): [Tensor, KernelGradientAttributes] {
  const padding = madeBy(x, padPrimitive);
  const axes = attributes.taps.length;
  if (!padding || padding.inputs[1]!.host?.data[0] !== 0) return [x, attributes];
  const { before, after, interior } = padding.attributes;
  const isElsewhere = [before, after].some((amounts) => amounts.slice(0, -axes).some((n) => n !== 0));
  if (isElsewhere || interior.some((n) => n !== 0) || [...before, ...after].some((n) => n < 0)) return [x, attributes];
  const more = (own: readonly number[], amounts: readonly number[]) => own.map((n, i) => n + amounts.slice(-axes)[i]!);
  const around = { before: more(attributes.before, before), after: more(attributes.after, after) };
  return [padding.inputs[0]!, { ...attributes, ...around }];
}

/**
 * The cotangents are moved to where the inputs are, once for all inputs, rather than inputs to where they were met.
 *
 * @param x [batch, N, C, ...spatial]
 * @param g [N, O, ...spatial]
 * @param inParts how many parts a sum of so many products is made in
 * @returns [batch, O, C, ...taps]
 */
export function sharedCotangent(
  x: Tensor,
  g: Tensor,
  { taps, strides, before }: KernelGradientAttributes,
  inParts: (count: number) => number,
): Tensor {
  const [batch, n, channels, ...size] = x.shape as [number, number, number, ...number[]];
  const filters = g.shape[1]!;
  const rank = size.length;
  const axes = size.map((length, i) => axisOf(length, taps[i]!, strides[i]!, before[i]!));
  const cells = axes.map((axis) => axis.cells);
  const shifts = axes.map((axis) => axis.shifts);

  const rows = n * sizeOf(cells);
  const parts = inParts(rows);
  const places = sizeOf(strides);
  const last = [...range(rank).map((i) => i + 3), 2];
  const inputs = reshape(inCells(transpose(x, [0, 1, ...last]), cells, strides), [
    batch,
    parts,
    rows / parts,
    places * channels,
  ]);

  // Zeros where an input has met no output.
  const front = axes.map(({ first, shifts }) => Math.max(first + shifts - 1, 0));
  const back = axes.map(({ cells, first }, i) => Math.max(cells - first - g.shape[i + 2]!, 0));
  let moved = pad(transpose(g, [0, ...last.map((i) => i - 1)]), [0, ...front, 0], [0, ...back, 0]);
  // Along one axis after the other, so that longer and longer runs of numbers are moved.
  for (const i of range(rank).reverse()) {
    const sizes = moved.shape.map((size, axis) => (axis === i + 1 ? cells[i]! : size));
    const from = range(shifts[i]!).map((by) => front[i]! - axes[i]!.first - by);
    const starts = (start: number) => sizes.map((_, axis) => (axis === i + 1 ? start : 0));
    const each = from.map((start) => slice(moved, starts(start), sizes));
    moved = concatenate(each, rank + 1);
  }
  const cotangents = reshape(moved, [parts, rows / parts, sizeOf(shifts) * filters]);

  const products = sum(product(inputs, cotangents, true), [1]);
  const byPlace = transpose(reshape(products, [batch, places, channels, sizeOf(shifts), filters]), [0, 1, 3, 4, 2]);
  const indices = multiIndices(taps).map((tap) => {
    const met = tap.map((t, i) => axes[i]!.met[t]!);
    const [place, shift] = [0, 1].map((k) =>
      met.reduce((flat, each, i) => flat * (k === 0 ? strides : shifts)[i]! + each[k]!, 0),
    ) as [number, number];
    return place * sizeOf(shifts) + shift;
  });
  const where = fromHost(fromNumbers(indices, 'int32', [indices.length]));
  const picked = gather(reshape(byPlace, [batch, places * sizeOf(shifts), filters * channels]), where, 1);
  return transpose(reshape(picked, [batch, ...taps, filters, channels]), [
    0,
    rank + 1,
    rank + 2,
    ...range(rank).map((i) => i + 1),
  ]);
}

/** Pixels [batch, N, ...spatial, C] by cells, in each of them by places: [batch, cells, C of all places]. Whole pixels are moved. */
function inCells(x: Tensor, cells: readonly number[], strides: readonly number[]): Tensor {
  const [batch, n] = x.shape as [number, number];
  const channels = x.shape[x.rank - 1]!;
  if (strides.every((stride) => stride === 1)) return reshape(x, [batch, n * sizeOf(cells), channels]);
  const row = strides[strides.length - 1]! * channels;
  const sizes = [...x.shape.slice(2, -2), cells[cells.length - 1]!];
  const pitches = stridesOf(sizes);
  const inCell = strides.slice(0, -1);
  const from = offsets(
    [n, ...cells, ...inCell],
    [sizeOf(sizes), ...pitches.map((pitch, i) => pitch * (inCell[i] ?? 1)), ...pitches.slice(0, -1)],
  );
  const where = fromHost({ data: from, dtype: 'int32', shape: [from.length] });
  return gather(reshape(x, [batch, n * sizeOf(sizes), row]), where, 1);
}
