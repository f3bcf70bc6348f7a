import { join } from 'node:path';
import { ops, type Tensor, vmap } from '@org/core';
import { z } from 'zod';
import { configClass } from '../../base/index.js';
import { DataModule, type FeaturesList } from '../../data/index.js';
import { validateConfigs } from '../../utils/index.js';
import { bindMethod } from '../base/arguments.js';
import { type Best, isFound, nothingFound } from '../base/best.js';
import { CFModule } from '../base/cf-module.js';
import { loadConfig, saveConfig } from '../base/files.js';
import { splitRows } from '../base/noise.js';
import type { ConstraintSource, Problem } from '../base/problem.js';
import type { ProposalSearch } from '../base/proposals.js';
import type { Rows } from '../base/search.js';
import { askedByOriginal, type Part, pickAsOriginal, searchAsOriginal } from './as-original.js';
import { categoryScoresOf } from './category-distances.js';
import {
  type Draw,
  defaultPerturbFunction,
  distanceBetween,
  featuresToInfosAndPerturbFn,
  type PerturbFn,
  perturbFunctionWithFeatures,
  scoresAround,
} from './perturb.js';
import { pickNearest } from './pick.js';
import { GROWING_SPHERE_PARAMETERS, type GrowingSphereArguments } from './signatures.js';

/** Settings of {@link GrowingSphere}. */
export class GSConfig extends configClass('GSConfig', {
  nSteps: z.int().positive().default(100).describe('How often the sphere grows at most.'),
  nSamples: z.int().positive().default(100).describe('How many points are drawn at each step.'),
  stepSize: z.number().positive().default(0.05).describe('By how much the sphere grows.'),
  pNorm: z
    .union([z.literal(1), z.literal(2)])
    .default(2)
    .describe('The norm in which distances are measured.'),
}) {}

export interface GrowingSphereOptions {
  /** The settings, or an object of them. */
  config?: GSConfig | ConstructorParameters<typeof GSConfig>[0] | null;
  /** The name in tables. */
  name?: string | null;
  /** What draws points; by default what fits the data. */
  perturbFn?: PerturbFn | null;
}

interface SphereState {
  readonly best: Best;
  readonly rngKeys: Tensor;
}

/**
 * The method of Laugel et al. (arXiv:1712.08443): points are drawn at growing distances until some are predicted as wanted; the nearest
 * of these is taken. It needs no derivatives, so that it explains any predictor, also one that answers by promises.
 *
 * @example
 * const method = new GrowingSphere({ nSamples: 50 });
 * const cfs = await method.generateCfs([[0.2, 0.4, 0.1]], { predFn });
 */
export class GrowingSphere extends CFModule<GSConfig> {
  /** What draws points. */
  perturbFn: PerturbFn | null;

  constructor(...args: GrowingSphereArguments) {
    const { config, name, perturbFn } = bindMethod(GROWING_SPHERE_PARAMETERS, args);
    super(validateConfigs<GSConfig>(config ?? {}, GSConfig), { name: name ?? 'GrowingSphere' });
    this.perturbFn = perturbFn ?? null;
  }

  /** Whether `setDataModule` was called. */
  hasDataModule(): boolean {
    return this.dataModule !== null;
  }

  override setDataModule(dataModule: ConstraintSource): void {
    super.setDataModule(dataModule);
    if (this.perturbFn === this.#own) this.perturbFn = null;
  }

  #own: PerturbFn | null = null;

  /** Makes what draws points: from the features of the data module, or around rows of numbers. */
  override beforeGenerateCf(): void {
    if (this.perturbFn) return;
    this.#own = this.dataModule?.features ? perturbationOf(this.dataModule.features) : defaultPerturbFunction;
    this.perturbFn = this.#own;
  }

  override search(problem: Problem): ProposalSearch<SphereState> {
    this.beforeGenerateCf();
    const { nSteps, nSamples, stepSize, pNorm } = this.config;
    const features = this.dataModule?.features;
    const scores = problem.isOfData && features && this.perturbFn === this.#own ? scoresAround(features) : null;
    const pointsOf =
      scores ??
      (({ rngKey, x, high, low }: Draw) => this.perturbFn!(rngKey, x, nSamples, high as Tensor, low as Tensor, pNorm));
    const propose = (rngKeys: Tensor, { xs }: Rows, step: Tensor, part: Part = {}): Tensor =>
      vmap((rngKey: Tensor, x: Tensor, step: Tensor): Tensor => {
        const count = step.cast('float32');
        const [low, high] = [count.mul(stepSize), count.add(1).mul(stepSize)];
        return pointsOf({ rngKey, x: ops.expandDims(x, 0), nSamples, low, high, pNorm, ...part });
      })(splitRows(rngKeys)[0]!, xs, step);
    const distances = (points: Tensor, xs: Tensor) => distanceBetween(points, ops.expandDims(xs, 1), pNorm);
    const search: ProposalSearch<SphereState> = {
      steps: nSteps,
      width: nSamples,
      interval: 1,
      start: (rows) => ({ best: nothingFound(rows), rngKeys: rows.rngKeys }),
      propose: ({ rngKeys }, rows, step) => propose(rngKeys, rows, step),
      ...(problem.isCompatible && {
        asked: (points: Tensor, { xs }: Rows) => askedByOriginal(points, distances(points, xs)),
      }),
      judge: ({ best, rngKeys }, points, reached, { xs }) => {
        const pick = problem.isCompatible ? pickAsOriginal : pickNearest;
        const { cfs, distance, score } = pick(points, distances(points, xs), reached);
        const isBetter = score.less(best.distance);
        return {
          best: {
            cfs: ops.where(ops.expandDims(isBetter, -1), cfs, best.cfs),
            distance: ops.where(isBetter, distance, best.distance),
          },
          rngKeys: splitRows(rngKeys)[1]!,
        };
      },
      finish: ({ best }) => best.cfs,
    };
    if (!problem.isCompatible) {
      const near = problem.isOfData && features ? stepsWithin(features, stepSize, pNorm) : nSteps;
      return { ...search, near, done: ({ best }) => isFound(best) };
    }
    // The original takes all steps. Each is a run of its own all the same: random numbers are made much faster before a run than in it.
    const whole = { ...search, done: ({ best }: SphereState) => ops.zerosLike(best.distance).cast('bool') };
    if (!scores || problem.isBound) return whole;
    const sphere = { problem, nSteps, nSamples, pNorm, propose, distances, categories: categoryScoresOf(features!) };
    return { ...whole, run: (rows, options) => searchAsOriginal(sphere, rows, options) };
  }

  /** Writes `config.json` to a folder, and the data module beside it unless `saveDataModule` is false. */
  override async save(path: string, { saveDataModule = true }: { saveDataModule?: boolean } = {}): Promise<void> {
    await saveConfig(this.config, path);
    const data = this.dataModule as { save?(path: string): Promise<void> } | null;
    if (saveDataModule && data?.save) await data.save(join(path, 'data_module'));
  }

  /** Reads what `save` wrote, with the data module if there is one. */
  static override async loadFromPath(path: string): Promise<GrowingSphere> {
    const method = new GrowingSphere(await loadConfig(GSConfig, path));
    const data = await DataModule.loadFromPath(join(path, 'data_module')).catch((error: Error) => {
      if (error.name === 'FileNotFoundError') return null;
      throw error;
    });
    if (data) method.setDataModule(data);
    return method;
  }
}

/** How many steps it takes until a sphere is beyond all numbers of the data, which are cut off there: it then draws categories alone. */
function stepsWithin(features: FeaturesList, stepSize: number, pNorm: 1 | 2): number {
  const numbers = [...features].filter(({ isCategorical, isImmutable }) => !isCategorical && !isImmutable).length;
  const furthest = pNorm === 1 ? numbers : Math.sqrt(numbers);
  return numbers === 0 ? Number.POSITIVE_INFINITY : Math.ceil(furthest / stepSize);
}

function perturbationOf(features: Parameters<typeof featuresToInfosAndPerturbFn>[0]): PerturbFn {
  const [infos, catPerturbFn] = featuresToInfosAndPerturbFn(features);
  return (rngKey, x, nSamples, high, low, pNorm) =>
    perturbFunctionWithFeatures(rngKey, x, nSamples, high, low, pNorm, ...infos, catPerturbFn);
}
