import { ops, random, type Shape, type SymbolicShape, type Tensor, ValueError, type Variable } from '@org/core';
import { bindOptions } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { Layer } from '../layer.js';
import type { LayerOptions, TrainingOptions } from '../layer-options.js';
import { dropout } from '../regularization/dropout.js';
import { configNames } from '../serialization/configuration.js';
import { causalMask } from './attention-mask.js';
import { ATTENTION_PARAMETERS, type AttentionArguments } from './signatures.js';

export interface DotProductOptions extends LayerOptions {
  /** Whether the scores are multiplied by a trained number. */
  useScale?: boolean;
  /** Which fraction of the weights is dropped in training. */
  dropout?: number;
  /** Where the random numbers of the dropout start; null draws one. */
  seed?: number | null;
}

export interface AttentionOptions extends DotProductOptions {
  /** How a query and a key are compared: 'dot' is their product, 'concat' a trained multiple of the sum of tanh(query + key). */
  scoreMode?: 'dot' | 'concat';
}

/** What a call takes besides query, value and key. */
export interface AttentionCallOptions extends TrainingOptions {
  /** [query mask, value mask]: true where a position counts, [batch, T] and [batch, S]. */
  mask?: readonly (Tensor | null)[] | null;
  returnAttentionScores?: boolean;
  /** Whether targets see no later sources. */
  useCausalMask?: boolean;
}

/**
 * Attention of one head: means of the values, weighted by how well each key fits the query (Luong et al., arXiv:1508.04025).
 *
 * Inputs `[query, value]` or `[query, value, key]`: `[batch, T, n]`, `[batch, S, m]` and `[batch, S, n]`; outputs `[batch, T, m]`. With
 * `returnAttentionScores` also the weights, `[batch, T, S]`.
 *
 * @throws ValueError for an unknown score mode, or inputs that are no list of two or three
 * @example
 * const y = new Attention()([sequences, sequences], { useCausalMask: true });
 */
export class Attention extends Layer {
  static readonly kerasName: string = /* @__PURE__ */ kerasLayer(this, 'Attention');

  static override readonly parameters: readonly string[] = /* @__PURE__ */ configNames(ATTENTION_PARAMETERS);

  static override readonly callParameters: readonly string[] = [
    'inputs',
    '*',
    'mask',
    'training',
    'returnAttentionScores',
    'useCausalMask',
  ];

  readonly useScale: boolean;
  readonly scoreMode: 'dot' | 'concat';
  readonly dropout: number;
  readonly seed: number | null;
  readonly seedGenerator: random.SeedGenerator | null;
  scale: Variable | null = null;
  concatScoreWeight: Variable | null = null;

  constructor(...args: AttentionArguments) {
    const options = bindOptions(ATTENTION_PARAMETERS, args);
    super(options);
    this.useScale = options.useScale ?? false;
    this.scoreMode = options.scoreMode ?? 'dot';
    this.dropout = options.dropout ?? 0;
    this.seed = options.seed ?? null;
    this.seedGenerator = this.dropout > 0 ? new random.SeedGenerator(this.seed) : null;
    this.supportsMasking = true;
    if (this.scoreMode === 'dot' || this.scoreMode === 'concat') return;
    throw new ValueError('Invalid value for argument `scoreMode`.', {
      expected: "'dot' or 'concat'",
      received: String(this.scoreMode),
    });
  }

  override build(inputShapes: readonly SymbolicShape[]): void {
    this.assertInputs(inputShapes);
    const scalar = (name: string) => this.addWeight({ name, shape: [], initializer: 'ones' });
    if (this.useScale) this.scale = scalar('scale');
    if (this.scoreMode === 'concat') this.concatScoreWeight = scalar('concat_score_weight');
  }

  /** How well keys fit queries, [batch, T, S]. */
  protected calculateScores(query: Tensor, key: Tensor): Tensor {
    if (this.scoreMode === 'dot') {
      const scores = ops.matmul(query, ops.swapaxes(key, -2, -1));
      return this.scale ? ops.multiply(scores, this.scale) : scores;
    }
    const sums = pairwiseSums(query, key);
    return ops.multiply(
      this.concatScoreWeight!,
      ops.sum(ops.tanh(this.scale ? ops.multiply(this.scale, sums) : sums), -1),
    );
  }

  override call(inputs: readonly Tensor[], options: AttentionCallOptions = {}): Tensor | [Tensor, Tensor] {
    const { mask = null, training = false, returnAttentionScores = false, useCausalMask = false } = options;
    this.assertInputs(inputs, mask);
    const [query, value, key = value] = inputs as [Tensor, Tensor, Tensor?];
    const [queryMask, valueMask] = mask ?? [];
    const scores = this.calculateScores(query, key);
    const weights = ops.softmax(masked(scores, visible(scores.shape, valueMask, useCausalMask)), -1);
    const kept =
      training && this.seedGenerator ? dropout(weights, this.dropout, weights.shape, this.seedGenerator) : weights;
    const attended = ops.matmul(kept, value);
    const output = queryMask ? ops.where(ops.expandDims(queryMask, -1), attended, 0) : attended;
    return returnAttentionScores ? [output, kept] : output;
  }

  override computeMask(inputs: readonly Tensor[], previousMask?: readonly (Tensor | null)[] | null): Tensor | null {
    this.assertInputs(inputs, previousMask);
    return previousMask?.[0] ?? null;
  }

  /**
   * Checks that queries, values and keys belong together.
   *
   * @throws ValueError unless there are two or three inputs, and as many masks
   */
  protected assertInputs(inputs: unknown, mask: unknown = null): void {
    const { name } = this.constructor;
    const lists = [
      ['inputs', inputs, '[query, value] or [query, value, key]'],
      ['mask', mask ?? [null, null], '[query mask, value mask]'],
    ] as const;
    for (const [what, given, expected] of lists) {
      if (Array.isArray(given) && (given.length === 2 || given.length === 3) && !given.some(isSize)) continue;
      throw new ValueError(`The ${what} of ${name} must be a list of 2 or 3.`, {
        expected,
        received: Array.isArray(given) ? `${given.length}` : String(given),
      });
    }
  }
}

/** Of one shape, where a list of shapes is due. */
const isSize = (value: unknown): boolean => typeof value === 'number';

/** query + key for each pair, [batch, T, S, n]. */
export const pairwiseSums = (query: Tensor, key: Tensor): Tensor =>
  ops.expandDims(query, -2).add(ops.expandDims(key, -3));

/** True where a target may look at a source, [batch or 1, T or 1, S]; null where all may look at all. */
function visible(scores: Shape, valueMask: Tensor | null | undefined, useCausalMask: boolean): Tensor | null {
  const [targets, sources] = scores.slice(-2) as [number, number];
  const padding = valueMask ? ops.expandDims(valueMask, -2) : null;
  const causal = useCausalMask ? causalMask(targets, sources) : null;
  return padding && causal ? ops.logicalAnd(padding, causal) : (padding ?? causal);
}

function masked(scores: Tensor, mask: Tensor | null): Tensor {
  if (!mask) return scores;
  return ops.where(mask, scores, scores.sub(scores.dtype === 'float16' ? 65504 : 1e9));
}
