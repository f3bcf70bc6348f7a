import { bindArguments, isPlainObject } from '@org/core/internal';

/**
 * Binds arguments that are data, all of them optional. A plain object at the end is keywords only if all its keys are names of
 * parameters: it may as well be a dict of inputs, targets or outputs.
 */
export function bindData(callee: string, names: readonly string[], args: readonly unknown[]): unknown[] {
  const last = args.at(-1);
  const keys = isPlainObject(last) ? Object.keys(last) : [];
  const isData = isPlainObject(last) && !(keys.length > 0 && keys.every((key) => names.includes(key)));
  return bindArguments(callee, names, 0, isData ? [...args, {}] : args);
}
