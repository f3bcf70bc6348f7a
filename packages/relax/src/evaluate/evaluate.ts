import { PythonTypeError, ValueError } from '@org/core';
import { bindArguments } from '@org/core/python';
import { describe } from '../utils/index.js';
import { unknownName } from '../utils/nearest.js';
import { ConstraintViolation, Diversity, Redundancy } from './changes.js';
import { ManifoldDist } from './manifold-dist.js';
import { BaseEvalMetrics, type Explained } from './metric.js';
import { Connectedness, Instability, Plausibility, YNN } from './neighbourhood.js';
import { PredictiveAccuracy } from './predictive-accuracy.js';
import { Proximity } from './proximity.js';
import { Runtime } from './runtime.js';
import { Sparsity } from './sparsity.js';
import { ResultTable } from './table.js';
import { Validity } from './validity.js';

/** Metrics by name. Those from `sparsity` on have no name in the original. */
export const METRICS: Readonly<Record<string, () => BaseEvalMetrics>> = {
  acc: () => new PredictiveAccuracy(),
  accuracy: () => new PredictiveAccuracy(),
  validity: () => new Validity(),
  proximity: () => new Proximity(),
  runtime: () => new Runtime(),
  manifold_dist: () => new ManifoldDist(),
  sparsity: () => new Sparsity(),
  plausibility: () => new Plausibility(),
  ynn: () => new YNN(),
  connectedness: () => new Connectedness(),
  instability: () => new Instability(),
  redundancy: () => new Redundancy(),
  constraint_violation: () => new ConstraintViolation(),
  diversity: () => new Diversity(),
};

/** What is computed where nothing is asked for. */
export const DEFAULT_METRICS: readonly string[] = ['acc', 'validity', 'proximity'];

/** Metrics, or names of {@link METRICS}. */
export type MetricList = readonly (string | BaseEvalMetrics)[];

/** Values by the names of metrics. */
export type MetricValues = Record<string, number>;

export interface EvaluateOptions<Dict extends boolean = true, Df extends boolean = false> {
  /** What is computed; by default {@link DEFAULT_METRICS}. */
  metrics?: MetricList | null;
  /** Whether values come by `[dataName, cfName]`. */
  returnDict?: Dict;
  /** Whether they come as a table. */
  returnDf?: Df;
}

/** Python's tuple is an array here, whose text is the key: `values[['adult', 'L2C']]` reads what stands under 'adult,L2C'. */
export type EvaluationDict = Record<string, MetricValues>;

type Evaluation<Dict extends boolean, Df extends boolean> = Dict extends true
  ? Df extends true
    ? [EvaluationDict, ResultTable]
    : EvaluationDict
  : Df extends true
    ? ResultTable
    : EvaluationDict;

/**
 * Values of metrics for an explanation.
 *
 * @returns by `[dataName, cfName]`, or, with `returnDf`, a table of one record, or both
 * @throws ValueError for an unknown metric
 * @example
 * const values = await evaluateCfs(explanation, ['validity', 'proximity']);
 * values[['adult', 'L2C'].join()]?.validity; // the validity of L2C on adult
 */
export async function evaluateCfs<Dict extends boolean = true, Df extends boolean = false>(
  cfExp: Explained,
  ...args:
    | [options?: EvaluateOptions<Dict, Df>]
    | [metrics: MetricList | null, options?: EvaluateOptions<Dict, Df>]
    | [metrics: MetricList | null, returnDict: Dict, returnDf?: Df]
): Promise<Evaluation<Dict, Df>> {
  const [, given, returnDict, returnDf] = bindArguments(
    'evaluateCfs',
    ['cfExp', 'metrics', 'returnDict', 'returnDf'],
    1,
    [cfExp, ...args],
  );
  const metrics = given ?? DEFAULT_METRICS;
  if (!Array.isArray(metrics)) throw unlisted('metrics', "['validity']", metrics);
  if (typeof cfExp !== 'object' || cfExp === null || !('cfs' in cfExp)) {
    throw new PythonTypeError('Metrics are computed of an explanation.', {
      expected: 'what generateCfExplanations() returns',
      received: describe(cfExp),
    });
  }
  const values: MetricValues = {};
  for (const [name, metric] of resolved(metrics as MetricList)) values[name] = await metric(cfExp);
  const { dataName, cfName } = cfExp;
  const dict = { [[dataName, cfName].join()]: values };
  const table = ResultTable.of({ data: dataName, method: cfName, ...values });
  if (returnDf !== true) return dict as Evaluation<Dict, Df>;
  return (returnDict === false ? table : [dict, table]) as Evaluation<Dict, Df>;
}

/**
 * A table with a record for each explanation.
 *
 * @example
 * const table = await benchmarkCfs([explanation, explanation.copy()], ['validity', 'runtime']);
 * console.log(String(table));
 */
export async function benchmarkCfs(
  cfResultsList: readonly Explained[],
  metrics: MetricList | null | { metrics?: MetricList | null } = null,
): Promise<ResultTable> {
  const [, list] = bindArguments('benchmarkCfs', ['cfResultsList', 'metrics'], 1, [cfResultsList, metrics]);
  if (!Array.isArray(cfResultsList)) throw unlisted('cfResultsList', '[explanation]', cfResultsList);
  const table = new ResultTable();
  for (const each of cfResultsList)
    table.push(...(await evaluateCfs(each, { metrics: list as MetricList | null, returnDict: false, returnDf: true })));
  return table;
}

const unlisted = (name: string, example: string, received: unknown): Error =>
  new PythonTypeError(`${name} is a list.`, {
    expected: `an array, such as ${example}`,
    received: describe(received),
  });

function resolved(metrics: MetricList): [name: string, metric: BaseEvalMetrics][] {
  return metrics.map((metric) => {
    if (metric instanceof BaseEvalMetrics) return [metric.name, metric];
    if (typeof metric === 'string' && Object.hasOwn(METRICS, metric)) return [metric, METRICS[metric]!()];
    if (typeof metric === 'string')
      throw new ValueError(...unknownName('The list of metrics', metric, Object.keys(METRICS)));
    const { name, prototype } = metric as { name?: string; prototype?: unknown };
    throw new ValueError('This is no metric.', {
      expected: `a metric, or one of ${Object.keys(METRICS).join(', ')}`,
      received: describe(metric),
      hint:
        prototype instanceof BaseEvalMetrics
          ? `new ${name}() makes a metric.`
          : 'a metric of your own extends BaseEvalMetrics.',
    });
  });
}
