import type { NamedObject } from '@org/layers';
import { registerKerasObject } from '@org/layers/internal';

/** The heading of schedules in files. */
export const SCHEDULES = 'keras.optimizers.schedules';

/** Registers a schedule under its name. */
export const kerasSchedule = (type: NamedObject, name: string): string =>
  registerKerasObject(type, { module: SCHEDULES, name });
