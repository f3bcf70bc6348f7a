import { type DataFormat, ops, type SymbolicShape, standardizeDataFormat, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { InputSpec } from '../input-spec.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { ReshapingLayer } from './reshaping-layer.js';
import { FLATTEN_PARAMETERS, type FlattenArguments } from './signatures.js';

export interface FlattenOptions extends LayerOptions {
  /** With 'channels_first' the channels are moved to the end before flattening. */
  dataFormat?: string | null;
}

/**
 * Makes one axis of all axes but that of the batch.
 *
 * @example
 * new Flatten()(sequences); // [batch, 8, 4] becomes [batch, 32]
 */
export class Flatten extends ReshapingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Flatten');

  static override readonly parameters = /* @__PURE__ */ configNames(FLATTEN_PARAMETERS);

  readonly dataFormat: DataFormat;

  constructor(...args: FlattenArguments) {
    const options = bindOptions(FLATTEN_PARAMETERS, args);
    super(options);
    this.dataFormat = standardizeDataFormat(options.dataFormat);
    this.inputSpec = new InputSpec({ minNdim: 1 });
  }

  override call(inputs: Tensor): Tensor {
    const { shape } = inputs;
    const [batch, ...others] = shape.map((_, axis) => axis) as [number, ...number[]];
    const [channels, ...spatial] = others;
    const channelsFirst = this.dataFormat === 'channels_first' && channels !== undefined;
    const x = channelsFirst ? ops.transpose(inputs, [batch, ...spatial, channels]) : inputs;
    return ops.reshape(x, [shape[0]!, shape.slice(1).reduce((n, size) => n * size, 1)]);
  }

  override computeOutputShape([batch, ...others]: SymbolicShape): SymbolicShape {
    const size = others.includes(null) ? null : (others as number[]).reduce((n, each) => n * each, 1);
    return [batch!, size];
  }
}
