/** Flows as they are mostly used, ready to be trained. */
import { ValueError } from '@org/core';
import { bindArguments } from '@org/core/python';
import { layers as kerasLayers, type Layer, Sequential } from '@org/models';
import { AffineCoupling } from '../modelling/flow-layers/affine-coupling.js';
import {
  ActivationNormalization,
  type FlowLayer,
  FlowModel,
  ShufflePermutation,
} from '../modelling/flow-layers/index.js';
import { Mask } from '../modelling/masks/index.js';
import { range } from '../utilities/numbers.js';
import { AutoregressiveSpline } from './autoregressive-spline.js';
import type { BaseDistribution } from './base-distribution.js';
import { UniformNormal } from './distributions/uniform-normal.js';
import { InvertibleConvolution } from './invertible-convolution.js';
import { MaskedAutoregressive } from './masked-autoregressive.js';
import { PeriodicFeatures } from './periodic-features.js';
import { PeriodicShift } from './periodic-shift.js';
import { SplineCoupling } from './spline-coupling.js';
import type { SplineTails } from './splines/pieces.js';

export interface ReadyMadeOptions {
  /** How many couplings or autoregressive layers follow each other. */
  layers?: number;
  /** The sizes of the hidden layers of their networks. */
  hiddenUnits?: readonly number[];
  /** The size of the condition, where the flow is called with one. */
  conditionSize?: number;
  /** A network through which conditions go first; `conditionSize` is the size of what it gives. */
  embeddingNet?: Layer | null;
  /** What the outputs are distributed by; standard normal by default. */
  base?: BaseDistribution | null;
  /** Whether training inverts layers instead of keeping what is in between. */
  reversible?: boolean;
}

export interface ReadyMadeSplineOptions extends ReadyMadeOptions {
  bins?: number;
  bound?: number;
  /** 'circular' for angles from `-bound` to `bound`, or what each element has. Unless a base is given, it is uniform along them. */
  tails?: SplineTails | readonly SplineTails[];
}

const NAMES = ['size', 'layers', 'hiddenUnits', 'conditionSize', 'embeddingNet', 'base', 'reversible'] as const;
const SPLINE_NAMES = [...NAMES, 'bins', 'bound', 'tails'] as const;

type Arguments<Options> = [size: number, options?: Options] | [keywords: { readonly size: number } & Options];

/** The arguments of one of these functions, by name. */
function given<Options extends ReadyMadeOptions>(
  where: string,
  names: readonly string[],
  args: Arguments<Options>,
): { readonly size: number } & Options {
  const values = bindArguments(where, names, 1, args);
  const options = Object.fromEntries(names.map((name, i) => [name, values[i]])) as unknown as {
    size: number;
  } & Options;
  for (const [name, least] of Object.entries({ size: 1, layers: 1, conditionSize: 0, bins: 1 })) {
    const value = options[name as keyof Options];
    if (value === undefined || (Number.isInteger(value) && (value as number) >= least)) continue;
    throw new ValueError(`${name} of ${where}() must be a whole number, ${least} or more.`, {
      received: typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing'),
    });
  }
  return options;
}

/** A network whose outputs are 0 at first, so that a flow begins as the identity, or near it. */
const network = (hiddenUnits: readonly number[], units: number, circles: readonly number[] = [], bound = 1) =>
  new Sequential([
    ...(circles.length > 0 ? [new PeriodicFeatures(circles, { bound })] : []),
    ...hiddenUnits.map((each) => new kerasLayers.Dense(each, { activation: 'relu' })),
    new kerasLayers.Dense(units, { kernelInitializer: 'zeros' }),
  ]);

/** The places of the elements that are on circles. */
const circlesOf = (size: number, tails: SplineTails | readonly SplineTails[]): number[] =>
  range(size).filter((i) => (Array.isArray(tails) ? tails[i] : tails) === 'circular');

/** Uniform along circles, normal along others. */
const baseFor = (size: number, circles: readonly number[], bound: number, given?: BaseDistribution | null) => {
  if (given || circles.length === 0) return given ?? null;
  return new UniformNormal(size, circles, { scale: range(size).map((i) => (circles.includes(i) ? 2 * bound : 1)) });
};

/** Every other element passes: those at odd places, or those at even ones. */
const alternating = (size: number, layer: number) =>
  new Mask(
    [1],
    [size],
    range(size).map((i) => (i + layer + 1) % 2),
  );

const modelOf = (
  flowLayers: FlowLayer[],
  { base = null, reversible = false, embeddingNet = null }: ReadyMadeOptions,
): FlowModel => new FlowModel({ flowLayers, base, reversible, embeddingNet });

/**
 * Affine couplings of vectors, in which the elements at odd and at even places take turns (RealNVP).
 *
 * @param args size: the number of elements, and options
 * @throws TypeError for an unknown option, ValueError for a size or a number that is none
 * @example
 * const flow = realNVP(4, { layers: 4 });
 * const logDensities = flow.logProb(x);
 */
export function realNVP(...args: Arguments<ReadyMadeOptions>): FlowModel {
  const options = given('realNVP', NAMES, args);
  const { size, layers = 6, hiddenUnits = [64, 64], conditionSize = 0 } = options;
  const along = { axes: [1], shape: [size] };
  const steps = range(layers).flatMap((layer) => [
    new ActivationNormalization(along),
    new AffineCoupling({
      ...along,
      computeCouplingParameters: network(hiddenUnits, 2 * size),
      mask: alternating(size, layer),
      conditionSize,
      clamp: 2,
    }),
  ]);
  return modelOf(steps, options);
}

/**
 * Spline couplings of vectors, with linear layers in between (neural spline flow).
 *
 * @param args size: the number of elements, and options
 * @throws TypeError for an unknown option, ValueError for a size or a number that is none
 * @example
 * const flow = neuralSplineFlow(4, { layers: 2, bins: 6 });
 * const logDensities = flow.logProb(x);
 */
export function neuralSplineFlow(...args: Arguments<ReadyMadeSplineOptions>): FlowModel {
  const options = given('neuralSplineFlow', SPLINE_NAMES, args);
  const {
    size,
    layers = 4,
    hiddenUnits = [64, 64],
    conditionSize = 0,
    bins = 8,
    bound = 4,
    tails = 'linear',
  } = options;
  const along = { axes: [1], shape: [size] };
  const circles = circlesOf(size, tails);
  const steps = range(layers).flatMap((layer) => [
    // Circles are not to be turned into what is beside them; their seam moves.
    circles.length > 0
      ? new PeriodicShift({ ...along, shift: bound / 2, bound, elements: circles })
      : new InvertibleConvolution(along),
    new SplineCoupling({
      ...along,
      computeCouplingParameters: network(
        hiddenUnits,
        size * (3 * bins - (circles.length > 0 ? 0 : 1)),
        // Of those that do not pass, the network sees zeros.
        circles,
        bound,
      ),
      mask: alternating(size, layer),
      bins,
      bound,
      tails,
      conditionSize,
    }),
  ]);
  return modelOf(steps, { ...options, base: baseFor(size, circles, bound, options.base) });
}

/**
 * Masked autoregressive layers of vectors, with other orders in between.
 *
 * @param args size: the number of elements, and options; where there are `bins`, elements are moved by splines of so many pieces, else scaled
 * and shifted
 * @throws TypeError for an unknown option, ValueError for a size or a number that is none
 * @example
 * const flow = maskedAutoregressiveFlow(4, { layers: 2 });
 * const logDensities = flow.logProb(x);
 */
export function maskedAutoregressiveFlow(...args: Arguments<ReadyMadeSplineOptions>): FlowModel {
  const options = given('maskedAutoregressiveFlow', SPLINE_NAMES, args);
  const { size, layers = 4, hiddenUnits = [64, 64], conditionSize = 0, bins, bound = 4, tails } = options;
  const along = { axes: [1], shape: [size] };
  const circles = bins === undefined ? [] : circlesOf(size, tails ?? 'linear');
  const steps = range(layers).flatMap((layer) => [
    ...(layer === 0 || circles.length > 0 ? [] : [new ShufflePermutation(along)]),
    ...(circles.length > 0 ? [new PeriodicShift({ ...along, shift: bound / 2, bound, elements: circles })] : []),
    bins === undefined
      ? new MaskedAutoregressive({ ...along, hiddenUnits, conditionSize })
      : new AutoregressiveSpline({ ...along, hiddenUnits, conditionSize, bins, bound, tails }),
  ]);
  return modelOf(steps, { ...options, base: baseFor(size, circles, bound, options.base) });
}
