/** Encoders that are affine layers one after the other, with functions of single numbers between them. */
import { ops, type Tensor, type Variable } from '@org/core';
import { interceptCalls, type Layer } from '@org/layers';
import { BatchNorm1d, BatchNorm2d, Conv2d, Flatten, Identity, Linear, ReLU } from '../nn/index.js';

/**
 * An affine layer as a product of matrices: each position of its output sees some positions of the input, channels of each last, and a
 * one behind them.
 */
export interface AffineStage {
  /**
   * Which position of the input each tap of each position of the output sees, or how many there are for one that lies outside; null
   * if the output is one position that sees all.
   */
  readonly patches: readonly (readonly number[])[] | null;
  /** How many positions the input has. */
  readonly positions: number;
  /** The weight and the bias of the layer. */
  readonly parameters: readonly Variable[];
  /** Those as one: [numbers that a position of the output sees, and one; channels]. */
  readonly matrix: (values: readonly Tensor[]) => Tensor;
  /** What the output is normalized by, with running statistics. */
  readonly normalization: BatchNorm2d | null;
  /** What is done to each number of the output. */
  readonly activation: Layer | null;
}

export interface Call {
  readonly layer: Layer;
  readonly input: unknown;
  readonly output: unknown;
}

/** The calls that `run` makes of layers that call no others. */
export function innermostCalls(run: () => unknown): Call[] {
  const calls: Call[] = [];
  interceptCalls((layer, args, next) => {
    const before = calls.length;
    const output = next(...args);
    if (calls.length === before) calls.push({ layer, input: args[0], output });
    return output;
  }, run);
  return calls;
}

/**
 * The stages of an encoder of torch's modules.
 *
 * @param x what it is called with; images are [N, C, H, W]
 * @param parameters what its stages are to have, each once
 * @returns null for an encoder of another form
 */
export function affineStages(encoder: Layer, x: Tensor, parameters: readonly Variable[]): AffineStage[] | null {
  let code: unknown;
  const calls = innermostCalls(() => {
    code = (encoder as (x: Tensor) => unknown)(x);
  });
  const isChain = calls.every(({ input }, i) => input === (i === 0 ? x : calls[i - 1]!.output));
  if (!isChain || calls.length === 0 || calls[calls.length - 1]!.output !== code) return null;
  const stages: AffineStage[] = [];
  let places = placesOf(x);
  for (const { layer, input, output } of calls) {
    const last = stages[stages.length - 1];
    const changed = last && !last.activation ? changedBy(layer, last, places) : null;
    const stage = stageOf(layer, input as Tensor, places);
    if (changed) stages[stages.length - 1] = changed;
    else if (stage) stages.push(stage);
    else if (layer.constructor !== Flatten && layer.constructor !== Identity) return null;
    if (stage) places = placesOf(output as Tensor);
  }
  const end = stages[stages.length - 1];
  const own = stages.flatMap(parametersOf);
  const areOwn = own.length === parameters.length && parameters.every((parameter) => own.includes(parameter));
  return areOwn && end && !end.patches && !end.activation ? stages : null;
}

/** All parameters of a stage: those of its matrix, and of what normalizes the output. */
export const parametersOf = ({ parameters, normalization }: AffineStage): Variable[] => [
  ...parameters,
  ...(normalization ? [normalization.weight, normalization.bias] : []),
];

/** How images lie behind layers that flatten them. */
interface Places {
  readonly channels: number;
  readonly size: readonly [height: number, width: number];
}

const placesOf = ({ shape }: Tensor): Places => ({
  channels: shape[1]!,
  size: [shape[2] ?? 1, shape[3] ?? 1],
});

/** The stage with a layer behind it that changes its numbers one by one. */
function changedBy(layer: Layer, stage: AffineStage, { channels }: Places): AffineStage | null {
  if (layer.constructor === ReLU) return { ...stage, activation: layer };
  const isNormal = layer.constructor === BatchNorm1d || layer.constructor === BatchNorm2d;
  const { training, weight } = layer as BatchNorm2d;
  const isOfChannels = isNormal && !training && weight.shape[0] === channels;
  return isOfChannels && !stage.normalization ? { ...stage, normalization: layer as BatchNorm2d } : null;
}

/** The matrix with what normalizes its output in it. */
export function normalized({ normalization }: AffineStage, matrix: Tensor, [weight, bias]: readonly Tensor[]): Tensor {
  const [scale, shift] = normalization!.running(weight!, bias!);
  const scaled = matrix.mul(scale);
  return ops.concatenate([scaled.at(':-1'), scaled.at('-1:').add(shift)], 0);
}

function stageOf(layer: Layer, { rank }: Tensor, places: Places): AffineStage | null {
  if (layer.constructor === Linear && rank === 2) return linearStage(layer as Linear, places);
  return layer.constructor === Conv2d ? convolutionStage(layer as Conv2d, places) : null;
}

const withBias = (kernel: Tensor, bias: Tensor): Tensor => ops.concatenate([kernel, ops.expandDims(bias, 0)], 0);

function linearStage({ weight, bias }: Linear, { channels, size }: Places): AffineStage | null {
  if (!bias) return null;
  const positions = size[0] * size[1];
  const matrix = ([kernel, constant]: readonly Tensor[]) => {
    const byPosition = ops.transpose(ops.reshape(kernel!, [-1, channels, positions]), [2, 1, 0]);
    return withBias(ops.reshape(byPosition, [positions * channels, -1]), constant!);
  };
  return { patches: null, positions, parameters: [weight, bias], matrix, normalization: null, activation: null };
}

/** Along an axis, for each place of the output, which places of the input it sees. */
function placesAlong(
  length: number,
  taps: number,
  { step, dilation, zeros: [before, after] }: { step: number; dilation: number; zeros: readonly [number, number] },
): number[][] {
  const count = Math.floor((length + before + after - dilation * (taps - 1) - 1) / step) + 1;
  return Array.from({ length: count }, (_, place) =>
    Array.from({ length: taps }, (_, tap) => place * step + tap * dilation - before),
  );
}

function convolutionStage(
  { weight, bias, stride, zeros, dilation }: Conv2d,
  { channels, size }: Places,
): AffineStage | null {
  const isGrouped = weight.shape[1] !== channels;
  if (!bias || isGrouped) return null;
  const [filters, , ...taps] = weight.shape as [number, number, number, number];
  const along = size.map((length, axis) =>
    placesAlong(length, taps[axis]!, { step: stride[axis]!, dilation: dilation[axis]!, zeros: zeros[axis]! }),
  ) as [number[][], number[][]];
  const [height, width] = size;
  const positions = height * width;
  const at = (y: number, x: number) => (y < 0 || x < 0 || y >= height || x >= width ? positions : y * width + x);
  const patches = along[0].flatMap((ys) => along[1].map((xs) => ys.flatMap((y) => xs.map((x) => at(y, x)))));
  const matrix = ([kernel, constant]: readonly Tensor[]) =>
    withBias(ops.reshape(ops.transpose(kernel!, [2, 3, 1, 0]), [-1, filters]), constant!);
  return { patches, positions, parameters: [weight, bias], matrix, normalization: null, activation: null };
}

const placesIn = (indices: readonly number[]): Tensor => ops.convertToTensor([...indices], 'int32');

/** Zeros behind axis 1: for positions that lie outside, or for what the one behind the numbers of a position is multiplied by. */
export const withZeros = (x: Tensor): Tensor =>
  ops.pad(x, [
    [0, 0],
    [0, 1],
    [0, 0],
  ]);

/** What positions of the output see: of [N, positions, channels], [N positions, numbers]. */
export function patchesOf({ patches, positions }: AffineStage, x: Tensor): Tensor {
  const [count, , channels] = x.shape as [number, number, number];
  if (!patches) return ops.reshape(x, [count, positions * channels]);
  const indices = patches.flat();
  const whole = indices.includes(positions) ? withZeros(x) : x;
  if (channels === 1) {
    // Numbers of all examples are copied at once.
    const byPosition = ops.take(ops.transpose(ops.squeeze(whole, 2)), placesIn(indices), { axis: 0 });
    return ops.reshape(ops.transpose(byPosition), [count * patches.length, -1]);
  }
  return ops.reshape(ops.take(whole, placesIn(indices), { axis: 1 }), [count * patches.length, -1]);
}

/** Positions, and what sees them, that are so few that their sums are best made as one product of matrices. */
const MOST_OF_SUMS = 5000;

/** The adjoint of {@link patchesOf}: [N, positions, channels]. */
export function spread({ patches, positions }: AffineStage, x: Tensor): Tensor {
  if (!patches) return ops.reshape(x, [x.shape[0]!, positions, -1]);
  const seen = patches.flat();
  const taken = ops.reshape(x, [x.shape[0]! / patches.length, seen.length, -1]);
  if (positions * seen.length <= MOST_OF_SUMS) {
    const sums = Array.from({ length: positions }, (_, position) => seen.map((each) => Number(each === position)));
    return ops.matmul(ops.convertToTensor(sums, 'float32'), taken);
  }
  const meetings: number[][] = Array.from({ length: positions }, () => []);
  for (const [i, position] of seen.entries()) meetings[position]?.push(i);
  return sumsAt(taken, meetings);
}

/** Sums along axis 1 over some places each. */
function sumsAt(x: Tensor, places: readonly (readonly number[])[]): Tensor {
  const some = places.filter((each) => each.length > 0);
  if (some.length < places.length) {
    let next = 0;
    const order = places.map((each) => (each.length > 0 ? next++ : some.length));
    return ops.take(withZeros(sumsAt(x, some)), placesIn(order), { axis: 1 });
  }
  const first = ops.take(x, placesIn(places.map(([place]) => place!)), { axis: 1 });
  const rest = places.map((each) => each.slice(1));
  return rest.some((each) => each.length > 0) ? first.add(sumsAt(x, rest)) : first;
}
