import { type DType, KerasTensor, ops, type Tensor, type Variable } from '@org/core';
import { bindOptions, setKerasMask } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import type { InputShape } from '../input-shape.js';
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
  reverseEmbeddings: Variable | null = null;

  constructor(...args: ReversibleEmbeddingArguments) {
    const options = bindOptions(REVERSIBLE_EMBEDDING_PARAMETERS, args);
    const { tieWeights = true, reverseDtype = null, logitSoftCap = null, ...others } = options;
    super(others);
    this.tieWeights = tieWeights;
    this.reverseDtype = reverseDtype;
    this.logitSoftCap = logitSoftCap;
  }

  override build(...inputShapes: readonly InputShape[]): void {
    super.build(...inputShapes);
    if (this.tieWeights) return;
    this.reverseEmbeddings = this.addWeight({
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
    const table = this.reverseEmbeddings?.value ?? ops.transpose(this.embeddings);
    const inDtype = (x: Tensor) => (this.reverseDtype ? ops.cast(x, this.reverseDtype) : x);
    const logits = ops.matmul(inDtype(vectors), inDtype(table));
    const cap = this.logitSoftCap;
    return cap === null ? logits : ops.tanh(logits.div(cap)).mul(cap);
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
