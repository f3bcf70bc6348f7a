import { ops, type Tensor } from '@org/core';
import { Module } from './module.js';

/** `1 / (1 + exp(-x))`. */
export class Sigmoid extends Module {
  forward(x: Tensor): Tensor {
    return ops.sigmoid(x);
  }
}

/** The hyperbolic tangent. */
export class Tanh extends Module {
  forward(x: Tensor): Tensor {
    return ops.tanh(x);
  }
}
