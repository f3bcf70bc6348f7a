import { bindOptions } from '@org/core/internal';
import { standardizeTuple } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { BaseZeroPadding } from './base-zero-padding.js';
import { ZERO_PADDING1D_PARAMETERS, type ZeroPadding1DArguments } from './signatures.js';

export interface ZeroPadding1DOptions extends LayerOptions {
  /** How many zeros to add: at both ends, or [at the start, at the end]. */
  padding?: number | readonly [number, number];
  /** 'channels_last' or 'channels_first'; null for the configured one. */
  dataFormat?: string | null;
}

/**
 * Adds zeros at both ends of a sequence: inputs `[batch, steps, features]`.
 *
 * @example
 * new ZeroPadding1D([2, 0])(sequences); // two steps in front
 */
export class ZeroPadding1D extends BaseZeroPadding {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'ZeroPadding1D');

  override readonly padding: readonly number[];

  constructor(...args: ZeroPadding1DArguments) {
    const options = bindOptions(ZERO_PADDING1D_PARAMETERS, args);
    const padding = standardizeTuple(options.padding ?? 1, 2, 'padding', true) as [number, number];
    super(1, { ...options, padding: [padding] });
    this.padding = padding;
  }
}
