import { type DataFormat, PythonTypeError, type SymbolicShape, standardizeDataFormat } from '@org/core';
import { show } from '@org/core/internal';
import type { Sizes } from '../arguments.js';
import { Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { channelAxis, shapeFromParts } from '../spatial-shape.js';
import { ADAPTIVE_MAX_POOLING1D_PARAMETERS } from './signatures.js';

export interface AdaptivePoolingOptions extends LayerOptions {
  /** Size of the output along each spatial axis. */
  outputSize: Sizes;
  /** 'channels_last' or 'channels_first'; null for the configured one. */
  dataFormat?: string | null;
}

/** Pooling with windows that lead to a given output size. */
export abstract class BaseAdaptivePooling extends Layer {
  static override readonly parameters = /* @__PURE__ */ configNames(ADAPTIVE_MAX_POOLING1D_PARAMETERS);

  readonly outputSize: readonly number[];
  readonly dataFormat: DataFormat;

  constructor(rank: number, options: AdaptivePoolingOptions) {
    super(options);
    const { outputSize } = options;
    const sizes = typeof outputSize === 'number' ? new Array<number>(rank).fill(outputSize) : outputSize;
    if (
      !Array.isArray(sizes) ||
      sizes.length !== rank ||
      !sizes.every((size) => Number.isSafeInteger(size) && size > 0)
    ) {
      throw new PythonTypeError('Invalid `outputSize`.', {
        expected: rank === 1 ? 'a positive integer' : `a positive integer or ${rank} of them`,
        received: `outputSize=${show(outputSize)}`,
      });
    }
    this.outputSize = sizes;
    this.dataFormat = standardizeDataFormat(options.dataFormat);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    const channels = inputShape.at(channelAxis(this.dataFormat)) ?? null;
    return shapeFromParts(inputShape[0]!, this.outputSize, channels, this.dataFormat);
  }
}
