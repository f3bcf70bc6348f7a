import { type DataFormat, ops, type SymbolicShape, standardizeDataFormat, type Tensor } from '@org/core';
import { type Sizes, standardizeTuple } from '../arguments.js';
import { InputSpec } from '../input-spec.js';
import type { LayerOptions } from '../layer-options.js';
import { mapSpatial, spatialStart } from '../spatial-shape.js';
import { ReshapingLayer } from './reshaping-layer.js';

export interface UpSamplingOptions extends LayerOptions {
  /** How often each row, column, ... is repeated. */
  size?: Sizes;
  /** 'channels_last' or 'channels_first'; null for the configured one. */
  dataFormat?: string | null;
}

/** Repeats along the spatial axes. */
export abstract class BaseUpSampling extends ReshapingLayer {
  readonly dataFormat: DataFormat;
  readonly size: number | readonly number[];
  protected readonly factors: readonly number[];

  constructor(rank: number, options: UpSamplingOptions) {
    super(options);
    this.dataFormat = standardizeDataFormat(options.dataFormat);
    this.factors = standardizeTuple(options.size ?? 2, rank, 'size');
    this.size = this.factors;
    this.inputSpec = new InputSpec({ ndim: rank + 2 });
  }

  override call(inputs: Tensor): Tensor {
    const start = spatialStart(this.dataFormat);
    return this.factors.reduce((x, factor, i) => ops.repeat(x, factor, start + i), inputs);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return mapSpatial(inputShape, this.dataFormat, (size, axis) => size * this.factors[axis]!);
  }
}
