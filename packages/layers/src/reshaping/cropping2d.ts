import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseCropping, type CroppingOptions } from './base-cropping.js';
import { CROPPING2D_PARAMETERS, type Cropping2DArguments } from './signatures.js';

export type Cropping2DOptions = CroppingOptions;

/**
 * Cuts off the borders of images: inputs `[batch, height, width, channels]`.
 *
 * @throws ValueError unless something is left
 * @example
 * new Cropping2D([[1, 2], [0, 1]])(images);
 */
export class Cropping2D extends BaseCropping {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Cropping2D');

  constructor(...args: Cropping2DArguments) {
    super(2, bindOptions(CROPPING2D_PARAMETERS, args), 0);
  }
}
