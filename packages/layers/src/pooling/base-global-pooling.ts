import { type DataFormat, type SymbolicShape, standardizeDataFormat } from '@org/core';
import { InputSpec } from '../input-spec.js';
import { buildAtInit, Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { isSaidByFields } from '../recorded-layer.js';
import { configNames } from '../serialization/configuration.js';
import { channelAxis, spatialStart } from '../spatial-shape.js';
import { GLOBAL_MAX_POOLING1D_PARAMETERS } from './signatures.js';

export interface GlobalPoolingOptions extends LayerOptions {
  /** 'channels_last' or 'channels_first'; null for the configured one. */
  dataFormat?: string | null;
  /** Whether the spatial axes stay, with size 1. */
  keepdims?: boolean;
}

/** Reduction of all spatial axes. */
export abstract class BaseGlobalPooling extends Layer {
  static override readonly parameters = /* @__PURE__ */ configNames(GLOBAL_MAX_POOLING1D_PARAMETERS);

  readonly dataFormat: DataFormat;
  readonly keepdims: boolean;
  protected readonly spatialAxes: readonly number[];

  constructor(rank: number, options: GlobalPoolingOptions) {
    super(options);
    this.dataFormat = standardizeDataFormat(options.dataFormat);
    this.keepdims = options.keepdims ?? false;
    this.spatialAxes = Array.from({ length: rank }, (_, i) => spatialStart(this.dataFormat) + i);
    this.inputSpec = new InputSpec({ ndim: rank + 2 });
    buildAtInit(this);
  }

  override get [isSaidByFields](): boolean {
    return true;
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    if (!this.keepdims) return [inputShape[0]!, inputShape.at(channelAxis(this.dataFormat))!];
    return inputShape.map((size, axis) => (this.spatialAxes.includes(axis) ? 1 : size));
  }
}
