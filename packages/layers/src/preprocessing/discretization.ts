import {
  type DType,
  floatx,
  ops,
  type SymbolicShape,
  type Tensor,
  type TensorLike,
  tensor,
  ValueError,
} from '@org/core';
import { bindArguments, bindOptions, symbolicResult } from '@org/core/internal';
import { kerasLayer } from '../define-layer.js';
import { buildAtInit, Layer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { configNames } from '../serialization/configuration.js';
import { assertConfig, type FromOptions, newFromConfig } from '../serialization/index.js';
import { type AdaptData, type AdaptOptions, adaptBatches, isDataArray } from './adapt-data.js';
import { encodeCategories, encodedShape, type OutputMode } from './encode-categories.js';
import { binBoundaries, EMPTY_SKETCH, mergeSketches, type Sketch, summarize } from './quantile-sketch.js';
import { DISCRETIZATION_PARAMETERS, type DiscretizationArguments } from './signatures.js';
import { assertDense } from './sparse.js';

export interface DiscretizationOptions extends Pick<LayerOptions, 'dtype' | 'name'> {
  /** Where bins meet: [0, 1] makes (-∞, 0), [0, 1) and [1, ∞). Or `numBins`, and {@link Discretization.adapt} finds them. */
  binBoundaries?: readonly number[] | null;
  /** How many bins of about equally many elements `adapt` is to find. */
  numBins?: number | null;
  /** How exact `adapt` is: by which part of the elements a boundary may be off. */
  epsilon?: number;
  /** 'int': the index of the bin; the others as in {@link CategoryEncoding}. */
  outputMode?: OutputMode;
  /** Kept for Keras; tensors are dense here. */
  sparse?: boolean;
}

/**
 * Which of some ranges each number lies in, as int32 or encoded.
 *
 * Inputs: any shape; outputs: that shape, or as `outputMode` says.
 *
 * @throws ValueError unless exactly one of binBoundaries and numBins is given; a call throws it before `adapt`
 * @example
 * const layer = new Discretization({ numBins: 4 });
 * await layer.adapt(data);
 * layer(data);
 */
export class Discretization extends Layer {
  static readonly kerasName = /* @__PURE__ */ kerasLayer(this, 'Discretization');

  static override readonly parameters = /* @__PURE__ */ configNames(DISCRETIZATION_PARAMETERS, {
    without: ['dtype', 'name'],
  });

  /** Given, or found by {@link adapt}; null before. */
  binBoundaries: readonly number[] | null;
  readonly numBins: number | null;
  readonly epsilon: number;
  readonly outputMode: OutputMode;
  readonly sparse = false;
  #sketch: Sketch = EMPTY_SKETCH;

  constructor(...args: DiscretizationArguments) {
    const options = bindOptions(DISCRETIZATION_PARAMETERS, args);
    super(options);
    const { binBoundaries = null, numBins = null, outputMode = 'int' } = options;
    if (!['int', 'one_hot', 'multi_hot', 'count'].includes(outputMode)) {
      throw new ValueError('Unknown value for `output_mode` argument of Discretization.', {
        expected: "'int', 'one_hot', 'multi_hot' or 'count'",
        received: `output_mode=${String(outputMode)}`,
      });
    }
    assertDense('Discretization', options.sparse);
    if (numBins !== null && !(Number.isSafeInteger(numBins) && numBins >= 0)) {
      throw new ValueError('`num_bins` must be an integer greater than or equal to 0.', {
        received: `num_bins=${numBins}`,
      });
    }
    if (numBins !== null && binBoundaries !== null) {
      throw new ValueError('Both `num_bins` and `bin_boundaries` should not be set.', {
        received: `num_bins=${numBins} and bin_boundaries=${binBoundaries}`,
      });
    }
    if (numBins === null && binBoundaries === null) {
      throw new ValueError('You need to set either `num_bins` or `bin_boundaries`.');
    }
    this.binBoundaries = binBoundaries && Array.from(binBoundaries);
    this.numBins = numBins;
    this.epsilon = options.epsilon ?? 0.01;
    this.outputMode = outputMode;
    buildAtInit(this);
  }

  /** That of numbers which are compared: never a half type. */
  override get inputDtype(): DType {
    return floatx();
  }

  /** The type of the outputs. */
  get outputDtype(): DType {
    return this.outputMode === 'int' ? 'int32' : this.computeDtype;
  }

  /**
   * Finds boundaries of bins with about equally many elements of some data: an array, or batches.
   *
   * @param steps how many batches count; all of them, if it is left out
   * @throws ValueError for a layer that was given its boundaries
   */
  async adapt(...args: DiscretizationAdaptArguments): Promise<void> {
    const [data, steps = null] = bindArguments('adapt', ['data', 'steps'], 1, args) as [AdaptData, (number | null)?];
    if (this.numBins === null) {
      throw new ValueError('Cannot adapt a Discretization layer that has been initialized with `bin_boundaries`.', {
        hint: 'give `num_bins` instead.',
      });
    }
    this.resetState();
    for await (const batch of adaptBatches(data, { steps: isDataArray(data) ? null : steps })) {
      await this.updateState(batch);
    }
    this.finalizeState();
  }

  /** Forgets what {@link updateState} has seen. */
  resetState(): void {
    this.#sketch = EMPTY_SKETCH;
  }

  /** One step of {@link adapt}: takes note of a batch. */
  async updateState(data: TensorLike): Promise<void> {
    const values = (await ops.cast(data, 'float32').data()) as Float32Array;
    this.#sketch = mergeSketches(summarize(values, this.epsilon), this.#sketch, this.epsilon);
  }

  /** The end of {@link adapt}: sets the boundaries. */
  finalizeState(): void {
    if (this.numBins !== null) this.binBoundaries = binBoundaries(this.#sketch, this.numBins);
  }

  override call(inputs: TensorLike): Tensor {
    const { binBoundaries: boundaries } = this;
    if (boundaries === null) {
      throw new ValueError('This Discretization layer does not know its bins yet.', {
        hint: 'You need to either pass `bin_boundaries`, or call `adapt(data)` first.',
      });
    }
    return this.#encode(ops.digitize(inputs, tensor(boundaries, [boundaries.length], 'float32')));
  }

  #encode(indices: Tensor): Tensor {
    return encodeCategories(indices, { outputMode: this.outputMode, depth: this.#depth, dtype: this.outputDtype });
  }

  get #depth(): number {
    return this.binBoundaries ? this.binBoundaries.length + 1 : this.numBins!;
  }

  /** Known before `adapt` as well. */
  override computeOutputSpec(...given: readonly unknown[]): unknown {
    return symbolicResult((x) => this.#encode(ops.cast(x as Tensor, 'int32')), given);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return encodedShape(inputShape, this.outputMode, this.#depth);
  }

  /** After `adapt` a config holds both, boundaries and the number of bins, of which a constructor takes one. */
  static override fromConfig<T extends Layer>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static override fromConfig(config: Record<string, unknown>): Layer;
  static override fromConfig(config: Record<string, unknown>): Layer {
    assertConfig(this, config);
    const { bin_boundaries: boundaries = null, num_bins: bins = null } = config;
    const layer = newFromConfig(this, bins === null ? config : { ...config, bin_boundaries: null }) as Discretization;
    if (bins !== null && boundaries !== null) layer.binBoundaries = Array.from(boundaries as number[]);
    return layer;
  }

  override getConfig(): Record<string, unknown> {
    const { trainable, ...config } = super.getConfig();
    return { ...config, dtype: this.dtype };
  }
}

type DiscretizationAdaptArguments =
  | [data: AdaptData, options?: Pick<AdaptOptions, 'steps'>]
  | [data: AdaptData, steps?: number | null]
  | [keywords: { data: AdaptData } & Pick<AdaptOptions, 'steps'>];
