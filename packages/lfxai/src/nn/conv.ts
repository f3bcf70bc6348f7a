/** Convolutions as torch has them: channels first, zeros given in numbers. */
import { ops, type Tensor, type Variable } from '@org/core';
import { Module } from './module.js';

export interface ConvOptions {
  stride?: number;
  /** Zeros at both ends of each spatial axis. */
  padding?: number;
  bias?: boolean;
}

export interface ConvTransposeOptions extends ConvOptions {
  /** Elements that the output has more at the end of each spatial axis. */
  outputPadding?: number;
}

const DATA_FORMAT = 'channels_first';

/** The bias of channels, with axes for what lies behind them. */
const ofChannels = (bias: Variable, x: Tensor): Tensor => ops.reshape(bias, [-1, ...x.shape.slice(2).map(() => 1)]);

/** The amounts for each axis, of which the first two are batch and channels. */
const spatial = (x: Tensor, before: number, after: number): [number, number][] =>
  x.shape.map((_, axis) => (axis < 2 ? [0, 0] : [before, after]));

abstract class Convolution extends Module {
  readonly weight: Variable;
  readonly bias: Variable | null;
  readonly stride: number;
  readonly padding: number;

  constructor(
    rank: number,
    channels: [first: number, second: number],
    filters: number,
    kernelSize: number,
    options: ConvOptions,
  ) {
    super();
    this.stride = options.stride ?? 1;
    this.padding = options.padding ?? 0;
    const shape = [...channels, ...Array<number>(rank).fill(kernelSize)];
    // torch's fan-in is that of axis 1, also where that is the outputs'.
    const bound = 1 / Math.sqrt(channels[1] * kernelSize ** rank);
    this.weight = this.uniform('weight', shape, bound);
    this.bias = (options.bias ?? true) ? this.uniform('bias', [filters], bound) : null;
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
  constructor(rank: number, inChannels: number, outChannels: number, kernelSize: number, options: ConvOptions) {
    super(rank, [outChannels, inChannels], outChannels, kernelSize, options);
  }

  protected convolve(x: Tensor): Tensor {
    const padded = this.padding > 0 ? ops.pad(x, spatial(x, this.padding, this.padding)) : x;
    return ops.conv(padded, this.kernel, this.stride, 'valid', DATA_FORMAT);
  }
}

class ConvTranspose extends Convolution {
  private readonly outputPadding: number;

  constructor(
    rank: number,
    inChannels: number,
    outChannels: number,
    kernelSize: number,
    options: ConvTransposeOptions,
  ) {
    super(rank, [inChannels, outChannels], outChannels, kernelSize, options);
    this.outputPadding = options.outputPadding ?? 0;
  }

  protected convolve(x: Tensor): Tensor {
    const more = Math.max(this.outputPadding - this.padding, 0);
    const whole = ops.convTranspose(x, this.kernel, this.stride, 'valid', more, DATA_FORMAT);
    const start = whole.shape.map((_, axis) => (axis < 2 ? 0 : this.padding));
    const cut = 2 * this.padding - this.outputPadding + more;
    return ops.slice(
      whole,
      start,
      whole.shape.map((size, axis) => (axis < 2 ? size : size - cut)),
    );
  }
}

/** A convolution over `[N, C, L]`; weight `[outChannels, inChannels, kernelSize]`. */
export class Conv1d extends Conv {
  constructor(inChannels: number, outChannels: number, kernelSize: number, options: ConvOptions = {}) {
    super(1, inChannels, outChannels, kernelSize, options);
  }
}

/**
 * A convolution over `[N, C, H, W]`; weight `[outChannels, inChannels, kernelSize, kernelSize]`.
 *
 * @example
 * new Conv2d(1, 8, 3, { stride: 2, padding: 1 })(ops.zeros([2, 1, 28, 28])); // shape [2, 8, 14, 14]
 */
export class Conv2d extends Conv {
  constructor(inChannels: number, outChannels: number, kernelSize: number, options: ConvOptions = {}) {
    super(2, inChannels, outChannels, kernelSize, options);
  }
}

/** The transposed convolution over `[N, C, L]`; weight `[inChannels, outChannels, kernelSize]`. */
export class ConvTranspose1d extends ConvTranspose {
  constructor(inChannels: number, outChannels: number, kernelSize: number, options: ConvTransposeOptions = {}) {
    super(1, inChannels, outChannels, kernelSize, options);
  }
}

/** The transposed convolution over `[N, C, H, W]`; weight `[inChannels, outChannels, kernelSize, kernelSize]`. */
export class ConvTranspose2d extends ConvTranspose {
  constructor(inChannels: number, outChannels: number, kernelSize: number, options: ConvTransposeOptions = {}) {
    super(2, inChannels, outChannels, kernelSize, options);
  }
}
