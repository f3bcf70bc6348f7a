import { ops, type Tensor } from '@org/core';
import { Module } from './module.js';

/** Axes 1 and up become one, channels first as they lie. */
export class Flatten extends Module {
  forward(x: Tensor): Tensor {
    return ops.reshape(x, [x.shape[0]!, -1]);
  }
}

/** Axis 1 becomes several. */
export class Unflatten extends Module {
  constructor(readonly unflattenedSize: readonly number[]) {
    super();
  }

  forward(x: Tensor): Tensor {
    return ops.reshape(x, [x.shape[0]!, ...this.unflattenedSize]);
  }
}
