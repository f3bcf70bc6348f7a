/** Flows of pictures, as Glow has them. */
import { ValueError } from '@org/core';
import { bindArguments } from '@org/core/python';
import { ActivationNormalization, AffineCoupling, type FlowLayer, FlowModel } from '../modelling/flow-layers/index.js';
import { HeavisideMask } from '../modelling/masks/index.js';
import { range } from '../utilities/numbers.js';
import type { BaseDistribution } from './base-distribution.js';
import { Composite } from './composite.js';
import { InvertibleConvolution } from './invertible-convolution.js';
import { ReshapeSamples } from './reshape-samples.js';
import { ResidualNetwork } from './residual-network.js';
import { Split } from './split.js';
import { Squeeze } from './squeeze.js';

export interface GlowStepOptions {
  /** The channels in between of the coupling's network. */
  hiddenChannels?: number;
  /** How many residual blocks the network has. */
  blocks?: number;
  /** The channels of the condition, where the step is called with one. */
  conditionSize?: number;
}

export interface GlowOptions extends GlowStepOptions {
  /** The shape of a picture: height, width, channels. */
  sampleShape: readonly [height: number, width: number, channels: number];
  /** How many scales there are; each halves height and width. */
  scales?: number;
  /** How many steps there are in each. */
  steps?: number;
  /** What the outputs are distributed by, vectors; standard normal by default. */
  base?: BaseDistribution | null;
  /** Whether training inverts layers instead of keeping what is in between. */
  reversible?: boolean;
}

const NAMES = [
  'sampleShape',
  'scales',
  'steps',
  'hiddenChannels',
  'blocks',
  'conditionSize',
  'base',
  'reversible',
] as const;

/** What {@link glow} takes: the shape of a picture and options, or all by name. */
export type GlowArguments =
  | [sampleShape: GlowOptions['sampleShape'], options?: Omit<GlowOptions, 'sampleShape'>]
  | [keywords: GlowOptions];

/**
 * One step of Glow (Kingma & Dhariwal, arXiv:1807.03039): activation normalization, an invertible 1×1 convolution, and an affine coupling of
 * both halves of the channels.
 *
 * @param channels an even number, or there is nothing to halve
 * @throws ValueError for fewer than two channels
 * @example
 * const [y, logDeterminant] = glowStep(4, { hiddenChannels: 16 })(features);
 */
export function glowStep(channels: number, options: GlowStepOptions = {}): Composite {
  const { hiddenChannels = 64, blocks = 1, conditionSize = 0 } = options;
  if (!(Number.isInteger(channels) && channels > 1)) {
    throw new ValueError('A step of Glow couples two channels or more.', {
      received: `channels ${channels}`,
      hint: 'flows.Squeeze makes four channels of each.',
    });
  }
  const along = { axes: [3], shape: [channels] };
  return new Composite([
    new ActivationNormalization(along),
    new InvertibleConvolution(along),
    new AffineCoupling({
      ...along,
      computeCouplingParameters: new ResidualNetwork(2 * channels, {
        hiddenUnits: hiddenChannels,
        kernelSize: 3,
        blocks,
      }),
      mask: new HeavisideMask(along),
      conditionSize,
      clamp: 2,
    }),
  ]);
}

/**
 * The multi-scale flow of Glow over pictures, whose outputs are vectors: on each scale pixels become channels, which go through some steps,
 * and half of which are done then.
 *
 * @param args sampleShape: height, width and channels of a picture, and options
 * @throws TypeError for an unknown option, ValueError for pictures that cannot be halved as often
 * @example
 * const flow = glow([16, 16, 3], { scales: 2, steps: 1, hiddenChannels: 8 });
 * flow.initialize(images);
 * const logDensities = flow.logProb(images);
 */
export function glow(...args: GlowArguments): FlowModel {
  const bound = bindArguments('glow', NAMES, 1, args);
  const {
    sampleShape,
    scales = 3,
    steps = 4,
    base = null,
    reversible = false,
    ...ofSteps
  } = Object.fromEntries(NAMES.map((name, i) => [name, bound[i]])) as unknown as GlowOptions;
  const areCounts = [scales, steps, ...[sampleShape].flat()].every((each) => Number.isInteger(each) && each > 0);
  const [height, width, channels] = [sampleShape].flat() as [number, number, number];
  const areHalved = [height, width].every((side) => side % 2 ** scales === 0);
  if (!Array.isArray(sampleShape) || sampleShape.length !== 3 || !areCounts || !areHalved) {
    throw new ValueError('glow() has some steps, and halves the height and the width of pictures on each scale.', {
      expected: 'sampleShape [height, width, channels], the first two divisible by 2 for each of the scales',
      received: `sampleShape [${sampleShape}], scales ${scales}, steps ${steps}`,
    });
  }
  const from = ([rows, columns, count]: readonly [number, number, number], left: number): FlowLayer[] => {
    const inside = [rows / 2, columns / 2, 4 * count] as const;
    const here = [new Squeeze([rows, columns], [1, 2]), ...range(steps).map(() => glowStep(inside[2], ofSteps))];
    if (left === 1) return [...here, new ReshapeSamples([...inside])];
    const next = [inside[0], inside[1], inside[2] / 2] as const;
    return [...here, new Split({ sampleShape: inside, flowLayers: from(next, left - 1) })];
  };
  return new FlowModel({ flowLayers: from([height, width, channels], scales), base, reversible });
}
