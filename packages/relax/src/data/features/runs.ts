/** Features beside each other that are constrained as one: each part of a row that is cut out costs time in every step of a loop. */
import { ops, type Tensor } from '@org/core';
import { ownersOf, type Segment, segmentSoftmax } from '../../utils/segments.js';
import { type BaseTransformation, SoftmaxTransformation } from '../transforms/index.js';
import type { Feature } from './feature.js';

type Range = readonly [start: number, end: number];

/** Features of which the first speaks for all. `count` have as many numbers each; immutable ones count as one. */
export interface Run {
  readonly feature: Feature;
  readonly count: number;
  readonly range: Range;
}

/** @param keepsImmutable whether immutable features are a kind of their own */
export function runsOf(features: readonly (readonly [Feature, Range])[], keepsImmutable = true): Run[] {
  const runs: Run[] = [];
  for (const [feature, [start, end]] of features) {
    const last = runs.at(-1);
    const isKept = keepsImmutable && feature.isImmutable;
    if (last && (isKept ? last.feature.isImmutable : isAlike(last, feature, end - start, keepsImmutable))) {
      const count = isKept ? 1 : last.count + 1;
      runs[runs.length - 1] = { feature: last.feature, count, range: [last.range[0], end] };
    } else runs.push({ feature, count: 1, range: [start, end] });
  }
  return runs;
}

function isAlike({ feature, count, range }: Run, next: Feature, size: number, keepsImmutable: boolean): boolean {
  if ((range[1] - range[0]) / count !== size || (keepsImmutable && feature.isImmutable)) return false;
  const [one, other] = [feature, next].map(({ transformation }) => transformation.constructor) as [Kind, Kind];
  return one === other && Object.hasOwn(one, 'isUniform') && one.isUniform;
}

type Kind = { readonly isUniform: boolean } & (new (...args: never[]) => BaseTransformation);

/** The numbers of a run: [..., n], or [..., count, n] for more features than one that have several numbers each. */
export function slice(x: Tensor, [start, end]: Range, count: number): Tensor {
  const part = x.at('...', `${start}:${end}`) as Tensor;
  const size = (end - start) / count;
  return count === 1 || size === 1 ? part : ops.reshape(part, [...part.shape.slice(0, -1), count, size]);
}

/** What `body` makes of the numbers of a run, in the shape [..., n]. */
export function onRun(x: Tensor, range: Range, count: number, body: (part: Tensor) => Tensor): Tensor {
  const made = body(slice(x, range, count));
  return made.rank === x.rank ? made : ops.reshape(made, [...x.shape.slice(0, -1), range[1] - range[0]]);
}

/** Columns up to which products with square matrices of them cost less than treating features apart. */
const FEW = 256;

/**
 * Runs, where those of categories that lie beside each other and are softly constrained are together.
 *
 * @param keepsImmutable as for {@link runsOf}
 */
export function softBlocks(runs: readonly Run[], keepsImmutable = true): Run[][] {
  const isSoft = ({ feature: { isImmutable, transformation } }: Run) =>
    !(keepsImmutable && isImmutable) && transformation.constructor === SoftmaxTransformation;
  const blocks: Run[][] = [];
  for (const run of runs) {
    const last = blocks.at(-1);
    const width = last ? run.range[1] - last[0]!.range[0] : 0;
    if (last && width <= FEW && isSoft(run) && last.every(isSoft)) last.push(run);
    else blocks.push([run]);
  }
  return blocks;
}

/** The numbers of a block of {@link softBlocks}. */
const columnsOf = (x: Tensor, block: readonly Run[]): Tensor =>
  slice(x, [block[0]!.range[0], block.at(-1)!.range[1]], 1);

/** Softly constrained categories. */
export const constrainBlock = (x: Tensor, block: readonly Run[]): Tensor =>
  segmentSoftmax(columnsOf(x, block), segmentsOf(block));

/** The sum of the penalties of categories: of each the mean over rows of (sum - 1)². */
export function penaltyOfBlock(x: Tensor, block: readonly Run[]): Tensor {
  const segments = segmentsOf(block);
  return ops.mean(ops.square(sumsOf(x, block, segments).sub(1))).mul(segments.length);
}

/** The sums of each feature's columns, of few columns without cutting them out: that would cost as much as the sums, and so its derivative. */
function sumsOf(x: Tensor, block: readonly Run[], segments: readonly Segment[]): Tensor {
  const width = x.shape.at(-1)!;
  const owners = ownersOf(segments);
  if (width > FEW) return columnsOf(x, block).matmul(owners);
  const before = block[0]!.range[0];
  return x.matmul(
    ops.pad(owners, [
      [before, width - before - owners.shape[0]!],
      [0, 0],
    ]),
  );
}

/** Which columns of a block are those of each feature. */
function segmentsOf(block: readonly Run[]): Segment[] {
  const [first] = block[0]!.range;
  return block.flatMap(({ count, range: [start, end] }) => {
    const size = (end - start) / count;
    return Array.from({ length: count }, (_, i): Segment => [start - first + i * size, start - first + (i + 1) * size]);
  });
}
