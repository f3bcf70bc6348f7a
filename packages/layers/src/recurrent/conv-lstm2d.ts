import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseConvLSTM, type ConvLSTMOptions, type ConvLSTMSettings, cellParameters } from './base-conv-lstm.js';
import { layerParameters } from './cell-layer.js';
import { CONV_LSTM2D_PARAMETERS, type ConvLSTM2DArguments } from './signatures.js';

export type ConvLSTM2DOptions = ConvLSTMOptions;

export interface ConvLSTM2D extends ConvLSTMSettings {}

/**
 * An LSTM whose inputs and states are images, and its products convolutions (Shi et al., 2015).
 *
 * Inputs `[batch, steps, rows, columns, channels]`, outputs `[batch, rows, columns, filters]`, or one for each step with
 * `returnSequences`; with `returnState` `[outputs, h, c]`. With dataFormat 'channels_first' channels follow the steps.
 *
 * @throws ValueError for inputs of unknown extent, or when the layer both strides and dilates
 * @example
 * const y = new ConvLSTM2D(4, 3, { padding: 'same' })(ops.expandDims(images, 1));
 */
export class ConvLSTM2D extends BaseConvLSTM {
  static override readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'ConvLSTM2D');

  static override readonly parameters = /* @__PURE__ */ layerParameters(
    this,
    CONV_LSTM2D_PARAMETERS,
    cellParameters,
    [],
  );

  constructor(...args: ConvLSTM2DArguments) {
    super(2, bindOptions(CONV_LSTM2D_PARAMETERS, args));
  }
}
