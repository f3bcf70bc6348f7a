import type { PythonOptions } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BaseZeroPadding, ZERO_PADDING_PARAMETERS, type ZeroPaddingOptions } from './base-zero-padding.js';

/**
 * Surrounds images with zeros: inputs `[batch, height, width, channels]`.
 *
 * @example
 * new ZeroPadding2D([[1, 2], [0, 1]])(images);
 */
@kerasLayer('ZeroPadding2D')
export class ZeroPadding2D extends BaseZeroPadding {
  constructor(...args: PythonOptions<typeof ZERO_PADDING_PARAMETERS, ZeroPaddingOptions>) {
    super(2, layerOptions('ZeroPadding2D', ZERO_PADDING_PARAMETERS, 0, args));
  }
}
