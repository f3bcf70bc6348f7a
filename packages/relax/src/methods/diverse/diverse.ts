import { grad, ops, type Tensor } from '@org/core';
import { z } from 'zod';
import { lossName } from '../../base/fields.js';
import { configClass } from '../../base/index.js';
import { validateConfigs } from '../../utils/index.js';
import { bindMethod } from '../base/arguments.js';
import { CFModule } from '../base/cf-module.js';
import { adam } from '../base/descent.js';
import { someOf } from '../base/fallback.js';
import { loadConfig, saveConfig } from '../base/files.js';
import { splitRows, uniformRows } from '../base/noise.js';
import type { Problem } from '../base/problem.js';
import type { Rows, Search } from '../base/search.js';
import { classTarget } from '../base/target.js';
import { dppStyleVmap } from './dpp.js';
import { DIVERSE_CF_PARAMETERS, type DiverseCFArguments } from './signatures.js';

/** Settings of {@link DiverseCF}. */
export class DiverseCFConfig extends configClass('DiverseCFConfig', {
  nCfs: z.int().positive().default(5).describe('How many counterfactuals each row gets.'),
  nSteps: z.int().positive().default(1000).describe('How many steps the search makes at most.'),
  lr: z.number().positive().default(0.001).describe('The learning rate of Adam.'),
  lambda1: z.number().default(1).describe('The weight of the validity.'),
  lambda2: z.number().default(1).describe('The weight of the distance from the row.'),
  lambda3: z.number().default(1).describe('The weight of the diversity.'),
  lambda4: z.number().default(0.1).describe('The weight of being as in data.'),
  validityFn: lossName().default('KLDivergence').describe('The loss between the target and the prediction.'),
  costFn: lossName().default('MeanSquaredError').describe('The loss between the row and the counterfactual.'),
  seed: z.int().default(42).describe('Not used, as in the original.'),
}) {}

export interface DiverseCFOptions {
  /** The settings, or an object of them. */
  config?: DiverseCFConfig | ConstructorParameters<typeof DiverseCFConfig>[0] | null;
  /** The name in tables. */
  name?: string | null;
}

interface DiverseState {
  /** `[n, c, k]` */
  readonly cfs: Tensor;
  readonly moments: { readonly first: Tensor; readonly second: Tensor };
  /** Steps that a row has behind it, `[n]`. */
  readonly age: Tensor;
  /** Constrained points that are as wanted, the last of each, and whether there is one. */
  readonly best?: { readonly cfs: Tensor; readonly isFound: Tensor };
}

/** Steps that are made even where all points are as wanted from the start, so that they can part. */
const AT_LEAST = 50;
/** How many points each search may begin from, rows of the data where they are known: it begins from the nearest one that is as wanted. */
const STARTS = 32;
/** Within which distance of a row of the data a search begins. */
const APART = 0.1;

/**
 * The method of Mothilal et al. (arXiv:1905.07697): several counterfactuals that are near the row and unlike each other.
 *
 * `generateCf` returns `[nCfs, k]`.
 *
 * @example
 * const method = new DiverseCF({ nCfs: 3, nSteps: 50 });
 * const cfs = method.generateCf(xs.at('0:1'), predFn, { rngKey: random.PRNGKey(0) });
 */
export class DiverseCF extends CFModule<DiverseCFConfig> {
  constructor(...args: DiverseCFArguments) {
    const { config, name } = bindMethod(DIVERSE_CF_PARAMETERS, args);
    super(validateConfigs<DiverseCFConfig>(config ?? {}, DiverseCFConfig), { name: name ?? 'DiverseCF' });
  }

  protected override get cfsOfRow(): number {
    return this.config.nCfs;
  }

  override search(problem: Problem): Search<DiverseState> {
    const { nCfs, nSteps, lr } = this.config;
    const rule = adam(lr);
    const constrained = (cfs: Tensor, rows: Rows) =>
      eachPoint(cfs, rows, (flat, all) => problem.constrain(all, flat, true));
    const search: Search<DiverseState> = {
      steps: nSteps,
      width: nCfs,
      isConstrained: true,
      start: ({ xs, rngKeys }) => {
        const cfs = uniformRows(splitRows(rngKeys)[0]!, [nCfs, xs.shape[1]!]);
        return { cfs, moments: rule.start(cfs), age: ops.zeros([xs.shape[0]!], 'int32') };
      },
      step: ({ cfs, moments, age }, rows, step) => {
        const gradient = grad((points: Tensor) => ops.sum(this.#loss(points, rows, problem)))(cfs) as Tensor;
        const [next, moved] = rule.move(moments, cfs, gradient, step);
        return { cfs: moved, moments: next, age: age.add(1) };
      },
      finish: ({ cfs }, rows) => constrained(cfs, rows),
    };
    if (problem.isCompatible) return search;
    const examples = this.dataModule?.features && someOf(this.dataModule.features.transformedData);
    const begin = (keys: Tensor, { xs }: Rows): Tensor => {
      const [places, apart] = splitRows(keys) as [Tensor, Tensor];
      const uniform = uniformRows(apart, [nCfs, xs.shape[1]!]);
      if (!examples) return uniform;
      const drawn = uniformRows(places, [nCfs]).mul(examples.shape[0]!).cast('int32');
      // Two points that are the same would stay so: nothing parts them.
      return ops.take(examples, ops.minimum(drawn, examples.shape[0]! - 1), 0).add(uniform.sub(0.5).mul(APART));
    };
    const noted = (state: DiverseState, before: DiverseState['best'], rows: Rows): DiverseState => {
      const points = constrained(state.cfs, rows);
      const isReached = eachPoint(points, rows, (flat, all) =>
        problem.target.reached(all.yTargets, problem.predFn(flat)),
      );
      const best = {
        cfs: before ? ops.where(ops.expandDims(isReached, -1), points, before.cfs) : points,
        isFound: before ? ops.logicalOr(isReached, before.isFound) : isReached,
      };
      return { ...state, best };
    };
    return {
      ...search,
      start: (rows) => {
        const first = noted(search.start(rows), undefined, rows);
        const [sequence, taste] = splitRows(splitRows(rows.rngKeys)[1]!) as [Tensor, Tensor];
        // What is near is another thing for each point, so that they begin in different places.
        const weights = uniformRows(taste, [nCfs, rows.xs.shape[1]!]);
        const distanceOf = ({ best }: DiverseState) =>
          ops.sum(ops.abs(best!.cfs.sub(ops.expandDims(rows.xs, 1))).mul(weights), -1);
        const drawn = ops.foriLoop(
          0,
          STARTS - 1,
          (_i, carry) => {
            const { keys, state } = carry as unknown as { keys: Tensor; state: DiverseState };
            const [own, next] = splitRows(keys) as [Tensor, Tensor];
            const other = noted({ ...state, cfs: begin(own, rows) }, undefined, rows);
            const isNearer = ops.logicalOr(
              ops.logicalNot(state.best!.isFound),
              distanceOf(other).less(distanceOf(state)),
            );
            const isTaken = ops.logicalAnd(other.best!.isFound, isNearer);
            const take = (a: Tensor, b: Tensor) => ops.where(ops.expandDims(isTaken, -1), a, b);
            const best = {
              cfs: take(other.best!.cfs, state.best!.cfs),
              isFound: ops.logicalOr(isTaken, state.best!.isFound),
            };
            return { keys: next, state: { ...state, cfs: take(other.cfs, state.cfs), best } };
          },
          { keys: sequence, state: first } as never,
        ) as unknown as { state: DiverseState };
        return drawn.state;
      },
      step: (state, rows, step) => noted(search.step!(state, rows, step), state.best, rows),
      done: ({ best, age }) => ops.logicalAnd(ops.all(best!.isFound, -1), age.greaterEqual(AT_LEAST)),
      finish: ({ best }) => best!.cfs,
    };
  }

  /** What is to be small, `[n]`. */
  #loss(cfs: Tensor, rows: Rows, { predFn, target, regLoss, isCompatible }: Problem): Tensor {
    const { lambda1, lambda2, lambda3, lambda4, costFn } = this.config;
    const cost = classTarget(costFn).loss;
    const each = eachPoint(cfs, rows, (flat, all) =>
      target
        .loss(all.yTargets, predFn(flat))
        .mul(lambda1)
        .add(cost(all.xs, flat).mul(lambda2))
        .add(regLoss(all, flat).mul(lambda4)),
    );
    // The original looks at one point at a time, which is always unlike all others.
    const diversity = isCompatible ? 1 : dppStyleVmap(cfs);
    return ops.mean(each, -1).sub(ops.multiply(diversity, lambda3));
  }

  /** Writes `config.json` to a folder. */
  override save(path: string): Promise<void> {
    return saveConfig(this.config, path);
  }

  /** Reads what `save` or the original wrote. */
  static override async loadFromPath(path: string): Promise<DiverseCF> {
    return new DiverseCF(await loadConfig(DiverseCFConfig, path));
  }
}

/** A function of points `[m, ...]`, on points `[n, c, ...]`, each of which has all that its row has. */
function eachPoint(cfs: Tensor, rows: Rows, fn: (flat: Tensor, rows: Rows) => Tensor): Tensor {
  const [n, count] = cfs.shape as [number, number];
  const repeated = Object.fromEntries(
    Object.entries(rows).map(([name, column]) => [name, column && ops.repeat(column as Tensor, count, 0)]),
  ) as unknown as Rows;
  const result = fn(ops.reshape(cfs, [n * count, ...cfs.shape.slice(2)]), repeated);
  return ops.reshape(result, [n, count, ...result.shape.slice(1)]);
}
