import { PythonTypeError, type Tensor } from '@org/core';
import { asTensor, bindOpenOptions, getKerasMask, renameKeys, toPythonName } from '@org/core/internal';
import { serializeKerasObject } from '@org/layers';
import {
  assertConfig,
  type FromOptions,
  locationOf,
  newFromConfig,
  optionsOf,
  readKerasObject,
  registerKerasObject,
} from '@org/layers/internal';
import { predictions } from '../losses/loss-function.js';
import type { OtherFunction } from '../losses/loss-function-wrapper.js';
import { accumulate, Mean } from './mean.js';
import { bindUpdate, type Direction, type Metric, type MetricOptions, type UpdateArguments } from './metric.js';
import { applyMask } from './reduction.js';
import { MEAN_METRIC_WRAPPER_PARAMETERS, type MeanMetricWrapperArguments } from './signatures.js';

/** A value for each sample (or more) from targets and predictions. */
export type MetricFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** Options of the metric; any others are keywords of the function. */
export interface MeanMetricWrapperOptions extends MetricOptions {
  fn: MetricFunction | OtherFunction;
  [keyword: string]: unknown;
}

/**
 * The mean of a function of targets and predictions; keywords that are not options of a metric go to the function.
 *
 * @example
 * const metric = new MeanMetricWrapper((yTrue, yPred) => yTrue.sub(yPred).abs(), { name: 'mae' });
 * metric.updateState([1, 2], [1, 4]); // result 1
 */
export class MeanMetricWrapper extends Mean {
  static override readonly kerasName = /* @__PURE__ */ registerKerasObject(this, {
    module: 'keras.metrics',
    name: 'MeanMetricWrapper',
  });

  readonly fn: MetricFunction | OtherFunction;
  override readonly _direction: Direction;
  readonly #fnKeywords: Readonly<Record<string, unknown>>;

  constructor(...args: MeanMetricWrapperArguments) {
    const options = bindOpenOptions(MEAN_METRIC_WRAPPER_PARAMETERS, args);
    const { fn, name = null, dtype = null, ...keywords } = options;
    super({ name, dtype });
    this.fn = fn;
    this.#fnKeywords = keywords;
    this._direction = locationOf(fn)?.module === 'keras.losses' ? 'down' : null;
  }

  override updateState(...args: UpdateArguments): void {
    const { yTrue, yPred, sampleWeight } = bindUpdate(args);
    const predicted = predictions(yPred);
    const keywords = Object.keys(this.#fnKeywords).length > 0 ? [this.#fnKeywords] : [];
    const fn = this.fn as (...args: readonly unknown[]) => Tensor | undefined;
    const values = fn(asTensor(yTrue), predicted, ...keywords);
    if (values === undefined) {
      throw new PythonTypeError(`The metric ${this.name} returns nothing.`, { hint: 'does it lack a `return`?' });
    }
    // A mask on the predictions takes part as weights.
    this[accumulate](values, applyMask(sampleWeight, getKerasMask(yPred), this.dtype));
  }

  override getConfig(): Record<string, unknown> {
    const keywords = serializeKerasObject(this.#fnKeywords) as Record<string, unknown>;
    return { ...super.getConfig(), fn: serializeKerasObject(this.fn), ...renameKeys(keywords, toPythonName) };
  }

  static override fromConfig<T extends Metric<unknown>>(this: FromOptions<T>, config: Record<string, unknown>): T;
  static override fromConfig(config: Record<string, unknown>): Metric<unknown>;
  static override fromConfig<T extends Metric<unknown>>(this: FromOptions<T>, config: Record<string, unknown>): T {
    assertConfig(this, config);
    const { fn, ...options } = config;
    if (fn === undefined) return newFromConfig(this, config);
    const known = readKerasObject(options) as Record<string, unknown>;
    return new MeanMetricWrapper(readKerasObject(fn) as MetricFunction, optionsOf(known)) as unknown as T;
  }
}
