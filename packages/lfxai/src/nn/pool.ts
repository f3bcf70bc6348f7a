import { ops, type Tensor } from '@org/core';
import { Module } from './module.js';

/** Lower than any number that a network computes: what the maximum of a window never is. */
const LOWEST = -3e38;

/** The largest values of windows over `[N, C, H, W]`. */
export class MaxPool2d extends Module {
  constructor(
    readonly kernelSize: number,
    readonly stride: number,
    readonly padding = 0,
  ) {
    super();
  }

  forward(x: Tensor): Tensor {
    const around: [number, number][] = x.shape.map((_, axis) => (axis < 2 ? [0, 0] : [this.padding, this.padding]));
    const padded = this.padding > 0 ? ops.pad(x, around, 'constant', LOWEST) : x;
    return ops.maxPool(padded, this.kernelSize, this.stride, 'valid', 'channels_first');
  }
}
