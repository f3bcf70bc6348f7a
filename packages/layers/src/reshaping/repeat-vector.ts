import { ops, PythonTypeError, type SymbolicShape, type Tensor } from '@org/core';
import { bindOptions, show } from '@org/core/internal';
import { positiveInteger } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import { InputSpec } from '../input-spec.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { ReshapingLayer } from './reshaping-layer.js';
import { REPEAT_VECTOR_PARAMETERS, type RepeatVectorArguments } from './signatures.js';

export interface RepeatVectorOptions extends LayerOptions {
  /** How often. */
  n: number;
}

/**
 * Repeats each sample `n` times along a new axis.
 *
 * @throws TypeError unless `n` is an integer, ValueError unless it is positive
 * @example
 * new RepeatVector(3)(x); // [batch, 4] becomes [batch, 3, 4]
 */
export class RepeatVector extends ReshapingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'RepeatVector');

  static override readonly parameters = /* @__PURE__ */ configNames(REPEAT_VECTOR_PARAMETERS);

  readonly n: number;

  constructor(...args: RepeatVectorArguments) {
    const options = bindOptions(REPEAT_VECTOR_PARAMETERS, args);
    super(options);
    if (!Number.isInteger(options.n)) {
      throw new PythonTypeError('`n` must be an integer.', { received: `n=${show(options.n)}` });
    }
    this.n = positiveInteger(options.n, 'n');
    this.inputSpec = new InputSpec({ ndim: 2 });
  }

  override call(inputs: Tensor): Tensor {
    return ops.repeat(ops.expandDims(inputs, 1), this.n, 1);
  }

  override computeOutputShape([batch, features]: SymbolicShape): SymbolicShape {
    return [batch!, this.n, features!];
  }
}
