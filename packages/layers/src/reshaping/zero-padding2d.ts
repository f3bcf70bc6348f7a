import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseZeroPadding, type ZeroPaddingOptions } from './base-zero-padding.js';
import { ZERO_PADDING2D_PARAMETERS, type ZeroPadding2DArguments } from './signatures.js';

export type ZeroPadding2DOptions = ZeroPaddingOptions;

/**
 * Surrounds images with zeros: inputs `[batch, height, width, channels]`.
 *
 * @example
 * new ZeroPadding2D([[1, 2], [0, 1]])(images);
 */
export class ZeroPadding2D extends BaseZeroPadding {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'ZeroPadding2D');

  constructor(...args: ZeroPadding2DArguments) {
    super(2, bindOptions(ZERO_PADDING2D_PARAMETERS, args));
  }
}
