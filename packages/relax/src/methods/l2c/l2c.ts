import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ops, type Tensor, tensor, ValueError } from '@org/core';
import { z } from 'zod';
import { optimizerName } from '../../base/fields.js';
import { configClass } from '../../base/index.js';
import { isCompat, validateConfigs } from '../../utils/index.js';
import { bindMethod } from '../base/arguments.js';
import { ParametricCFModule } from '../base/cf-module.js';
import { splitRows, uniformRows } from '../base/noise.js';
import { asPredFn, type Predictor } from '../base/predictor.js';
import type { Problem } from '../base/problem.js';
import type { FeatureRanges } from '../base/refine.js';
import type { Rows, Search } from '../base/search.js';
import { whereRows } from '../base/where-rows.js';
import {
  featureTable,
  fitNetwork,
  loadNetwork,
  saveNetwork,
  type TrainArguments,
  type TrainingData,
  trainingRows,
  writeJson,
} from '../latent/index.js';
import { type CategoricalAndIndices, Discretizer } from './discretizer.js';
import { L2CModel, L2CTraining } from './l2c-model.js';
import { ownersOf, type Range } from './segments.js';
import { L2C_PARAMETERS, type L2CArguments } from './signatures.js';

const sizes = (values: number[]) => z.array(z.int().positive()).default(values);

/** Settings of {@link L2C}. */
export class L2CConfig extends configClass('L2CConfig', {
  generatorLayers: sizes([64, 64, 64]).describe('Sizes of the blocks of the generator.'),
  selectorLayers: sizes([64]).describe('Sizes of the blocks of the selector.'),
  lr: z.number().positive().default(1e-3).describe('The learning rate of the training.'),
  optName: optimizerName().default('adam').describe('The optimizer of the training.'),
  alpha: z.number().nonnegative().default(1e-4).describe('The weight of the number of features that change.'),
  tau: z.number().positive().default(0.7).describe('The temperature of soft choices.'),
  q: z.int().min(2).default(4).describe('The number of bins of a continuous feature.'),
}) {}

export interface L2COptions {
  /** The settings, or an object of them. */
  config?: L2CConfig | ConstructorParameters<typeof L2CConfig>[0] | null;
  /** Networks to use in place of new ones. */
  l2cModel?: L2CModel | null;
  /** The name in tables. */
  name?: string | null;
}

/**
 * Learning to counter (Vo et al., arXiv:2209.13446): one network proposes a value for each feature, another one which features are to
 * change. Continuous features are cut into bins.
 *
 * @example
 * const method = new L2C({ q: 8 });
 * await method.train(dataModule, predFn, { epochs: 5 });
 */
export class L2C extends ParametricCFModule<L2CConfig> {
  /** The networks; null before training. */
  l2cModel: L2CModel | null;
  /** The bins; null before training. */
  discretizer: Discretizer | null = null;

  constructor(...args: L2CArguments) {
    const { config, l2cModel = null, name = 'l2c' } = bindMethod(L2C_PARAMETERS, args);
    super(validateConfigs<L2CConfig>(config ?? {}, L2CConfig), { name });
    this.l2cModel = l2cModel;
  }

  /** Trains the networks on the training part of a data module, or on rows. */
  override async train(data: TrainingData, predFn?: Predictor | null, ...args: TrainArguments): Promise<this> {
    const { generatorLayers, selectorLayers, alpha, tau, q, optName, lr } = this.config;
    const xs = trainingRows(data);
    const features = featureTable(data, xs.shape[1]!);
    // A category that is one column of numbers has no columns to choose from: it is cut into bins as well.
    const kinds = features.map(({ isCategorical, indices }): CategoricalAndIndices => {
      const isOneHot = isCategorical && (isCompat() || indices[1] - indices[0] > 1);
      return [isOneHot, indices];
    });
    this.discretizer = new Discretizer(kinds, q);
    const rows = this.discretizer.fitTransform(xs);
    this.l2cModel ??= new L2CModel(generatorLayers, selectorLayers, {
      featureIndices: this.discretizer.indices,
      immutableMask: features.map(({ isImmutable }) => Number(isImmutable)),
      alpha,
      tau,
    });
    this.l2cModel.predFn = this.discretizer.getPredFn(asPredFn(predFn));
    if (!this.l2cModel.built) this.l2cModel.build(rows.shape);
    const wanted = this.l2cModel.wantedClasses(rows).cast('int32');
    await fitNetwork(new L2CTraining(this.l2cModel), { inputs: [rows, wanted] }, { optName, lr }, args);
    this.isTrained = true;
    return this;
  }

  override search(problem: Problem): Search {
    const { model, discretizer } = this.#trained();
    return (problem.isCompatible ? original(model, discretizer) : firstPrefix(model, discretizer, problem)) as Search;
  }

  /** Without a data module the bins tell which columns belong together. */
  protected override featureRanges(columns: number): FeatureRanges {
    const known = this.dataModule?.features ? null : this.discretizer;
    return known ? known.isCatAndIndices.map(([, indices]) => indices) : super.featureRanges(columns);
  }

  #trained(): { model: L2CModel; discretizer: Discretizer } {
    if (this.l2cModel && this.discretizer) return { model: this.l2cModel, discretizer: this.discretizer };
    throw new ValueError('L2C was not trained.', { hint: 'call await method.train(data, predFn) first.' });
  }

  /** Writes `config.json`, the networks and the bins to a folder. */
  override async save(path: string): Promise<void> {
    const { model, discretizer } = this.#trained();
    await saveNetwork(path, this.config, model);
    const read = (each: Tensor | null) => each?.array() ?? null;
    await writeJson(join(path, 'discretizer.json'), {
      is_cat_and_indices: discretizer.isCatAndIndices,
      q: discretizer.q,
      quantiles: await Promise.all(discretizer.quantiles.map(read)),
      mid: await Promise.all(discretizer.mid.map(read)),
    });
  }

  /** Reads what `save` wrote. */
  static override async loadFromPath(path: string): Promise<L2C> {
    const { config, network } = await loadNetwork(path, L2CConfig, { L2CModel });
    const bins = JSON.parse(await readFile(join(path, 'discretizer.json'), 'utf8'));
    const method = new L2C(config, { l2cModel: network });
    method.discretizer = new Discretizer(bins.is_cat_and_indices, bins.q).restore(bins.quantiles, bins.mid);
    method.isTrained = true;
    return method;
  }
}

interface Choice {
  /** Values that features may take, `[n, k]` each; those that come first are tried first. */
  readonly proposals: readonly Tensor[];
  /** The place of each column's feature, the most probable to change first, `[n, k]`. */
  readonly place: Tensor;
  /** The first step whose point is predicted as wanted, `[n]` int32; -1 where none is. */
  readonly found: Tensor;
}

/** As the original: features are chosen by chance, and all others are moved to the middles of their bins. */
const original = (model: L2CModel, discretizer: Discretizer): Search<Tensor> => ({
  steps: 0,
  start: ({ xs, rngKeys }) => {
    const bins = discretizer.transform(xs);
    const [coins] = splitRows(rngKeys) as [Tensor];
    const probs = model.selection(bins);
    const chosen = uniformRows(coins, [probs.shape[1]!]).less(probs).cast('float32');
    const change = byColumn(chosen, model.featureIndices);
    return discretizer.inverseTransform(bins.mul(ops.subtract(1, change)).add(model.proposal(bins).mul(change)));
  },
  finish: (cfs) => cfs,
});

/**
 * Features change one after the other, the most probable one first, until the prediction is as wanted. What does not change keeps its value,
 * and so does what stays within its bin, unless only the middle of that bin helps. Where no point is predicted so, the middles of the row's
 * bins are predicted otherwise than the row: then the networks are asked about what they proposed, which leads back to the other side.
 */
function firstPrefix(model: L2CModel, discretizer: Discretizer, problem: Problem): Search<Choice> {
  const columns = discretizer.isCatAndIndices.map(([, indices]) => indices);
  const ofRow = ({ xs }: Rows, values: Tensor, others: Tensor) =>
    ops.where(byColumn(values, columns).greater(0.5), xs, others);
  const valuesOf = (rows: Rows, inBins: Tensor) => {
    const immutable = ops.tile(tensor([model.immutableMask as number[]], null, 'float32'), [inBins.shape[0]!, 1]);
    return ofRow(rows, immutable, discretizer.inverseTransform(inBins));
  };
  const middles = prefixes(model, discretizer, problem, 2, (rows, _bins, chosen) => [
    valuesOf(rows, chosen),
    valuesOf(rows, model.proposal(chosen)),
  ]);
  const nearest = prefixes(model, discretizer, problem, 1, (rows, bins, chosen) => {
    const stays = bins.mul(chosen).matmul(ops.transpose(ownersOf(discretizer.indices)));
    return [ofRow(rows, stays, valuesOf(rows, chosen))];
  });
  // Most rows are through once all features have changed.
  return { ...nearest, interval: nearest.steps, rest: middles as Search };
}

/** @param propose `count` values for all features of rows, by the bins of the rows and those that the generator chooses */
function prefixes(
  model: L2CModel,
  discretizer: Discretizer,
  problem: Problem,
  count: number,
  propose: (rows: Rows, bins: Tensor, chosen: Tensor) => Tensor[],
): Search<Choice> {
  const columns = discretizer.isCatAndIndices.map(([, indices]) => indices);
  const features = columns.length;
  const candidates = ({ proposals, place }: Choice, rows: Rows, step: Tensor) => {
    const values = proposals.reduce((before, next, i) => whereRows(step.less(i * features), before, next));
    const last = count === 1 ? step : ops.mod(step, features);
    const mixed = ops.where(place.lessEqual(ops.expandDims(last, -1)), values, rows.xs);
    return problem.keepsMixes ? mixed : problem.constrain(rows, mixed, true);
  };
  return {
    steps: count * features,
    isRandom: false,
    start(rows) {
      const bins = discretizer.transform(rows.xs);
      const proposals = propose(rows, bins, model.proposal(bins));
      const probs = model.selection(bins);
      const isBefore = ops.expandDims(probs, 1).greater(ops.expandDims(probs, 2)).cast('int32');
      return {
        // Once for all of their mixes, where that does.
        proposals: problem.keepsMixes ? proposals.map((each) => problem.constrain(rows, each, true)) : proposals,
        place: byColumn(ops.sum(isBefore, -1), columns),
        found: ops.full([rows.xs.shape[0]!], -1, 'int32'),
      };
    },
    step(state, rows, step) {
      // Of one proposal all rows try the same prefix: a number is compared sooner than a column.
      const points = candidates(state, rows, count === 1 ? (step.at(':1') as Tensor) : step);
      const reached = problem.target.reached(rows.yTargets, problem.predFn(points));
      return { ...state, found: ops.where(ops.logicalAnd(reached, state.found.less(0)), step, state.found) };
    },
    done: ({ found }) => found.greaterEqual(0),
    // Where no point is as wanted, all features change.
    finish: (state, rows) =>
      candidates(state, rows, ops.where(state.found.less(0), tensor(features - 1, null, 'int32'), state.found)),
  };
}

/** Numbers of features `[n, features]`, for each of their columns: a product, which takes the runtime much less than to pick columns. */
const byColumn = (values: Tensor, indices: readonly Range[]): Tensor =>
  values.cast('float32').matmul(ownersOf(indices));
