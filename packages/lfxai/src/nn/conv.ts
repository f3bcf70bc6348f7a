/** Convolutions as torch has them: channels first, zeros given in numbers. */
import { ops, type Tensor, ValueError, type Variable } from '@org/core';
import { bindArguments, type PythonArguments } from '@org/core/python';
import { Module } from './module.js';

/** The same for each spatial axis, or one for each. */
export type Sizes = number | readonly number[];

const PARAMETERS = [
  'inChannels',
  'outChannels',
  'kernelSize',
  'stride',
  'padding',
  'dilation',
  'groups',
  'bias',
] as const;
/** Of a convolution. `padding` is how many zeros there are at both ends of each axis, or 'same' for as many that sizes stay. */
export type ConvArguments = PythonArguments<
  typeof PARAMETERS,
  [
    inChannels: number,
    outChannels: number,
    kernelSize: Sizes,
    stride?: Sizes,
    padding?: Sizes | 'same' | 'valid',
    dilation?: Sizes,
    groups?: number,
    bias?: boolean,
  ]
>;

const TRANSPOSED = [
  'inChannels',
  'outChannels',
  'kernelSize',
  'stride',
  'padding',
  'outputPadding',
  'groups',
  'bias',
] as const;
/** Of a transposed one; `outputPadding` are elements that the output has more at the end of each axis. `groups` is 1. */
export type ConvTransposeArguments = PythonArguments<
  typeof TRANSPOSED,
  [
    inChannels: number,
    outChannels: number,
    kernelSize: Sizes,
    stride?: Sizes,
    padding?: Sizes,
    outputPadding?: Sizes,
    groups?: 1,
    bias?: boolean,
  ]
>;

const DATA_FORMAT = 'channels_first';

/** The bias of channels, with axes for what lies behind them. */
const ofChannels = (bias: Variable, x: Tensor): Tensor => ops.reshape(bias, [-1, ...x.shape.slice(2).map(() => 1)]);

/** A whole number for each axis. @throws ValueError for others */
function sizesOf(name: string, value: unknown, rank: number, least: number): number[] {
  const sizes: readonly unknown[] = Array.isArray(value) ? value : Array(rank).fill(value);
  if (sizes.length === rank && sizes.every((size) => Number.isInteger(size) && (size as number) >= least))
    return [...sizes] as number[];
  throw new ValueError(`${name} says something of each spatial axis.`, {
    expected: `a whole number, ${least} or more, or ${rank} of them`,
    received: JSON.stringify(value),
  });
}

abstract class Convolution extends Module {
  readonly weight: Variable;
  readonly bias: Variable | null;
  readonly stride: readonly number[];

  /** @param channels those of the weight's first axes */
  constructor(
    channels: readonly [first: number, second: number],
    filters: number,
    taps: number[],
    stride: unknown,
    bias = true,
  ) {
    super();
    this.stride = sizesOf('stride', stride ?? 1, taps.length, 1);
    // torch's fan-in is that of axis 1, also where that is the outputs'.
    const bound = 1 / Math.sqrt(taps.reduce((product, size) => product * size, channels[1]));
    this.weight = this.uniform('weight', [...channels, ...taps], bound);
    this.bias = bias ? this.uniform('bias', [filters], bound) : null;
  }

  forward(x: Tensor): Tensor {
    const y = this.convolve(x);
    return this.bias ? ops.add(y, ofChannels(this.bias, y)) : y;
  }

  protected abstract convolve(x: Tensor): Tensor;

  /** The weight as Keras's ops want it: taps first, then axes 1 and 0. */
  protected get kernel(): Tensor {
    const taps = this.weight.shape.slice(2).map((_, i) => i + 2);
    return ops.transpose(this.weight, [...taps, 1, 0]);
  }
}

class Conv extends Convolution {
  readonly dilation: readonly number[];
  /** Zeros at both ends of each axis of the input. */
  readonly zeros: readonly [before: number, after: number][];

  constructor(rank: number, name: string, args: readonly unknown[]) {
    const [inChannels, outChannels, kernelSize, stride, padding = 0, dilation = 1, groups = 1, bias] = bindArguments(
      name,
      PARAMETERS,
      3,
      args,
    ) as [number, number, Sizes, Sizes?, (Sizes | string)?, Sizes?, number?, boolean?];
    const taps = sizesOf('kernelSize', kernelSize, rank, 1);
    if (inChannels % groups !== 0 || outChannels % groups !== 0)
      throw new ValueError('Channels are parted evenly into groups.', {
        received: `${inChannels} and ${outChannels} channels, ${groups} groups`,
      });
    super([outChannels, inChannels / groups], outChannels, taps, stride, bias);
    this.dilation = sizesOf('dilation', dilation, rank, 1);
    this.zeros = zerosOf(
      padding,
      taps.map((size, axis) => this.dilation[axis]! * (size - 1)),
      this.stride,
    );
  }

  protected convolve(x: Tensor): Tensor {
    const isPadded = this.zeros.some(([before, after]) => before + after > 0);
    const padded = isPadded ? ops.pad(x, [[0, 0], [0, 0], ...this.zeros]) : x;
    return ops.conv(padded, this.kernel, [...this.stride], 'valid', DATA_FORMAT, [...this.dilation]);
  }
}

/** @param spans how many places a kernel reaches over beyond its first, along each axis */
function zerosOf(padding: Sizes | string, spans: readonly number[], stride: readonly number[]): [number, number][] {
  if (padding === 'valid') return spans.map(() => [0, 0]);
  if (padding !== 'same') return sizesOf('padding', padding, spans.length, 0).map((size) => [size, size]);
  if (stride.some((step) => step > 1))
    throw new ValueError("padding='same' is not supported for strided convolutions.");
  return spans.map((span) => [Math.floor(span / 2), Math.ceil(span / 2)]);
}

class ConvTranspose extends Convolution {
  readonly #padding: number[];
  readonly #outputPadding: number[];

  constructor(rank: number, name: string, args: readonly unknown[]) {
    const [inChannels, outChannels, kernelSize, stride, padding = 0, outputPadding = 0, groups = 1, bias] =
      bindArguments(name, TRANSPOSED, 3, args) as [number, number, Sizes, Sizes?, Sizes?, Sizes?, number?, boolean?];
    if (groups !== 1)
      throw new ValueError('Transposed convolutions here have one group.', { received: `groups=${groups}` });
    const taps = sizesOf('kernelSize', kernelSize, rank, 1);
    super([inChannels, outChannels], outChannels, taps, stride, bias);
    this.#padding = sizesOf('padding', padding, rank, 0);
    this.#outputPadding = sizesOf('outputPadding', outputPadding, rank, 0);
  }

  protected convolve(x: Tensor): Tensor {
    const more = this.#padding.map((padding, axis) => Math.max(this.#outputPadding[axis]! - padding, 0));
    const whole = ops.convTranspose(x, this.kernel, [...this.stride], 'valid', more, DATA_FORMAT);
    const cut = this.#padding.map((padding, axis) => 2 * padding - this.#outputPadding[axis]! + more[axis]!);
    return ops.slice(
      whole,
      [0, 0, ...this.#padding],
      whole.shape.map((size, axis) => (axis < 2 ? size : size! - cut[axis - 2]!)) as number[],
    );
  }
}

/** A convolution over `[N, C, L]`; weight `[outChannels, inChannels / groups, kernelSize]`. */
export class Conv1d extends Conv {
  constructor(...args: ConvArguments) {
    super(1, 'Conv1d', args);
  }
}

/**
 * A convolution over `[N, C, H, W]`; weight `[outChannels, inChannels / groups, height, width]`.
 *
 * @example
 * new Conv2d(1, 8, 3, { stride: 2, padding: 1 })(ops.zeros([2, 1, 28, 28])); // shape [2, 8, 14, 14]
 * new Conv2d(1, 8, [3, 28])(ops.zeros([2, 1, 28, 28])); // shape [2, 8, 26, 1]
 */
export class Conv2d extends Conv {
  constructor(...args: ConvArguments) {
    super(2, 'Conv2d', args);
  }
}

/** The transposed convolution over `[N, C, L]`; weight `[inChannels, outChannels, kernelSize]`. */
export class ConvTranspose1d extends ConvTranspose {
  constructor(...args: ConvTransposeArguments) {
    super(1, 'ConvTranspose1d', args);
  }
}

/** The transposed convolution over `[N, C, H, W]`; weight `[inChannels, outChannels, height, width]`. */
export class ConvTranspose2d extends ConvTranspose {
  constructor(...args: ConvTransposeArguments) {
    super(2, 'ConvTranspose2d', args);
  }
}
