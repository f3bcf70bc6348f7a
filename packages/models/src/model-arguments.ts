/** The ways of calling the constructor of a model. */
import { isKerasTensor, tree } from '@org/core';
import { bindArguments, isPlainObject, noteCall } from '@org/core/internal';
import type { LayerOptions } from '@org/layers';
import { LAYER_KEYWORDS } from '@org/layers/internal';
import type { Symbolic } from './model-graph.js';
import type { ModelOptions } from './model-options.js';

export type ModelArguments =
  // A tensor has a name and a dtype, as options do.
  | [options?: ModelOptions & { readonly shape?: never }]
  | [inputs: Symbolic, outputs: Symbolic, options?: LayerOptions]
  | [inputs: Symbolic, options: ModelOptions];

/** The keywords of `new Model(inputs, { outputs, name })`, if it is called so and not on a dict of outputs. */
const keywordsIn = (second: unknown): ModelOptions | null =>
  isPlainObject(second) &&
  second.outputs !== undefined &&
  Object.entries(second).every(([key, value]) => key === 'outputs' || !tree.flatten<unknown>(value).some(isKerasTensor))
    ? (second as ModelOptions)
    : null;

export function splitArguments(args: ModelArguments): ModelOptions {
  noteCall(splitArguments);
  const keywords = args.length === 2 ? keywordsIn(args[1]) : null;
  if (keywords) return { ...keywords, inputs: args[0] as Symbolic };
  if (args.length >= 2) {
    const [inputs, outputs, options] = args as [Symbolic, Symbolic, LayerOptions?];
    return { ...options, inputs, outputs };
  }
  return (args[0] ?? {}) as ModelOptions;
}

/**
 * @param first those that are named first, in the order of the constructor
 * @throws TypeError for keywords of a model of Keras's own classes that nothing takes; those of a subclass may be its own
 */
export function assertKeywords(callee: string, options: object, first: readonly string[] = []): void {
  bindArguments(callee, [...new Set([...first, ...LAYER_KEYWORDS])], 0, [options]);
}
