/** Watching and changing what layers compute, from outside of them. */
import { innermost, requireKind, scoped, scopeKind, valuesOf } from '@org/core/internal';
import type { Layer } from './layer.js';

/**
 * Stands around the `call` of every layer.
 *
 * @param args what `call` is given: tensors, then keywords
 * @param next computes the layer on arguments: those, or others
 * @returns what the layer is to return
 */
export type CallInterceptor = (
  layer: Layer,
  args: readonly unknown[],
  next: (...args: readonly unknown[]) => unknown,
) => unknown;

/** Null: those around it do not count. */
const interceptors = scopeKind<CallInterceptor | null>();

type Compute = (...args: readonly unknown[]) => unknown;

/** What stands around calls now, outermost first. */
function present(): readonly (CallInterceptor | null)[] {
  const all = valuesOf(interceptors);
  return all.slice(all.lastIndexOf(null) + 1);
}

/** Whether anything stands around calls now. */
export const isIntercepted = (): boolean => (innermost(interceptors) ?? null) !== null;

/** The call of a layer, with what stands around it. */
export function intercepted(layer: Layer, args: readonly unknown[]): unknown {
  const call: Compute = (...given) => (layer as { call: Compute }).call(...given);
  const around = present().reduceRight<Compute>(
    (next, interceptor) =>
      (...given) =>
        interceptor!(layer, given, next),
    call,
  );
  return around(...args);
}

/** Runs `body`, whose calls of layers are not the user's, such as those of a model that is built by them. */
export const notIntercepted = <T>(body: () => T): T => scoped(interceptors, null, body);

/**
 * Runs `body` with a function around the call of each layer in it, at any depth of models: what PyTorch does with hooks. It sees
 * tensors, not the symbolic ones that models are made of; outer functions stand around inner ones. A function that was compiled before
 * runs as it was recorded.
 *
 * @example
 * const outputs: unknown[] = [];
 * interceptCalls((_layer, args, next) => { const y = next(...args); outputs.push(y); return y; }, () => model(x));
 */
export const interceptCalls = <T>(interceptor: CallInterceptor, body: () => T): T => {
  requireKind('interceptCalls', 'interceptor', interceptor);
  requireKind('interceptCalls', 'body', body);
  return scoped(interceptors, interceptor, body);
};
