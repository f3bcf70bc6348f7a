import { RuntimeError } from '@org/core';
import type { Optimizer } from '../optimizers/index.js';

/**
 * What stands for the optimizer of a model in a program that does not contain it yet: using it is an error that says what to do.
 *
 * @param given what `compile` was given
 */
export function missingOptimizer(given: unknown): Optimizer {
  const fail = (): never => {
    throw new RuntimeError(`The optimizer ${JSON.stringify(given ?? 'rmsprop')} is not loaded yet.`, {
      expected: 'an object, as in compile({ optimizer: new Adam() })',
      received: 'a name, which a bundled program looks up when it first trains, evaluates or saves',
    });
  };
  // Only symbols, which displays ask for, have answers, and whether it has variables yet.
  return new Proxy(
    new (class MissingOptimizer {
      readonly built = false;
    })(),
    {
      get: (target, key) =>
        typeof key === 'symbol' || key === 'constructor' || key === 'built' ? Reflect.get(target, key) : fail(),
      set: fail,
    },
  ) as Optimizer;
}
