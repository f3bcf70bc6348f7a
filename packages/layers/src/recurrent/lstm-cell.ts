import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import * as activations from '../activations/index.js';
import { kerasLayer } from '../define-layer.js';
import type { Initializer, InitializerFunction } from '../initializers/index.js';
import { configNames } from '../serialization/configuration.js';
import { GatedCell, type GatedCellOptions } from './gated-cell.js';
import { forgetBias, type LSTMStepOptions, lstmStep } from './lstm-step.js';
import { advance } from './projecting-cell.js';
import { LSTM_CELL_PARAMETERS, type LSTMCellArguments } from './signatures.js';

export interface LSTMCellOptions extends GatedCellOptions, LSTMStepOptions {
  /** 1: in training each gate drops inputs of its own; 2: all drop the same. With `recurrentDropout` it is 1. */
  implementation?: 1 | 2;
}

/**
 * One step of {@link LSTM} (Hochreiter and Schmidhuber, 1997).
 *
 * Inputs `[batch, features]`; states `[h, c]` and the output, which is the next `h`: `[batch, units]`.
 *
 * @throws ValueError unless `units` is a positive integer
 * @example
 * const cell = new LSTMCell(4);
 * const [output, [h, c]] = cell<[Tensor, Tensor[]]>(x, cell.getInitialState(10));
 */
export class LSTMCell extends GatedCell {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'LSTMCell');

  static override readonly parameters = /* @__PURE__ */ configNames(LSTM_CELL_PARAMETERS);

  readonly stateSize: readonly number[];
  recurrentActivation: activations.ActivationFunction | null;
  readonly unitForgetBias: boolean;
  readonly implementation: 1 | 2;

  constructor(...args: LSTMCellArguments) {
    const options = bindOptions(LSTM_CELL_PARAMETERS, args);
    super(options);
    const { recurrentActivation = 'sigmoid', implementation = 2 } = options;
    this.stateSize = [this.units, this.units];
    this.recurrentActivation = activations.get(recurrentActivation);
    this.unitForgetBias = options.unitForgetBias ?? true;
    this.implementation = this.recurrentDropout > 0 ? 1 : implementation;
  }

  protected override get gates(): number {
    return 4;
  }

  protected override get maskCount(): number {
    return this.implementation === 1 ? 4 : 1;
  }

  /** As in Keras, a rate of 1 drops nothing. */
  protected override drops(rate: number, training: boolean): boolean {
    return super.drops(rate, training) && rate < 1;
  }

  protected override firstBias(): Initializer | InitializerFunction {
    return this.unitForgetBias ? forgetBias(this.biasInitializer, this.units) : this.biasInitializer;
  }

  override [advance](projected: Tensor, states: readonly Tensor[], training: boolean): readonly [Tensor, Tensor[]] {
    const [h, c] = states as [Tensor, Tensor];
    const products = this.products(h, this.recurrentKernel, this.stateMasks(h, training));
    return lstmStep(ops.add(projected, products), -1, c, this);
  }
}
