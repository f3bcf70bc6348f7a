import { registerKerasObject } from '@org/layers';

/** The heading of schedules in files. */
export const SCHEDULES = 'keras.optimizers.schedules';

/** Decorator that registers a schedule under its name. */
export const kerasSchedule = (name: string) => registerKerasObject({ module: SCHEDULES, name });
