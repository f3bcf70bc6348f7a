import { evaluate, PythonTypeError, type Tensor, ValueError } from '@org/core';
import { bindArguments } from '@org/core/python';
import type { Layer } from '@org/layers';
import { utils } from '@org/models';
import { DataModule } from '../data/module/index.js';
import {
  asPredFn,
  CFModule,
  type DesiredOutcome,
  type Predictor,
  type RemotePredFn,
  type SearchOptions,
  targetsOf,
} from '../methods/base/index.js';
import { type BaseStrategy, StrategyFactory } from '../strategy/index.js';
import { describe, isCompat } from '../utils/index.js';
import { classNumbers, type NamedClass } from './classes.js';
import { Explanation } from './explanation.js';
import { type PredFnWithArgs, prepareCfModule, preparePredFn, prepareRngKeys } from './prepare.js';

/** What is explained. All functions have one signature, so that TypeScript knows the parameters of a lambda. */
type Explained<Args extends object> = Layer | PredFnWithArgs<Args> | { readonly predFn: PredFnWithArgs<Args> };

/** What {@link generateCfExplanations} takes besides the method and the data. */
export interface GenerateCfExplanationsOptions<Args extends object = Readonly<Record<string, unknown>>>
  extends Omit<DesiredOutcome, 'desiredClass'>,
    SearchOptions {
  /**
   * The class to reach, by its number or, where labels are names, by its name, the same for all rows or one for each; by default the
   * other of two, or the second most probable of several.
   */
  desiredClass?: NamedClass | null;
  /**
   * What is explained: a function of tensors, a Keras model, an `MLModule`, `layers.ONNXLayer`, or, for methods that do not need
   * derivatives, a function of rows that answers by a promise. Left out: a new `MLModule` is trained.
   */
  predFn?: Explained<Args> | null;
  /** How rows are gone through, or its name; by default all at once, in batches, until each is through. */
  strategy?: BaseStrategy | string | null;
  /** Options of the method's training. */
  trainConfig?: Readonly<Record<string, unknown>> | null;
  /** Handed to the predictor as its second argument. */
  predFnArgs?: Args | null;
  /** Where random numbers come from; by default the global seed. */
  rngKey?: Tensor | null;
  /** Whether changes that are not needed are taken back; by default they are, but in `compat`. */
  refine?: boolean;
  /**
   * How many counterfactuals each row gets, unlike each other; by default as many as the method finds. A row with fewer gets others whose
   * features are as in rows of the data. Where none are found there either, as constraints leave few, some come twice: a warning says of
   * how many rows, `explanation.distinctCounts()` of which.
   */
  k?: number | null;
  /** 1 shows a progress bar. */
  verbose?: 0 | 1;
}

const NAMES = [
  ...['cfModule', 'data', 'predFn', 'strategy', 'trainConfig', 'predFnArgs', 'rngKey'],
  ...['desiredClass', 'desiredRange', 'batchSize', 'signal', 'onProgress', 'refine', 'k', 'verbose'],
];

/** After the method and the data: Python's positions, or names. */
export type GenerateCfExplanationsArguments<Args extends object = Readonly<Record<string, unknown>>> =
  | [options?: GenerateCfExplanationsOptions<Args>]
  | [
      predFn: GenerateCfExplanationsOptions<Args>['predFn'],
      strategy?: GenerateCfExplanationsOptions['strategy'] | GenerateCfExplanationsOptions<Args>,
      trainConfig?: GenerateCfExplanationsOptions['trainConfig'] | GenerateCfExplanationsOptions<Args>,
      predFnArgs?: Args | null | GenerateCfExplanationsOptions<Args>,
      rngKey?: Tensor | null | GenerateCfExplanationsOptions<Args>,
      options?: GenerateCfExplanationsOptions<Args>,
    ];

/**
 * Counterfactuals of all rows of a data module, by any method. The time that the explanation tells is that of the generation, with
 * compilation and without training.
 *
 * @throws the reason of the signal, if it was aborted
 * @example
 * const found = await generateCfExplanations(method, dataModule, predFn, { desiredClass: 1 });
 */
export async function generateCfExplanations<Args extends object = Readonly<Record<string, unknown>>>(
  cfModule: CFModule,
  data: DataModule,
  ...args: GenerateCfExplanationsArguments<Args>
): Promise<Explanation> {
  const bound = bindArguments('generateCfExplanations', NAMES, 2, [cfModule, data, ...args]);
  const options = Object.fromEntries(NAMES.map((name, i) => [name, bound[i]])) as GenerateCfExplanationsOptions;
  const { desiredRange = null, batchSize, signal, verbose = 0 } = options;
  if (!(cfModule instanceof CFModule)) throw unexpected('a method, such as new VanillaCF()', cfModule);
  if (!(data instanceof DataModule)) throw unexpected('a data module', data);
  const desiredClass = classNumbers(data, options.desiredClass ?? null);
  const predFn = await preparePredFn(cfModule, data, options.predFn ?? null, options.predFnArgs ?? null);
  await prepareCfModule(cfModule, data, predFn, options.trainConfig ?? null);
  signal?.throwIfAborted();

  const xs = data.xs;
  const rngKeys = prepareRngKeys(options.rngKey ?? null, xs.shape[0]!);
  const onProgress = progressOf(options.onProgress, verbose);
  const start = performance.now();
  const search = {
    desiredClass,
    desiredRange,
    ...(batchSize !== undefined && { batchSize }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
    refine: options.refine ?? !isCompat(),
    ...(options.k !== undefined && { k: options.k }),
  };
  const strategy = options.strategy ?? null;
  const cfs =
    strategy === null
      ? await cfModule.generateCfs(xs, { predFn, rngKeys, ...search })
      : await mapped(cfModule, StrategyFactory.getStrategy(strategy), xs, predFn as Predictor, rngKeys, {
          ...options,
          ...search,
        });
  await evaluate([cfs]);
  signal?.throwIfAborted();
  const totalTime = (performance.now() - start) / 1000;
  const local = await localPredFn(predFn, xs, Boolean(desiredRange));
  const explanation = new Explanation(cfs, local, {
    dataModule: data,
    totalTime,
    cfName: cfModule.name,
    desiredClass,
    desiredRange,
  });
  if (options.k) await warnOfFewer(explanation, options.k);
  return explanation;
}

async function warnOfFewer(explanation: Explanation, k: number): Promise<void> {
  const counts = await explanation.distinctCounts();
  const fewer = counts.filter((count) => count < k).length;
  if (fewer > 0)
    console.warn(
      `${fewer} of ${counts.length} rows have fewer than ${k} different counterfactuals, and some of theirs twice: ` +
        'explanation.distinctCounts() says how many; wider constraints may leave more.',
    );
}

const unexpected = (expected: string, received: unknown): Error =>
  new PythonTypeError('Counterfactuals are made by a method, for the rows of a data module.', {
    expected,
    received: describe(received),
  });

/** The predictor as a function of tensors; null where it answers by promises. */
async function localPredFn(
  predictor: Predictor | RemotePredFn,
  xs: Tensor,
  isRegression: boolean,
): Promise<((xs: Tensor) => Tensor) | null> {
  const predFn = asPredFn(predictor, isRegression);
  try {
    predFn(xs.at('0:1') as Tensor);
    return predFn;
  } catch (error) {
    if ((error as Error).name === 'TypeError') return null;
    throw error;
  }
}

/** By a strategy: one row is what the method's `generateCf` explains. */
function mapped(
  cfModule: CFModule,
  strategy: BaseStrategy,
  xs: Tensor,
  predFn: Predictor,
  rngKeys: Tensor,
  {
    desiredClass = null,
    desiredRange = null,
    refine,
    k,
  }: DesiredOutcome & SearchOptions & { refine: boolean; k?: number | null },
): Promise<Tensor> {
  const outcome = { desiredClass, desiredRange };
  if (Array.isArray(desiredClass)) {
    throw new ValueError('With a strategy, all rows have the same desired class.', { hint: 'leave `strategy` out.' });
  }
  if (k !== undefined && k !== null) {
    throw new ValueError('With a strategy, a row gets as many counterfactuals as the method finds.', {
      received: `k ${k}`,
      hint: 'leave `strategy` out.',
    });
  }
  const yTargets = targetsOf(asPredFn(predFn, Boolean(desiredRange))(xs), outcome, isCompat());
  const fn = (x: Tensor, given: { predFn: Predictor; yTarget: Tensor; rngKey: Tensor }) =>
    cfModule.generateCf(x, { ...given, ...outcome, refine });
  return strategy(fn as never, xs, predFn, yTargets, rngKeys);
}

function progressOf(onProgress: SearchOptions['onProgress'], verbose: 0 | 1): SearchOptions['onProgress'] {
  if (verbose === 0) return onProgress;
  let bar: utils.Progbar | null = null;
  return (done, total) => {
    bar ??= new utils.Progbar(total, { unitName: 'row' });
    bar.update(done, null, done === total);
    onProgress?.(done, total);
  };
}
