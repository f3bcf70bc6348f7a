import type { PythonOptions } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BaseCropping, CROPPING_PARAMETERS, type CroppingOptions } from './base-cropping.js';

/**
 * Cuts off the borders of images: inputs `[batch, height, width, channels]`.
 *
 * @throws ValueError unless something is left
 * @example
 * new Cropping2D([[1, 2], [0, 1]])(images);
 */
@kerasLayer('Cropping2D')
export class Cropping2D extends BaseCropping {
  constructor(...args: PythonOptions<typeof CROPPING_PARAMETERS, CroppingOptions>) {
    super(2, layerOptions('Cropping2D', CROPPING_PARAMETERS, 0, args), 0);
  }
}
