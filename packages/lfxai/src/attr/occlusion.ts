import { evaluate, ops, type Tensor, ValueError } from '@org/core';
import { type AttributeArguments, bindAttribute } from './arguments.js';
import { PerturbationAttribution } from './attribution.js';
import { boundedRows } from './feature-ablation.js';
import { type Baselines, formatBaselines, formatInputs, type Inputs, likeInputs } from './inputs.js';
import { perturbedScores, scoresOf } from './perturbed-scores.js';
import { problemOf } from './problem.js';
import type { Attributions } from './result.js';
import type { Target } from './target.js';

/** A size for each axis behind the batch, for one input, or such lists for several. */
type Sizes = readonly number[] | readonly (readonly number[])[];

const PARAMETERS = [
  'inputs',
  'slidingWindowShapes',
  'strides',
  'baselines',
  'target',
  'additionalForwardArgs',
  'perturbationsPerEval',
  'showProgress',
  'internalBatchSize',
] as const;
type Parameters = [
  inputs: Inputs,
  slidingWindowShapes: Sizes,
  strides?: number | Sizes | readonly (number | readonly number[])[] | null,
  baselines?: Baselines,
  target?: Target,
  additionalForwardArgs?: unknown,
  perturbationsPerEval?: number,
  showProgress?: boolean,
  internalBatchSize?: number | null,
];
export type OcclusionArguments = AttributeArguments<typeof PARAMETERS, Parameters>;

/** For each position of a window along an axis, which elements it covers. */
type Cover = readonly (readonly number[])[];

function coverOf(size: number, window: number, stride: number): Cover {
  const positions = Math.max(0, Math.ceil((size - window) / stride)) + 1;
  return Array.from({ length: positions }, (_, i) =>
    Array.from({ length: size }, (_, j) => (j >= i * stride && j < i * stride + window ? 1 : 0)),
  );
}

/** @throws ValueError for windows or strides that do not fit */
function coversOf(shape: readonly number[], window: readonly number[], stride: number | readonly number[]): Cover[] {
  const strides = typeof stride === 'number' ? shape.map(() => stride) : stride;
  const fits =
    window.length === shape.length &&
    strides.length === shape.length &&
    shape.every(
      (size, i) => window[i]! <= size && strides[i]! > 0 && (strides[i]! <= window[i]! || window[i] === size),
    ) &&
    [...window, ...strides].every(Number.isInteger);
  if (fits) return shape.map((size, i) => coverOf(size, window[i]!, strides[i]!));
  throw new ValueError('The sliding window does not fit.', {
    expected: `for each axis of [${shape}] a window of whole numbers, at most its size, and a stride of at most the window's`,
    received: `window [${window}], strides [${strides}]`,
  });
}

/**
 * What the output loses when a box that slides over the input is replaced by the baseline; each cell has the mean over the boxes that
 * cover it. The last box along an axis may be cut off at the border.
 *
 * @example
 * const net = new keras.Sequential([keras.Input([16, 16, 3]), new keras.layers.Flatten(), new keras.layers.Dense(2)]);
 * const attributions = await new Occlusion(net).attribute(images, [4, 4, 3], { strides: [2, 2, 3], target: 0 });
 */
export class Occlusion extends PerturbationAttribution {
  override get takesBaselines(): boolean {
    return true;
  }

  /** @throws ValueError for windows, strides, baselines or targets that do not fit */
  async attribute<const Args extends OcclusionArguments>(...args: Args): Attributions<Args>;
  async attribute(...args: OcclusionArguments): Promise<unknown> {
    const [given, windows, strides, from, target, additional, perturbationsPerEval, , internalBatchSize] =
      bindAttribute(PARAMETERS, 2, args) as Parameters;
    const inputs = formatInputs(given);
    const baselines = formatBaselines(from, inputs);
    const problem = problemOf(this.forwardFunc, inputs, target, additional);
    const rows = boundedRows(internalBatchSize, perturbationsPerEval, inputs);
    const whole = await scoresOf(this, problem, inputs, rows);
    const perInput = (value: unknown, i: number): unknown =>
      Array.isArray(value) && (Array.isArray(value[0]) || (inputs.length > 1 && value.length === inputs.length))
        ? value[i]
        : value;
    const attributions: Tensor[] = [];
    for (const [i, input] of inputs.entries()) {
      const window = perInput(windows, i) as readonly number[];
      const stride = (perInput(strides, i) ?? 1) as number | readonly number[];
      const covers = coversOf(input.shape.slice(1) as number[], window, stride);
      const scores = await perturbedScores(
        this,
        problem,
        inputs,
        {
          count: covers.reduce((product, cover) => product * cover.length, 1),
          rows: [baselines[i]!],
          shared: [...covers.map((cover) => ops.convertToTensor(cover as number[][], 'float32'))],
          key: ['occlude', i],
          change: (xs, indices, [baseline], axes) => {
            const box = boxesAt(axes, indices);
            return xs.map((x, j) => {
              const all = ops.broadcastTo(ops.expandDims(x, 0), [indices.shape[0]!, ...x.shape] as number[]);
              return j === i ? ops.where(box, ops.expandDims(baseline!, 0), all) : all;
            });
          },
        },
        { rows, aggregates: whole.size < problem.examples },
      );
      attributions.push(meanOverBoxes(ops.expandDims(whole, 1).sub(scores), covers));
    }
    await evaluate(attributions);
    return likeInputs(given, attributions);
  }
}

/** Which cells boxes cover, [boxes, 1, ...]; the last axis goes fastest. */
function boxesAt(axes: readonly Tensor[], indices: Tensor): Tensor {
  let rest = indices;
  return axes
    .toReversed()
    .map((cover, back) => {
      const at = ops.mod(rest, cover.shape[0]!);
      rest = ops.floorDivide(rest, cover.shape[0]!);
      const shape = [
        indices.shape[0]!,
        1,
        ...axes.map((_, axis) => (axis === axes.length - 1 - back ? cover.shape[1]! : 1)),
      ];
      return ops.reshape(ops.take(cover, ops.cast(at, 'int32'), { axis: 0 }), shape);
    })
    .reduce((a, b) => a.mul(b))
    .greater(0);
}

/** From values of boxes, [examples, boxes], to the mean over those that cover a cell: axis by axis. */
function meanOverBoxes(values: Tensor, covers: readonly Cover[]): Tensor {
  const boxes = ops.reshape(values, [values.shape[0]!, ...covers.map(({ length }) => length)]);
  return covers.reduce((sums, cover, i) => {
    const counts = cover[0]!.map((_, j) => cover.reduce((total, row) => total + row[j]!, 0));
    // An element that no box covers has no value.
    const means = cover.map((row) => row.map((covered, j) => covered / Math.max(1, counts[j]!)));
    const moved = ops.matmul(ops.moveaxis(sums, i + 1, -1), ops.convertToTensor(means, 'float32'));
    return ops.moveaxis(moved, -1, i + 1);
  }, boxes);
}
