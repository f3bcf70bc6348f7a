import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { InputSpec } from '../input-spec.js';
import { type CellSettings, cellOptions, layerParameters, recurrentOptions } from './cell-layer.js';
import { type RecurrentOptions, RNN } from './rnn.js';
import { SIMPLE_RNN_CELL_PARAMETERS, SIMPLE_RNN_PARAMETERS, type SimpleRNNArguments } from './signatures.js';
import { SimpleRNNCell, type SimpleRNNCellOptions } from './simple-rnn-cell.js';

export interface SimpleRNNOptions extends RecurrentOptions, SimpleRNNCellOptions {}

export interface SimpleRNN extends CellSettings<SimpleRNNCell, SimpleRNNCellOptions> {}

/**
 * A recurrent layer whose output is its state: `activation(inputs · kernel + state · recurrentKernel + bias)`.
 *
 * Inputs `[batch, steps, features]`, outputs `[batch, units]`, or `[batch, steps, units]` with `returnSequences`; with `returnState`
 * `[outputs, state]`.
 *
 * @throws ValueError unless `units` is a positive integer
 * @example
 * const y = new SimpleRNN(4)(sequences); // [batch, 4]
 */
export class SimpleRNN extends RNN {
  static override readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'SimpleRNN');

  // Keras's config of this layer has no seed.
  static override readonly parameters = /* @__PURE__ */ layerParameters(
    this,
    SIMPLE_RNN_PARAMETERS,
    SIMPLE_RNN_CELL_PARAMETERS,
    ['seed'],
  );

  declare readonly cell: SimpleRNNCell;

  constructor(...args: SimpleRNNArguments) {
    const options = bindOptions(SIMPLE_RNN_PARAMETERS, args);
    const cell = new SimpleRNNCell(cellOptions(options, SIMPLE_RNN_CELL_PARAMETERS, 'simple_rnn_cell'));
    super({ ...recurrentOptions(options), cell });
    this.inputSpec = new InputSpec({ ndim: 3 });
  }
}
