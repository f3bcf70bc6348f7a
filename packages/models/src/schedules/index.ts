/** keras.optimizers.schedules. */
import type { CustomObjects } from '@org/layers';
import { objectFamily } from '@org/layers/internal';
import * as classes from './classes.js';
import { SCHEDULES } from './keras-schedule.js';
import type { LearningRateSchedule } from './learning-rate-schedule.js';

export * from './classes.js';

/** A schedule as JSON, and back. */
const family = /* @__PURE__ */ objectFamily<LearningRateSchedule>(SCHEDULES, 'learning rate schedule', classes);

/** The schedule as JSON. */
export const serialize = (schedule: unknown): unknown => family.serialize(schedule);

/** The schedule that {@link serialize} made the JSON from. */
export const deserialize = (config: unknown, customObjects: CustomObjects | null = null): LearningRateSchedule =>
  family.deserialize(config, customObjects);
