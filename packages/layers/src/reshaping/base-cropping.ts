import { type DataFormat, ops, type SymbolicShape, standardizeDataFormat, type Tensor, ValueError } from '@org/core';
import { formatShape, show } from '@org/core/internal';
import { InputSpec } from '../input-spec.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { mapSpatial, spatialStart } from '../spatial-shape.js';
import { type Margins, standardizeMargins } from './margins.js';
import { ReshapingLayer } from './reshaping-layer.js';
import { CROPPING2D_PARAMETERS } from './signatures.js';

export interface CroppingOptions extends LayerOptions {
  /** How much to cut off: everywhere, from both ends of each axis, or from either end. */
  cropping?: Margins;
  /** 'channels_last' or 'channels_first'; null for the configured one. */
  dataFormat?: string | null;
}

/** Cuts off both ends of the spatial axes. */
export abstract class BaseCropping extends ReshapingLayer {
  static override readonly parameters = /* @__PURE__ */ configNames(CROPPING2D_PARAMETERS);

  readonly dataFormat: DataFormat;
  readonly cropping: readonly unknown[];
  protected readonly margins: readonly (readonly [number, number])[];

  constructor(rank: number, options: CroppingOptions, standard: Margins) {
    super(options);
    this.dataFormat = standardizeDataFormat(options.dataFormat);
    this.margins = standardizeMargins(options.cropping ?? standard, rank, 'cropping');
    this.cropping = this.margins;
    this.inputSpec = new InputSpec({ ndim: rank + 2 });
  }

  override call(inputs: Tensor): Tensor {
    const size = this.computeOutputShape(inputs.shape) as number[];
    const start = spatialStart(this.dataFormat);
    const starts = size.map((_, axis) => this.margins[axis - start]?.[0] ?? 0);
    return ops.slice(inputs, starts, size);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return mapSpatial(inputShape, this.dataFormat, (size, axis) => {
      const [before, after] = this.margins[axis]!;
      if (size > before + after) return size - before - after;
      throw new ValueError('`cropping` must be smaller than the input.', {
        expected: `less than ${size} along spatial axis ${axis}`,
        received: `cropping=${show(this.cropping)}, input of shape ${formatShape(inputShape)}`,
      });
    });
  }
}
