/** Matching what is given for a model's outputs (targets, losses, metrics, weights) with the outputs themselves. */
import { tree, ValueError } from '@org/core';
import { isPlainObject } from '@org/core/internal';

export const isNested = (value: unknown): boolean => Array.isArray(value) || isPlainObject(value);

/** The outputs as a list, in a fixed order. */
export const flatOutputs = (outputs: unknown): unknown[] => tree.flatten<unknown>(outputs);

/** Losses or metrics in lists and dicts, one by one; a config of one is no dict of them. */
export function identifiersIn(given: unknown): unknown[] {
  if (Array.isArray(given)) return given.flatMap(identifiersIn);
  if (!isPlainObject(given) || typeof given.class_name === 'string') return [given];
  return Object.values(given).flatMap(identifiersIn);
}

/** Whether a list holds an object that says nothing where an identifier is due. In a dict it says that an output has none. */
const listsEmptyDict = (given: unknown): boolean => {
  if (Array.isArray(given))
    return given.some((each) => (isPlainObject(each) && Object.keys(each).length === 0) || listsEmptyDict(each));
  return isPlainObject(given) && typeof given.class_name !== 'string' && Object.values(given).some(listsEmptyDict);
};

/** @throws ValueError for what can be no loss and no metric */
export function assertIdentifiers(kind: 'loss' | 'metric', given: unknown): void {
  if (kind === 'metric' && listsEmptyDict(given)) {
    throw new ValueError('Could not interpret the metric.', {
      expected: 'a name, a function, an object, its class, or a config',
      received: 'an empty object',
    });
  }
  for (const each of identifiersIn(given)) {
    if (each === null || each === undefined || ['string', 'function', 'object'].includes(typeof each)) continue;
    throw new ValueError(`Could not interpret the ${kind}.`, {
      expected: 'a name, a function, an object, its class, or a config',
      received: String(each),
    });
  }
}

/** Names for outputs: the keys of a dict of outputs, else those the model gives. */
export const namesOf = (outputs: unknown, modelNames: readonly string[] | null): readonly string[] | null =>
  isPlainObject(outputs) && Object.values(outputs).every((value) => !isNested(value))
    ? Object.keys(outputs).sort()
    : modelNames;

/**
 * One entry of `given` for each output.
 *
 * @param what named in errors
 * @param given a dict by output name, a list, or null for none
 * @throws ValueError for unknown names or a list of another length
 */
export function perOutput(
  what: string,
  given: unknown,
  outputs: unknown,
  modelNames: readonly string[] | null,
): unknown[] {
  const count = flatOutputs(outputs).length;
  if (given === null || given === undefined) return new Array<null>(count).fill(null);
  const names = namesOf(outputs, modelNames);
  if (isPlainObject(given)) {
    const keys = Object.keys(given);
    const unknown = names ? keys.filter((key) => !names.includes(key)) : [];
    if (names && unknown.length === 0) return names.map((name) => given[name] ?? null);
    if (count === 1 && keys.length === 1) return Object.values(given);
    throw new ValueError(`The keys of ${what} do not match the outputs of the model.`, {
      expected: names ? names.join(', ') : `${count} outputs without names`,
      received: keys.join(', '),
    });
  }
  if (!Array.isArray(given)) return count === 1 ? [given] : new Array<unknown>(count).fill(given);
  const flat = isNested(outputs) && given.length === count ? given : flatOutputs(given);
  if (flat.length !== count) {
    throw new ValueError(`${what} has the wrong number of entries.`, {
      expected: `${count}, one for each output`,
      received: `${flat.length}`,
    });
  }
  return flat;
}
