import { ValueError } from '@org/core';
import { FlowLayer, type FlowLayerOptions, type Sizes } from '../modelling/flow-layers/flow-layer.js';

/** Base class of flows over vectors, `[batch, size]`. */
export abstract class VectorFlow extends FlowLayer {
  /** The number of elements. */
  readonly size: number;

  /** @throws ValueError for other axes than [1] */
  constructor(options: FlowLayerOptions) {
    super(options);
    this.size = assertVectors(this);
  }

  override get _inputSizes_(): Sizes {
    return { shape: this._shape_, axes: this._axes_, rank: 2 };
  }
}

/** The size of the vectors that a layer transforms. @throws ValueError for other axes than [1] */
export function assertVectors({ _shape_, _axes_, constructor }: FlowLayer): number {
  if (_axes_.length === 1 && _axes_[0] === 1) return _shape_[0]!;
  throw new ValueError(`${constructor.name} transforms vectors, [batch, size].`, {
    expected: 'shape [size], axes [1]',
    received: `shape [${_shape_}], axes [${_axes_}]`,
    hint: 'flows.ReshapeSamples makes vectors of other tensors.',
  });
}
