/** The base of all methods. */
import { jit, NotImplementedError, ops, random, type Tensor, type TensorLike, ValueError, vmap } from '@org/core';
import { bindArguments, tensorOfOwn } from '@org/core/python';
import { type BaseConfig, BaseModule } from '../../base/index.js';
import { BoundConstraints, Constraints, type ConstraintsInput } from '../../constraints/index.js';
import { getConfig } from '../../utils/index.js';
import { asksData, type Ending, finish, finishRows, isOneProgram } from './finish.js';
import {
  assertCount,
  type CFModuleOptions,
  GENERATE_CF,
  GENERATE_CFS,
  type GenerateCfArguments,
  type GenerateCfsArguments,
  type GenerateCfsOptions,
} from './generate-arguments.js';
import { keysGiven, rowGiven, rowsGiven, targetsGiven } from './given.js';
import { problemOf } from './module-problem.js';
import { withOthers } from './others.js';
import {
  askRemote,
  asPredFn,
  isRemote,
  noPromises,
  type PredFn,
  type Predictor,
  type RemotePredFn,
  watched,
} from './predictor.js';
import type { ApplyConstraintsFn, ComputeRegLossFn, ConstraintSource, Problem } from './problem.js';
import { isProposalSearch, type ProposalSearch, searchRemotely, withPredictor } from './proposals.js';
import type { FeatureRanges } from './refine.js';
import { searchRows } from './run-batches.js';
import { type Rows, runSearch, type Search, splitLast } from './search.js';
import { mostDiverse, withCopies, withTries } from './several.js';
import { valuesOf } from './table.js';
import { assertOutcome, classTarget, type DesiredOutcome, rangeTarget, targetsOf } from './target.js';

/**
 * A method that finds counterfactuals. One of yours overrides `generateCf`, a function of tensors for one row; all rows are then mapped
 * and compiled. Or it overrides `search`, which treats all rows at once and may stop early.
 *
 * @example
 * class Nudge extends CFModule {
 *   override generateCf(x: Tensor) {
 *     return x.add(0.1);
 *   }
 * }
 * const cfs = await new Nudge(null).generateCfs([[0.2, 0.4]], { predFn: (x) => ops.softmax(x) });
 */
export abstract class CFModule<Config extends BaseConfig | null = BaseConfig | null> extends BaseModule<Config> {
  /** The data module; null before `setDataModule`. */
  dataModule: ConstraintSource | null = null;
  #applyConstraintsFn: ApplyConstraintsFn | null;
  #computeRegLossFn: ComputeRegLossFn | null;
  #constraints: Constraints | null = null;

  constructor(
    config: Config,
    { name = null, applyConstraintsFn = null, computeRegLossFn = null }: CFModuleOptions = {},
  ) {
    super(config, { name });
    this.#applyConstraintsFn = applyConstraintsFn;
    this.#computeRegLossFn = computeRegLossFn;
  }

  /** The data whose rows are explained: its features say what may change. */
  setDataModule(dataModule: ConstraintSource): void {
    this.dataModule = dataModule;
  }

  /**
   * What may change, beyond what the data says: ranges, directions, causes, and how much.
   *
   * @throws ValueError for what cannot be said, at the latest when counterfactuals are generated
   * @example
   * method.setConstraints({ features: { age: { direction: 'increase' } }, maxChanges: 2 });
   */
  setConstraints(constraints: Constraints | ConstraintsInput | null): void {
    this.#constraints =
      constraints === null || constraints instanceof Constraints ? constraints : new Constraints(constraints);
    if (this.dataModule?.features) this.#constraints?.assertFits(this.dataModule.features);
  }

  /** What makes counterfactuals respect the data. */
  setApplyConstraintsFn(fn: ApplyConstraintsFn): void {
    this.#applyConstraintsFn = fn;
  }

  /** What tells how far counterfactuals are from respecting the data. */
  setComputeRegLossFn(fn: ComputeRegLossFn): void {
    this.#computeRegLossFn = fn;
  }

  /** Counterfactuals that respect the data; as they are where nothing is known of it. */
  applyConstraints(x: Tensor, cf: Tensor, hard: boolean): Tensor {
    if (this.#applyConstraintsFn) return this.#applyConstraintsFn(x, cf, hard);
    return this.dataModule ? this.dataModule.applyConstraints(x, cf, hard) : cf;
  }

  /** How far counterfactuals are from respecting the data; 0 where nothing is known of it. */
  computeRegLoss(x: Tensor, cf: Tensor, hard = false): Tensor {
    if (this.#computeRegLossFn) return this.#computeRegLossFn(x, cf, hard);
    return this.dataModule ? this.dataModule.computeRegLoss(x, cf, hard) : ops.zeros([]);
  }

  /** How many counterfactuals a row gets where `k` asks for no other number. */
  protected get cfsOfRow(): number {
    return 1;
  }

  /** Done once before counterfactuals are generated. */
  beforeGenerateCf(): void {}

  /** How this method searches, for all rows at once. By default `generateCf` is mapped over them. */
  search(problem: Problem): Search | ProposalSearch {
    if (!this.#hasOwnGenerateCf) {
      throw new NotImplementedError(`${this.constructor.name} generates nothing.`, {
        hint: 'override generateCf(x, predFn, yTarget, rngKey) or search(problem).',
      });
    }
    const one = (x: Tensor, yTarget: Tensor, rngKey: Tensor): Tensor => {
      const cf = this.generateCf(x, problem.predFn, yTarget, rngKey);
      return cf.rank === 2 && cf.shape[0] === 1 ? (cf.at(0) as Tensor) : cf;
    };
    return {
      steps: 0,
      start: ({ xs, yTargets, rngKeys }) => vmap(one)(ops.expandDims(xs, 1), ops.expandDims(yTargets, 1), rngKeys),
      finish: (cfs) => cfs as Tensor,
    };
  }

  /**
   * The counterfactual of one row: of its shape, or `[c, k]` for methods that find several. It is a function of tensors, which may be
   * mapped (`vmap`) and compiled (`jit`).
   *
   * Parameters by position or by name: `x` of shape `[k]` or `[1, k]`, `predFn`, `yTarget`, `rngKey`, `desiredClass`, `desiredRange`.
   *
   * @throws ValueError for another shape
   * @example
   * const cf = method.generateCf(xs.at('0:1'), predFn, { rngKey: random.PRNGKey(0) });
   */
  generateCf(x: TensorLike, ...args: GenerateCfArguments): Tensor {
    const [row, predictor, yTarget, rngKey, desiredClass, desiredRange, refines] = bindArguments(
      'generateCf',
      GENERATE_CF,
      1,
      [x, ...args],
    ) as [
      TensorLike,
      Predictor?,
      TensorLike?,
      Tensor?,
      DesiredOutcome['desiredClass']?,
      DesiredOutcome['desiredRange']?,
      (boolean | null)?,
    ];
    const given = ops.convertToTensor(row, { dtype: 'float32' });
    assertOutcome({ desiredClass, desiredRange });
    const xs = rowGiven(given, this.dataModule?.features);
    const problem = this.#problem(predictor ?? null, desiredRange ?? null, xs);
    const predictions = problem.predFn(xs);
    const yTargets = yTarget
      ? targetsGiven(ops.reshape(yTarget, [1, -1]), 1, desiredRange ? 2 : predictions.shape[1]!)
      : targetsOf(predictions, { desiredClass, desiredRange }, problem.isCompatible);
    const search = this.search(problem);
    const rows = { xs, yTargets, rngKeys: keysGiven(ops.reshape(rngKey ?? defaultKey(), [1, -1]), 1) };
    const found = runSearch(isProposalSearch(search) ? withPredictor(search, problem) : search, rows);
    const count = found.rank === 3 ? found.shape[1]! : 1;
    const points = ops.reshape(found, [count, -1]);
    const cfs = finish(this.#ending(problem, xs.shape[1]!, refines ?? null, count > 1), {
      ...withCopies(rows, count),
      points,
    });
    return found.rank === 3 ? cfs : ops.reshape(cfs, given.shape);
  }

  /**
   * The counterfactuals of many rows, computed together: `[n, c, k]`, with c of 1 for methods that find one. Rows that are through
   * make room for others.
   *
   * Parameters by position or by name: `xs` `[n, k]`, `predFn`, `yTargets` `[n, c]`, `rngKeys` `[n, 2]`, and {@link GenerateCfsOptions}.
   *
   * @throws the reason of the signal, if it was aborted
   * @example
   * const cfs = await method.generateCfs(xs, { predFn, onProgress: (done, all) => console.log(`${done} of ${all}`) });
   */
  async generateCfs(xs: TensorLike, ...args: GenerateCfsArguments): Promise<Tensor> {
    const bound = bindArguments('generateCfs', GENERATE_CFS, 1, [xs, ...args]);
    const {
      predFn,
      yTargets,
      rngKeys,
      desiredClass,
      desiredRange,
      k,
      refine: refines,
      ...options
    } = Object.fromEntries(GENERATE_CFS.map((name, i) => [name, bound[i]])) as GenerateCfsOptions;
    assertCount('k', k);
    assertCount('batchSize', options.batchSize);
    assertOutcome({ desiredClass, desiredRange });
    const points = rowsGiven(xs, this.dataModule?.features);
    const [n, columns] = points.shape as [number, number];
    if (n === 0) return ops.zeros([0, k ?? this.cfsOfRow, columns]);
    await valuesOf(points);
    const isService = predFn && (await isRemote(predFn, points, options.signal));
    const remote = isService ? watched(predFn as RemotePredFn, options.signal) : null;
    const problem = this.#problem(predFn ?? null, desiredRange ?? null, points);
    const targets = (predictions: Tensor) =>
      targetsOf(predictions, { desiredClass, desiredRange }, problem.isCompatible);
    const rows: Rows = {
      xs: points,
      yTargets: yTargets
        ? targetsGiven(yTargets, n, desiredRange ? 2 : remote ? null : problem.predFn(points).shape[1]!)
        : remote
          ? targets(await askRemote(remote, points, { ...options, isRegression: Boolean(desiredRange) }))
          : // Compiled, so that the first call is told what later ones are, to the bit.
            jit((xs: Tensor) => targets(problem.predFn(xs)))(points),
      rngKeys: rngKeys ? keysGiven(rngKeys, n) : (random.split(defaultKey(), n) as Tensor),
    };
    await this.#bound()?.check(points);
    const search = this.search(problem);
    const tries = k ? withTries(rows, this.featureRanges(columns), Math.max(8, 3 * k)) : rows;
    if (remote) {
      if (!isProposalSearch(search)) throw noPromises();
      const points = problem.constrain(
        tries,
        await searchRemotely(search, problem, tries, remote, inRows(options, n)),
        true,
      );
      const cfs = ops.reshape(points, [n, -1, columns]);
      if (!k) return cfs;
      const isRegression = Boolean(desiredRange);
      return mostDiverse(problem, rows, cfs, await askRemote(remote, points, { ...options, isRegression }), k);
    }
    const whole = isProposalSearch(search) ? withPredictor(search, problem) : search;
    const ending = this.#ending(problem, columns, refines ?? null, Boolean(k));
    const [first, last] = asksData(ending) ? splitLast(whole) : [whole, null];
    const told = inRows(options, n);
    const found = isOneProgram(ending, first) ? null : await searchRows(first, tries, told);
    const count = found?.rank === 3 ? found.shape[1]! : 1;
    const { batchSize, signal, onProgress } = told;
    const finished = await finishRows(
      {
        ...{ ...ending, last, isVaried: count > 1 || ending.isVaried },
        ...{ first: found ? null : first, areConstrained: first.isConstrained ?? false },
        areOfData: points === ending.features?.transformedData,
      },
      found
        ? { ...withCopies(tries, count), points: found.rank === 2 ? found : ops.reshape(found, [-1, columns]) }
        : tries,
      { batchSize, signal, ...(!found && { onProgress }) },
    );
    const cfs = finished.host
      ? tensorOfOwn(await valuesOf(finished), [n, (tries.xs.shape[0]! / n) * count, columns])
      : ops.reshape(finished, [n, -1, columns]);
    if (!k) return cfs;
    const predictionsOf = (points: Tensor) => problem.predFn(ops.reshape(points, [-1, columns]));
    const own = predictionsOf(cfs);
    const isAsked = k > 1 && asksData(ending) && !problem.isCompatible;
    const all = isAsked ? await withOthers(ending, rows, cfs, own, k, { batchSize, signal }) : cfs;
    return mostDiverse(problem, rows, all, all === cfs ? own : predictionsOf(all), k);
  }

  /** Whether a class says itself how a row is explained. Methods are bound, so that classes are compared. */
  get #hasOwnGenerateCf(): boolean {
    return Object.getPrototypeOf(this).generateCf !== CFModule.prototype.generateCf;
  }

  /** What the user asks for, on the columns of the data; null where nothing is. */
  #bound(): BoundConstraints | null {
    if (!this.#constraints) return null;
    const features = this.dataModule?.features;
    if (features) return new BoundConstraints(this.#constraints, features);
    throw new ValueError('Constraints name features, which are not known.', { hint: 'call setDataModule() first.' });
  }

  /** Which columns make up each feature; where nothing is known of the data, each column is one. */
  protected featureRanges(columns: number): FeatureRanges {
    return this.dataModule?.features?.featureIndices ?? Array.from({ length: columns }, (_, i) => [i, i + 1] as const);
  }

  #ending(problem: Problem, columns: number, refines: boolean | null, isVaried: boolean): Ending {
    const features = this.dataModule?.features;
    return {
      problem,
      features,
      first: null,
      last: null,
      areConstrained: false,
      areOfData: false,
      ranges: this.featureRanges(columns),
      // Where nothing is known of features, a column may be part of a category, which is not to be taken apart.
      refines: refines ?? (!this.#hasOwnGenerateCf && features !== undefined && !problem.isCompatible),
      isConstrained: this.#constraints !== null,
      maxChanges: this.#constraints?.maxChanges ?? null,
      isVaried,
    };
  }

  #problem(
    predictor: Predictor | RemotePredFn | null,
    desiredRange: DesiredOutcome['desiredRange'],
    given: Tensor,
  ): Problem {
    const own = (this as { predFn?: PredFn }).predFn;
    return problemOf({
      predFn: asPredFn(own ? (xs: Tensor) => own.call(this, xs) : predictor, Boolean(desiredRange)),
      target: desiredRange ? rangeTarget() : classTarget((this.config as { validityFn?: string } | null)?.validityFn),
      applyConstraints: (xs, cfs, hard) => this.applyConstraints(xs, cfs, hard),
      computeRegLoss: (xs, cfs, hard) => this.computeRegLoss(xs, cfs, hard),
      source: this.#applyConstraintsFn ? null : this.dataModule,
      bound: this.#bound(),
      given,
    });
  }
}

/** Progress in rows, of which each may have several tries. */
function inRows<Options extends { onProgress?: (done: number, total: number) => void }>(
  options: Options,
  n: number,
): Options {
  const { onProgress } = options;
  if (!onProgress) return options;
  return { ...options, onProgress: (done, total) => onProgress(Math.floor((done * n) / total), n) };
}

const defaultKey = (): Tensor => random.PRNGKey(getConfig().globalSeed);

/** A method with a network of its own, which is trained before it explains. */
export abstract class ParametricCFModule<
  Config extends BaseConfig | null = BaseConfig | null,
> extends CFModule<Config> {
  /** Whether it was trained. */
  isTrained = false;

  /**
   * Trains the method's network.
   *
   * @param data a data module, of which the training part is used
   * @param predFn the predictor that is to be explained
   */
  abstract train(data: unknown, predFn?: Predictor | null, ...options: readonly unknown[]): Promise<this>;
}
