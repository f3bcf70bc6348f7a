import { type DataFormat, type SymbolicShape, standardizeDataFormat } from '@org/core';
import { type Sizes, standardizeChoice, standardizeTuple } from '../arguments.js';
import { InputSpec } from '../input-spec.js';
import { buildAtInit, Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { isSaidByFields } from '../recorded-layer.js';
import { channelAxis, windowOutputShape } from '../spatial-shape.js';

export interface PoolingOptions extends LayerOptions {
  /** Extent of the window along each spatial axis. */
  poolSize?: Sizes;
  /** How far the window moves; null for its own size. */
  strides?: Sizes | null;
  /** 'valid' for no padding, 'same' for outputs of size ceil(size / stride). */
  padding?: 'valid' | 'same';
  /** 'channels_last' or 'channels_first'; null for the configured one. */
  dataFormat?: string | null;
}

/** Average pooling has no default window. */
export interface RequiredPoolingOptions extends PoolingOptions {
  poolSize: Sizes;
}

/** Pooling with a sliding window over `rank` spatial axes. */
export abstract class BasePooling extends Layer {
  static override readonly parameters = ['poolSize', 'padding', 'strides', 'dataFormat'];

  readonly poolSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: 'valid' | 'same';
  readonly dataFormat: DataFormat;

  constructor(rank: number, options: PoolingOptions) {
    super(options);
    this.poolSize = standardizeTuple(options.poolSize ?? 2, rank, 'poolSize');
    this.strides = standardizeTuple(options.strides ?? this.poolSize, rank, 'strides');
    this.padding = standardizeChoice(options.padding ?? 'valid', 'padding', ['valid', 'same']);
    this.dataFormat = standardizeDataFormat(options.dataFormat);
    this.inputSpec = new InputSpec({ ndim: rank + 2 });
    buildAtInit(this);
  }

  override get [isSaidByFields](): boolean {
    return true;
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    const { poolSize: size, strides, padding, dataFormat } = this;
    const channels = inputShape.at(channelAxis(dataFormat)) ?? null;
    return windowOutputShape(inputShape, channels, { size, strides, padding }, dataFormat);
  }
}
