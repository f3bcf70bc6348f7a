import { ops, type SymbolicShape, type Tensor, type TensorLike, ValueError } from '@org/core';
import { asTensor, bindOptions, symbolicResult } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { buildAtInit, Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { encodeCategories, encodedShape } from './encode-categories.js';
import { CATEGORY_ENCODING_PARAMETERS, type CategoryEncodingArguments } from './signatures.js';
import { assertDense } from './sparse.js';

type CategoryOutputMode = 'one_hot' | 'multi_hot' | 'count';

export interface CategoryEncodingOptions extends LayerOptions {
  /** How many integers there are: 0 to numTokens - 1. */
  numTokens?: number | null;
  /**
   * 'one_hot': a vector for each integer, along the last axis if that has size 1; 'multi_hot': one vector for the integers of a sample, 1
   * for each that occurs; 'count': so, too, with how often it occurs.
   */
  outputMode?: CategoryOutputMode | 'binary';
  /** Kept for Keras; tensors are dense here. */
  sparse?: boolean;
}

/**
 * Integers as vectors of zeros and ones. Integers outside of [0, numTokens) leave no trace.
 *
 * Inputs: integers `[batch]` or `[batch, length]`; outputs `[batch, numTokens]`, for 'one_hot' with an axis for each length beyond 1.
 *
 * @throws ValueError unless numTokens is at least 1, or for an unknown mode; a call throws it for `countWeights` in another mode than 'count'
 * @example
 * new CategoryEncoding(4, { outputMode: 'count' })([[0, 1], [3, 3]]); // [[1, 1, 0, 0], [0, 0, 0, 2]]
 */
export class CategoryEncoding extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'CategoryEncoding');

  static override readonly parameters = /* @__PURE__ */ configNames(CATEGORY_ENCODING_PARAMETERS, {
    without: ['sparse'],
  });

  readonly numTokens: number;
  readonly outputMode: CategoryOutputMode;

  constructor(...args: CategoryEncodingArguments) {
    const options = bindOptions(CATEGORY_ENCODING_PARAMETERS, args);
    super(options);
    const { numTokens = null, outputMode = 'multi_hot' } = options;
    // The older name.
    this.outputMode = outputMode === 'binary' ? 'multi_hot' : outputMode;
    if (!['one_hot', 'multi_hot', 'count'].includes(this.outputMode)) {
      throw new ValueError(`Unknown arg for output_mode: ${String(outputMode)}`, {
        expected: "'one_hot', 'multi_hot' or 'count'",
      });
    }
    if (numTokens === null) {
      throw new ValueError('num_tokens must be set to use this layer.', {
        hint: 'IntegerLookup finds out how many there are.',
      });
    }
    if (!Number.isInteger(numTokens) || numTokens < 1) {
      throw new ValueError('`num_tokens` must be >= 1, and an integer.', { received: `num_tokens=${numTokens}` });
    }
    assertDense('CategoryEncoding', options.sparse);
    this.numTokens = numTokens;
    // Integers that came as floating numbers are compared as they are.
    this.autocast = false;
    buildAtInit(this);
  }

  static override readonly callParameters: readonly string[] = ['inputs', 'countWeights'];

  override call(inputs: TensorLike, countWeights: TensorLike | null = null): Tensor {
    const { numTokens: depth, outputMode } = this;
    if (countWeights !== null && outputMode !== 'count') {
      throw new ValueError("`count_weights` is not used when `output_mode` is not 'count'.", {
        received: `outputMode='${outputMode}'`,
      });
    }
    const weights = countWeights === null ? null : ops.cast(countWeights, this.computeDtype);
    // Without weights in the type of variables, as in Keras.
    return encodeCategories(asTensor(inputs), { outputMode, depth, dtype: this.variableDtype, countWeights: weights });
  }

  override computeOutputSpec(...given: readonly unknown[]): unknown {
    return symbolicResult((...given) => this.call(...(given as [Tensor])), given);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return encodedShape(inputShape, this.outputMode, this.numTokens);
  }
}
