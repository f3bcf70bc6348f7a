import type { PythonOptions } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BaseCropping, CROPPING_PARAMETERS, type CroppingOptions } from './base-cropping.js';

/**
 * Cuts off the borders of volumes: inputs `[batch, depth, height, width, channels]`.
 *
 * @throws ValueError unless something is left
 * @example
 * new Cropping3D([2, 1, 1])(volumes);
 */
@kerasLayer('Cropping3D')
export class Cropping3D extends BaseCropping {
  constructor(...args: PythonOptions<typeof CROPPING_PARAMETERS, CroppingOptions>) {
    super(3, layerOptions('Cropping3D', CROPPING_PARAMETERS, 0, args), 1);
  }
}
