import { type DataFormat, standardizeDataFormat, type Tensor } from '@org/core';
import { InputSpec } from '../input-spec.js';
import type { LayerOptions } from '../layer-options.js';
import { spatialStart } from '../spatial-shape.js';
import { Dropout } from './dropout.js';

export interface SpatialDropoutOptions extends Pick<LayerOptions, 'name' | 'dtype'> {
  /** Which fraction of the channels is dropped. */
  rate: number;
  /** 'channels_last' or 'channels_first'; null for the configured one. */
  dataFormat?: string | null;
  /** Where the random numbers start: a number or a SeedGenerator; null draws one. */
  seed?: number | null;
}

/** Drops whole channels: neighbours in an image or a sequence are much alike, so dropping single ones changes little. */
export abstract class SpatialDropout extends Dropout {
  readonly dataFormat: DataFormat;
  readonly #rank: number;

  constructor(rank: number, { dataFormat = null, ...options }: SpatialDropoutOptions) {
    super(options);
    this.#rank = rank;
    this.dataFormat = standardizeDataFormat(dataFormat);
    this.inputSpec = new InputSpec({ ndim: rank + 2 });
  }

  protected override maskShape(inputs: Tensor): readonly number[] {
    const start = spatialStart(this.dataFormat);
    return inputs.shape.map((size, axis) => (axis >= start && axis < start + this.#rank ? 1 : size));
  }

  /** Keras keeps neither `trainable` nor a dtype policy here. */
  override getConfig(): Record<string, unknown> {
    const { rate, seed, name, dtype, dataFormat } = this;
    return { rate, seed, name, dtype, ...(this.#rank > 1 && { data_format: dataFormat }) };
  }
}
