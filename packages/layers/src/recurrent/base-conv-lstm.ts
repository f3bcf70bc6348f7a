import { type SymbolicShape, type Tensor, tree } from '@org/core';
import type { InputShape } from '../input-shape.js';
import { InputSpec } from '../input-spec.js';
import { type CellSettings, cellOptions, recurrentOptions } from './cell-layer.js';
import { ConvLSTMCell, type ConvLSTMCellOptions } from './conv-lstm-cell.js';
import { type RecurrentOptions, RNN } from './rnn.js';

export interface ConvLSTMOptions extends RecurrentOptions, ConvLSTMCellOptions {}

export type ConvLSTMSettings = CellSettings<ConvLSTMCell, ConvLSTMCellOptions>;

/** The parameters of {@link ConvLSTMCell}, which is in no signature of Keras. */
export const cellParameters = { names: ConvLSTMCell.parameters };

/** A recurrent layer of images over `rank` spatial axes. */
export abstract class BaseConvLSTM extends RNN {
  declare readonly cell: ConvLSTMCell;

  constructor(rank: number, options: ConvLSTMOptions) {
    const cell = new ConvLSTMCell(rank, cellOptions(options, cellParameters, 'conv_lstm_cell'));
    super({ ...recurrentOptions(options), cell });
    this.inputSpec = new InputSpec({ ndim: rank + 3 });
  }

  override computeOutputShape(sequencesShape: SymbolicShape, _initialStateShape: InputShape | null = null): InputShape {
    const [batch, steps, ...image] = sequencesShape;
    const state = this.cell.stateShape([batch!, ...image]);
    const output = this.returnSequences ? [batch!, steps!, ...state.slice(1)] : state;
    return this.returnState ? [output, state, state] : output;
  }

  override computeMask(_inputs: unknown, previousMask?: unknown): unknown {
    const [mask = null] = tree.flatten(previousMask as never) as (Tensor | null)[];
    const outputMask = this.returnSequences ? mask : null;
    return this.returnState ? [outputMask, null, null] : outputMask;
  }
}
