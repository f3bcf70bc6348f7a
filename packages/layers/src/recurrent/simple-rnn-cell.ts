import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { configNames } from '../serialization/configuration.js';
import { GatedCell, type GatedCellOptions } from './gated-cell.js';
import { activate } from './lstm-step.js';
import { advance } from './projecting-cell.js';
import { SIMPLE_RNN_CELL_PARAMETERS, type SimpleRNNCellArguments } from './signatures.js';

export type SimpleRNNCellOptions = GatedCellOptions;

/**
 * One step of {@link SimpleRNN}: `activation(inputs · kernel + state · recurrentKernel + bias)`.
 *
 * Inputs `[batch, features]`; state and output `[batch, units]`.
 *
 * @throws ValueError unless `units` is a positive integer
 * @example
 * const cell = new SimpleRNNCell(4);
 * const [output, states] = cell<[Tensor, Tensor[]]>(x, cell.getInitialState(10));
 */
export class SimpleRNNCell extends GatedCell {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'SimpleRNNCell');

  static override readonly parameters = /* @__PURE__ */ configNames(SIMPLE_RNN_CELL_PARAMETERS);

  readonly stateSize: number;

  constructor(...args: SimpleRNNCellArguments) {
    super(bindOptions(SIMPLE_RNN_CELL_PARAMETERS, args));
    this.stateSize = this.units;
  }

  protected override get gates(): number {
    return 1;
  }

  override [advance](projected: Tensor, states: readonly Tensor[], training: boolean): readonly [Tensor, Tensor[]] {
    const before = states[0]!;
    const products = this.products(before, this.recurrentKernel, this.stateMasks(before, training));
    const output = activate(this.activation, ops.add(projected, products));
    return [output, [output]];
  }
}
