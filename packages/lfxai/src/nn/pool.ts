import { ops, type Tensor } from '@org/core';
import { bindArguments, type PythonArguments } from '@org/core/python';
import { Module } from './module.js';

/** Lower than any number that a network computes: what the maximum of a window never is. */
const LOWEST = -3e38;

const PARAMETERS = ['kernelSize', 'stride', 'padding'] as const;
type Arguments = PythonArguments<typeof PARAMETERS, [kernelSize: number, stride?: number | null, padding?: number]>;

/** Windows over `[N, C, H, W]`, by default one beside the other. */
abstract class Pool2d extends Module {
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

/** The largest values of windows. */
export class MaxPool2d extends Pool2d {
  forward(x: Tensor): Tensor {
    return ops.maxPool(this.padded(x, LOWEST), this.kernelSize, this.stride, 'valid', 'channels_first');
  }
}

/** The means of windows; zeros around images count. */
export class AvgPool2d extends Pool2d {
  forward(x: Tensor): Tensor {
    return ops.averagePool(this.padded(x, 0), this.kernelSize, this.stride, 'valid', 'channels_first');
  }
}
