import { ops, type Tensor } from '@org/core';
import { bindArguments, type PythonArguments } from '@org/core/python';
import { Module } from './module.js';

/** Lower than any number that a network computes: what the maximum of a window never is. */
const LOWEST = -3e38;

const PARAMETERS = ['kernelSize', 'stride', 'padding'] as const;
type Arguments = PythonArguments<typeof PARAMETERS, [kernelSize: number, stride?: number | null, padding?: number]>;

/** Windows over `[N, C, L]` or `[N, C, H, W]`, by default one beside the other. */
abstract class Pool extends Module {
  readonly kernelSize: number;
  readonly stride: number;
  readonly padding: number;

  constructor(...args: Arguments) {
    super();
    const [size, stride, padding = 0] = bindArguments(new.target.name, PARAMETERS, 1, args) as [
      number,
      number?,
      number?,
    ];
    [this.kernelSize, this.stride, this.padding] = [size, stride ?? size, padding];
  }

  /** The images with numbers around them. */
  protected padded(x: Tensor, value: number): Tensor {
    const around: [number, number][] = x.shape.map((_, axis) => (axis < 2 ? [0, 0] : [this.padding, this.padding]));
    return this.padding > 0 ? ops.pad(x, around, 'constant', value) : x;
  }
}

abstract class MaxPool extends Pool {
  forward(x: Tensor): Tensor {
    return ops.maxPool(this.padded(x, LOWEST), this.kernelSize, this.stride, 'valid', 'channels_first');
  }
}

abstract class AvgPool extends Pool {
  forward(x: Tensor): Tensor {
    return ops.averagePool(this.padded(x, 0), this.kernelSize, this.stride, 'valid', 'channels_first');
  }
}

/** The largest values of windows of `[N, C, L]`; of equal ones the first has the derivative. */
export class MaxPool1d extends MaxPool {}

/** The largest values of windows of `[N, C, H, W]`; of equal ones the first has the derivative. */
export class MaxPool2d extends MaxPool {}

/** The means of windows of `[N, C, L]`; zeros around them count. */
export class AvgPool1d extends AvgPool {}

/** The means of windows of `[N, C, H, W]`; zeros around them count. */
export class AvgPool2d extends AvgPool {}
