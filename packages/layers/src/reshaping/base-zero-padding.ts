import { type DataFormat, ops, type SymbolicShape, standardizeDataFormat, type Tensor } from '@org/core';
import { InputSpec } from '../input-spec.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { mapSpatial, spatialStart } from '../spatial-shape.js';
import { type Margins, standardizeMargins } from './margins.js';
import { ReshapingLayer } from './reshaping-layer.js';
import { ZERO_PADDING2D_PARAMETERS } from './signatures.js';

export interface ZeroPaddingOptions extends LayerOptions {
  /** How many zeros to add: everywhere, at both ends of each axis, or at either end. */
  padding?: Margins;
  /** 'channels_last' or 'channels_first'; null for the configured one. */
  dataFormat?: string | null;
}

/** Adds zeros at both ends of the spatial axes. */
export abstract class BaseZeroPadding extends ReshapingLayer {
  static override readonly parameters = /* @__PURE__ */ configNames(ZERO_PADDING2D_PARAMETERS);

  readonly dataFormat: DataFormat;
  readonly padding: readonly unknown[];
  protected readonly margins: readonly (readonly [number, number])[];

  constructor(rank: number, options: ZeroPaddingOptions) {
    super(options);
    this.dataFormat = standardizeDataFormat(options.dataFormat);
    this.margins = standardizeMargins(options.padding ?? 1, rank, 'padding');
    this.padding = this.margins;
    this.inputSpec = new InputSpec({ ndim: rank + 2 });
  }

  override call(inputs: Tensor): Tensor {
    const start = spatialStart(this.dataFormat);
    return ops.pad(
      inputs,
      inputs.shape.map((_, axis) => this.margins[axis - start] ?? [0, 0]),
    );
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return mapSpatial(inputShape, this.dataFormat, (size, axis) => {
      const [before, after] = this.margins[axis]!;
      return before + size + after;
    });
  }
}
