import { IndexError, ops, type SymbolicShape, type Tensor, type TensorLike, type Variable } from '@org/core';
import { bindOptions, toNumbers } from '@org/core/internal';
import { positiveInteger } from '../arguments.js';
import { kerasLayer } from '../define-layer.js';
import type { InputShape } from '../input-shape.js';
import { buildLayer } from '../layer-build.js';
import type { LoraMatrices } from '../lora.js';
import { quantization, weightLayout, weightProduct } from '../quantization/hooks.js';
import { QuantizableLayer, type QuantizableLayerOptions } from '../quantization/quantizable-layer.js';
import { matrixLayout, type WeightLayout } from '../quantization/weight-layout.js';
import { configNames } from '../serialization/configuration.js';
import { type EmbeddingsIdentifiers, settingsOf, type WeightSettings, weightSettings } from '../weight-settings.js';
import { EMBEDDING_PARAMETERS, type EmbeddingArguments } from './signatures.js';

export interface EmbeddingOptions extends QuantizableLayerOptions, EmbeddingsIdentifiers {
  /** Number of different indices: the largest is inputDim - 1. */
  inputDim: number;
  /** Length of the vectors. */
  outputDim: number;
  /** Whether index 0 means padding, which later layers are to skip. */
  maskZero?: boolean;
  /** First value of the table. */
  weights?: TensorLike | readonly TensorLike[] | null;
}

/** As in the config, which holds neither the first values nor the settings of LoRA. */
export const EMBEDDING_ORDER = {
  first: ['inputDim', 'outputDim', 'embeddingsInitializer', 'embeddingsRegularizer', 'activityRegularizer'],
  without: ['weights', 'loraRank', 'loraAlpha'],
} as const;

export interface Embedding extends WeightSettings<'embeddings'>, LoraMatrices<'embeddings'> {}

/**
 * Turns indices into vectors: row i of a trained table for index i.
 *
 * Inputs: integers of any shape `[batch, ...]`; outputs `[batch, ..., outputDim]`.
 *
 * @throws ValueError unless both sizes are positive integers; a call throws IndexError for an index that has no row
 * @example
 * new Embedding(1000, 64)(tensor([[3, 7]])); // shape [1, 2, 64]
 */
export class Embedding extends QuantizableLayer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Embedding');

  static override readonly parameters = /* @__PURE__ */ configNames(EMBEDDING_PARAMETERS, EMBEDDING_ORDER);

  readonly inputDim: number;
  readonly outputDim: number;
  readonly maskZero: boolean;
  declare protected _embeddings: Variable;

  constructor(...args: EmbeddingArguments) {
    const options = bindOptions(EMBEDDING_PARAMETERS, args);
    super(options, 'embeddings');
    this.inputDim = positiveInteger(options.inputDim, 'inputDim');
    this.outputDim = positiveInteger(options.outputDim, 'outputDim');
    this.maskZero = options.maskZero ?? false;
    Object.assign(this, weightSettings(options, { embeddings: 'uniform' }));
    this.supportsMasking = this.maskZero;
    // Indices are not to be rounded to a half type.
    this.autocast = false;
    const { weights = null } = options;
    if (weights !== null) {
      buildLayer(this, [[null]]);
      this.setWeights(Array.isArray(weights) && weights.length === 1 ? weights : [weights as TensorLike]);
    }
  }

  /** The table `[inputDim, outputDim]`; with LoRA the sum of it and the product, a tensor that cannot be assigned to. */
  get embeddings(): Variable {
    return this.adaptedWeight;
  }

  get [weightLayout](): WeightLayout {
    // Rows have one scale each, since there are often more of them than columns.
    return matrixLayout('embeddings', [this.inputDim, this.outputDim], 1);
  }

  /** The rows of a table. */
  [weightProduct](indices: Tensor, table: Tensor | Variable): Tensor {
    return ops.take(table, indices, 0);
  }

  /** The table does not depend on the shape of the input, which may be left out. */
  override build(..._inputShapes: readonly InputShape[]): void {
    const { inputDim, outputDim } = this;
    const settings = settingsOf(this, 'embeddings');
    this._embeddings = this[quantization].makeWeight(() =>
      this.addWeight({ name: 'embeddings', shape: [inputDim, outputDim], ...settings }),
    );
    // As in Keras, which does not pass `loraAlpha` on here.
    if (this.loraRank) this.enableLora(this.loraRank);
  }

  /** The error for an index that has no row. */
  outOfRange(index: number): IndexError {
    return new IndexError('An index leads out of the table of embeddings.', {
      expected: `integers from 0 to ${this.inputDim - 1}, for inputDim=${this.inputDim}`,
      received: `${index}`,
    });
  }

  /** Values that are known are checked here, where the error leads to the caller's line; others when they are computed. */
  #checkRange({ host }: Tensor): void {
    if (!host) return;
    const { inputDim } = this;
    const numbers = toNumbers(host);
    // Negative indices count from the end.
    for (let i = 0; i < numbers.length; i++) {
      if (numbers[i]! >= inputDim || numbers[i]! <= -inputDim - 1) throw this.outOfRange(numbers[i]!);
    }
  }

  override call(inputs: Tensor): Tensor {
    this.#checkRange(inputs);
    const isIndex = inputs.dtype === 'int32' || inputs.dtype === 'int64';
    const indices = isIndex ? inputs : ops.cast(inputs, 'int32');
    const { weight } = this[quantization];
    const vectors = weight
      ? this[quantization].withLora(weight.rows(indices, this.computeDtype), indices)
      : ops.take(this.embeddings, indices, 0);
    return ops.cast(vectors, this.computeDtype);
  }

  override computeMask(inputs: Tensor): Tensor | null {
    return this.maskZero ? ops.notEqual(inputs, 0) : null;
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return [...inputShape, this.outputDim];
  }
}
