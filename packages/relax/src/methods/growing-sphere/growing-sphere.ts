import { join } from 'node:path';
import { ops, type Tensor, vmap } from '@org/core';
import { z } from 'zod';
import { configClass } from '../../base/index.js';
import { DataModule } from '../../data/index.js';
import { validateConfigs } from '../../utils/index.js';
import { bindMethod } from '../base/arguments.js';
import { type Best, isFound, nothingFound } from '../base/best.js';
import { CFModule } from '../base/cf-module.js';
import { loadConfig, saveConfig } from '../base/files.js';
import { splitRows } from '../base/noise.js';
import type { ConstraintSource, Problem } from '../base/problem.js';
import type { ProposalSearch } from '../base/proposals.js';
import type { Rows } from '../base/search.js';
import {
  defaultPerturbFunction,
  distanceBetween,
  featuresToInfosAndPerturbFn,
  type PerturbFn,
  perturbFunctionWithFeatures,
  scoresAround,
} from './perturb.js';
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
    const perturb =
      problem.isOfData && features && this.perturbFn === this.#own ? scoresAround(features) : this.perturbFn!;
    const draw = (key: Tensor, x: Tensor, step: Tensor): Tensor => {
      const count = step.cast('float32');
      return perturb(key, ops.expandDims(x, 0), nSamples, count.add(1).mul(stepSize), count.mul(stepSize), pNorm);
    };
    const distancesOf = (points: Tensor, { xs }: Rows) => distanceBetween(points, ops.expandDims(xs, 1), pNorm);
    const search: ProposalSearch<SphereState> = {
      steps: nSteps,
      width: nSamples,
      interval: 1,
      start: (rows) => ({ best: nothingFound(rows), rngKeys: rows.rngKeys }),
      propose: ({ rngKeys }, { xs }, step) => vmap(draw)(splitRows(rngKeys)[0]!, xs, step),
      ...(problem.isCompatible && {
        asked: (points: Tensor, rows: Rows) => askedByOriginal(points, distancesOf(points, rows)),
      }),
      judge: ({ best, rngKeys }, points, reached, rows) => {
        const distances = distancesOf(points, rows);
        const pick = problem.isCompatible ? pickAsOriginal : pickNearest;
        const { cfs, distance, score } = pick(points, distances, reached);
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
    // The original takes all steps. Each is a run of its own all the same: random numbers are made much faster before a run than in it.
    const never = (best: Best) => ops.zerosLike(best.distance).cast('bool');
    return { ...search, done: ({ best }) => (problem.isCompatible ? never(best) : isFound(best)) };
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

function perturbationOf(features: Parameters<typeof featuresToInfosAndPerturbFn>[0]): PerturbFn {
  const infos = featuresToInfosAndPerturbFn(features);
  return (rngKey, x, nSamples, high, low, pNorm) =>
    perturbFunctionWithFeatures(rngKey, x, nSamples, high, low, pNorm, ...infos);
}

/** One of the points of each row, by those that were asked about; its score is compared with the distance of the best so far. */
type Pick = (points: Tensor, distances: Tensor, reached: Tensor) => Best & { readonly score: Tensor };

/** A point of each row, as a whole, which is many times quicker than to pick each of its numbers. */
function pointAt(points: Tensor, index: Tensor): Tensor {
  const [n, m, k] = points.shape as [number, number, number];
  return ops.take(ops.reshape(points, [n * m, k]), ops.arange(n, { dtype: 'int32' }).mul(m).add(index), 0);
}
const numberAt = (numbers: Tensor, index: Tensor): Tensor =>
  ops.squeeze(ops.takeAlongAxis(numbers, ops.reshape(index, [-1, 1]), 1), 1);

/** The nearest point that is as wanted. */
const pickNearest: Pick = (points, distances, reached) => {
  const all = ops.where(reached, distances, Number.POSITIVE_INFINITY);
  const index = ops.argmin(all, -1);
  const distance = numberAt(all, index);
  return { cfs: pointAt(points, index), distance, score: distance };
};

/**
 * What the original takes: it writes the distances of all points beside each point that is as wanted, and cuts the place of the smallest
 * to the number of points. Where the first point is as wanted, it is the nearest of all, as wanted or not; else it is the last one.
 * What is compared is the mean of all distances, where the point is as wanted.
 */
const pickAsOriginal: Pick = (points, distances, reached) => {
  const last = points.shape[1]! - 1;
  const [ofFirst, ofNearest, ofLast] = [0, 1, 2].map((i) => reached.at(':', i)) as [Tensor, Tensor, Tensor];
  const index = ops.where(ofFirst, ops.argmin(distances, -1), last).cast('int32');
  const isReached = ops.where(ofFirst, ofNearest, ofLast);
  return {
    cfs: pointAt(points, index),
    distance: numberAt(distances, index),
    score: ops.where(isReached, ops.mean(distances, -1), Number.POSITIVE_INFINITY),
  };
};

/** The points that {@link pickAsOriginal} looks at: the first, the nearest and the last one. */
function askedByOriginal(points: Tensor, distances: Tensor): Tensor {
  const [n, m] = points.shape as [number, number, number];
  const always = (number: number) => ops.full([n], number, 'int32');
  return ops.stack([always(0), ops.argmin(distances, -1).cast('int32'), always(m - 1)], -1);
}
