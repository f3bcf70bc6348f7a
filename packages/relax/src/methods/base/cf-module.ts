/** The base of all methods. */
import { NotImplementedError, ops, random, type Tensor, type TensorLike, tensor, ValueError, vmap } from '@org/core';
import { bindArguments } from '@org/core/python';
import { type BaseConfig, BaseModule } from '../../base/index.js';
import { BoundConstraints, Constraints, type ConstraintsInput } from '../../constraints/index.js';
import {
  DataModule,
  GumbelSoftmaxTransformation,
  IdentityTransformation,
  MinMaxTransformation,
  SoftmaxTransformation,
} from '../../data/index.js';
import { getConfig, isCompat } from '../../utils/index.js';
import { withFallback } from './fallback.js';
import { keysGiven, rowGiven, rowsGiven, targetsGiven } from './given.js';
import { outsideOf } from './outside.js';
import {
  askRemote,
  asPredFn,
  isRemote,
  noPromises,
  type PredFn,
  type Predictor,
  type RemotePredFn,
} from './predictor.js';
import type { ApplyConstraintsFn, ComputeRegLossFn, ConstraintSource, Problem } from './problem.js';
import { isProposalSearch, type ProposalSearch, searchRemotely, withPredictor } from './proposals.js';
import { type FeatureRanges, type Refined, refine } from './refine.js';
import { searchRows } from './run-batches.js';
import { type Rows, runSearch, type Search, type SearchOptions } from './search.js';
import { mostDiverse, withCopies, withTries } from './several.js';
import { assertOutcome, classTarget, type DesiredOutcome, rangeTarget, targetsOf } from './target.js';
import { wholeNumbersOf } from './whole.js';

export interface CFModuleOptions {
  /** The name in tables; by default that of the class. */
  name?: string | null;
  /** What makes counterfactuals respect the data; by default the data module's. */
  applyConstraintsFn?: ApplyConstraintsFn | null;
  /** What tells how far they are from doing so; by default the data module's. */
  computeRegLossFn?: ComputeRegLossFn | null;
}

/** What {@link CFModule.generateCf} takes besides the row. */
export interface GenerateCfOptions extends DesiredOutcome {
  /** The predictor; not needed by methods that have their own. */
  predFn?: Predictor | null;
  /** What is to be predicted, `[1, c]` or `[c]`; by default the opposite of what is. */
  yTarget?: TensorLike | null;
  /** Where random numbers come from; by default the key of the global seed. */
  rngKey?: Tensor | null;
  /** Whether changes that are not needed are taken back; by default where the method is one of this package's, and knows the data. */
  refine?: boolean | null;
}

/** What {@link CFModule.generateCfs} takes besides the rows. */
export interface GenerateCfsOptions extends DesiredOutcome, SearchOptions {
  predFn?: Predictor | RemotePredFn | null;
  yTargets?: TensorLike | null;
  rngKeys?: Tensor | null;
  /** How many counterfactuals each row gets, unlike each other; by default as many as the method finds. */
  k?: number | null;
  /** Whether changes that are not needed are taken back; by default where the method is one of this package's, and knows the data. */
  refine?: boolean | null;
}

const GENERATE_CF = ['x', 'predFn', 'yTarget', 'rngKey', 'desiredClass', 'desiredRange', 'refine'];
const GENERATE_CFS = [
  ...['xs', 'predFn', 'yTargets', 'rngKeys', 'desiredClass', 'desiredRange'],
  ...['batchSize', 'signal', 'onProgress', 'k', 'refine'],
];

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
    const cfs = this.#finish(problem, refines ?? null, count > 1)({ ...withCopies(rows, count), points });
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
    if (n === 0) return ops.zeros([0, k ?? 1, columns]);
    await points.read();
    const remote = predFn && (await isRemote(predFn, points)) ? (predFn as RemotePredFn) : null;
    const problem = this.#problem(predFn ?? null, desiredRange ?? null, points);
    // Somebody else is not asked for what nobody needs.
    const predictions = remote
      ? yTargets
        ? null
        : await askRemote(remote, points, { ...options, isRegression: Boolean(desiredRange) })
      : problem.predFn(points);
    const classes = desiredRange ? 2 : (predictions?.shape[1] ?? null);
    const rows: Rows = {
      xs: points,
      yTargets: yTargets
        ? targetsGiven(yTargets, n, classes)
        : targetsOf(predictions!, { desiredClass, desiredRange }, problem.isCompatible),
      rngKeys: rngKeys ? keysGiven(rngKeys, n) : (random.split(defaultKey(), n) as Tensor),
    };
    await this.#bound()?.check(points);
    const search = this.search(problem);
    const tries = k ? withTries(rows, this.featureRanges(columns), Math.max(8, 3 * k)) : rows;
    if (remote) {
      if (!isProposalSearch(search)) throw noPromises();
      const points = problem.constrain(tries, await searchRemotely(search, problem, tries, remote, options), true);
      const cfs = ops.reshape(points, [n, -1, columns]);
      if (!k) return cfs;
      const isRegression = Boolean(desiredRange);
      return mostDiverse(problem, rows, cfs, await askRemote(remote, points, { ...options, isRegression }), k);
    }
    const found = await searchRows(isProposalSearch(search) ? withPredictor(search, problem) : search, tries, options);
    const count = found.rank === 3 ? found.shape[1]! : 1;
    const isVaried = count > 1 || Boolean(k);
    const copies = withCopies(tries, count);
    const { batchSize, signal } = options;
    const ends = { ...copies, points: found.rank === 2 ? found : ops.reshape(found, [-1, columns]) };
    const finished = await this.#finishRows(problem, refines ?? null, ends, { isVaried, batchSize, signal });
    const cfs = ops.reshape(finished, [n, -1, columns]);
    return k ? mostDiverse(problem, rows, cfs, problem.predFn(ops.reshape(cfs, [-1, columns])), k) : cfs;
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

  /** Where nothing is known of features, a column may be part of a category, which is not to be taken apart. */
  #refines({ isCompatible }: Problem, asked: boolean | null): boolean {
    return asked ?? (!this.#hasOwnGenerateCf && this.dataModule?.features !== undefined && !isCompatible);
  }

  /** What is done with counterfactuals in the end, whatever the method: they respect all constraints, and need all of their changes. */
  #finish(problem: Problem, refines: boolean | null, isVaried: boolean): (rows: Rows) => Tensor {
    const maxChanges = this.#constraints?.maxChanges ?? null;
    if (problem.isCompatible && !this.#constraints && !refines) return ({ points }) => points!;
    return (rows) =>
      this.#refines(problem, refines) || maxChanges !== null
        ? this.#refine(problem, rows, isVaried).cfs
        : problem.constrain(rows, rows.points!, true);
  }

  #refine(problem: Problem, rows: Rows, isVaried: boolean): Refined {
    const maxChanges = this.#constraints?.maxChanges ?? null;
    return refine(problem, this.featureRanges(rows.xs.shape[1]!), rows, rows.points!, { maxChanges, isVaried });
  }

  /** The same for many rows; those that are not predicted as wanted get the nearest example of the data that is. */
  async #finishRows(
    problem: Problem,
    refines: boolean | null,
    rows: Rows,
    options: { readonly isVaried: boolean; readonly batchSize?: number; readonly signal?: AbortSignal },
  ): Promise<Tensor> {
    const width = rows.xs.shape[1]!;
    const features = this.#refines(problem, refines) ? this.dataModule?.features : undefined;
    const finish: Search<Tensor> = {
      steps: 0,
      start: this.#finish(problem, refines, options.isVaried),
      finish: (cfs) => cfs,
    };
    if (!features) return searchRows(finish as Search, rows, options);
    // Beside each point whether it is predicted as wanted.
    const judged: Search<Tensor> = {
      steps: 0,
      start: (own) => {
        const { cfs, reached } = this.#refine(problem, own, options.isVaried);
        return ops.concatenate([cfs, ops.expandDims(reached.cast('float32'), -1)], -1);
      },
      finish: (found) => found,
    };
    const refined = async (own: Rows) => {
      const found = await searchRows(judged as Search, own, options);
      const [cfs, reached] = [found.at(':', `:${width}`) as Tensor, found.at(':', width) as Tensor];
      return { cfs: (await cfs.data()) as Float32Array, reached: (await reached.data()) as Float32Array };
    };
    return tensor(await withFallback(problem, features, rows, await refined(rows), refined, options), [
      rows.xs.shape[0]!,
      width,
    ]);
  }

  #problem(
    predictor: Predictor | RemotePredFn | null,
    desiredRange: DesiredOutcome['desiredRange'],
    given: Tensor,
  ): Problem {
    const own = (this as { predFn?: PredFn }).predFn;
    const isCompatible = isCompat();
    const bound = this.#bound();
    const features = this.#applyConstraintsFn ? undefined : this.dataModule?.features;
    const outside = features && !isCompatible ? outsideOf(features, given) : null;
    const whole = features && !isCompatible ? wholeNumbersOf(features) : null;
    const eachRow = (fn: (x: Tensor, cf: Tensor) => Tensor) => (xs: Tensor, cfs: Tensor) =>
      vmap((x: Tensor, cf: Tensor) => fn(ops.expandDims(x, 0), ops.expandDims(cf, 0)))(xs, cfs);
    return {
      predFn: asPredFn(own ? (xs: Tensor) => own.call(this, xs) : predictor, Boolean(desiredRange)),
      target: desiredRange ? rangeTarget() : classTarget((this.config as { validityFn?: string } | null)?.validityFn),
      constrain: ({ xs, frozen }, cfs, hard) => {
        const prepared = bound ? bound.prepare(xs, cfs) : cfs;
        const own = isCompatible
          ? ops.reshape(eachRow((x, cf) => this.applyConstraints(x, cf, hard))(xs, prepared), cfs.shape)
          : this.applyConstraints(xs, prepared, hard);
        const allowed = outside ? outside(xs, prepared, own) : own;
        const held = frozen ? ops.where(frozen, xs, allowed) : allowed;
        const rounded = hard && whole ? whole.round(xs, held) : held;
        return bound ? bound.enforce(xs, rounded, hard) : rounded;
      },
      whole,
      keepsMixes: !bound && !this.#applyConstraintsFn && !isCompatible && keepsMixes(this.dataModule),
      regLoss: ({ xs }, cfs) => eachRow((x, cf) => this.computeRegLoss(x, cf, false))(xs, cfs),
      isCompatible,
    };
  }
}

/** `generateCf` after its row: Python's positions, or names. */
export type GenerateCfArguments =
  | [options?: GenerateCfOptions]
  | [predFn?: Predictor | null, yTarget?: TensorLike | null, rngKey?: Tensor | null, options?: GenerateCfOptions]
  | [predFn: Predictor | null, options?: GenerateCfOptions];

/** `generateCfs` after its rows. */
export type GenerateCfsArguments =
  | [options?: GenerateCfsOptions]
  | [predFn: Predictor | RemotePredFn | null, options?: GenerateCfsOptions]
  | [
      predFn: Predictor | RemotePredFn | null,
      yTargets?: TensorLike | null,
      rngKeys?: Tensor | null,
      options?: GenerateCfsOptions,
    ];

/** Whether a data module constrains features one by one, numbers by bounds alone: no subclass of it, and no transformation of the user, does otherwise. */
const keepsMixes = (source: ConstraintSource | null): boolean =>
  source instanceof DataModule &&
  Object.getPrototypeOf(source).applyConstraints === DataModule.prototype.applyConstraints &&
  [...source.features].every(({ transformation: { constructor } }) => KEEP_MIXES.some((each) => each === constructor));
const KEEP_MIXES: readonly unknown[] = [
  MinMaxTransformation,
  IdentityTransformation,
  SoftmaxTransformation,
  GumbelSoftmaxTransformation,
];

function assertCount(name: string, value: unknown): void {
  if (value === undefined || value === null || (Number.isInteger(value) && (value as number) > 0)) return;
  throw new ValueError(`${name} is a positive whole number.`, { received: JSON.stringify(value) });
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
