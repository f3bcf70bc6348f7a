import { bindOptions, type Signature } from '@org/core/python';
import { configFirst } from '../../base/index.js';

/** The arguments of a method's constructor: a plain object that comes first is its config, unless it names parameters. */
export function bindMethod<Options>(signature: Signature<Options>, args: readonly unknown[]): Options {
  const bound = configFirst(signature.names, args);
  return bindOptions(signature, bound.length === 1 ? [...bound, {}] : bound);
}
