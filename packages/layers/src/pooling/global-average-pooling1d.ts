import { ops, type Tensor } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { BaseGlobalPooling, type GlobalPoolingOptions } from './base-global-pooling.js';
import { GLOBAL_AVERAGE_POOLING1D_PARAMETERS, type GlobalAveragePooling1DArguments } from './signatures.js';

export type GlobalAveragePooling1DOptions = GlobalPoolingOptions;

/**
 * The average of each channel: inputs `[batch, steps, channels]`, outputs `[batch, channels]`. Masked steps are left out.
 *
 * @example
 * new GlobalAveragePooling1D()(sequences); // shape [2, 4]
 */
export class GlobalAveragePooling1D extends BaseGlobalPooling {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'GlobalAveragePooling1D');

  constructor(...args: GlobalAveragePooling1DArguments) {
    super(1, bindOptions(GLOBAL_AVERAGE_POOLING1D_PARAMETERS, args));
    this.supportsMasking = true;
  }

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'mask'];

  override call(inputs: Tensor, { mask = null }: { mask?: Tensor | null } = {}): Tensor {
    const { spatialAxes: axis, keepdims } = this;
    if (mask === null) return ops.mean(inputs, axis, keepdims);
    const keep = ops.cast(ops.expandDims(mask, this.dataFormat === 'channels_last' ? 2 : 1), 'bool');
    const total = ops.sum(ops.where(keep, inputs, 0), axis, keepdims);
    return total.div(ops.sum(ops.cast(keep, inputs.dtype), axis, keepdims));
  }

  override computeMask(): null {
    return null;
  }
}
