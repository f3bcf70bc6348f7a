/** keras.optimizers.schedules. */
import type { CustomObjects } from '@org/layers';
import { objectFamily } from '@org/layers/internal';
import { SCHEDULES } from './keras-schedule.js';
import type { LearningRateSchedule } from './learning-rate-schedule.js';

export { CosineDecay, type CosineDecayOptions } from './cosine-decay.js';
export { CosineDecayRestarts, type CosineDecayRestartsOptions } from './cosine-decay-restarts.js';
export { ExponentialDecay, type ExponentialDecayOptions } from './exponential-decay.js';
export { InverseTimeDecay, type InverseTimeDecayOptions } from './inverse-time-decay.js';
export { LearningRateSchedule } from './learning-rate-schedule.js';
export { PiecewiseConstantDecay, type PiecewiseConstantDecayOptions } from './piecewise-constant-decay.js';
export { PolynomialDecay, type PolynomialDecayOptions } from './polynomial-decay.js';

/** A schedule as JSON, and back. */
const family = /* @__PURE__ */ objectFamily<LearningRateSchedule>(SCHEDULES, 'learning rate schedule');

/** The schedule as JSON. */
export const serialize = (schedule: unknown): unknown => family.serialize(schedule);

/** The schedule that {@link serialize} made the JSON from. */
export const deserialize = (config: unknown, customObjects: CustomObjects | null = null): LearningRateSchedule =>
  family.deserialize(config, customObjects);
