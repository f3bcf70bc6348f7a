import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { InputSpec } from '../input-spec.js';
import { type CellSettings, cellOptions, cudnnChoice, layerParameters, recurrentOptions } from './cell-layer.js';
import { GRUCell, type GRUCellOptions } from './gru-cell.js';
import { type RecurrentOptions, RNN } from './rnn.js';
import { GRU_CELL_PARAMETERS, GRU_PARAMETERS, type GRUArguments } from './signatures.js';

export interface GRUOptions extends RecurrentOptions, GRUCellOptions {
  /** Taken for Keras: the fastest way is chosen here in any case. */
  useCudnn?: 'auto' | boolean;
}

export interface GRU extends CellSettings<GRUCell, GRUCellOptions> {}

/**
 * Gated recurrent units (Cho et al., 2014).
 *
 * Inputs `[batch, steps, features]`, outputs `[batch, units]`, or `[batch, steps, units]` with `returnSequences`; with `returnState`
 * `[outputs, state]`.
 *
 * @throws ValueError unless `units` is a positive integer
 * @example
 * const y = new GRU(4)(sequences); // [batch, 4]
 */
export class GRU extends RNN {
  static override readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'GRU');

  static override readonly parameters = /* @__PURE__ */ layerParameters(this, GRU_PARAMETERS, GRU_CELL_PARAMETERS, [
    'useCudnn',
  ]);

  declare readonly cell: GRUCell;
  useCudnn: 'auto' | boolean;

  constructor(...args: GRUArguments) {
    const options = bindOptions(GRU_PARAMETERS, args);
    const cell = new GRUCell(cellOptions(options, GRU_CELL_PARAMETERS, 'gru_cell'));
    super({ ...recurrentOptions(options), cell });
    this.inputSpec = new InputSpec({ ndim: 3 });
    this.useCudnn = cudnnChoice(options.useCudnn);
  }
}
