import { ValueError } from '@org/core';
import { FlowLayer, type FlowLayerOptions, type Sizes } from '../modelling/flow-layers/flow-layer.js';

/** Base class of flows over vectors, `[batch, size]`. */
export abstract class VectorFlow extends FlowLayer {
  /** The number of elements. */
  readonly size: number;

  /** @throws ValueError for other axes than [1] */
  constructor(options: FlowLayerOptions) {
    super(options);
    if (this._axes_.length !== 1 || this._axes_[0] !== 1) {
      throw new ValueError(`${this.constructor.name} transforms vectors, [batch, size].`, {
        expected: 'shape [size], axes [1]',
        received: `shape [${this._shape_}], axes [${this._axes_}]`,
        hint: 'flows.ReshapeSamples makes vectors of other tensors.',
      });
    }
    this.size = this._shape_[0]!;
  }

  override get _inputSizes_(): Sizes {
    return { shape: this._shape_, axes: this._axes_, rank: 2 };
  }
}
