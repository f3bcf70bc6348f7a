// Written by `npm run signatures` from the interfaces of options; not to be changed by hand.
import type { OptionArguments, Signature } from '@org/core/python';
import type { HamiltonianMonteCarloOptions } from './hamiltonian-monte-carlo.js';
import type { LangevinOptions } from './langevin.js';
import type { MetropolisHastingsOptions } from './metropolis-hastings.js';

export type HamiltonianMonteCarloArguments = OptionArguments<
  HamiltonianMonteCarloOptions,
  [
    shape: HamiltonianMonteCarloOptions['shape'],
    axes: HamiltonianMonteCarloOptions['axes'],
    target: HamiltonianMonteCarloOptions['target'],
  ],
  [
    steps?: HamiltonianMonteCarloOptions['steps'],
    stepSize?: HamiltonianMonteCarloOptions['stepSize'],
    mostForce?: HamiltonianMonteCarloOptions['mostForce'],
    seed?: HamiltonianMonteCarloOptions['seed'],
    activityRegularizer?: HamiltonianMonteCarloOptions['activityRegularizer'],
    trainable?: HamiltonianMonteCarloOptions['trainable'],
    dtype?: HamiltonianMonteCarloOptions['dtype'],
    autocast?: HamiltonianMonteCarloOptions['autocast'],
    name?: HamiltonianMonteCarloOptions['name'],
    inputShape?: HamiltonianMonteCarloOptions['inputShape'],
  ],
  [
    shape: HamiltonianMonteCarloOptions['shape'],
    axes: HamiltonianMonteCarloOptions['axes'] | Omit<HamiltonianMonteCarloOptions, 'shape'>,
    target?: HamiltonianMonteCarloOptions['target'] | Omit<HamiltonianMonteCarloOptions, 'shape' | 'axes'>,
  ]
>;
export const HAMILTONIAN_MONTE_CARLO_PARAMETERS: Signature<HamiltonianMonteCarloOptions> = {
  callee: 'HamiltonianMonteCarlo',
  names: [
    'shape',
    'axes',
    'target',
    'steps',
    'stepSize',
    'mostForce',
    'seed',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  keywords: [],
  required: 3,
};

export type LangevinArguments = OptionArguments<
  LangevinOptions,
  [shape: LangevinOptions['shape'], axes: LangevinOptions['axes'], target: LangevinOptions['target']],
  [
    steps?: LangevinOptions['steps'],
    stepSize?: LangevinOptions['stepSize'],
    seed?: LangevinOptions['seed'],
    activityRegularizer?: LangevinOptions['activityRegularizer'],
    trainable?: LangevinOptions['trainable'],
    dtype?: LangevinOptions['dtype'],
    autocast?: LangevinOptions['autocast'],
    name?: LangevinOptions['name'],
    inputShape?: LangevinOptions['inputShape'],
  ],
  [
    shape: LangevinOptions['shape'],
    axes: LangevinOptions['axes'] | Omit<LangevinOptions, 'shape'>,
    target?: LangevinOptions['target'] | Omit<LangevinOptions, 'shape' | 'axes'>,
  ]
>;
export const LANGEVIN_PARAMETERS: Signature<LangevinOptions> = {
  callee: 'Langevin',
  names: [
    'shape',
    'axes',
    'target',
    'steps',
    'stepSize',
    'seed',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  keywords: [],
  required: 3,
};

export type MetropolisHastingsArguments = OptionArguments<
  MetropolisHastingsOptions,
  [
    shape: MetropolisHastingsOptions['shape'],
    axes: MetropolisHastingsOptions['axes'],
    target: MetropolisHastingsOptions['target'],
  ],
  [
    steps?: MetropolisHastingsOptions['steps'],
    scale?: MetropolisHastingsOptions['scale'],
    seed?: MetropolisHastingsOptions['seed'],
    activityRegularizer?: MetropolisHastingsOptions['activityRegularizer'],
    trainable?: MetropolisHastingsOptions['trainable'],
    dtype?: MetropolisHastingsOptions['dtype'],
    autocast?: MetropolisHastingsOptions['autocast'],
    name?: MetropolisHastingsOptions['name'],
    inputShape?: MetropolisHastingsOptions['inputShape'],
  ],
  [
    shape: MetropolisHastingsOptions['shape'],
    axes: MetropolisHastingsOptions['axes'] | Omit<MetropolisHastingsOptions, 'shape'>,
    target?: MetropolisHastingsOptions['target'] | Omit<MetropolisHastingsOptions, 'shape' | 'axes'>,
  ]
>;
export const METROPOLIS_HASTINGS_PARAMETERS: Signature<MetropolisHastingsOptions> = {
  callee: 'MetropolisHastings',
  names: [
    'shape',
    'axes',
    'target',
    'steps',
    'scale',
    'seed',
    'activityRegularizer',
    'trainable',
    'dtype',
    'autocast',
    'name',
    'inputShape',
  ],
  keywords: [],
  required: 3,
};
