import type { PythonOptions } from '@org/core';
import { standardizeTuple } from '../arguments.js';
import { kerasLayer, layerOptions } from '../define-layer.js';
import type { LayerOptions } from '../layer-options.js';
import { BaseZeroPadding, ZERO_PADDING_PARAMETERS } from './base-zero-padding.js';

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
@kerasLayer('ZeroPadding1D')
export class ZeroPadding1D extends BaseZeroPadding {
  override readonly padding: readonly number[];

  constructor(...args: PythonOptions<typeof ZERO_PADDING_PARAMETERS, ZeroPadding1DOptions>) {
    const options = layerOptions<ZeroPadding1DOptions>('ZeroPadding1D', ZERO_PADDING_PARAMETERS, 0, args);
    const padding = standardizeTuple(options.padding ?? 1, 2, 'padding', true) as [number, number];
    super(1, { ...options, padding: [padding] });
    this.padding = padding;
  }
}
