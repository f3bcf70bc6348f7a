import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseZeroPadding, type ZeroPaddingOptions } from './base-zero-padding.js';
import { ZERO_PADDING3D_PARAMETERS, type ZeroPadding3DArguments } from './signatures.js';

export type ZeroPadding3DOptions = ZeroPaddingOptions;

/**
 * Surrounds volumes with zeros: inputs `[batch, depth, height, width, channels]`.
 *
 * @example
 * new ZeroPadding3D([2, 1, 1])(volumes);
 */
export class ZeroPadding3D extends BaseZeroPadding {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'ZeroPadding3D');

  constructor(...args: ZeroPadding3DArguments) {
    super(3, bindOptions(ZERO_PADDING3D_PARAMETERS, args));
  }
}
