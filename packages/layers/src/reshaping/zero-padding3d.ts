import type { PythonOptions } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BaseZeroPadding, ZERO_PADDING_PARAMETERS, type ZeroPaddingOptions } from './base-zero-padding.js';

/**
 * Surrounds volumes with zeros: inputs `[batch, depth, height, width, channels]`.
 *
 * @example
 * new ZeroPadding3D([2, 1, 1])(volumes);
 */
@kerasLayer('ZeroPadding3D')
export class ZeroPadding3D extends BaseZeroPadding {
  constructor(...args: PythonOptions<typeof ZERO_PADDING_PARAMETERS, ZeroPaddingOptions>) {
    super(3, layerOptions('ZeroPadding3D', ZERO_PADDING_PARAMETERS, 0, args));
  }
}
