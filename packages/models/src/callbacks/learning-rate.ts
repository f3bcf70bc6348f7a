/** The learning rates of a model's optimizer, which may consist of several. */
import { ValueError } from '@org/core';
import { asTensor } from '@org/core/internal';
import type { Model } from '../model.js';
import { MultiOptimizer } from '../optimizers/multi-optimizer.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { Logs } from './callback.js';

export interface NamedOptimizer {
  readonly optimizer: Optimizer;
  /** Tells one of several optimizers from the others; empty where there is one. */
  readonly name: string;
}

export function optimizersOf({ optimizer }: Model): NamedOptimizer[] {
  if (!optimizer) {
    throw new ValueError('The model has no optimizer whose learning rate could be changed.', {
      hint: 'call model.compile({ optimizer }) first.',
    });
  }
  if (optimizer instanceof MultiOptimizer) {
    return optimizer.optimizers.map((each) => ({ optimizer: each, name: each.name }));
  }
  return [{ optimizer, name: '' }];
}

export const learningRateOf = (optimizer: Optimizer): Promise<number> => asTensor(optimizer.learningRate).item();

/** Adds the present learning rates to the logs of an epoch. */
export async function logLearningRates(model: Model, logs: Logs): Promise<void> {
  for (const { optimizer, name } of optimizersOf(model)) {
    logs[name ? `learning_rate_${name}` : 'learning_rate'] = await learningRateOf(optimizer);
  }
}
