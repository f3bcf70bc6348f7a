/** keras.optimizers.schedules. */
import {
  type ArgumentNamed,
  argumentNamed,
  type DeserializeArguments,
  deserializeArguments,
  objectFamily,
} from '@org/layers/internal';
import * as classes from './classes.js';
import { SCHEDULES } from './keras-schedule.js';
import type { LearningRateSchedule } from './learning-rate-schedule.js';

export * from './classes.js';

/** A schedule as JSON, and back. */
const family = /* @__PURE__ */ objectFamily<LearningRateSchedule>(SCHEDULES, 'learning rate schedule', classes);

/** The schedule as JSON. */
export const serialize = (...args: ArgumentNamed<'learningRateSchedule'>): unknown =>
  family.serialize(argumentNamed('serialize', 'learningRateSchedule', args));

/** The schedule that {@link serialize} made the JSON from. */
export const deserialize = (...args: DeserializeArguments): LearningRateSchedule =>
  family.deserialize(...deserializeArguments(args));
