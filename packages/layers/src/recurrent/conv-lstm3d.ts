import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseConvLSTM, type ConvLSTMOptions, type ConvLSTMSettings, cellParameters } from './base-conv-lstm.js';
import { layerParameters } from './cell-layer.js';
import { CONV_LSTM3D_PARAMETERS, type ConvLSTM3DArguments } from './signatures.js';

export type ConvLSTM3DOptions = ConvLSTMOptions;

export interface ConvLSTM3D extends ConvLSTMSettings {}

/**
 * An LSTM whose inputs and states are volumes, and its products convolutions (Shi et al., 2015).
 *
 * Inputs `[batch, steps, depth, rows, columns, channels]`, outputs `[batch, depth, rows, columns, filters]`, or one for each step with
 * `returnSequences`; with `returnState` `[outputs, h, c]`. With dataFormat 'channels_first' channels follow the steps.
 *
 * @throws ValueError for inputs of unknown extent, or when the layer both strides and dilates
 * @example
 * const y = new ConvLSTM3D(4, 3, { padding: 'same' })(ops.reshape(images, [-1, 1, 1, 8, 8, 1]));
 */
export class ConvLSTM3D extends BaseConvLSTM {
  static override readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'ConvLSTM3D');

  static override readonly parameters = /* @__PURE__ */ layerParameters(
    this,
    CONV_LSTM3D_PARAMETERS,
    cellParameters,
    [],
  );

  constructor(...args: ConvLSTM3DArguments) {
    super(3, bindOptions(CONV_LSTM3D_PARAMETERS, args));
  }
}
