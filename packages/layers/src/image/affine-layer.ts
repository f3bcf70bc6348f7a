import { ops, type Tensor } from '@org/core';
import { type FillOptions, GeometricLayer, type Interpolation } from './geometric-layer.js';
import { type Size, sizeIn, supported } from './geometry.js';

/** Base of the layers whose transformation is an affine map for each image. */
export abstract class AffineLayer<Transformation> extends GeometricLayer<Transformation> {
  readonly fillMode: NonNullable<FillOptions['fillMode']>;

  constructor(options: FillOptions) {
    super(options);
    const modes = ['reflect', 'wrap', 'constant', 'nearest'] as const;
    this.fillMode = supported(options.fillMode ?? 'reflect', 'fillMode', modes);
  }

  /** Where each pixel of the result comes from, `[batch, 8]`, as `ops.image.affineTransform` takes it. */
  protected abstract matrix(transformation: Transformation, size: Size): Tensor;

  protected override move(images: Tensor, transformation: Transformation, interpolation: Interpolation): Tensor {
    const { fillMode, fillValue, dataFormat } = this;
    const matrix = this.matrix(transformation, sizeIn(images.shape, this.dataFormat));
    return ops.image.affineTransform(images, matrix, { interpolation, fillMode, fillValue, dataFormat });
  }
}

/** Rows `a0, a1, a2, b0, b1, b2, 0, 0` of float32; each is a number or a column `[batch, 1]`. */
export function affineRows(entries: readonly (number | Tensor)[]): Tensor {
  const [first] = entries.filter((entry) => typeof entry !== 'number') as [Tensor];
  const column = (entry: number | Tensor) =>
    typeof entry === 'number' ? ops.full([first.shape[0]!, 1], entry, 'float32') : ops.cast(entry, 'float32');
  return ops.concatenate([...entries, 0, 0].map(column), 1);
}
