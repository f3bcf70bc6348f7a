import { ops, PythonTypeError, type SymbolicShape, type Tensor, ValueError } from '@org/core';
import { bindOptions, formatShape } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { InputSpec } from '../input-spec.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { ReshapingLayer } from './reshaping-layer.js';
import { PERMUTE_PARAMETERS, type PermuteArguments } from './signatures.js';

export interface PermuteOptions extends LayerOptions {
  /** The new order of the axes, counted from 1; the batch axis stays. */
  dims: readonly number[];
}

/**
 * Reorders the axes after that of the batch.
 *
 * @throws ValueError unless `dims` holds each of 1, 2, ... once
 * @example
 * new Permute([2, 1])(sequences); // [batch, 8, 4] becomes [batch, 4, 8]
 */
export class Permute extends ReshapingLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Permute');

  static override readonly parameters = /* @__PURE__ */ configNames(PERMUTE_PARAMETERS);

  readonly dims: readonly number[];

  constructor(...args: PermuteArguments) {
    const options = bindOptions(PERMUTE_PARAMETERS, args);
    super(options);
    if (!Array.isArray(options.dims)) {
      throw new PythonTypeError('The argument `dims` is an array of axes.', {
        expected: 'for example [2, 1]',
        received: String(options.dims),
      });
    }
    this.dims = [...options.dims];
    if ([...this.dims].sort((a, b) => a - b).some((dim, i) => dim !== i + 1)) {
      throw new ValueError('Invalid value for argument `dims`.', {
        expected: 'each of 1, 2, ... once',
        received: `dims=${formatShape(this.dims)}`,
      });
    }
    this.inputSpec = new InputSpec({ ndim: this.dims.length + 1 });
  }

  override call(inputs: Tensor): Tensor {
    return ops.transpose(inputs, [0, ...this.dims]);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return [0, ...this.dims].map((axis) => inputShape[axis] ?? null);
  }
}
