import { ValueError } from '@org/core';
import type { LearningRate } from './learning-rate.js';

/** What every optimizer takes. */
export interface OptimizerOptions {
  /** A number, a schedule, or a function without arguments. */
  learningRate?: LearningRate;
  /** Each step takes this part, times the learning rate, off every variable. */
  weightDecay?: number | null;
  /** Gradients of a larger norm are scaled down to it, each on its own. */
  clipnorm?: number | null;
  /** Elements of gradients are clipped to ± this. */
  clipvalue?: number | null;
  /** Gradients whose norm, taken together, is larger are scaled down to it. */
  globalClipnorm?: number | null;
  /** Keeps a moving average of the variables. */
  useEma?: boolean;
  /** How much of the moving average stays at each update. */
  emaMomentum?: number;
  /** The variables become their average every so many steps; null: only at the end of training. */
  emaOverwriteFrequency?: number | null;
  /** The loss is multiplied by it before, and the gradients are divided by it after, so that small ones survive half precision. */
  lossScaleFactor?: number | null;
  /** Variables change only every so many steps (at least 2), by the mean of the gradients since. */
  gradientAccumulationSteps?: number | null;
  /** The name; by default one made from that of the class. */
  name?: string | null;
}

/** The parameters that all optimizers have after their own, in Python's order. */
export const sharedParameters = [
  'weightDecay',
  'clipnorm',
  'clipvalue',
  'globalClipnorm',
  'useEma',
  'emaMomentum',
  'emaOverwriteFrequency',
  'lossScaleFactor',
  'gradientAccumulationSteps',
  'name',
] as const satisfies readonly (keyof OptimizerOptions)[];

/** Defaults of these parameters; null turns something off. */
export const sharedDefaults = {
  weightDecay: null,
  clipnorm: null,
  clipvalue: null,
  globalClipnorm: null,
  useEma: false,
  emaMomentum: 0.99,
  emaOverwriteFrequency: null,
  lossScaleFactor: null,
  gradientAccumulationSteps: null,
  name: null,
} as const satisfies Record<(typeof sharedParameters)[number], unknown>;

/**
 * The settings that the base class has. Old files may hold a `decay`, which no longer does anything.
 *
 * @throws ValueError for any other
 */
export function known<Settings extends object>(settings: Settings): Settings {
  const { decay, ...others } = settings as Settings & { decay?: unknown };
  if (decay !== undefined && decay !== null) {
    console.warn('Argument `decay` is no longer supported and will be ignored.');
  }
  const unknown = Object.keys(others).filter((name) => name !== 'learningRate' && !(name in sharedDefaults));
  if (unknown.length > 0) {
    throw new ValueError('Argument(s) not recognized by the optimizer.', {
      expected: `its own and ${sharedParameters.join(', ')}`,
      received: unknown.join(', '),
    });
  }
  return others as unknown as Settings;
}

/** @throws ValueError for settings that exclude each other or are out of range */
export function validate(settings: Required<OptimizerOptions>): void {
  const { gradientAccumulationSteps: steps, useEma, emaMomentum, emaOverwriteFrequency: frequency } = settings;
  if (steps && !(Number.isInteger(steps) && steps >= 2)) {
    throw new ValueError('`gradientAccumulationSteps` must be an integer >= 2.', { received: String(steps) });
  }
  if (useEma && !(emaMomentum >= 0 && emaMomentum <= 1)) {
    throw new ValueError('`emaMomentum` must be in the range [0, 1].', { received: String(emaMomentum) });
  }
  if (useEma && frequency && !(Number.isInteger(frequency) && frequency >= 1)) {
    throw new ValueError('`emaOverwriteFrequency` must be an integer >= 1 or null.', { received: String(frequency) });
  }
  const { clipnorm, clipvalue, globalClipnorm } = settings;
  if ([clipnorm, clipvalue, globalClipnorm].filter((limit) => limit !== null).length > 1) {
    throw new ValueError('Only one of `clipnorm`, `clipvalue` and `globalClipnorm` can be set.', {
      received: `clipnorm=${clipnorm}, clipvalue=${clipvalue}, globalClipnorm=${globalClipnorm}`,
    });
  }
}
