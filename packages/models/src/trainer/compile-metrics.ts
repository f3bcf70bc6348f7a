import { PythonTypeError, type Tensor, ValueError, type Variable } from '@org/core';
import { locationOf } from '@org/layers/internal';
import { getMetric } from '../metrics/identifiers.js';
import { MeanMetricWrapper, type MetricFunction } from '../metrics/mean-metric-wrapper.js';
import { Metric, type MetricResult, unlisted } from '../metrics/metric.js';
import { assertIdentifiers, flatOutputs, identifiersIn, isNested, namesOf, perOutput } from './outputs.js';
import { accuracyKind } from './shorthand.js';

interface OutputMetric {
  readonly metric: Metric<MetricResult>;
  readonly output: number;
  readonly weighted: boolean;
  /** In front of the metric's name where the model has several outputs. */
  readonly prefix: string;
}

const ACCURACY = {
  binary: 'BinaryAccuracy',
  sparse: 'SparseCategoricalAccuracy',
  categorical: 'CategoricalAccuracy',
} as const;

/** Whether a name stands for the accuracy that fits targets and predictions. */
export const isAccuracy = (identifier: unknown): boolean =>
  typeof identifier === 'string' && ['accuracy', 'acc'].includes(identifier.toLowerCase());

/** The name that a function of Keras has there, or its own. */
const nameOf = (fn: MetricFunction): string => locationOf(fn)?.name ?? fn.name;

function resolveMetric(identifier: unknown, yTrue: Tensor, yPred: Tensor): Metric<MetricResult> {
  if (identifier === null || identifier === undefined)
    throw new ValueError('A metric is needed.', { received: String(identifier) });
  const resolved = getMetric(isAccuracy(identifier) ? ACCURACY[accuracyKind(yTrue, yPred)] : identifier)!;
  const metric = resolved instanceof Metric ? resolved : new MeanMetricWrapper(resolved, { name: nameOf(resolved) });
  if (typeof identifier === 'string') metric.name = identifier;
  return metric;
}

export const noResult = ({ name }: Metric<MetricResult>): PythonTypeError =>
  new PythonTypeError(`The result of the metric ${name} is nothing.`, { hint: 'does its `result` lack a `return`?' });

/** The metrics given to `compile`, as one metric; they are resolved against the outputs of the model when these are first seen. */
export class CompileMetrics extends Metric<Record<string, MetricResult>> {
  private built: OutputMetric[] | null = null;

  constructor(
    private readonly userMetrics: unknown,
    private readonly userWeightedMetrics: unknown,
    private readonly outputNames: readonly string[] | null,
  ) {
    super({ name: 'compile_metrics' });
    for (const [name, given] of Object.entries({ metrics: userMetrics, weightedMetrics: userWeightedMetrics })) {
      assertIdentifiers('metric', given);
      if (given !== null && given !== undefined && !isNested(given)) {
        throw new ValueError(`${name} must be a list or a dict.`, { received: String(given) });
      }
    }
  }

  /** The metrics one by one; none before the first update. */
  get metrics(): Metric<MetricResult>[] {
    return (this.built ?? []).map(({ metric }) => metric);
  }

  override get variables(): Variable[] {
    return this.metrics.flatMap(({ variables }) => variables);
  }

  override get [unlisted](): readonly Variable[] {
    return this.metrics.flatMap((metric) => metric[unlisted]);
  }

  private build(yTrue: readonly unknown[], yPred: unknown): OutputMetric[] {
    const predictions = flatOutputs(yPred) as Tensor[];
    const names = namesOf(yPred, this.outputNames);
    const resolve = (what: string, given: unknown, weighted: boolean): OutputMetric[] =>
      this.entries(what, given, yPred).flatMap((entry, output) =>
        identifiersIn(entry ?? []).map((identifier) => ({
          metric: resolveMetric(identifier, yTrue[output] as Tensor, predictions[output]!),
          output,
          weighted,
          prefix: predictions.length > 1 && names ? `${names[output]}_` : '',
        })),
      );
    return [
      ...resolve('metrics', this.userMetrics, false),
      ...resolve('weightedMetrics', this.userWeightedMetrics, true),
    ];
  }

  /** A list of metrics for each output; with one output, all are for it. */
  private entries(what: string, given: unknown, yPred: unknown): unknown[] {
    if (flatOutputs(yPred).length === 1) return [given];
    return perOutput(what, given, yPred, this.outputNames);
  }

  override updateState(yTrue: unknown, yPred: unknown, sampleWeight: unknown = null): void {
    const predictions = flatOutputs(yPred) as Tensor[];
    const targets = perOutput('y', yTrue, yPred, this.outputNames);
    const weights = isNested(sampleWeight)
      ? perOutput('sampleWeight', sampleWeight, yPred, this.outputNames)
      : predictions.map(() => sampleWeight ?? null);
    this.built ??= this.build(targets, yPred);
    for (const { metric, output, weighted } of this.built) {
      metric.updateState(targets[output], predictions[output], ...(weighted ? [weights[output]] : []));
    }
  }

  override resetState(): void {
    for (const { metric } of this.built ?? []) metric.resetState();
  }

  /** Values by name; a name that comes twice is numbered, a weighted one first gets the prefix `weighted_`. */
  override result(): Record<string, MetricResult> {
    const results: Record<string, MetricResult> = {};
    const counts = new Map<string, number>();
    for (const { metric, prefix, weighted } of this.built ?? []) {
      let name = prefix + metric.name;
      if (weighted && counts.has(name)) name = `${prefix}weighted_${metric.name}`;
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      const result = metric.result();
      if (result === undefined) throw noResult(metric);
      results[count === 0 ? name : `${name}_${count}`] = result;
    }
    return results;
  }
}

/** Metrics one by one, with those given to `compile` in place of the one that they are. */
export const eachMetric = (metrics: readonly Metric<MetricResult>[]): Metric<MetricResult>[] =>
  metrics.flatMap((metric) => (metric instanceof CompileMetrics ? metric.metrics : [metric]));
