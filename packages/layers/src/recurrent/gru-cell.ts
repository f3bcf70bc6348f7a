import { ops, type Tensor, type Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import * as activations from '../activations/index.js';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { GatedCell, type GatedCellOptions } from './gated-cell.js';
import { activate } from './lstm-step.js';
import { advance } from './projecting-cell.js';
import { GRU_CELL_PARAMETERS, type GRUCellArguments } from './signatures.js';

export interface GRUCellOptions extends GatedCellOptions {
  /** Applied to the gates; null for none. */
  recurrentActivation?: activations.ActivationIdentifier;
  /** Whether the gate that resets multiplies the product with the state, and not the state itself. */
  resetAfter?: boolean;
  /** 1: in training each gate drops inputs of its own; 2: all drop the same. With `recurrentDropout` it is 1. */
  implementation?: 1 | 2;
}

/**
 * One step of {@link GRU} (Cho et al., 2014).
 *
 * Inputs `[batch, features]`; state and output `[batch, units]`.
 *
 * @throws ValueError unless `units` is a positive integer
 * @example
 * const cell = new GRUCell(4);
 * const [output, states] = cell<[Tensor, Tensor[]]>(x, cell.getInitialState(10));
 */
export class GRUCell extends GatedCell {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'GRUCell');

  static override readonly parameters = /* @__PURE__ */ configNames(GRU_CELL_PARAMETERS);

  readonly stateSize: number;
  recurrentActivation: activations.ActivationFunction | null;
  readonly resetAfter: boolean;
  readonly implementation: 1 | 2;

  constructor(...args: GRUCellArguments) {
    const options = bindOptions(GRU_CELL_PARAMETERS, args);
    super(options);
    const { recurrentActivation = 'sigmoid', implementation = 2 } = options;
    this.stateSize = this.units;
    this.recurrentActivation = activations.get(recurrentActivation);
    this.resetAfter = options.resetAfter ?? true;
    this.implementation = this.recurrentDropout > 0 ? 1 : implementation;
  }

  protected override get gates(): number {
    return 3;
  }

  protected override get maskCount(): number {
    return this.implementation === 1 ? 3 : 1;
  }

  /** As in Keras, a rate of 1 drops nothing. */
  protected override drops(rate: number, training: boolean): boolean {
    return super.drops(rate, training) && rate < 1;
  }

  /** With `resetAfter` the inputs and the state have a bias each. */
  protected override biasShape(): readonly number[] {
    return this.resetAfter ? [2, ...super.biasShape()] : super.biasShape();
  }

  protected override inputBias(): Tensor | Variable | null {
    return this.bias && this.resetAfter ? ops.take(this.bias, 0, 0) : this.bias;
  }

  override [advance](projected: Tensor, states: readonly Tensor[], training: boolean): readonly [Tensor, Tensor[]] {
    const h = states[0]!;
    const masks = this.stateMasks(h, training);
    const [xz, xr, xh] = ops.split(projected, 3, -1) as [Tensor, Tensor, Tensor];
    const gate = (x: Tensor, product: Tensor) => activate(this.recurrentActivation, ops.add(x, product));
    const mixed = (z: Tensor, candidate: Tensor): readonly [Tensor, Tensor[]] => {
      const added = activate(this.activation, ops.add(xh, candidate));
      const next = ops.add(ops.multiply(z, h), ops.multiply(ops.subtract(1, z), added));
      return [next, [next]];
    };
    if (this.resetAfter) {
      const products = this.products(h, this.recurrentKernel, masks);
      const sums = this.bias ? ops.add(products, ops.take(this.bias, 1, 0)) : products;
      const [hz, hr, hh] = ops.split(sums, 3, -1) as [Tensor, Tensor, Tensor];
      return mixed(gate(xz, hz), ops.multiply(gate(xr, hr), hh));
    }
    const [gates, last] = ops.split(this.recurrentKernel, [2 * this.units], 1) as [Tensor, Tensor];
    const [hz, hr] = ops.split(this.products(h, gates, masks?.slice(0, 2) ?? null), 2, -1) as [Tensor, Tensor];
    const kept = masks ? ops.multiply(h, masks.at(-1)!) : h;
    return mixed(gate(xz, hz), ops.matmul(ops.multiply(gate(xr, hr), kept), last));
  }
}
