import { type DType, KerasTensor, ops, type Tensor, type Variable } from '@org/core';
import { bindOptions, setKerasMask } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import type { InputShape } from '../input-shape.js';
import { quantization } from '../quantization/hooks.js';
import type { FurtherWeight } from '../quantization/quantization.js';
import { quantizedProduct } from '../quantization/quantized-product.js';
import { matrixLayout } from '../quantization/weight-layout.js';
import { configNames } from '../serialization/configuration.js';
import { EMBEDDING_ORDER, Embedding, type EmbeddingOptions } from './embedding.js';
import {
  EMBEDDING_PARAMETERS,
  REVERSIBLE_EMBEDDING_PARAMETERS,
  type ReversibleEmbeddingArguments,
} from './signatures.js';

export interface ReversibleEmbeddingOptions extends Omit<EmbeddingOptions, 'weights'> {
  /** Whether the way back uses the same table, transposed. */
  tieWeights?: boolean;
  /** In which dtype the way back is computed; null for that of its inputs. */
  reverseDtype?: DType | null;
  /** A bound that the logits approach: `cap * tanh(logits / cap)`. */
  logitSoftCap?: number | null;
}

/**
 * An embedding that also leads back: with `reverse: true`, vectors become logits over the indices.
 *
 * @example
 * const embedding = new ReversibleEmbedding(1000, 64);
 * embedding(embedding(indices), { reverse: true }); // [..., 1000]
 */
export class ReversibleEmbedding extends Embedding {
  static override readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'ReversibleEmbedding');

  static override readonly parameters = /* @__PURE__ */ configNames(EMBEDDING_PARAMETERS, {
    ...EMBEDDING_ORDER,
    last: ['tieWeights', 'reverseDtype', 'logitSoftCap'],
  });

  readonly tieWeights: boolean;
  readonly reverseDtype: DType | null;
  readonly logitSoftCap: number | null;
  readonly #reverse: FurtherWeight;

  constructor(...args: ReversibleEmbeddingArguments) {
    const options = bindOptions(REVERSIBLE_EMBEDDING_PARAMETERS, args);
    const { tieWeights = true, reverseDtype = null, logitSoftCap = null, ...others } = options;
    super(others);
    this.tieWeights = tieWeights;
    this.reverseDtype = reverseDtype;
    this.logitSoftCap = logitSoftCap;
    const shape = [this.outputDim, this.inputDim] as const;
    const layout = matrixLayout('reverse_embeddings', shape, 0, { packedAxis: 0, zeroDtype: null });
    this.#reverse = { layout, variable: null, quantized: null };
    if (!tieWeights) this[quantization].further.push(this.#reverse);
  }

  /** The table of the way back, where it is another one. */
  get reverseEmbeddings(): Variable | null {
    return this.#reverse.quantized?.stored ?? this.#reverse.variable;
  }

  override build(...inputShapes: readonly InputShape[]): void {
    super.build(...inputShapes);
    if (this.tieWeights || this.#reverse.quantized) return;
    this.#reverse.variable = this.addWeight({
      name: 'reverse_embeddings',
      shape: [this.outputDim, this.inputDim],
      initializer: this.embeddingsInitializer,
    });
  }

  static override readonly callParameters: readonly string[] = ['inputs', '*', 'reverse'];

  override call(inputs: Tensor, { reverse = false }: { reverse?: boolean } = {}): Tensor {
    if (reverse) return this.#logits(inputs);
    const vectors = super.call(inputs);
    setKerasMask(vectors, super.computeMask(inputs));
    return vectors;
  }

  #logits(vectors: Tensor): Tensor {
    const logits = this[quantization].weight ? this.#quantizedProduct(vectors) : this.#product(vectors);
    const cap = this.logitSoftCap;
    return cap === null ? logits : ops.tanh(logits.div(cap)).mul(cap);
  }

  #product(vectors: Tensor): Tensor {
    const table = this.reverseEmbeddings?.value ?? ops.transpose(this.embeddings);
    const inDtype = (x: Tensor) => (this.reverseDtype ? ops.cast(x, this.reverseDtype) : x);
    return ops.matmul(inDtype(vectors), inDtype(table));
  }

  /** The way back through whole numbers. */
  #quantizedProduct(vectors: Tensor): Tensor {
    const { weight, inputsQuantizer: quantizer } = this[quantization];
    const multiply = this.tieWeights
      ? (x: Tensor, table: Tensor) => ops.matmul(x, ops.transpose(table))
      : (x: Tensor, table: Tensor) => ops.matmul(x, table);
    const of = { multiply, dtype: this.computeDtype, quantizer, axes: -1 };
    return quantizedProduct(vectors, this.#reverse.quantized ?? weight!, of);
  }

  /** The call attaches the mask itself, since the way back has none. */
  override computeMask(): null {
    return null;
  }

  override computeOutputSpec(inputs: Tensor, { reverse = false }: { reverse?: boolean } = {}): KerasTensor {
    const { shape } = inputs;
    return new KerasTensor(
      reverse ? [...shape.slice(0, -1), this.inputDim] : [...shape, this.outputDim],
      this.computeDtype,
    );
  }
}
