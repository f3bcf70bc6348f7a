/** Limits on every run, for trying out a program: keras.config.setMaxEpochs and setMaxStepsPerEpoch. */
import { ValueError } from '@org/core';
import { pythonFunction } from '@org/core/internal';

const limits: Record<'epochs' | 'steps', number | null> = { epochs: null, steps: null };

function setLimit(which: keyof typeof limits, value: number | null): void {
  if (value !== null && !Number.isInteger(value)) {
    throw new ValueError(`The largest number of ${which} is an integer, or null for no limit.`, {
      received: String(value),
    });
  }
  limits[which] = value;
}

/** The most epochs that `fit` trains for; null (and 0) for no limit. */
export const maxEpochs = (): number | null => limits.epochs;

/** Limits the epochs of every `fit` from now on; null takes the limit away. */
export const setMaxEpochs = /* @__PURE__ */ pythonFunction(
  'setMaxEpochs',
  ['maxEpochs'],
  (maxEpochs: number | null): void => setLimit('epochs', maxEpochs),
);

/** The most steps of an epoch, an evaluation or a prediction; null (and 0) for no limit. */
export const maxStepsPerEpoch = (): number | null => limits.steps;

/** Limits the steps of every epoch, evaluation and prediction from now on; null takes the limit away. */
export const setMaxStepsPerEpoch = /* @__PURE__ */ pythonFunction(
  'setMaxStepsPerEpoch',
  ['maxStepsPerEpoch'],
  (maxStepsPerEpoch: number | null): void => setLimit('steps', maxStepsPerEpoch),
);

/** A number of epochs within the limit. */
export function limitedEpochs(epochs: number): number {
  if (!limits.epochs || limits.epochs >= epochs) return epochs;
  console.warn(`Training is limited to ${limits.epochs} epochs.`);
  return limits.epochs;
}

/** A number of steps, null where the data decides, within the limit. */
export function limitedSteps(steps: number | null): number | null {
  if (!limits.steps || (steps && limits.steps >= steps)) return steps;
  console.warn(`Runs are limited to ${limits.steps} steps.`);
  return limits.steps;
}
