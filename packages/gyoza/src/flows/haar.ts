import { ops, type Tensor, tensor } from '@org/core';
import { type FlowOutputs, noChange } from '../modelling/flow-layers/flow-layer.js';
import { FLOWS, registered } from '../register.js';
import { Squeeze } from './squeeze.js';

/** Of the pixels of a square, row by row: their mean, what changes across, what down, and both. Its own inverse. */
const WAVELETS = [
  [0.5, 0.5, 0.5, 0.5],
  [0.5, -0.5, 0.5, -0.5],
  [0.5, 0.5, -0.5, -0.5],
  [0.5, -0.5, -0.5, 0.5],
];

/**
 * Makes each square of 2 by 2 pixels one pixel with four times the channels, as Haar's wavelets: first the means of all channels, then what
 * changes across, down, and both. `[batch, h, w, c]` becomes `[batch, h/2, w/2, 4c]`. Volumes stay.
 *
 * @throws ValueError for odd sizes
 * @example
 * const [y] = new Haar([16, 16], [1, 2])(images); // shape [2, 8, 8, 12] of the outputs
 */
export class Haar extends Squeeze {
  static override readonly registeredName: string = /* @__PURE__ */ registered(this, 'Haar', FLOWS);

  #mixed(x: Tensor): Tensor {
    const sizes = x.shape.slice(0, -1);
    const squares = ops.reshape(x, [...sizes, 4, x.shape.at(-1)! / 4]);
    return ops.reshape(tensor(WAVELETS, null, 'float32').cast(x.dtype).matmul(squares), x.shape);
  }

  protected override _transform_(inputs: Tensor): FlowOutputs {
    return [this.#mixed(super._transform_(inputs)[0]), noChange(inputs)];
  }

  protected override _invert_(outputs: Tensor): Tensor {
    return super._invert_(this.#mixed(outputs));
  }
}
