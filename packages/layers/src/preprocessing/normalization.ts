import {
  epsilon,
  isTensor,
  type Nested,
  ops,
  type SymbolicShape,
  type Tensor,
  type TensorLike,
  ValueError,
  type Variable,
} from '@org/core';
import { asTensor, bindArguments, bindOptions, formatShape, show } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import type { InputShape } from '../input-shape.js';
import { Layer } from '../layer.js';
import { buildLayer } from '../layer-build.js';
import type { LayerOptions } from '../layer-options.js';
import { type Axes, assertAxesExist, axisList, integerAxes, sizeAlong } from '../normalization/axes.js';
import { serializeKerasObject } from '../serialization/index.js';
import { type AdaptData, type AdaptOptions, adaptBatches } from './adapt-data.js';
import { NORMALIZATION_PARAMETERS, type NormalizationArguments } from './signatures.js';

export interface NormalizationOptions extends LayerOptions {
  /** Axes that keep statistics of their own; null for one mean and one variance of all values. */
  axis?: Axes | null;
  /** Known statistics, instead of {@link Normalization.adapt}. */
  mean?: TensorLike | null;
  variance?: TensorLike | null;
  /** Whether to undo a normalization. */
  invert?: boolean;
}

/**
 * Shifts and scales to mean 0 and variance 1, by statistics that were given or learned by `adapt(data)`.
 *
 * @throws ValueError when only one of mean and variance is given, or their shapes differ
 * @example
 * const layer = new Normalization();
 * await layer.adapt(data);
 * layer(data);
 */
export class Normalization extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Normalization');

  static override readonly parameters = ['axis', 'invert'];

  readonly axis: readonly number[];
  readonly invert: boolean;
  /** The statistics given to the constructor. */
  readonly #given: { readonly mean: TensorLike | null; readonly variance: TensorLike | null };
  #keptAxes: readonly number[] = [];
  /** The sizes of the kept axes, and 1 for the others. */
  #broadcastShape: readonly number[] = [];
  #adaptMean: Variable | null = null;
  #adaptVariance: Variable | null = null;
  #rank: number | null = null;

  constructor(...args: NormalizationArguments) {
    const options = bindOptions(NORMALIZATION_PARAMETERS, args);
    super(options);
    const { axis = -1, mean = null, variance = null } = options;
    this.axis = axis === null ? [] : [...axisList(integerAxes(axis))];
    this.invert = options.invert ?? false;
    this.#given = { mean, variance };
    this.supportsMasking = true;
    this.#assertStatistics();
  }

  #assertStatistics(): void {
    const { mean, variance } = this.#given;
    if ((mean === null) !== (variance === null)) {
      throw new ValueError('`mean` and `variance` must be given together.', {
        received: `mean=${show(mean)}, variance=${show(variance)}`,
      });
    }
    if (mean === null) return;
    const [a, b] = [asTensor(mean).shape, asTensor(variance!).shape];
    if (formatShape(a) === formatShape(b) && a.length <= this.axis.length) return;
    throw new ValueError('`mean` and `variance` do not fit.', {
      expected: `equal shapes of at most ${this.axis.length} axes`,
      received: `${formatShape(a)} and ${formatShape(b)}`,
    });
  }

  /** The mean, given or learned, in a shape that broadcasts to the inputs; null before the layer is built. */
  get mean(): Tensor | null {
    return this.#rank === null ? null : this.#broadcast(this.#adaptMean ?? this.#given.mean!);
  }

  /** The variance, as {@link mean}. */
  get variance(): Tensor | null {
    return this.#rank === null ? null : this.#broadcast(this.#adaptVariance ?? this.#given.variance!);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), mean: plainNumbers(this.#given.mean), variance: plainNumbers(this.#given.variance) };
  }

  override build(inputShape: SymbolicShape): void {
    assertAxesExist(this.axis, inputShape);
    this.#rank = inputShape.length;
    const rank = inputShape.length;
    this.#keptAxes = this.axis.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
    const shape = this.#keptAxes.map((axis) => sizeAlong(axis, inputShape));
    this.#broadcastShape = inputShape.map((_, axis) => (this.#keptAxes.includes(axis) ? inputShape[axis]! : 1));
    if (this.#given.mean !== null) return;
    const weight = (name: string, initializer: string) =>
      this.addWeight({ name, shape, initializer, trainable: false });
    this.#adaptMean = weight('mean', 'zeros');
    this.#adaptVariance = weight('variance', 'ones');
    this.addWeight({ name: 'count', shape: [], dtype: 'int32', initializer: 'zeros', trainable: false });
  }

  /**
   * Learns mean and variance from data: an array, or batches.
   *
   * @param batchSize how many rows of an array are one step; 32, if only `steps` is given
   * @param steps how many batches count; all of them, if it is left out
   * @throws ValueError when the data does not have the shape that the layer was built for
   */
  async adapt(...args: AdaptArguments): Promise<void> {
    const bound = bindArguments('adapt', ['data', 'batchSize', 'steps'], 1, args);
    const [data, batchSize = null, steps = null] = bound as [AdaptData, (number | null)?, (number | null)?];
    let total: Statistics | null = null;
    for await (const batch of adaptBatches(data, { batchSize, steps })) {
      const x = ops.cast(asTensor(batch), this.computeDtype);
      this.#assertBuiltFor(x);
      const own = this.#statisticsOf(x);
      total = total ? combine(total, own) : own;
    }
    if (!total) throw new ValueError('adapt() was given no data.');
    this.#adaptMean?.assign(total.mean);
    this.#adaptVariance?.assign(total.variance);
  }

  #assertBuiltFor(x: Tensor): void {
    buildLayer(this, [x.shape]);
    const sizes = (this.#adaptMean ?? asTensor(this.#given.mean!)).shape;
    if (
      x.rank === this.#rank &&
      (this.#given.mean !== null || this.#keptAxes.every((axis, i) => x.shape[axis] === sizes[i]))
    )
      return;
    throw new ValueError('The data given to adapt() does not have the shape that the layer was built for.', {
      expected: `${this.#rank} axes, sizes ${formatShape(sizes)} along the axes ${formatShape(this.#keptAxes)}`,
      received: formatShape(x.shape),
    });
  }

  #statisticsOf(x: Tensor): Statistics {
    const reduced = x.shape.map((_, axis) => axis).filter((axis) => !this.#keptAxes.includes(axis));
    const count = reduced.reduce((n, axis) => n * x.shape[axis]!, 1);
    return { mean: ops.mean(x, reduced), variance: ops.var(x, reduced), count };
  }

  override call(inputs: Tensor): Tensor {
    const x = ops.cast(inputs, this.computeDtype);
    const [mean, variance] = [this.mean!, this.variance!];
    const deviation = ops.maximum(ops.sqrt(variance), epsilon());
    return this.invert ? x.mul(deviation).add(mean) : x.sub(mean).div(deviation);
  }

  /** Statistics along the kept axes, or the last of them, in the shape that broadcasts to the inputs. */
  #broadcast(value: TensorLike): Tensor {
    const x = ops.cast(value, this.computeDtype);
    const shape = this.#broadcastShape.map(() => 1);
    const axes = this.#keptAxes.slice(this.#keptAxes.length - x.rank);
    axes.forEach((axis, i) => {
      shape[axis] = x.shape[i]!;
    });
    return ops.broadcastTo(ops.reshape(x, shape), this.#broadcastShape);
  }

  override computeOutputShape(inputShape: SymbolicShape): InputShape {
    return inputShape;
  }
}

type AdaptArguments =
  | [data: AdaptData, options?: AdaptOptions]
  | [data: AdaptData, batchSize?: number | null, steps?: number | null]
  | [keywords: { data: AdaptData } & AdaptOptions];

interface Statistics {
  readonly mean: Tensor;
  readonly variance: Tensor;
  /** How many values each mean is of. */
  readonly count: number;
}

/** The statistics of two batches together. */
function combine(a: Statistics, b: Statistics): Statistics {
  const count = a.count + b.count;
  const [ofA, ofB] = [a.count / count, b.count / count];
  const mean = a.mean.mul(ofA).add(b.mean.mul(ofB));
  const spread = ({ mean: own, variance }: Statistics) => variance.add(ops.square(own.sub(mean)));
  return { mean, variance: spread(a).mul(ofA).add(spread(b).mul(ofB)), count };
}

/** Statistics as Keras writes them: nested lists, also where they were given as arrays. */
const plainNumbers = (given: TensorLike | null): unknown =>
  isTensor(given) || ArrayBuffer.isView(given)
    ? (serializeKerasObject(given) as { config: { value: Nested } }).config.value
    : given;
