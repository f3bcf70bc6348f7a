import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { InputSpec } from '../input-spec.js';
import { type CellSettings, cellOptions, cudnnChoice, layerParameters, recurrentOptions } from './cell-layer.js';
import { LSTMCell, type LSTMCellOptions } from './lstm-cell.js';
import { type RecurrentOptions, RNN } from './rnn.js';
import { LSTM_CELL_PARAMETERS, LSTM_PARAMETERS, type LSTMArguments } from './signatures.js';

export interface LSTMOptions extends RecurrentOptions, LSTMCellOptions {
  /** Taken for Keras: the fastest way is chosen here in any case. */
  useCudnn?: 'auto' | boolean;
}

export interface LSTM extends CellSettings<LSTMCell, LSTMCellOptions> {}

/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997).
 *
 * Inputs `[batch, steps, features]`, outputs `[batch, units]`, or `[batch, steps, units]` with `returnSequences`; with `returnState`
 * `[outputs, h, c]`.
 *
 * @throws ValueError unless `units` is a positive integer
 * @example
 * const y = new LSTM(4)(sequences); // [batch, 4]
 */
export class LSTM extends RNN {
  static override readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'LSTM');

  static override readonly parameters = /* @__PURE__ */ layerParameters(this, LSTM_PARAMETERS, LSTM_CELL_PARAMETERS, [
    'useCudnn',
  ]);

  declare readonly cell: LSTMCell;
  useCudnn: 'auto' | boolean;

  constructor(...args: LSTMArguments) {
    const options = bindOptions(LSTM_PARAMETERS, args);
    const cell = new LSTMCell(cellOptions(options, LSTM_CELL_PARAMETERS, 'lstm_cell'));
    super({ ...recurrentOptions(options), cell });
    this.inputSpec = new InputSpec({ ndim: 3 });
    this.useCudnn = cudnnChoice(options.useCudnn);
  }
}
