/** Samples of densities that are known but for a factor, as targets of flows are; and what measures a flow against such a one. */
import { lax, ops, random, type Tensor, ValueError, vjp } from '@org/core';
import type { Layer } from '@org/layers';
import { type FlowOutputs, sumPerSample } from '../modelling/flow-layers/flow-layer.js';
import type { FlowModel } from '../modelling/flow-layers/flow-model.js';
import { StandardNormal } from './base-distribution.js';

/** The logarithm of a density for each sample, `[batch]`; a constant may be missing. */
export type LogDensity = (x: Tensor) => Tensor;

export interface ChainOptions {
  /** How many steps each chain makes. */
  readonly steps?: number;
  readonly seed?: number;
}

export interface MetropolisOptions extends ChainOptions {
  /** The deviation of a proposal. */
  readonly scale?: number;
}

export interface HamiltonianOptions extends ChainOptions {
  /** How far a step of the integration goes. */
  readonly stepSize?: number;
  /** How many of these make a proposal. */
  readonly leapfrogSteps?: number;
}

/** Where chains are in the end, and the part of the proposals that they took. */
export type Chains = [samples: Tensor, acceptance: Tensor];

/** A new state where a uniform number is less than the ratio of the densities. */
function chosen(before: Tensor, proposal: Tensor, logRatio: Tensor, uniform: Tensor): [state: Tensor, taken: Tensor] {
  // NaN is not taken.
  const taken = ops.log(uniform).less(logRatio);
  const shape = [before.shape[0]!, ...before.shape.slice(1).map(() => 1)];
  return [ops.where(ops.reshape(taken, shape), proposal, before), ops.cast(taken, before.dtype)];
}

/** One step for each row of noise. */
function chains(
  x: Tensor,
  { steps = 100, seed = 0 }: ChainOptions,
  step: (x: Tensor, noise: Tensor, uniform: Tensor) => [state: Tensor, taken: Tensor],
): Chains {
  const noise = random.normal([steps, ...x.shape], { seed, dtype: x.dtype });
  const uniform = random.uniform([steps, x.shape[0]!], 0, 1, { seed: seed + 1, dtype: x.dtype });
  const [found, taken] = lax.scan(
    ((state: Tensor, [normal, below]: [Tensor, Tensor]) => step(state, normal, below)) as never,
    x,
    [noise, uniform],
  ) as unknown as [Tensor, Tensor];
  return [found, ops.mean(taken)];
}

/**
 * Chains of Metropolis and Hastings with normal proposals, one from each sample.
 *
 * @example
 * const [samples, acceptance] = metropolisHastings((z) => z.square().sum(1).mul(-0.5), x, { steps: 50, scale: 0.5 });
 */
export function metropolisHastings(logDensity: LogDensity, x: Tensor, options: MetropolisOptions = {}): Chains {
  const { scale = 0.5 } = options;
  return chains(x, options, (before, noise, uniform) => {
    const proposal = before.add(noise.mul(scale));
    return chosen(before, proposal, logDensity(proposal).sub(logDensity(before)), uniform);
  });
}

/** A proposal of Hamiltonian dynamics, taken or not. */
function hamiltonianStep(
  logDensity: LogDensity,
  { stepSize = 0.1, leapfrogSteps = 10 }: HamiltonianOptions,
  before: Tensor,
  momentum: Tensor,
  uniform: Tensor,
): [state: Tensor, taken: Tensor] {
  const force = (x: Tensor): Tensor => {
    const [value, pullback] = vjp((each: Tensor) => logDensity(each), x);
    return (pullback(ops.onesLike(value)) as Tensor[])[0]!;
  };
  const [proposal, last] = lax.foriLoop(
    0,
    leapfrogSteps,
    (_: Tensor, [x, p]: [Tensor, Tensor]): [Tensor, Tensor] => {
      const half = p.add(force(x).mul(stepSize / 2));
      const next = x.add(half.mul(stepSize));
      return [next, half.add(force(next).mul(stepSize / 2))];
    },
    [before, momentum] as [Tensor, Tensor],
  );
  const energy = (x: Tensor, p: Tensor) => logDensity(x).sub(sumPerSample(p.square()).mul(0.5));
  return chosen(before, proposal, energy(proposal, last).sub(energy(before, momentum)), uniform);
}

/**
 * Chains of Hamiltonian Monte Carlo, one from each sample (Neal, arXiv:1206.1901).
 *
 * @example
 * const [samples, acceptance] = hamiltonianMonteCarlo((z) => z.square().sum(1).mul(-0.5), x, { steps: 10 });
 */
export function hamiltonianMonteCarlo(logDensity: LogDensity, x: Tensor, options: HamiltonianOptions = {}): Chains {
  return chains(x, options, (before, noise, uniform) => hamiltonianStep(logDensity, options, before, noise, uniform));
}

/**
 * Annealed importance sampling with Hamiltonian steps (Neal, arXiv:physics/9803008; Sohl-Dickstein & Culpepper, arXiv:1205.1925): from
 * samples of one density to weighted ones of another. The mean of the weights is the quotient of the factors that are missing.
 *
 * @param x samples of the first density
 * @param options steps: how many densities lie in between
 * @returns samples, and the logarithms of their weights
 * @example
 * const from = (z: Tensor) => z.square().sum(1).mul(-0.5);
 * const [samples, logWeights] = annealedImportanceSampling(from, (z) => from(z.sub(1)), x, { steps: 20 });
 */
export function annealedImportanceSampling(
  from: LogDensity,
  to: LogDensity,
  x: Tensor,
  options: HamiltonianOptions = {},
): [samples: Tensor, logWeights: Tensor] {
  const { steps = 100 } = options;
  type State = [x: Tensor, logWeights: Tensor];
  const noise = random.normal([steps, ...x.shape], { seed: options.seed ?? 0, dtype: x.dtype });
  const uniform = random.uniform([steps, x.shape[0]!], 0, 1, { seed: (options.seed ?? 0) + 1, dtype: x.dtype });
  const parts = ops.arange(1, steps + 1, 1, { dtype: x.dtype }).div(steps);
  const step = ([each, logWeights]: State, [part, normal, below]: [Tensor, Tensor, Tensor]): [State, null] => {
    const weighted = logWeights.add(to(each).sub(from(each)).div(steps));
    const between: LogDensity = (z) => from(z).mul(ops.subtract(1, part)).add(to(z).mul(part));
    return [[hamiltonianStep(between, options, each, normal, below)[0], weighted], null];
  };
  const start: State = [x, ops.zeros([x.shape[0]!], x.dtype)];
  const [found] = lax.scan(step as never, start as never, [parts, noise, uniform]) as unknown as [State];
  return found;
}

export interface ReverseOptions {
  readonly seed?: number | null;
  /**
   * Whether derivatives lead through the samples alone, and not through the weights of the density that is then computed of them (Roeder et
   * al., arXiv:1703.09194): their mean is the same, and their variance vanishes where the flow fits.
   */
  readonly pathwise?: boolean;
}

/** Samples of a flow, and their densities; for pathwise derivatives by weights that are constants. */
function drawnFrom(
  flow: FlowModel,
  count: number,
  { seed = null, pathwise = false }: ReverseOptions,
): [Tensor, Tensor] {
  const [samples, logDensities] = flow.sampleAndLogProb(count, { seed });
  return [samples, pathwise ? fixedLogProb(flow, samples) : logDensities];
}

/** The density of a flow whose weights have no derivatives. */
function fixedLogProb(flow: FlowModel, x: Tensor): Tensor {
  const withFixed = <Result>(layer: Layer, inputs: Tensor): Result => {
    if (!layer.built) layer.build(inputs.shape);
    const fixed = layer.trainableVariables.map(({ value }) => ops.stopGradient(value));
    const others = layer.nonTrainableVariables.map(({ value }) => value);
    return layer.statelessCall(fixed, others, inputs)[0] as Result;
  };
  const [z, determinants] = withFixed<FlowOutputs>(flow, x);
  return withFixed<Tensor>(flow.base ?? new StandardNormal(), z).add(determinants);
}

/**
 * The Kullback-Leibler divergence of a flow from a target, but for the target's constant, by samples of the flow: what variational
 * inference minimizes (arXiv:1505.05770). Its derivatives lead through the way back of the flow.
 *
 * @param options beta weighs the target: less than 1 at first helps to find all of its modes
 * @example
 * import { ActivationNormalization, FlowModel } from '@org/gyoza';
 * const flow = new FlowModel([new ActivationNormalization([4], [1])]);
 * flow.build([null, 4]);
 * const loss = reverseKLD(flow, (z) => z.square().sum(1).mul(-0.5), 64);
 */
export function reverseKLD(
  flow: FlowModel,
  target: LogDensity,
  count: number,
  options: ReverseOptions & { readonly beta?: number } = {},
): Tensor {
  const [samples, logDensities] = drawnFrom(flow, count, options);
  return logDensities.sub(target(samples).mul(options.beta ?? 1)).mean();
}

/**
 * The α-divergence of a flow from a target, by samples of the flow, as normflows gives it: sign(α - 1) ln Σ (p / q)^α; with pathwise
 * derivatives the estimate of Tucker et al. (arXiv:1810.04152) that is reparametrized twice.
 *
 * @throws ValueError for an α of 1, where it is the Kullback-Leibler divergence, or 0
 * @example
 * import { ActivationNormalization, FlowModel } from '@org/gyoza';
 * const flow = new FlowModel([new ActivationNormalization([4], [1])]);
 * flow.build([null, 4]);
 * const loss = reverseAlphaDivergence(flow, (z) => z.square().sum(1).mul(-0.5), 64, { alpha: 2 });
 */
export function reverseAlphaDivergence(
  flow: FlowModel,
  target: LogDensity,
  count: number,
  options: ReverseOptions & { readonly alpha?: number } = {},
): Tensor {
  const { alpha = 2, pathwise = false } = options;
  if (alpha === 1 || alpha === 0) {
    throw new ValueError('An α-divergence has another α than 0 and 1.', {
      received: `alpha ${alpha}`,
      hint: 'reverseKLD, or training by maximum likelihood, at these ends.',
    });
  }
  const [samples, logDensities] = drawnFrom(flow, count, options);
  const logWeights = target(samples).sub(logDensities);
  if (!pathwise) return ops.logsumexp(logWeights.mul(alpha)).mul(Math.sign(alpha - 1));
  const parts = ops.stopGradient(logWeights.mul(alpha));
  const weights = ops.exp(parts.sub(ops.logsumexp(parts)).add(Math.log(count)));
  const each = weights.mul(1 - alpha).add(weights.square().mul(alpha));
  return each.mul(logWeights).mean().mul(-alpha);
}
