/** Whether tests go through everything, as before a merge (`THOROUGH=1 npm test`); in daily work a part of the repetitions tells enough. */
export const isThorough = process.env.THOROUGH === '1';

/** How often a test repeats, or how large it makes what it tries: `all` of it, or the `daily` part. */
export const thorough = <T>(all: T, daily: T): T => (isThorough ? all : daily);

/** Of many cases: all of them, or in daily work every `n`-th and the first of each kind. */
export function sampled<T>(cases: readonly T[], n: number, kindOf: (each: T) => unknown = () => null): T[] {
  const seen = new Set<unknown>();
  return cases.filter((each, i) => {
    const isFirst = !seen.has(kindOf(each));
    seen.add(kindOf(each));
    return isThorough || isFirst || i % n === 0;
  });
}
