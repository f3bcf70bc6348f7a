import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseConvLSTM, type ConvLSTMOptions, type ConvLSTMSettings, cellParameters } from './base-conv-lstm.js';
import { layerParameters } from './cell-layer.js';
import { CONV_LSTM1D_PARAMETERS, type ConvLSTM1DArguments } from './signatures.js';

export type ConvLSTM1DOptions = ConvLSTMOptions;

export interface ConvLSTM1D extends ConvLSTMSettings {}

/**
 * An LSTM whose inputs and states are signals, and its products convolutions (Shi et al., 2015).
 *
 * Inputs `[batch, steps, length, channels]`, outputs `[batch, length, filters]`, or one for each step with
 * `returnSequences`; with `returnState` `[outputs, h, c]`. With dataFormat 'channels_first' channels follow the steps.
 *
 * @throws ValueError for inputs of unknown extent, or when the layer both strides and dilates
 * @example
 * const y = new ConvLSTM1D(4, 3, { padding: 'same' })(ops.reshape(sequences, [-1, 2, 4, 4]));
 */
export class ConvLSTM1D extends BaseConvLSTM {
  static override readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'ConvLSTM1D');

  static override readonly parameters = /* @__PURE__ */ layerParameters(
    this,
    CONV_LSTM1D_PARAMETERS,
    cellParameters,
    [],
  );

  constructor(...args: ConvLSTM1DArguments) {
    super(1, bindOptions(CONV_LSTM1D_PARAMETERS, args));
  }
}
