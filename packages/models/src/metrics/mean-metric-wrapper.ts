import { asTensor, bindArguments, getKerasMask, type Tensor, type TensorLike } from '@org/core';
import { deserializeKerasObject, registerKerasObject, serializeKerasObject } from '@org/layers';
import { Mean } from './mean.js';
import type { MetricOptions } from './metric.js';

/** A value for each sample (or more) from targets and predictions; settings come as one trailing object. */
export type MetricFunction = (yTrue: Tensor, yPred: Tensor, settings?: never) => Tensor;

/** The settings that a function is called with, by name. */
export type FunctionSettings = Readonly<Record<string, unknown>>;

const snakeCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * The mean of a function of targets and predictions.
 *
 * @example
 * const metric = new MeanMetricWrapper((yTrue, yPred) => yTrue.sub(yPred).abs(), { name: 'mae' });
 * metric.updateState([1, 2], [1, 4]); // result 1
 */
export class MeanMetricWrapper extends Mean {
  constructor(
    readonly fn: MetricFunction,
    options: MetricOptions = {},
    readonly settings: FunctionSettings = {},
  ) {
    super({ ...options, name: options.name ?? (fn.name || 'mean_metric_wrapper') });
  }

  override updateState(...args: readonly unknown[]): void {
    const [yTrue, yPred, sampleWeight] = bindArguments('updateState', ['yTrue', 'yPred', 'sampleWeight'], 2, args);
    const targets = asTensor(yTrue as TensorLike);
    const predictions = asTensor(yPred as TensorLike);
    const settings = Object.keys(this.settings).length > 0 ? [this.settings as never] : [];
    const values = this.fn(targets, predictions, ...(settings as []));
    this.accumulate(values, this.masked(sampleWeight as TensorLike | null, getKerasMask(predictions)));
  }

  /** A mask on the predictions takes part as weights. */
  private masked(sampleWeight: TensorLike | null | undefined, mask: Tensor | null): TensorLike | null {
    if (!mask) return sampleWeight ?? null;
    const weights = mask.cast(this.dtype);
    if (sampleWeight === null || sampleWeight === undefined) return weights;
    const given = asTensor(sampleWeight, this.dtype).cast(this.dtype);
    return given.rank < weights.rank ? given.expandDims(-1).mul(weights) : given.mul(weights);
  }

  override getConfig(): Record<string, unknown> {
    const settings = Object.entries(this.settings).map(([key, value]) => [snakeCase(key), serializeKerasObject(value)]);
    return { ...super.getConfig(), fn: serializeKerasObject(this.fn), ...Object.fromEntries(settings) };
  }

  static override fromConfig<T>(this: new (...args: never[]) => T, config: Record<string, unknown>): T {
    const { name, dtype, fn, ...settings } = config;
    if (fn === undefined) return new this(config as never);
    return new this(deserializeKerasObject(fn) as never, { name, dtype } as never, settings as never);
  }
}

registerKerasObject({ module: 'keras.metrics' })(MeanMetricWrapper);
