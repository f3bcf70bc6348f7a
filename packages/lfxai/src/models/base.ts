/** `lfxai.models.base` */
import { NotImplementedError, type Tensor } from '@org/core';
import { Module } from '../nn/index.js';

/** A model that has representations. Nothing in the package needs it, as in the original. */
export class BlackBox extends Module {
  forward(x: Tensor): Tensor {
    return this.latent(x);
  }

  /** The representation of `x`. @throws NotImplementedError unless a subclass says what it is */
  latent(_x: Tensor): Tensor {
    throw new NotImplementedError(`${this.constructor.name} does not say what its representations are.`);
  }
}
