/** Whether tests go through everything, as before a merge (`THOROUGH=1 npm test`); in daily work a part of the repetitions tells enough. */
export const isThorough = process.env.THOROUGH === '1';

/** How often a test repeats, or how large it makes what it tries: `all` of it, or the `daily` part. */
export const thorough = <T>(all: T, daily: T): T => (isThorough ? all : daily);
