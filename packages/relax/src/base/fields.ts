/** Fields of configs that name something of Keras. */
import { nearest } from '@org/core/python';
import { losses, metrics, optimizers } from '@org/models';
import { z } from 'zod';

/** A text that `find` knows. @param names those that may have been meant */
const named = (what: string, find: (name: string) => unknown, names: readonly string[]) =>
  z.string().superRefine((name, context) => {
    try {
      if (find(name)) return;
    } catch {
      // It is told in our words.
    }
    const meant = nearest(name, names);
    context.addIssue({
      code: 'custom',
      message: `the name of ${what} of Keras, such as '${names[0]}'${meant === null ? '' : `; did you mean '${meant}'?`}`,
    });
  });

const classesIn = (module: object): string[] => Object.keys(module).filter((name) => /^[A-Z]/.test(name));

/** The name of a loss: `'KLDivergence'`. */
export const lossName = () =>
  named('a loss', (name) => losses.get(name), [...new Set(['KLDivergence', ...classesIn(losses)])]);

/** The name of a metric: `'accuracy'`. */
export const metricName = () =>
  named('a metric', (name) => ['accuracy', 'acc', 'crossentropy', 'ce'].includes(name) || metrics.get(name), [
    'accuracy',
    ...classesIn(metrics),
  ]);

/** The name of an optimizer: `'adam'`. */
export const optimizerName = () =>
  named('an optimizer', (name) => optimizers.get(name), [
    'adam',
    ...classesIn(optimizers).map((name) => name.toLowerCase()),
  ]);
