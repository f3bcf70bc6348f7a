import { ops, type PythonOptions, type Tensor } from '@org/core';
import { kerasLayer, layerOptions } from '../define-layer.js';
import { BaseGlobalPooling, GLOBAL_POOLING_PARAMETERS, type GlobalPoolingOptions } from './base-global-pooling.js';

/**
 * The average of each channel: inputs `[batch, steps, channels]`, outputs `[batch, channels]`. Masked steps are left out.
 *
 * @example
 * new GlobalAveragePooling1D()(sequences); // shape [2, 4]
 */
@kerasLayer('GlobalAveragePooling1D')
export class GlobalAveragePooling1D extends BaseGlobalPooling {
  constructor(...args: PythonOptions<typeof GLOBAL_POOLING_PARAMETERS, GlobalPoolingOptions>) {
    super(1, layerOptions('GlobalAveragePooling1D', GLOBAL_POOLING_PARAMETERS, 0, args));
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
