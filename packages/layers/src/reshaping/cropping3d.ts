import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseCropping, type CroppingOptions } from './base-cropping.js';
import { CROPPING3D_PARAMETERS, type Cropping3DArguments } from './signatures.js';

export type Cropping3DOptions = CroppingOptions;

/**
 * Cuts off the borders of volumes: inputs `[batch, depth, height, width, channels]`.
 *
 * @throws ValueError unless something is left
 * @example
 * new Cropping3D([2, 1, 1])(volumes);
 */
export class Cropping3D extends BaseCropping {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Cropping3D');

  constructor(...args: Cropping3DArguments) {
    super(3, bindOptions(CROPPING3D_PARAMETERS, args), 1);
  }
}
