/** What the layers that move pixels have in common: they interpolate between them, and fill what lies outside. */
import { ops, type Tensor } from '@org/core';
import { assertMasks, supported } from './geometry.js';
import { RandomImageLayer, type RandomImageOptions } from './random-image-layer.js';

export type Interpolation = 'nearest' | 'bilinear';

export interface InterpolationOptions extends RandomImageOptions {
  /** How values between pixels are found; masks always take the nearest. */
  interpolation?: Interpolation;
  /** What lies outside of the images, where that is a constant. */
  fillValue?: number;
}

export interface FillOptions extends InterpolationOptions {
  /** What lies outside: the image mirrored at its edge, the image again, `fillValue`, or the pixels at the edge. */
  fillMode?: 'reflect' | 'wrap' | 'constant' | 'nearest';
}

export abstract class GeometricLayer<Transformation> extends RandomImageLayer<Transformation> {
  readonly interpolation: Interpolation;
  readonly fillValue: number;

  constructor(options: InterpolationOptions) {
    super(options);
    this.interpolation = supported(options.interpolation ?? 'bilinear', 'interpolation', ['nearest', 'bilinear']);
    this.fillValue = options.fillValue ?? 0;
  }

  /** The pixels of images or masks where the transformation moves them. */
  protected abstract move(images: Tensor, transformation: Transformation, interpolation: Interpolation): Tensor;

  protected override changeImages(images: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    const x = ops.cast(images, this.computeDtype);
    return training && transformation !== null ? this.move(x, transformation, this.interpolation) : x;
  }

  protected override changeMasks(masks: Tensor, transformation: Transformation | null, training: boolean): Tensor {
    assertMasks(masks);
    return training && transformation !== null ? this.move(masks, transformation, 'nearest') : masks;
  }
}
